"""The switch itself: what must hold at the moment of its one write, and what a region that is gone does to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from releve.access.passkeys import normalised
from releve.app import bcp_setup, switching
from releve.app.house import Guarded, House
from releve.app.login import caller_of
from releve.app.pairing import bond_of
from releve.domain.directory import Change, Directory
from releve.domain.errors import Conflict, Refused, Unavailable
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.store import RegionalStore, Tx
from releve.domain.tenancy import Passkey, Side
from tests.helpers.directories import Front
from tests.helpers.houses import Paired, Story


class Gone:
    """A region whose database does not answer."""

    region = "eu1"

    def __init__(self) -> None:
        self.asked = 0

    def reading(self) -> AbstractContextManager[Tx]:
        self.asked += 1
        raise Unavailable(say("The database does not answer."))

    writing = glancing = reading

    def close(self) -> None: ...


Act = Callable[[], object]


def nothing() -> None: ...


def lose(house: House, region: str) -> Gone:
    gone = Gone()
    house.regions._openers[region] = lambda: gone
    house.regions.close()
    return gone


def inside(story: Story, paired: Paired) -> Caller:
    caller = caller_of(story.house, paired.inside, origin="test")
    assert isinstance(caller, Caller)
    return caller


def order(story: Story, paired: Paired, **changes: Any) -> Any:
    wanted: dict[str, Any] = {
        "wanted": Side.BCP,
        "passkey": paired.passkey,
        "expect": 1,
        "acknowledged": True,  # nothing was ever synced, and nobody could log in
    }
    done = switching.switch(story.house, inside(story, paired), **{**wanted, **changes})
    return done.activation


class Interrupted(Front):
    """A directory in which something happens once, right before or right after the first commit whose leading
    key begins with `prefix`."""

    def __init__(
        self, directory: Directory, prefix: str, before: Act = nothing, after: Act = nothing
    ) -> None:
        super().__init__(directory)
        self._prefix, self._before, self._after = prefix, before, after

    def commit(self, *changes: Change) -> None:
        if not changes[0].key.startswith(self._prefix):
            return self.directory.commit(*changes)
        before, after = self._before, self._after
        self._before = self._after = nothing
        before()
        self.directory.commit(*changes)
        after()
        return None


def at_the_commit(story: Story, before: Act = nothing, after: Act = nothing) -> None:
    """Let something happen right before, or after, the one write of a switch."""
    registry = story.house.registry
    registry.directory = Interrupted(registry.directory, "activation/", before, after)


def epoch(story: Story, paired: Paired) -> int:
    return bond_of(story.house, paired.primary).activation.epoch


def new_passkey(story: Story, paired: Paired) -> None:
    registry = story.house.registry
    pair, version = registry.pair_of(paired.primary)
    passkey = Passkey(story.house.hasher.hash(normalised("NEW")), 2, story.house.now(), "noor")
    registry.directory.commit(
        Change(f"pair/{pair.id}", replace(pair, passkey=passkey).record(), version)
    )


def test_a_passkey_replaced_at_the_last_moment_does_not_switch(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    at_the_commit(story, lambda: new_passkey(story, paired))
    with pytest.raises(Conflict, match="replaced"):
        order(story, paired)
    assert epoch(story, paired) == 1


def test_something_else_saved_at_the_last_moment_does_not_stop_a_switch(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    registry = story.house.registry

    def save_the_schedule() -> None:
        pair, version = registry.pair_of(paired.primary)
        later = replace(pair, sync=replace(pair.sync, at="04:00"))
        registry.directory.commit(Change(f"pair/{pair.id}", later.record(), version))

    at_the_commit(story, save_the_schedule)
    assert order(story, paired).active is Side.BCP
    assert registry.pair_of(paired.primary)[0].sync.at == "04:00"


def test_bcp_turned_off_at_the_last_moment_refuses_the_switch(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    operator = Caller("noor", "test", operator="noor")
    at_the_commit(story, lambda: bcp_setup.disable(story.house, operator, paired.primary))
    with pytest.raises(Refused):
        order(story, paired)
    assert epoch(story, paired) == 1


def test_a_switch_at_the_last_moment_keeps_bcp_from_being_turned_off(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    registry = story.house.registry
    registry.directory = Interrupted(
        registry.directory, "tenant/", before=lambda: order(story, paired)
    )
    with pytest.raises(Conflict):
        bcp_setup.disable(story.house, Caller("noor", operator="noor"), paired.primary)
    seen = bond_of(story.house, paired.primary)
    assert (seen.activation.active, seen.tenant.features.bcp) == (Side.BCP, True)


def test_an_answer_that_was_lost_is_looked_up_and_not_repeated(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme

    def silence() -> None:
        raise Unavailable(say("The directory does not answer."))

    at_the_commit(story, after=silence)
    assert order(story, paired).epoch == 2
    assert epoch(story, paired) == 2


def test_a_switch_into_a_region_that_is_gone_is_refused_until_acknowledged(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    lose(story.house, "eu1")
    with pytest.raises(Refused) as refusal:
        order(story, paired, acknowledged=False)
    assert str(refusal.value.reasons[0]) == "The BCP tenant's region does not answer."
    assert epoch(story, paired) == 1
    assert order(story, paired).epoch == 2


def test_a_switch_from_the_bcp_tenant_works_with_the_primary_gone(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    there = story.step_in(paired.operator, paired.bcp)
    caller = caller_of(story.house, there, origin="test")
    assert isinstance(caller, Caller)
    lose(story.house, "ca1")
    done = switching.switch(
        story.house,
        caller,
        wanted=Side.BCP,
        passkey=paired.passkey,
        expect=1,
        acknowledged=True,
    )
    assert done.activation.active is Side.BCP


def test_wrong_passkeys_count_together_whichever_side_asks(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    there = story.step_in(paired.operator, paired.bcp)
    wrong = {"passkey": "0000", "epoch": 1}
    answers = [
        story.ask("POST", "/switch", token, wrong).status_code
        for token in (paired.inside, there, paired.inside, there, paired.inside)
    ]
    assert answers == [403] * 5
    assert story.ask("POST", "/switch", there, wrong).status_code == 422


def test_what_was_changed_in_the_bcp_tenant_is_said_before_a_revert(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    story.sync(paired.inside)
    order(story, paired)
    there = story.step_in(paired.operator, paired.bcp)
    story.done("POST", "/entities/tag", there, {"tagName": "Made while away"})
    page = switching.switch_page(story.house, inside(story, paired))
    [warned] = (one for one in page.verdict.warnings if one.code == "left_behind")
    assert "Choose to keep" in str(warned)
    assert [one.title for one in page.changed] == ["Made while away"]


def test_a_region_that_does_not_answer_is_left_alone_for_a_while() -> None:
    gone = Gone()
    store: RegionalStore = Guarded(gone)
    for _ in range(5):
        with pytest.raises(Unavailable), store.reading():
            pass
    assert gone.asked == 1, "the others were told at once"


def test_a_write_that_may_stand_anywhere_goes_where_it_can(acme: tuple[Story, Paired]) -> None:
    story, _ = acme
    lose(story.house, "ca1")
    story.house.trace_home(Caller("noor", operator="noor"), "test")
    with story.house.regions.of("eu1").reading() as tx:
        entries, _ = tx.audit.page(None)
    assert [entry.act for entry in entries][:1] == ["test"]


def test_a_name_is_taken_however_it_is_spelt(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    answer = story.ask("POST", "/tenants", paired.operator, {"name": "ACME", "region": "eu1"})
    assert answer.status_code == 409


def test_a_switch_does_not_wait_for_people_who_log_in(acme: tuple[Story, Paired]) -> None:
    story, paired = acme
    places = story.house.hasher._places
    while places.acquire(blocking=False):
        pass  # everybody logs in at this very moment
    assert order(story, paired).active is Side.BCP
