"""The corpus judged: nothing is rewritten that is no id, no id is passed over, few are left to a person."""

import random
from collections.abc import Sequence

import pytest

from releve.domain.ids import IdMap
from releve.scripts.actions import NUMBERED
from releve.scripts.formats import read_script
from releve.scripts.occurrences import Verdict
from releve.scripts.references import kind_at
from releve.scripts.rewrite import Rewritten, rewrite
from releve.scripts.scan import scan
from releve.scripts.script import Form, Script
from tests.corpus import cases, inventory
from tests.corpus.judged import Answer, figures

SCRIPTS = {one.name: one.raw for case in cases() for one in case.scripts}
#: Of the true ids, so many may be left to a person.
ASKED_MAX = 0.10
HOME, AWAY = "7421166", "7990001"


@pytest.fixture(scope="module", params=[True, False], ids=["with an inventory", "by place alone"])
def answers(request: pytest.FixtureRequest) -> Sequence[Answer]:
    found = figures(with_inventory=request.param)
    print(
        f"\nprecision {found.precision:.2%}, recall {found.recall:.2%}, "
        f"asked {found.asked:.2%} of {len(found.true)} true ids"
    )
    return found.answers


def told(answers: Sequence[Answer]) -> list[str]:
    return [f"{one.script}: {one.label} {one.found}" for one in answers]


def test_nothing_is_rewritten_that_is_no_id_of_that_kind(answers: Sequence[Answer]) -> None:
    assert told([one for one in answers if one.is_fault]) == []


def test_every_true_id_is_rewritten_or_asked_about(answers: Sequence[Answer]) -> None:
    assert told([one for one in answers if one.is_missed]) == []


def test_few_true_ids_are_left_to_a_person(answers: Sequence[Answer]) -> None:
    true = [one for one in answers if one.is_true]
    assert len([one for one in true if one.is_asked]) <= ASKED_MAX * len(true)


def ids() -> IdMap:
    """Every id of the inventory and one that no tenant has."""
    known = IdMap("primary", "bcp")
    for number, (value, entries) in enumerate(inventory().items()):
        for entry in entries:
            new = str(910_000_000 + number) if value.isdigit() else f"{value}-bcp"
            known.learn(entry.kind, value, new)
    return known


def inverse(known: IdMap) -> IdMap:
    back = IdMap("bcp", "primary")
    for value, entries in inventory().items():
        for entry in entries:
            back.learn(entry.kind, known.translate(entry.kind, value) or "", value)
    return back


def sent(script: Script, known: IdMap, number: str) -> Rewritten:
    return rewrite(script, known.translate, known.kinds_of, number)


def again(script: Script, text: str) -> Script:
    return read_script(text.encode(script.encoding))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_sent_there_and_back_is_what_it_was(name: str) -> None:
    script = read_script(SCRIPTS[name])
    known = ids()
    there = again(script, sent(script, known, AWAY).text)
    assert there.text != script.text
    assert sent(there, inverse(known), script.business_unit).text == script.text


@pytest.mark.parametrize("name", SCRIPTS)
def test_rewriting_a_script_twice_is_rewriting_it_once(name: str) -> None:
    script = read_script(SCRIPTS[name])
    once = sent(script, ids(), AWAY).text
    assert sent(again(script, once), ids(), AWAY).text == once


@pytest.mark.parametrize("name", SCRIPTS)
def test_nothing_outside_the_edits_of_a_script_changes(name: str) -> None:
    script = read_script(SCRIPTS[name])
    found, done, kept = sent(script, ids(), AWAY), 0, []
    for edit in sorted(found.changed, key=lambda edit: edit.occurrence.start):
        kept += [script.text[done : edit.occurrence.start], edit.after]
        assert script.text[edit.occurrence.start : edit.occurrence.end] == edit.before
        done = edit.occurrence.end
    assert "".join([*kept, script.text[done:]]) == found.text


#: Every typed place of the corpus that holds something: the script, and the place.
TYPED = [
    (name, action, value, kind_at(action, each)[0])
    for name, raw in SCRIPTS.items()
    for action in read_script(raw).actions
    for each in action.properties
    if kind_at(action, each)[0] in NUMBERED
    for value in each.values
    if value.form is not Form.OPAQUE and value.text
]


@pytest.mark.parametrize("seed", range(40))
def test_an_id_put_into_any_typed_place_is_found(seed: int) -> None:
    dice = random.Random(seed)
    name, action, value, kind = dice.choice(TYPED)
    script = read_script(SCRIPTS[name])
    number = str(dice.randrange(10_000, 99_999_999))
    text = script.text[: value.start] + number + script.text[value.end :]
    [there] = [
        one
        for one in scan(again(script, text)).occurrences
        if (one.action, one.place, one.value) == (action.id, value.place, number)
    ]
    assert (there.kind, there.verdict) == (kind, Verdict.REWRITTEN), f"seed {seed}"
