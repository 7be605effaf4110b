"""Telephone numbers of a house: whose they are, and to which region a call of each goes, whatever does not answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from releve.app.lookout import Lookout
from releve.app.number_book import NUMBERS_MAX, Held
from releve.app.numbers import NumberReader
from releve.app.whereabouts import AGE_S_MAX
from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.store import Tx
from tests.helpers.calls import caller, give_number, look, with_sip
from tests.helpers.houses import Paired, Story
from tests.helpers.outages import outage
from tests.helpers.silence import silence
from tests.helpers.statements import counted

MAIN, OTHER = "15145550101", "33199000010"


@dataclass
class Switchboard:
    """Acme with a number in step on both sides, the numbers read, and somebody who calls."""

    story: Story
    paired: Paired
    reader: NumberReader
    call: Callable[[str], str]

    def look(self) -> list[str]:
        return look(self.story, self.reader)

    def switch(self) -> None:
        order = {"passkey": self.paired.passkey, "epoch": 1, "acknowledged": True}
        self.story.done("POST", "/switch", self.paired.inside, order)


@pytest.fixture
def board(acme: tuple[Story, Paired]) -> Switchboard:
    story, paired = acme
    give_number(story, paired.inside, "+1 (514) 555-0101")
    story.sync(paired.inside)
    house = with_sip(story.house)
    reader = NumberReader(house)
    look(story, reader)
    return Switchboard(story, paired, reader, caller(house))


def test_a_call_goes_to_the_active_side_and_after_a_switch_at_once_to_the_other(
    board: Switchboard,
) -> None:
    assert board.call(MAIN) == "ca1"
    board.switch()
    assert board.call(MAIN) == "eu1"
    order = {"passkey": board.paired.passkey, "epoch": 2, "acknowledged": True}
    board.story.done("POST", "/switch/revert", board.paired.inside, order)
    assert board.call(MAIN) == "ca1"


def test_a_number_is_known_a_look_after_it_was_written(board: Switchboard) -> None:
    give_number(board.story, board.paired.inside, f"+{OTHER}")
    give_number(board.story, board.paired.inside, "bonjour@larkmont.example")
    assert board.call(OTHER) == "unknown"
    board.look()
    assert board.call(OTHER) == "ca1"
    assert len(board.story.house.numbers) == 2


def test_a_number_that_is_deleted_on_both_sides_is_nobodys(board: Switchboard) -> None:
    token = board.paired.inside
    [contact] = board.story.done("GET", "/entities/point_of_contact", token)["items"]
    board.story.done("DELETE", f"/entities/point_of_contact/{contact['id']}", token)
    board.look()
    assert board.call(MAIN) == "ca1", "the BCP tenant has it still"
    board.story.sync(token)
    board.look()
    assert board.call(MAIN) == "unknown"


def test_a_tenant_without_a_pair_is_called_in_its_region(board: Switchboard) -> None:
    alone = board.story.tenant(board.paired.operator, "Orbit", "eu1")
    give_number(board.story, board.story.step_in(board.paired.operator, alone), f"+{OTHER}")
    board.look()
    assert board.call(OTHER) == "eu1"


@pytest.mark.parametrize("region", ["ca1", "eu1"])
def test_the_region_of_either_side_is_enough_to_know_the_numbers(
    acme: tuple[Story, Paired], region: str
) -> None:
    story, paired = acme
    give_number(story, paired.inside, f"+{MAIN}")
    story.sync(paired.inside)
    house = with_sip(story.house)
    call = caller(house)
    with outage(story.house, region):
        look(story, NumberReader(house))
        assert call(MAIN) == "ca1"
        assert call(OTHER) == "unknown"


def test_a_region_that_does_not_answer_takes_no_number_away(board: Switchboard) -> None:
    give_number(board.story, board.paired.inside, f"+{OTHER}")  # not copied yet
    board.look()
    with outage(board.story.house, "ca1"):
        board.look()
        assert [board.call(MAIN), board.call(OTHER)] == ["ca1", "ca1"]


def test_a_region_that_goes_while_it_is_read_leaves_what_was_read_before(
    acme: tuple[Story, Paired], monkeypatch: pytest.MonkeyPatch
) -> None:
    story, paired = acme
    alone = story.tenant(paired.operator, "Orbit", "ca1")
    house = with_sip(story.house)
    call, reader, read = caller(house), NumberReader(house), NumberReader._held
    look(story, reader)
    give_number(story, paired.inside, f"+{MAIN}")
    give_number(story, story.step_in(paired.operator, alone), f"+{OTHER}")
    there: set[str] = set()

    def cut_off(self: NumberReader, tx: Tx, tenant: str, before: Held | None) -> Held:
        if tenant != paired.bcp:
            if there:
                raise Unavailable(say("The region has gone."))
            there.add(tenant)
        return read(self, tx, tenant, before)

    monkeypatch.setattr(NumberReader, "_held", cut_off)
    look(story, reader)
    first = MAIN if paired.primary in there else OTHER
    assert call(first) == "ca1"
    monkeypatch.undo()
    look(story, reader)
    assert [call(MAIN), call(OTHER)] == ["ca1", "ca1"]


def test_while_a_company_could_not_be_read_an_unknown_number_may_be_theirs(
    acme: tuple[Story, Paired],
) -> None:
    story, paired = acme
    give_number(story, paired.inside, f"+{MAIN}")
    story.sync(paired.inside)
    story.tenant(paired.operator, "Orbit", "ca1")
    house = with_sip(story.house)
    call, reader = caller(house), NumberReader(house)
    assert call(MAIN) == "not now"
    with outage(story.house, "ca1"):
        look(story, reader)
        assert [call(MAIN), call(OTHER)] == ["ca1", "not now"]
    look(story, reader)
    assert call(OTHER) == "unknown"


def test_nobody_takes_a_number_away_by_writing_it_down(board: Switchboard) -> None:
    board.story.hands.turn(minutes=1)
    thief = board.story.tenant(board.paired.operator, "Orbit", "eu1")
    give_number(board.story, board.story.step_in(board.paired.operator, thief), f"+{MAIN}")
    said = board.look()
    assert board.call(MAIN) == "ca1"
    assert said in [
        [f"the number {MAIN} of tenant {owner} is claimed by tenant {thief} too, in vain"]
        for owner in (board.paired.primary, board.paired.bcp)
    ]
    assert board.look() == [], "it is said once"
    assert "releve_sip_numbers_disputed 1.0" in board.story.http.get("/metrics").text


def test_no_tenant_fills_the_memory_of_all(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NUMBERS_MAX >= 50_000
    monkeypatch.setattr("releve.app.numbers.NUMBERS_MAX", 2)
    for n in range(3):
        give_number(board.story, board.paired.inside, f"+3319900002{n}")
    [said] = board.look()
    assert said.startswith(f"tenant {board.paired.primary} has more than 2 numbers")
    assert len(board.story.house.numbers) == 2


def test_a_look_at_tenants_in_which_nothing_has_moved_costs_one_statement_a_region(
    board: Switchboard,
) -> None:
    with counted() as told:
        board.reader.turn()
    assert len([one for one in told if "tenant_revision" in one]) == 2
    assert not [one for one in told if "FROM entity" in one]
    board.story.employee(board.paired.inside, "zoe")
    with counted() as told:
        board.reader.turn()
    assert not [one for one in told if "FROM entity" in one], "no point of contact has changed"


def test_without_a_directory_calls_go_where_they_went_and_the_age_is_known(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = board.reader.house
    patient, impatient = caller(house), caller(house, copy_s_max=3.0)
    assert [patient(MAIN), impatient(MAIN)] == ["ca1", "ca1"]

    whereabouts, later = house.whereabouts, time.monotonic() + 10 * AGE_S_MAX
    silence(whereabouts, monkeypatch)
    monkeypatch.setattr(whereabouts, "_clock", lambda: later)
    lookout = Lookout(house, watch_s=0)
    [said] = lookout.turn()
    assert said.startswith("the directory does not answer, its copy does")
    board.story.hands.turn(seconds=5)
    assert lookout.turn() == [], "it is said once"
    assert [patient(MAIN), patient(OTHER)] == ["ca1", "unknown"]
    assert [impatient(MAIN), impatient("")] == ["not now", "not now"]
    sighting = house.whereabouts.kept(board.paired.primary)
    assert sighting is not None
    assert not sighting.sure
    monkeypatch.undo()
    board.story.hands.turn(seconds=5)
    assert lookout.turn() == ["the directory answers again"]
    assert [patient(MAIN), impatient(MAIN), impatient("")] == ["ca1", "ca1", "unknown"]


def test_a_region_without_an_address_for_calls_is_told_and_not_guessed(board: Switchboard) -> None:
    assert caller(board.story.house)(MAIN) == "not now"
