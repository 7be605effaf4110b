"""The figures of the switch: which side is active, what a switch would be judged, and how long the last one took."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from releve.app.figures import Figures
from releve.domain.errors import Unavailable
from releve.domain.say import say
from tests.helpers.driving import drive, driven
from tests.helpers.far_ends import FarEnd
from tests.helpers.houses import Paired, Story, work_off
from tests.helpers.outages import outage
from tests.helpers.scraping import sample, samples
from tests.helpers.statements import counted
from tests.helpers.tokens import switch

Acme = tuple[Story, Paired]


def synced(acme: Acme) -> Acme:
    story, paired = acme
    story.employee(paired.inside, "mia", "multiple")
    story.sync(paired.inside)
    return acme


def told(story: Story, mode: str) -> set[tuple[str, str]]:
    """The reasons that a scrape tells: code, and whether it binds."""
    found = samples(story.http, "releve_verdict_reasons", mode=mode)
    return {(code, binding) for binding, code, _ in found}


def shown(page: Any, verdict: str) -> set[tuple[str, str]]:
    """The same as BC Enablement has them."""
    found, binding = page[verdict], len(page[verdict]["obstacles"])
    return {
        (one["code"], "yes" if at < binding else "no") for at, one in enumerate(found["findings"])
    }


def agree(story: Story, token: str) -> set[str]:
    """What a scrape and the page both say; a test fails here unless they say the same."""
    page = story.done("GET", "/switch", token)
    assert told(story, page["mode"]) == shown(page, "verdict")
    assert told(story, "emergency") == shown(page, "emergency")
    assert sample(story.http, "releve_verdict_go", mode="emergency") == page["emergency"]["go"]
    assert sample(story.http, "releve_verdict_go", mode=page["mode"]) == page["verdict"]["go"]
    return {code for code, _ in told(story, "emergency")}


def again(story: Story, tenant: str) -> str:
    """A session that has not run out."""
    return story.step_in(story.operator(), tenant)


def test_a_scrape_says_which_side_is_active_in_which_epoch_and_since_when(acme: Acme) -> None:
    story, paired = synced(acme)
    assert sample(story.http, "releve_epoch") == 1
    assert samples(story.http, "releve_active_side", side="primary") == {(pair_of(story),): 1}
    assert sample(story.http, "releve_switched_timestamp_seconds") is None
    story.hands.turn(minutes=1)
    switch(story, paired)
    assert sample(story.http, "releve_epoch") == 2
    assert sample(story.http, "releve_active_side", side="primary") == 0
    assert sample(story.http, "releve_active_side", side="bcp") == 1
    since = sample(story.http, "releve_switched_timestamp_seconds")
    assert since == story.hands.at.timestamp()
    assert (sample(story.http, "releve_directory_age_seconds") or 0) < 5


def pair_of(story: Story) -> str:
    return story.house.registry.pairs()[0].id


def test_how_long_a_planned_switch_took_has_its_last_sync_in_it(acme: Acme) -> None:
    story, paired = synced(acme)
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    given = {"passkey": paired.passkey, "epoch": 1, "mode": "planned"}
    assert story.ask("POST", "/switch", paired.inside, given).status_code == 202
    assert sample(story.http, "releve_switch_seconds") is None
    story.hands.turn(seconds=7)
    work_off(story.house)
    assert sample(story.http, "releve_switch_seconds") == 7


def test_how_long_each_driver_took_is_told_once_it_has_followed(acme: Acme) -> None:
    end = FarEnd(name="names")
    story, paired = driven(synced(acme)[0], end), acme[1]
    drive(story)
    switch(story, paired)
    story.hands.turn(milliseconds=250)
    assert sample(story.http, "releve_driver_epoch_behind") == 1
    assert sample(story.http, "releve_driver_lag_seconds") == 0.25
    assert sample(story.http, "releve_driver_took_seconds") is None
    drive(story)
    assert sample(story.http, "releve_driver_took_seconds", driver="names") == 0.25
    assert sample(story.http, "releve_driver_lag_seconds") == 0


def test_a_scrape_judges_the_next_switch_as_the_page_does_whatever_has_happened(
    acme: Acme,
) -> None:
    end = FarEnd()
    story, paired = driven(acme[0], end), acme[1]
    drive(story)
    assert "never_synced" in agree(story, paired.inside)
    synced((story, paired))
    assert agree(story, paired.inside) == set()
    story.done("POST", "/entities/tag", paired.inside, {"tagName": "Late"})
    assert "not_copied" in agree(story, paired.inside)
    story.hands.turn(hours=30)
    assert {"old_copy", "not_copied"} <= agree(story, again(story, paired.primary))
    story.hands.turn(days=100)
    inside = again(story, paired.primary)
    assert "passkey_unverified" in agree(story, inside)
    story.done("POST", "/passkeys/verification", inside, {"passkey": paired.passkey})
    assert "passkey_unverified" not in agree(story, inside)
    end.fault = Unavailable(say("It does not answer."))
    switch(story, replace(paired, inside=inside))
    drive(story)
    assert {"switched_lately", "driver_failing"} <= agree(story, inside)
    there = again(story, paired.bcp)
    story.done("POST", "/entities/tag", there, {"tagName": "Meanwhile"})
    assert "left_behind" in agree(story, there)


@pytest.mark.parametrize("lost", ["ca1", "eu1"])
def test_a_region_that_goes_and_comes_back_is_judged_without_a_look_at_the_pairs(
    acme: Acme, lost: str
) -> None:
    story, paired = synced(acme)
    token = story.step_in(paired.operator, paired.bcp) if lost == "ca1" else paired.inside
    assert agree(story, token) == set()
    with outage(story.house, lost):
        with counted() as statements:
            silent = "primary_silent" if lost == "ca1" else "bcp_silent"
            assert silent in {code for code, _ in told(story, "emergency")}
        assert not [one for one in statements if "FROM entity" in one]
        assert silent in agree(story, token)
        assert sample(story.http, "releve_epoch") == 1
        assert sample(story.http, "releve_sync_changes_not_copied") is None
    assert agree(story, token) == set()
    assert sample(story.http, "releve_sync_changes_not_copied") == 0


def test_a_directory_that_does_not_answer_leaves_the_sides_as_it_told_them_last(
    acme: Acme, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, _ = synced(acme)
    assert sample(story.http, "releve_verdict_go", mode="planned") == 1

    def lost(*given: object) -> object:
        raise Unavailable(say("The directory does not answer."))

    whereabouts = story.house.whereabouts
    gone = SimpleNamespace(get=lost, list=lost, commit=lost, mark=lost)
    monkeypatch.setattr(whereabouts, "_directory", gone)
    now = whereabouts._clock()
    monkeypatch.setattr(whereabouts, "_clock", lambda: now + 60)
    assert sample(story.http, "releve_epoch") == 1
    assert (sample(story.http, "releve_directory_age_seconds") or 0) >= 60
    assert ("directory_read_only", "yes") in told(story, "emergency")


def test_when_everything_moves_at_once_a_scrape_looks_for_no_longer_than_it_may(
    acme: Acme,
) -> None:
    story, paired = synced(acme)
    others = [
        (story.tenant(paired.operator, f"Orbit {n}"), story.tenant(paired.operator, f"O{n}", "eu1"))
        for n in range(3)
    ]
    for primary, bcp in others:
        story.set_up(paired.operator, primary, bcp)
        story.set_up(paired.operator, bcp)
    hasty = Figures(story.house, looks_s=0)
    waited = []
    for _ in range(5):
        looked = hasty.read()
        assert len(looked.switches) == 4
        waited.append(looked.waiting)
    assert waited == [3, 2, 1, 0, 0]
    assert all(one.verdicts for one in looked.switches)
