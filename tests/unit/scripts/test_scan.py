"""Every number that could be an id is judged, with its place and its reason; what only looks like one is not touched."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.errors import ReleveError
from releve.scripts.claims import Claim, Rule
from releve.scripts.formats import read_script
from releve.scripts.judging import Judge
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import scan
from releve.scripts.script import Script
from tests.helpers.scripts import desktop, one, web, web_script

INVENTORY = {
    "41870264": ["skill"],
    "41870265": ["skill"],
    "2284": ["hours"],
    "528": ["address_book", "hours"],
    "22050500": ["skill"],
    "448927032017": ["team"],
    "61230021": ["employee"],
    "d639cf70-0000-47fe-aa7e-6b39e4556d9d": ["team"],
}


def kinds_of(value: str) -> list[str]:
    return INVENTORY.get(value, [])


def found_in(script: Script) -> list[Occurrence]:
    """All that the tenant's ids could be meant by, but for the header."""
    return [one for one in scan(script, kinds_of).occurrences if kinds_of(one.value)]


def in_code(code: str, *more: dict[str, object]) -> list[Occurrence]:
    return found_in(web_script("SNIPPET", one("Data", code), *more))


def judged(code: str) -> list[tuple[str, str, str]]:
    return [(one.value, one.kind, one.verdict.value) for one in in_code(code)]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ('queueSkill = "41870264"', Rule.NAMED),
        ("queueSkill = 41870264", Rule.NAMED),
        ('AddOption("MENU_1,QUEUE,41870264,")', Rule.VERB),
        ("url = 'https://au1.example/skills/41870264/activity'", Rule.ADDRESS),
        ("$'\\{\"skillId\": 41870264}'".join(("x = ", "")), Rule.FIELD),
        ('t[1] = "41870264\tA"\nt[2] = "41870265\tB"', Rule.COLUMN),
    ],
)
def test_an_id_whose_place_tells_its_kind_is_rewritten(code: str, rule: Rule) -> None:
    first = in_code(code)[0]
    assert (first.value, first.kind, first.verdict) == ("41870264", "skill", Verdict.REWRITTEN)
    assert (first.action, first.place, first.rule) == ("10", "Data", rule)
    assert code[first.offset :].startswith("41870264")


@pytest.mark.parametrize(
    "code",
    [
        'x = "41870264"',
        "x = 41870264",
        'books = "514|41870264"',
        'filters[1] = "41870264\t1\t\tCONTAINS\twords"',
        'x = "2284"',
    ],
)
def test_an_id_of_which_nothing_tells_the_meaning_is_asked_about(code: str) -> None:
    assert [one.verdict for one in in_code(code)] == [Verdict.ASK]


@pytest.mark.parametrize(
    "code",
    [
        "queueTimeout = 2284",
        "IF waited > 2284 { x = 1 }",
        "x = 2284 * 2",
        'Say("Please call 2284 now")',
        'at = "2284-01-02"',
        "x = list[2284]",
        "x = text.left(2284)",
        "FOR i = 1 TO 2284 { x = i }",
        'IF ANI = "41870264" { x = 1 }',
        'url = "http://localhost:2284/x"',
    ],
)
def test_a_number_that_its_place_explains_is_left(code: str) -> None:
    assert [one.verdict for one in in_code(code)] == [Verdict.NEUTRAL]


def test_the_same_digits_are_an_id_at_one_place_and_none_at_another() -> None:
    """A variable that serves twice: what counts is which value arrives."""
    code = 'x = "2284"\nhooProfile = x\nx = 2284\nwaitSeconds = x'
    assert [verdict for _, _, verdict in judged(code)] == ["rewritten", "neutral"]


def test_a_value_is_followed_through_variables_functions_and_lists() -> None:
    code = """
FUNCTION Second(line, sign)
{
	parts = line.split(sign)
	RETURN parts[2]
}
rows[1] = "night;41870264;2284"
row = rows[i]
target = Second(row, ";")
"""
    found = found_in(read_script(web_snippet(code, {"name": "Skill", "value": "{target}"})))
    assert [
        (one.value, one.kind, one.rule) for one in found if one.verdict is Verdict.REWRITTEN
    ] == [("41870264", "skill", Rule.FLOW)]


def web_snippet(code: str, used: dict[str, object]) -> bytes:
    """A snippet, and an action REQAGENT behind it."""
    raw = web("SNIPPET", [one("Data", code)], branches=[{"to": 11, "label": "", "type": "default"}])
    text = raw.decode()
    action = '"11": {"actionId": 11, "libraryId": "689A4A1B-FA0D-47B3-9A02-CBEB4735F08F", "name": "REQAGENT"}'
    text = text.replace('"actions": {', '"actions": {' + action + ",", 1)
    step = '"11": {"0": ' + json.dumps(used) + "}"
    return text.replace('"properties": {', '"properties": {' + step + ",", 1).encode()


def test_code_that_asks_for_its_tenant_is_left() -> None:
    code = 'SWITCH global:busNo\n{\n CASE 7314250 { queueSkill = "41870264" }\n}\nqueueSkill = "41870265"'
    assert [(one.value, one.verdict.value) for one in in_code(code)] == [
        ("41870264", "neutral"),
        ("41870265", "rewritten"),
    ]


def test_an_id_of_another_kind_than_its_place_asks_for_is_asked_about() -> None:
    assert judged('queueSkill = "2284"') == [("2284", "skill", "ask")]


def test_a_uuid_of_the_tenant_is_an_id_wherever_it_stands() -> None:
    code = 'x = "D639CF70-0000-47FE-AA7E-6B39E4556D9D"'.lower()
    [found] = in_code(code)
    assert (found.kind, found.verdict, found.rule) == ("team", Verdict.REWRITTEN, Rule.UNIQUE)


def test_a_key_in_clear_is_told_and_never_repeated() -> None:
    code = """body = "'accessKeyId': 'AKX7PLAINLYFALSE41870264', 'accessKeySecret': 'S3cr3t-of-nobody'" """
    found = [
        one for one in scan(web_script("SNIPPET", one("Data", code))).occurrences if one.is_secret
    ]
    assert [(one.verdict, one.value) for one in found] == [(Verdict.ASK, "")] * 2
    assert code[found[1].offset :].startswith("S3cr3t-of-nobody")


def test_a_name_put_together_from_an_id_is_told() -> None:
    code = 'queueSkill = "41870264"\nfile = "prompts\\{queueSkill}.wav"'
    script = read_script(web_snippet(code, {"name": "Sequence", "value": '"{file}"'}))
    [built] = [one for one in scan(script, kinds_of).occurrences if one.rule is Rule.BUILT]
    assert (built.value, built.kind, built.verdict) == ("{queueSkill}", "skill", Verdict.ASK)


def test_the_host_of_a_region_is_told_and_the_rest_of_the_world_is_not() -> None:
    code = 'a = "https://api-au1.niceincontact.com/x"\nb = "https://icons.incontact.com/y"\nc = "https://a1.example"'
    found = scan(web_script("SNIPPET", one("Data", code))).occurrences
    assert [one.value for one in found if one.rule is Rule.HOST] == ["api-au1.niceincontact.com"]


def test_code_that_cannot_be_read_is_told_with_its_place() -> None:
    found = scan(web_script("SNIPPET", one("Data", 'x = = 1\nqueueSkill = "41870264"')), kinds_of)
    [gap] = found.gaps
    assert (gap.action, gap.property, gap.offset) == ("10", "Data", 4)
    assert [one.value for one in found.occurrences if one.verdict is Verdict.REWRITTEN][1:] == [
        "41870264"
    ]


@pytest.mark.parametrize(
    "code",
    [
        "x = 41870263",
        "x = skill_41870264",
        "x = 418702641",
        'x = "a2284"',
        'guid = "22050500-6dc0-4949-af9c-1e52975f141d"',
        'guid = "6be5bed4-dc69-43b5-b331-448927032017"',
        "x = ٢٢٨٤",
        "",
    ],
)
def test_what_is_no_id_or_a_part_of_something_longer_is_passed_over(code: str) -> None:
    assert in_code(code) == []


@pytest.mark.parametrize(
    ("code", "remark"),
    [
        ("x = 1 // was 41870264", True),
        ('skill = "1" //General "Emails 41870264', True),
        ('skill = "41870264" //General Emails"', False),
        ('url = "https://a.example/skills/41870264/x"', False),
        ("url = 'https://a.example/skills/41870264'", False),
        ('t = "{now.datefmt("// yyyy")} 41870264"', False),
        ('broken = "https://a.example/41870264', False),
        ('broken = "x\n// 41870264', True),
        ('path = "PROD\\" // 41870264', True),
    ],
)
def test_a_comment_is_information_and_an_address_is_not_a_comment(code: str, remark: bool) -> None:
    assert [one.is_remark for one in in_code(code)] == [remark]


def test_an_address_outside_code_is_not_a_comment() -> None:
    address = one("ServiceAddress", "https://api-au1.example/skills/41870264/activity")
    assert [each.is_remark for each in found_in(web_script("REST_API", address))] == [False]


def test_the_place_in_the_text_counts_escapes() -> None:
    script = web_script("SNIPPET", one("Data", 'a = "\t"\r\né\U0001f600 41870264 "x"'))
    (found,) = found_in(script)
    assert script.text[found.start : found.end] == "41870264"


def test_the_place_in_xml_counts_entities_comments_and_line_ends() -> None:
    inside = "<string>a &amp;\r\n<!-- 2284 --><![CDATA[& \r\n]]>x 41870264</string>"
    script = read_script(desktop("SNIPPET", raw=inside))
    found = next(one for one in found_in(script) if one.place == "Data")
    assert (found.offset, found.value) == (9, "41870264")
    assert script.text[found.start : found.end] == "41870264"


def test_labels_of_branches_are_searched_and_wiring_is_not() -> None:
    script = web_script(
        "CASE",
        branches=[{"to": 2284, "label": "41870264", "type": "custom", "index": 0}],
        label="Queue 2284",
        header={"nextActionId": 2284},
    )
    found = [(each.place, each.value, each.is_remark) for each in found_in(script)]
    assert found == [("label", "2284", True), ("branch[0]", "41870264", False)]


def test_the_label_of_a_desktop_case_is_searched_and_the_rest_of_its_wiring_is_not() -> None:
    found = [(each.place, each.value) for each in found_in(read_script(desktop("HOURS")))]
    assert found == [("branch[0]", "41870264")]


def test_remarks_and_left_over_state_are_information() -> None:
    note = web_script("NOTE", one("Comments", "2284"), startTraceOptions={"skill": "41870264"})
    assert [(each.action, each.is_remark) for each in found_in(note)] == [
        ("10", True),
        ("header", True),
    ]


def test_the_computed_index_of_variables_is_not_searched() -> None:
    assert found_in(web_script("SNIPPET", variables={"41870264": [2284]})) == []


def test_the_tenants_own_number_in_code_is_seen_whoever_knows_it() -> None:
    code = "x = 7314250\nbusNo = 7314250"
    found = scan(web_script("SNIPPET", one("Data", code)), kinds_of).occurrences
    assert [(each.kind, each.verdict.value) for each in found if each.action == "10"] == [
        ("business_unit", "ask"),
        ("business_unit", "rewritten"),
    ]


def test_a_value_that_is_no_text_is_searched_as_it_stands() -> None:
    (found,) = found_in(web_script("HOURS", one("Profile", {"id": 2284})))
    assert (found.place, found.value) == ("Profile", "2284")


def test_a_long_hostile_line_is_searched_to_its_end() -> None:
    assert len(in_code('x = "{"{' + '{"2284 ' * 20_000)) == 20_000


def test_where_a_snippet_is_too_long_to_follow_its_order_nothing_is_missed() -> None:
    code = "\n".join(["queue = '41870264'", *(f"v{n} = {n}" for n in range(2_000))])
    script = read_script(web_snippet(code, {"name": "Skill", "value": "{queue}"}))
    found = [one for one in scan(script, kinds_of).occurrences if one.value == "41870264"]
    assert [(one.verdict, one.rule) for one in found] == [(Verdict.REWRITTEN, Rule.FLOW)]


@given(st.binary(max_size=2000))
def test_no_bytes_whatever_break_the_scanner(raw: bytes) -> None:
    try:
        script = read_script(raw)
    except ReleveError:
        return
    scan(script, kinds_of)


WORDS = [
    *'abx =\n\t"{}[]().,|;:#!&+-*/<>$\\',
    "'",
    "41870264",
    "IF ",
    "SWITCH ",
    "CASE ",
    "FUNCTION f(a)",
    "RETURN ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=400).map("".join))
def test_no_code_whatever_breaks_the_scanner(code: str) -> None:
    found = scan(web_script("SNIPPET", one("Data", code), one("Skill", "{x}")), kinds_of)
    assert all(one.start < one.end for one in found.occurrences)


def test_of_claims_that_are_as_good_the_same_one_counts_each_time() -> None:
    """They come in sets, in which nothing has an order: the same file is to be told in the same words by every process."""
    judge = Judge(kinds_of, "7314250")
    claims = [
        Claim("skill", Rule.FLOW, "REQAGENT 23, Skill"),
        Claim("skill", Rule.FLOW, "REQAGENT 4, Skill"),
        Claim("skill", Rule.NAMED, "skill"),
        Claim("skill", Rule.COMPARED, "__skill"),
    ]
    told = [judge.judge("41870264", order, alone=2) for order in permutations(claims)]
    assert {str(one.reason) for one in told} == {"It arrives in REQAGENT 4, Skill."}
    others = [Claim("url", Rule.FLOW), Claim("number", Rule.FLOW), Claim("phone", Rule.FLOW)]
    neutral = [judge.judge("41870264", order, alone=2) for order in permutations(others)]
    assert len({(one.kind, one.rule) for one in neutral}) == 1
    two = [Claim("hours", Rule.NAMED, "a"), Claim("address_book", Rule.NAMED, "b")]
    asked = [judge.judge("528", order, alone=2) for order in permutations(two)]
    assert len({(one.kind, one.verdict) for one in asked}) == 1
