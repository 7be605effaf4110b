"""The corpus is what it says: real scripts, and a truth about each number that stands where it is said to stand."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from releve.domain import kinds
from releve.scripts.formats import read_script
from releve.scripts.script import Action, Format, Script
from tests.corpus import MORE_PLACES, MORE_TRAPS, Label, LabelledScript, cases, inventory
from tests.corpus.marks import marks
from tests.corpus.notation import read

SCRIPTS = [one for case in cases() for one in case.scripts]
READ = {one.name: read_script(one.raw) for one in SCRIPTS}
KNOWN = inventory()
LABELS = [label for one in SCRIPTS for label in one.labels]

_NUMBER = re.compile(r"(?<![0-9A-Za-z_])[0-9]{3,}(?![0-9A-Za-z_])")
#: What is told and is no entity of the inventory.
NOT_ENTITIES = frozenset({"phone", "host", "access_key", "script", "file", "name"})
#: Of each hiding place and each trap at least so many; T1 is seen in types of actions, see below.
LEAST = {f"H{n}": 5 for n in range(1, 24)} | dict.fromkeys(MORE_PLACES, 4)
LEAST |= {f"T{n}": 5 for n in range(2, 15)} | dict.fromkeys(MORE_TRAPS, 5)
LEAST |= {"H3": 2, "H17": 4, "H18": 3, "H22": 2, "T3": 3, "T8": 3}
LEAST |= {"H1": 50, "H2": 15, "H4": 50, "H5": 30, "H19": 25, "H20": 60, "T5": 100, "T15": 20}


def values(script: Script, label: Label) -> Iterator[str]:
    """Yield the values that stand where the label says."""
    if label.action == "header":
        yield from (one.text for one in script.header if one.place == label.property)
        return
    [action] = [one for one in script.actions if one.id == label.action]
    yield from (text for place, text in _places(action) if place == label.property)


def _places(action: Action) -> Iterator[tuple[str, str]]:
    if action.label:
        yield action.label.place, action.label.text
    for one in action.properties:
        yield from ((value.place, value.text) for value in one.values)
        if one.description:
            yield one.description.place, one.description.text
    yield from ((value.place, value.text) for value in action.branches)


@pytest.mark.parametrize("labelled", SCRIPTS, ids=lambda one: one.name)
def test_a_case_is_a_file_that_can_be_read_and_written(labelled: LabelledScript) -> None:
    script = READ[labelled.name]
    assert script.text.encode(script.encoding) == labelled.raw
    assert script.path
    assert not {"«", "»", "␉"} & set(script.text)


@pytest.mark.parametrize("labelled", SCRIPTS, ids=lambda one: one.name)
def test_what_a_label_speaks_of_stands_where_it_says(labelled: LabelledScript) -> None:
    script = READ[labelled.name]
    for label in labelled.labels:
        place = slice(label.offset, label.offset + label.length)
        found = [text[place] for text in values(script, label)]
        assert found, label
        assert set(found) == {label.value}, label


@pytest.mark.parametrize("labelled", SCRIPTS, ids=lambda one: one.name)
def test_a_case_covers_what_its_heading_says(labelled: LabelledScript) -> None:
    assert {label.place for label in labelled.labels} == labelled.covers


@pytest.mark.parametrize("labelled", SCRIPTS, ids=lambda one: one.name)
def test_no_two_labels_speak_of_the_same_characters(labelled: LabelledScript) -> None:
    taken = {
        (label.action, label.property, n)
        for label in set(labelled.labels)
        for n in range(label.offset, label.offset + label.length)
    }
    assert len(taken) == sum(label.length for label in set(labelled.labels))


@pytest.mark.parametrize("labelled", SCRIPTS, ids=lambda one: one.name)
def test_a_number_of_the_inventory_does_not_stand_there_without_a_label(
    labelled: LabelledScript,
) -> None:
    """So that what is not labelled is no id. Numbers of one or two digits are everywhere and are no ids either."""
    script = READ[labelled.name]
    said = {
        (label.action, label.property, n)
        for label in labelled.labels
        for n in range(label.offset, label.offset + label.length)
    }
    everywhere = [("header", one.place, one.text) for one in script.header]
    everywhere += [(one.id, *each) for one in script.actions for each in _places(one)]
    for action, place, text in everywhere:
        for number in _NUMBER.finditer(text):
            if number[0] in KNOWN:
                assert (action, place, number.start()) in said, (action, place, number[0])


def test_every_true_id_is_known_with_its_kind() -> None:
    entities = [one for one in LABELS if one.kind and one.kind not in NOT_ENTITIES]
    assert all(one.truth != "not" for one in entities)
    assert [
        one for one in entities if one.kind not in {each.kind for each in KNOWN.get(one.value, ())}
    ] == []


def test_the_number_of_every_trap_is_an_id_elsewhere() -> None:
    assert {one.value for one in LABELS if one.truth == "not"} - KNOWN.keys() == set()


def test_the_inventory_speaks_of_kinds_that_there_are() -> None:
    named = {one.kind for known in KNOWN.values() for one in known}
    assert named <= kinds.KINDS.keys()


def test_the_truths_are_as_many_as_a_judgement_needs() -> None:
    truths = Counter(one.truth for one in LABELS)
    print(f"{len(SCRIPTS)} scripts, {len(LABELS)} labels: {dict(truths)}")
    ids = truths["id"] + truths["ask"]
    assert len(LABELS) >= 450
    assert ids >= 280
    assert truths["not"] >= 140
    assert truths["ask"] <= 0.08 * ids


def test_every_hiding_place_and_every_trap_is_met() -> None:
    places = Counter(one.place for one in LABELS)
    told = sorted(places.items(), key=lambda one: (one[0][0], int(one[0][1:])))
    print(" ".join(f"{place}:{count}" for place, count in told))
    assert places.keys() == LEAST.keys()
    assert {place: places[place] for place, least in LEAST.items() if places[place] < least} == {}


def test_types_of_actions_hold_the_digits_of_ids() -> None:
    """Trap T1: the type of a CASE begins with the number of a skill, and nobody may touch it."""
    assert "22050500" in KNOWN
    guids = [action.library_id for one in READ.values() for action in one.actions]
    assert sum(guid.startswith("22050500-6dc0-4949") for guid in guids) >= 5


def test_the_formats_and_their_line_ends_are_all_there() -> None:
    assert sum(one.format is Format.XML for one in READ.values()) >= 6
    assert sum(r"\r\n" in one.text for one in READ.values() if one.format is Format.JSON) >= 5
    assert sum('"scriptContent"' not in one.text for one in READ.values()) >= 2


@pytest.mark.parametrize(
    "text",
    ["«41870264»", "«41870264|skill»", "«2284|not|H4»", "«2284|hours|T6»", "«2284|hours|H1", "1»"],
)
def test_a_mark_that_says_nothing_clear_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mark|says|belongs"):
        list(marks(text))


def test_a_line_that_is_none_of_the_notation_is_refused() -> None:
    with pytest.raises(ValueError, match="no line of a case"):
        read("# covers: H1\nscriptName: a\n\n[1] BEGIN Begin\nwhat is this\n")
