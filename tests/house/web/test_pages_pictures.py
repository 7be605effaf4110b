"""Pictures on pages: each is named, has its figures in a table behind it, needs no style of its own, and fits what happened."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from releve.app import sync_history as looking_back
from releve.app import uses
from releve.domain.clock import stamp
from releve.domain.runs import Run, RunState
from tests.helpers.houses import Paired, Story
from tests.house.web.visitors import Visitor, said, site_of

Acme = tuple[Story, Paired]
RUNS, SWITCH = "/admin/sync/runs", "/admin/enablement"


def visitor_of(acme: Acme, language: str = "en") -> Visitor:
    story, paired = acme
    visitor = Visitor(site_of(story.house), paired.inside)
    visitor.cookies.set("releve_language", language)
    return visitor


def drawings(page: str) -> Iterator[str]:
    yield from re.findall(r'<svg class="chart-plot".*?</svg>\s*</(?:div|figure)>', page, re.DOTALL)


def flaws(page: str) -> list[str]:
    """What a strict policy refuses, and what nobody could read out."""
    found = [f"style: {one}" for one in re.findall(r"<[^>]*\sstyle=[^>]*>", page)]
    ids = re.findall(r'\sid="([^"]+)"', page)
    found += [f"twice: {one}" for one in {one for one in ids if ids.count(one) > 1}]
    wanted = re.findall(r"url\(#([^)]+)\)", page)
    for names in re.findall(r'aria-labelledby="([^"]+)"', page):
        wanted += names.split()
    found += [f"nowhere: {one}" for one in wanted if one not in ids]
    for drawing in drawings(page):
        head = re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+</desc>", drawing)
        found += [] if head else [f"unnamed: {drawing[:90]}"]
    return found


def tag(acme: Acme, name: str) -> str:
    story, paired = acme
    return str(story.done("POST", "/entities/tag", paired.inside, {"tagName": name})["id"])


def switch(acme: Acme, epoch: int, path: str = "/switch") -> None:
    story, paired = acme
    order = {"passkey": paired.passkey, "epoch": epoch, "acknowledged": True}
    story.done("POST", path, paired.inside, order)


# ---------------------------------------------------------------- the sync


def test_before_the_first_run_there_is_nothing_to_be_drawn(acme: Acme) -> None:
    page = visitor_of(acme).page(RUNS)
    assert list(drawings(page)) == []
    assert "No sync has run yet." in page


def ran(acme: Acme, day: int, took_s: int = 60, state: RunState = RunState.DONE) -> None:
    """A run that was asked for at nine o’clock on that day of November, and wrote two tags."""
    story, paired = acme
    began = datetime(2026, 11, day, 9, 0, tzinfo=UTC)
    pair, _ = story.house.registry.pair_of(paired.primary)
    done = {"tag": {"update": 2, "hold": 5}} if state is RunState.DONE else {}
    with story.house.store_of(paired.bcp).writing() as tx:
        tx.runs.add(
            Run(
                f"run-{day}",
                pair.id,
                state,
                "schedule",
                "schedule",
                requested_at=stamp(began),
                started_at=stamp(began),
                ended_at=stamp(began + timedelta(seconds=took_s)),
                counts=done,
            )
        )


def test_the_runs_of_the_last_days_are_drawn_with_their_figures_behind(acme: Acme) -> None:
    for day, took_s in ((18, 60), (20, 90)):
        ran(acme, day, took_s)
    page = visitor_of(acme).page(RUNS)
    assert flaws(page) == []
    assert len(list(drawings(page))) == 3
    told = said(visitor_of(acme).get(RUNS))
    assert "At most 2 d, on Nov 20, 2026." in told
    assert "Every run did what it was to do." in told
    assert "4 entities were written." in told
    rows = re.findall(r"<tr><td>Nov 20, 2026</td>(.*?)</tr>", page)
    assert [re.findall(r">([^<]+)</td>", row) for row in rows] == [
        ["2 d", "90 s", "1", "0"],
        ["2", "2"],
    ]


def test_a_run_that_failed_is_a_cross_and_leaves_the_copy_as_old_as_it_was(acme: Acme) -> None:
    ran(acme, 20)
    ran(acme, 21, state=RunState.FAILED)
    page = visitor_of(acme).page(RUNS)
    assert "1 run did not succeed." in page
    assert [one.count("chart-cross") for one in drawings(page)] == [0, 1, 0]
    assert '<td>Nov 22, 2026</td><td class="num">2 d</td>' in page


def test_runs_beyond_the_first_page_are_a_plain_list(acme: Acme) -> None:
    story, paired = acme
    story.sync(paired.inside)
    assert list(drawings(visitor_of(acme).page(f"{RUNS}?skip=20"))) == []


def test_where_more_ran_than_is_read_the_page_says_so(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_back, "RUNS_MAX", 2)
    for day in (19, 20, 21):
        ran(acme, day)
    told = said(visitor_of(acme).get(RUNS))
    assert "Earlier days are left out" in told
    assert "The last 3 days" in told


# ---------------------------------------------------------------- the report of a switch


def test_the_report_draws_its_steps_and_the_moment_of_the_switch(acme: Acme) -> None:
    switch(acme, 1)
    page = visitor_of(acme).page(f"{SWITCH}/reports/2")
    assert flaws(page) == []
    [drawing] = drawings(page)
    assert "chart-mark" in drawing
    assert ">Switched</text>" in drawing
    table = page.partition('<details class="chart-behind">')[2].partition("</details>")[0]
    assert ">Switched</td>" in table


# ---------------------------------------------------------------- an entity among others


def employee_of_team(acme: Acme) -> tuple[str, str]:
    """Somebody, and their team: what one refers to, and is referred to by."""
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    [mia] = story.done("GET", "/entities/employee?search=mia", paired.inside)["items"]
    [team] = story.done("GET", "/entities/team?search=default", paired.inside)["items"]
    return str(mia["id"]), str(team["id"])


def test_an_entity_is_drawn_between_what_uses_it_and_what_it_refers_to(acme: Acme) -> None:
    mia, team = employee_of_team(acme)
    admin = visitor_of(acme)
    page = admin.page(f"/admin/entities/team/{team}/uses")
    assert flaws(page) == []
    [drawing] = drawings(page)
    assert f'<a href="/admin/employees/{mia}">' in drawing
    page = admin.page(f"/admin/entities/employee/{mia}/uses")
    [drawing] = drawings(page)
    assert f'<a href="/admin/entities/team/{team}">' in drawing
    lists = page.partition("</figure>")[2]
    assert f'<a href="/admin/entities/team/{team}">' in lists


def test_what_stands_alone_is_not_drawn(acme: Acme) -> None:
    page = visitor_of(acme).page(f"/admin/entities/tag/{tag(acme, 'Brume')}/uses")
    assert list(drawings(page)) == []
    assert "Nothing that was looked at uses it." in page


def test_of_many_neighbours_twelve_are_drawn_and_the_last_leads_to_all(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired = acme
    _, team = employee_of_team(acme)
    for n in range(14):
        story.employee(paired.inside, f"lea{n}", "multiple")
    admin = visitor_of(acme)
    address = f"/admin/entities/team/{team}/uses"
    [drawing] = drawings(admin.page(address))
    assert drawing.count("chart-box-node") == 11
    assert re.search(rf'<a href="{address}">\s*<title>and \d+ more', drawing)
    monkeypatch.setattr(uses, "REFERRERS_MAX", 13)
    assert "and at least 2 more" in admin.page(address)
