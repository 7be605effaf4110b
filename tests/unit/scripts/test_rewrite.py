"""Minimal edits: what is known is translated, what is not is handed back, and nothing else changes."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.ids import IdMap
from releve.scripts.formats import read_script
from releve.scripts.references import references
from releve.scripts.rewrite import Rewritten, rewrite
from releve.scripts.script import Script
from tests.helpers.scripts import clipboard, desktop, one, web, web_script

HOME, AWAY = "7314250", "7390114"
SKILL, AGENT, HOURS = "41870264", "70518823", "2284"
PAIRS = {
    ("skill", SKILL): "80215533",
    ("skill", "41870265"): "80215565",
    ("employee", AGENT): "61230021",
    ("hours", HOURS): "731",
    ("digital_channel", "email_a1"): "email_z9",
}


def ids(pairs: dict[tuple[str, str], str] = PAIRS) -> IdMap:
    known = IdMap("primary", "bcp")
    for (kind, old), new in pairs.items():
        known.learn(kind, old, new)
    return known


def sent(script: Script, known: IdMap | None = None, number: str = AWAY) -> Rewritten:
    known = known or ids()
    return rewrite(script, known.translate, known.kinds_of, number)


def brought_back(script: Script) -> Rewritten:
    inverse = ids({(kind, new): old for (kind, old), new in PAIRS.items()})
    return sent(script, inverse, HOME)


def again(script: Script, text: str) -> Script:
    return read_script(text.encode(script.encoding))


EXAMPLES = {
    "web": web(
        "REQAGENT",
        [
            one("Skill", SKILL, description=f"{SKILL} - Triage"),
            one("TargetAgent", AGENT),
            one("Sequence", f'"{SKILL}.wav"\t\r\né\U0001f600'),
        ],
        label=f"Skill {SKILL}",
    ),
    "a web list": web("GETQUEUE", [one("Skills", f"{SKILL}, 41870265,{{x}}")]),
    "a bare number": web("HOURS", [one("Profile", 2284)]),
    "a digital channel": web("FORWARD_EMAIL_DIGITAL", [one("ChannelId", "email_a1")]),
    "desktop": desktop("REQAGENT", SKILL, AGENT),
    "desktop in CDATA": desktop("HOURS", raw=f"<string><![CDATA[{HOURS}]]></string>"),
    "desktop after a line end": desktop("HOURS", raw=f"<string>&#xA;{HOURS}\r\n</string>"),
    "clipboard": clipboard("REQAGENT", SKILL, AGENT),
}


@pytest.fixture(params=EXAMPLES)
def script(request: pytest.FixtureRequest) -> Script:
    return read_script(EXAMPLES[request.param])


def test_every_typed_id_becomes_its_counterpart(script: Script) -> None:
    found = sent(script)
    assert found.unknown == ()
    old = {new: kind for (kind, _), new in PAIRS.items()}
    typed = [each for each in references(again(script, found.text)) if each.kind != "business_unit"]
    assert typed
    assert all(old[each.value] == each.kind for each in typed)


def test_rewriting_there_and_back_gives_the_original(script: Script) -> None:
    there = again(script, sent(script).text)
    assert there.text != script.text
    assert brought_back(there).text == script.text


def test_rewriting_twice_is_rewriting_once(script: Script) -> None:
    once = sent(script).text
    assert sent(again(script, once)).text == once


def test_nothing_outside_the_edits_changes(script: Script) -> None:
    found, done, pieces = sent(script), 0, []
    for edit in sorted(found.changed, key=lambda edit: edit.occurrence.start):
        pieces += [script.text[done : edit.occurrence.start], edit.after]
        assert script.text[edit.occurrence.start : edit.occurrence.end] == edit.before
        assert edit.before.isdigit() or edit.occurrence.kind == "digital_channel"
        done = edit.occurrence.end
    assert "".join([*pieces, script.text[done:]]) == found.text


def test_the_same_ids_and_the_same_number_change_nothing(script: Script) -> None:
    found = rewrite(script, lambda kind, value: value, lambda value: (), HOME)
    assert (found.text, found.changed, found.unknown) == (script.text, (), ())


def test_knowing_no_new_ids_changes_nothing_but_the_tenants_own_number(script: Script) -> None:
    found = rewrite(script, lambda kind, value: None, lambda value: (), HOME)
    assert (found.text, found.changed) == (script.text, ())
    away = rewrite(script, lambda kind, value: None, lambda value: (), AWAY)
    assert {edit.occurrence.kind for edit in away.changed} <= {"business_unit"}


def test_an_id_without_a_counterpart_is_reported_and_left() -> None:
    found = sent(web_script("REQAGENT", one("Skill", "12345", description="12345 - Gone")))
    assert [(each.kind, each.value, each.place) for each in found.unknown] == [
        ("skill", "12345", "Skill")
    ]
    assert '"12345"' in found.text
    assert found.to_review == ()


def test_the_kind_is_asked_of_the_place_and_not_of_the_number() -> None:
    """2284 is a profile of hours; as a skill it is nobody."""
    assert [each.kind for each in sent(web_script("REQAGENT", one("Skill", HOURS))).unknown] == [
        "skill"
    ]


def test_a_new_id_that_equals_an_old_one_is_not_translated_again() -> None:
    crossed = ids({("skill", "11111111"): "22222222", ("skill", "22222222"): "33333333"})
    script = web_script("GETQUEUE", one("Skills", "11111111,22222222"))
    assert '"22222222,33333333"' in sent(script, crossed).text


def test_the_display_copy_follows_its_id_and_keeps_the_name() -> None:
    found = sent(web_script("REQAGENT", one("Skill", SKILL, description=f"{SKILL} - Triage")))
    assert json.loads(found.text)["scriptContent"]["properties"]["10"]["0"] == {
        "name": "Skill",
        "value": "80215533",
        "description": "80215533 - Triage",
    }


def test_a_stale_display_copy_is_shown_and_does_not_hold_the_script_back() -> None:
    found = sent(web_script("REQAGENT", one("Skill", "{skill}", description="12345 - Gone")))
    assert found.unknown == ()
    (shown,) = found.to_review
    assert (shown.value, shown.place, shown.is_remark) == (
        "12345",
        "Skill.description",
        True,
    )


def test_the_header_gets_the_targets_number_whatever_it_had() -> None:
    for number in (7314250, 9999999, "7314250"):
        found = sent(web_script("HOURS", header={"busNo": number}))
        assert str(json.loads(found.text)["scriptContent"]["header"]["busNo"]) == AWAY


def test_the_clipboards_empty_numbers_stay_empty() -> None:
    text = sent(read_script(clipboard("HOURS", HOURS))).text
    assert '"BusNo": 0' in text
    assert '"UserID": 0' in text


def test_the_desktop_header_is_translated_in_all_its_places() -> None:
    text = sent(read_script(desktop("HOURS", HOURS))).text
    assert text.count(f'BusNo="{AWAY}"') == 2
    assert "/custom/7390114/Queue" in text
    assert 'UserID="61230021"' in text
    assert "<ModifyUserID>61230021</ModifyUserID>" in text
    assert HOME not in text


def test_strangers_in_the_desktop_header_are_left_and_shown() -> None:
    raw = desktop("HOURS", HOURS).replace(AGENT.encode(), b"58130447")
    raw = raw.replace(b"/custom/7314250/", b"/custom/7295508/")
    found = sent(read_script(raw))
    assert found.unknown == ()
    header = [(each.place, each.value) for each in found.to_review if each.action == "header"]
    assert header == [("UserID", "58130447"), ("ModifyUserID", "58130447"), ("URI", "7295508")]
    assert "58130447" in found.text


def test_action_types_pictures_and_wiring_are_never_touched() -> None:
    everything: Callable[[str, str], str] = lambda kind, value: "9" * len(value)  # noqa: E731
    script = web_script("CASE", one("Variable", "22050500"))
    assert sent(script, ids({("skill", "22050500"): "80000001"})).text.count("22050500") == 2
    raw = desktop("HOURS", HOURS)
    text = rewrite(read_script(raw), everything, lambda value: ("skill",), AWAY).text
    for kept in ("d639cf70-9de8-47fe-aa7e-6b39e4556d9d", "AAEAAAD41870264", "<X>2284</X>"):
        assert kept in text


def test_an_id_written_with_escapes_is_not_edited_but_held_back() -> None:
    raw = web("HOURS", [one("Profile", HOURS)]).replace(b'"2284"', b'"\\u0032284"')
    found = sent(read_script(raw))
    assert [each.value for each in found.unknown] == [HOURS]
    assert "\\u0032284" in found.text


def test_a_digital_channel_without_a_counterpart_may_be_a_variable_and_is_shown() -> None:
    found = sent(web_script("FORWARD_EMAIL_DIGITAL", one("ChannelId", "__channelId")))
    assert found.unknown == ()
    assert [(each.value, each.kind) for each in found.to_review] == [
        ("__channelId", "digital_channel")
    ]


def test_a_file_and_a_priority_of_the_same_digits_are_left() -> None:
    raw = web(
        "REQAGENT",
        [one("Skill", SKILL), one("Sequence", f'"{SKILL}.wav"'), one("MaxPriority", SKILL)],
    )
    found = sent(read_script(raw))
    assert [each.place for each in found.to_review] == []
    assert found.text.count(SKILL) == 2


@given(
    st.lists(
        st.sampled_from([SKILL, "41870265", "12345", "{x}", "Default", "", "0", " 41870264 "])
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_any_mixture_of_ids_comes_back_as_it_was(skills: list[str], prose: str) -> None:
    script = web_script("GETQUEUE", one("Skills", ",".join(skills)), one("Scope", prose))
    found = sent(script)
    there = again(script, found.text)
    assert brought_back(there).text == script.text
    known = ids()
    assert {each.value for each in found.unknown} == {"12345"} & set(skills)
    assert not [
        each
        for each in sent(there).to_review
        if each.place == "Skills" and known.kinds_of(each.value)
    ]
