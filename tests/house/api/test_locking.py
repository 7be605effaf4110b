"""Who writes an employee takes the tenant before reading them: on PostgreSQL, what somebody else has written in between would
be undone, since the whole profile is written back."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.helpers.authenticators import token_of
from tests.helpers.houses import PASSWORD, Paired, Story

NEW = "brume-violette-sur-lac"

#: What is not to be touched before the tenant is held.
_GUARDED = re.compile(r"\b(?:FROM|INTO|UPDATE) (?:entity|session)\b")


@contextmanager
def transactions(story: Story, paired: Paired) -> Iterator[list[list[str]]]:
    """What every transaction that writes asks the store of the primary tenant meanwhile."""
    found: list[list[str]] = []
    engine = story.house.store_of(paired.primary).store.database.engine  # type: ignore[attr-defined]

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("BEGIN"):
            found.append([])
        if found:
            found[-1].append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
    found[:] = [one for one in found if one[0] == "BEGIN IMMEDIATE"]


Ask = Callable[[], object]


def deed(story: Story, paired: Paired, what: str) -> Ask:
    """All that goes before it is done."""
    zoe = story.employee(paired.inside, "zoe")
    own, there = f"/employees/{zoe}", f"/entities/employee/{zoe}"
    match what:
        case "password":
            return lambda: story.ask("PUT", f"{own}/password", paired.inside, {"password": NEW})
        case "link":
            return lambda: story.ask("POST", f"{own}/password-link", paired.inside)
        case "by a link":
            token = story.done("POST", f"{own}/password-link", paired.inside)["token"]
            body = {"token": token, "password": NEW}
            return lambda: story.ask("POST", "/login/new-password", body=body)
        case "one's own":
            session = token_of(story, "zoe")
            given = {"current": PASSWORD, "password": NEW}
            return lambda: story.ask("PUT", "/me/password", session, given)
        case "activate":
            story.ask("POST", f"{own}/deactivate", paired.inside)
        case "replace":
            body = story.done("GET", there, paired.inside)["body"]
            return lambda: story.ask("PUT", there, paired.inside, {**body, "rank": 3})
        case "delete":
            return lambda: story.ask("DELETE", there, paired.inside)
    return lambda: story.ask("POST", f"{own}/{what}", paired.inside)


@pytest.mark.parametrize(
    "what",
    ["password", "link", "by a link", "one's own", "deactivate", "activate", "replace", "delete"],
)
def test_the_tenant_is_held_before_anything_is_read(acme: tuple[Story, Paired], what: str) -> None:
    story, paired = acme
    ask = deed(story, paired, what)
    with transactions(story, paired) as asked:
        answer = ask()
    assert answer.is_success, answer.text  # type: ignore[attr-defined]
    guarded = [
        [one for one in some if "tenant_revision" in one or _GUARDED.search(one)] for some in asked
    ]
    touching = [some for some in guarded if any(" entity" in one for one in some)]
    assert touching
    for some in touching:
        assert "tenant_revision" in some[0], some[:3]
