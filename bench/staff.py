"""Employees in a file, brought into a tenant of a house, as an administrator does it over the API."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.houses import Paired, Story, living_house, work_off

HEAD = "Username,First Name,Last Name,Email Address,Role Name,Rank\n"


def file_of(rows: int) -> bytes:
    lines = (
        f"p{n}@mesure.example,First {n},Last {n % 977},p{n}@mesure.example,Agent,3\n"
        for n in range(rows)
    )
    return (HEAD + "".join(lines)).encode()


@contextmanager
def paired_story(folder: Path) -> Iterator[tuple[Story, Paired]]:
    """Two tenants with nobody in them, on SQLite files in a new folder."""
    folder.mkdir()
    with living_house(folder) as house:
        story = Story(house, house.clock)  # type: ignore[arg-type]  # it is made with one that can be turned
        yield story, story.pair()


def timed_upload(story: Story, paired: Paired, raw: bytes) -> tuple[float, float]:
    """Seconds of the check and of the application, each with the answer to whoever asked for it."""
    began = time.perf_counter()
    upload = story.done("POST", "/employees/uploads?name=people.csv", paired.inside, content=raw)
    work_off(story.house)
    checked = time.perf_counter()
    story.done("POST", f"/employees/uploads/{upload['id']}/apply", paired.inside)
    work_off(story.house)
    applied = time.perf_counter()
    found = story.done("GET", f"/employees/uploads/{upload['id']}", paired.inside)["upload"]
    if found["state"] != "applied":
        raise RuntimeError(f"the file was not applied: {found}")
    return checked - began, applied - checked
