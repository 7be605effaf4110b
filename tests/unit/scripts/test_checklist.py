"""Each item of the checklist is ticked by evidence, open with what is open, or a person's to confirm."""

import datetime
from dataclasses import replace

import pytest

from releve.domain.say import say
from releve.domain.script_work import Confirmation
from releve.scripts.checklist.items import Item, Other, Place, State, Topic, counts, is_complete
from releve.scripts.checklist.reading import Reading, marks, reading
from releve.scripts.checklist.ticking import Around, items
from releve.scripts.formats import read_script
from releve.scripts.scan import scan
from releve.scripts.script import Script
from tests.helpers.scripts import desktop, one, web, web_script

AT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
KINDS = {"41870264": ["skill"], "2284": ["hours"]}
THERE = Around(
    other=Other.IN_STEP,
    revision=7,
    since=AT,
    counterparts={("skill", "41870264")},
    access_keys=1,
)


def read(script: Script, other_unit: str = "7390114") -> Reading:
    found = scan(script, lambda value: KINDS.get(value, []))
    return reading(script, found, [one for one in found.occurrences if one.is_open], other_unit)


def item(topic: Topic, told: Reading, around: Around = THERE) -> Item:
    return next(one for one in items(told, around) if one.topic is topic)


def code(text: str) -> Script:
    return web_script("SNIPPET", one("Data", text))


REQAGENT = web_script("REQAGENT", one("Skill", "41870264"))
OPEN = code('odd = "41870264"')


def test_every_item_has_a_state_and_evidence_whatever_the_script_holds() -> None:
    for told in (Reading(), read(REQAGENT), read(OPEN)):
        for around in (Around(), THERE, *(replace(THERE, other=other) for other in Other)):
            made = items(told, around)
            assert [one.topic for one in made] == [*Topic]
            assert all(one.evidence for one in made)
            assert sum(counts(made).values()) == len(Topic)


def test_identifiers_that_are_rewritten_are_done_with_their_number() -> None:
    made = item(Topic.IDENTIFIERS, read(REQAGENT))
    assert made.state is State.DONE
    assert [str(one) for one in made.evidence] == ["1 ID is rewritten.", "No place is open."]


def test_a_place_that_waits_for_a_person_is_open_and_leads_there() -> None:
    made = item(Topic.IDENTIFIERS, read(OPEN))
    assert (made.state, made.place) == (State.OPEN, Place.REVIEW)


def test_an_identifier_without_a_counterpart_is_open() -> None:
    made = item(Topic.IDENTIFIERS, read(REQAGENT), replace(THERE, counterparts=set()))
    assert (made.state, made.place) == (State.OPEN, Place.IDENTIFIERS)
    unknown = item(Topic.IDENTIFIERS, read(REQAGENT), replace(THERE, counterparts=None))
    assert unknown.state is State.DONE, "what cannot be asked is not said to be missing"


def test_a_script_without_identifiers_needs_none_updated() -> None:
    told = read(web_script("PLAY", one("Sequence", "prompts\\hello.wav")))
    for topic in (Topic.IDENTIFIERS, Topic.VARIABLES, Topic.HARD_CODED, Topic.KEYS, Topic.NAMES):
        assert item(topic, told).state is State.NOT_NEEDED, topic


def test_code_that_cannot_be_read_leaves_instances_and_variables_open() -> None:
    told = read(code("a = ((( \nskillId = 41870264"))
    assert told.gaps
    assert item(Topic.INSTANCES, told).state is State.OPEN
    assert item(Topic.VARIABLES, told).state is State.OPEN
    assert item(Topic.INSTANCES, read(REQAGENT)).state is State.DONE


def test_a_hard_coded_identifier_is_done_because_it_is_rewritten() -> None:
    told = read(code('queueSkill = "41870264"'))
    assert told.hard == (("skill", "41870264"),)
    assert item(Topic.HARD_CODED, told).state is State.DONE


def test_a_dynamic_switch_has_to_name_the_other_tenant() -> None:
    text = 'IF global:busNo = {unit} {{ queueSkill = "41870264" }}'
    both = read(code(text.format(unit="7390114")))
    one_only = read(code(text.format(unit="7314250")))
    assert both.switched
    assert one_only.switched
    assert item(Topic.HARD_CODED, both).state is State.DONE
    assert item(Topic.HARD_CODED, one_only).state is State.OPEN


def test_scripts_that_are_run_must_be_there_with_nothing_to_review() -> None:
    told = read(web_script("RUNSUB", one("ScriptName", "Common\\Queue")))
    assert told.calls == ("Common\\Queue",)
    assert item(Topic.CALLED, told).state is State.DONE
    for around in (
        replace(THERE, absent=("Common\\Queue",)),
        replace(THERE, reviewed=("Common\\Queue",)),
    ):
        made = item(Topic.CALLED, told, around)
        assert (made.state, made.place, made.at) == (State.OPEN, Place.CALLED, "Common\\Queue")
    unknown = read(web_script("RUNSUB", one("ScriptName", "Queue_{env}")))
    assert (unknown.calls, unknown.calls_unknown) == ((), 1)
    assert item(Topic.CALLED, unknown).state is State.CONFIRM
    assert item(Topic.CALLED, read(REQAGENT)).state is State.NOT_NEEDED


def test_the_address_of_a_region_is_open_and_discovery_is_done() -> None:
    fixed = read(code('url = "https://api-au1.niceincontact.com/x"'))
    asked = read(code('url = "https://cxone.niceincontact.com/.well-known/cxone-configuration"'))
    assert item(Topic.BASE_URLS, fixed).state is State.OPEN
    assert item(Topic.BASE_URLS, fixed).at == "api-au1.niceincontact.com"
    assert item(Topic.BASE_URLS, asked).state is State.DONE
    assert item(Topic.BASE_URLS, read(REQAGENT)).state is State.NOT_NEEDED


CRM = 'url = "https://crm.larkmont.example/case?id={c}" // https://other.example/x?id=1'


def test_other_systems_are_those_of_the_register_and_are_a_persons_to_confirm() -> None:
    made = item(Topic.OFF_PLATFORM, read(code(CRM)))
    assert (made.state, made.at) == (State.CONFIRM, "crm.larkmont.example")
    assert str(made.evidence[0]) == "The script speaks to crm.larkmont.example."
    for text in (
        'url = "https://api-au1.niceincontact.com/x"',
        """xml = "<a xmlns='http://schemas.xmlsoap.org/soap/envelope/'>{id}</a>\"""",
    ):
        assert item(Topic.OFF_PLATFORM, read(code(text))).state is State.NOT_NEEDED


def test_a_test_in_the_register_ticks_the_item_and_one_that_failed_opens_it() -> None:
    told = read(code(CRM))
    path, sent = dict.fromkeys(use.line for use in told.outside)
    some = item(Topic.OFF_PLATFORM, told, replace(THERE, works={path}))
    assert (some.state, len(some.evidence)) == (State.CONFIRM, 2)
    both = item(Topic.OFF_PLATFORM, told, replace(THERE, works={path, sent}))
    assert both.state is State.DONE
    mark = told.marks[Topic.OFF_PLATFORM]
    sure = replace(THERE, marks=told.marks, confirmed={Topic.OFF_PLATFORM: said(mark)})
    assert item(Topic.OFF_PLATFORM, told, sure).state is State.DONE
    failed = item(Topic.OFF_PLATFORM, told, replace(sure, works={path}, fails={sent}))
    assert (failed.state, failed.place) == (State.OPEN, Place.OUTSIDE)


def test_the_mark_of_other_systems_follows_what_is_exchanged_with_them() -> None:
    def mark(text: str) -> str:
        return marks(code(text))[Topic.OFF_PLATFORM]

    assert mark(CRM) == read(code(CRM)).marks[Topic.OFF_PLATFORM]
    assert mark(CRM) == mark(CRM + "\nx = 1")
    assert mark(CRM) != mark(CRM.replace("?id=", "?caseId="))


def test_a_key_needs_one_in_the_bcp_tenant_and_a_person_who_says_so() -> None:
    told = read(code('apiKey = "abcdefgh-no-key"'))
    assert told.keys == 1
    assert item(Topic.KEYS, told).state is State.CONFIRM
    none = item(Topic.KEYS, told, replace(THERE, access_keys=0))
    assert (none.state, none.place) == (State.OPEN, Place.KEYS)
    assert "abcdefgh" not in str([str(one) for made in items(told, THERE) for one in made.evidence])


def test_a_name_put_together_from_an_identifier_is_open() -> None:
    actions = [one("Data", 'target = "41870264"\nfile = "prompts\\{target}.wav"')]
    raw = web("SNIPPET", actions)
    built = read(
        read_script(
            raw.replace(
                b'"actions": {',
                b'"actions": {"11": {"actionId": 11, "libraryId": "689A4A1B-FA0D-47B3-9A02-CBEB4735F08F", "name": "REQAGENT"}, "12": {"actionId": 12, "libraryId": "B1B9A2DD-65B6-4626-9CF5-9CFA69CF59E2", "name": "PLAY"}, ',
            ).replace(
                b'"properties": {',
                b'"properties": {"11": {"0": {"name": "Skill", "value": "{target}"}}, "12": {"0": {"name": "Sequence", "value": "{file}"}}, ',
            )
        )
    )
    assert built.built
    assert item(Topic.NAMES, built).state is State.OPEN


def test_a_version_that_waits_is_open_and_what_is_published_is_done() -> None:
    step = say("Draft")
    waits = item(Topic.WORKFLOW, read(REQAGENT), replace(THERE, step=step, is_published=False))
    assert (waits.state, waits.place) == (State.OPEN, Place.WORKFLOW)
    assert item(Topic.WORKFLOW, read(REQAGENT), replace(THERE, step=step)).state is State.DONE
    assert item(Topic.WORKFLOW, read(REQAGENT)).state is State.NOT_NEEDED


@pytest.mark.parametrize(
    ("other", "state"),
    [
        (Other.NO_PAIR, State.OPEN),
        (Other.SILENT, State.OPEN),
        (Other.ABSENT, State.OPEN),
        (Other.HELD, State.OPEN),
        (Other.BEHIND, State.OPEN),
        (Other.CHANGED, State.OPEN),
        (Other.LEFT, State.OPEN),
        (Other.IN_STEP, State.DONE),
        (Other.COPIED, State.DONE),
        (Other.OWN, State.DONE),
    ],
)
def test_the_script_must_stand_in_the_bcp_tenant_in_its_present_version(
    other: Other, state: State
) -> None:
    assert item(Topic.SAVED, read(REQAGENT), replace(THERE, other=other)).state is state


def test_who_tests_a_script_is_told_of_its_custom_libraries() -> None:
    told = read(web_script("Notify_LIBID_5b1c9d82-77aa-4d0b-9c3e-1f2e3d4c5b6a"))
    assert item(Topic.IDENTIFIERS, told).state is State.NOT_NEEDED
    assert "has Notify." in str(item(Topic.TESTED, told).evidence[1])


def said(mark: str) -> Confirmation:
    return Confirmation("t", "larkmont\\queue", "tested", mark, "", "ana", "2026-11-22")


def test_a_confirmation_counts_for_what_was_looked_at_and_no_longer() -> None:
    told = read(REQAGENT)
    around = replace(THERE, marks=told.marks)
    assert item(Topic.TESTED, told, around).state is State.CONFIRM
    mark = told.marks[Topic.TESTED]
    sure = item(Topic.TESTED, told, replace(around, confirmed={Topic.TESTED: said(mark)}))
    assert (sure.state, sure.is_stale) == (State.DONE, False)
    old = item(Topic.TESTED, told, replace(around, confirmed={Topic.TESTED: said("older")}))
    assert (old.state, old.is_stale) == (State.OPEN, True)
    gone = item(Topic.TESTED, told, replace(around, marks={}, confirmed={Topic.TESTED: said(mark)}))
    assert (gone.state, gone.is_stale) == (State.OPEN, True)
    assert "any more" in str(gone.evidence[-1])


def test_with_every_confirmation_a_script_in_step_is_complete() -> None:
    told = read(REQAGENT)
    mark = told.marks[Topic.TESTED]
    around = replace(THERE, marks=told.marks, confirmed={Topic.TESTED: said(mark)})
    assert is_complete(items(told, around))
    assert not is_complete(items(told, THERE))


def test_a_mark_names_what_acts_and_neither_captions_nor_positions_nor_the_header() -> None:
    def mark(**more: object) -> str:
        script = read_script(web("REQAGENT", [one("Skill", "41870264")], **more))  # type: ignore[arg-type]
        return marks(script)[Topic.TESTED]

    assert mark() == mark(label="Another step", header={"busNo": 1})
    assert mark() != marks(web_script("REQAGENT", one("Skill", "41870265")))[Topic.TESTED]
    assert marks(read_script(desktop("REQAGENT", "41870264")))[Topic.TESTED]


def test_the_mark_of_keys_follows_the_keys_alone() -> None:
    def mark(text: str) -> str:
        raw = web("SNIPPET", [one("Data", text), one("Other", "x = 1")])
        return marks(read_script(raw))[Topic.KEYS]

    assert mark('apiKey = "abcdefgh-no-key"') != mark('apiKey = "ijklmnop-no-key"')
    assert marks(REQAGENT)[Topic.KEYS] == marks(OPEN)[Topic.KEYS]
