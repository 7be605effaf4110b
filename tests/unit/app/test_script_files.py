"""Scripts in files: inventories and maps in every shape, and what becomes of scripts that are looked at together."""

import json
import re

import pytest

from releve.app.script_files import (
    Inventory,
    Match,
    Scanned,
    check_files,
    find_in,
    inventory_of,
    pairs_of,
    rewrite_files,
    scan_files,
)
from releve.domain.errors import Code, Invalid
from releve.scripts.claims import Rule
from releve.scripts.occurrences import Verdict
from tests.helpers.scripts import clipboard, one, web

SKILL, HERS = "41870264", "80215533"
CODE = 'queueSkill = "41870264"'


def raw_json(value: object) -> bytes:
    return json.dumps(value).encode()


# ---------------------------------------------------------------- inventories


@pytest.mark.parametrize(
    "given",
    [
        {SKILL: {"kind": "skill", "name": "Claims"}},
        {SKILL: [{"kind": "skill", "name": "Claims"}]},
        {SKILL: "skill"},
        {SKILL: ["skill"]},
        [{"id": SKILL, "kind": "skill", "name": "Claims"}],
        [{"id": int(SKILL), "kind": "skill", "name": None}],
    ],
)
def test_an_inventory_may_be_written_in_every_shape(given: object) -> None:
    assert inventory_of(raw_json(given)).kinds_of(SKILL) == ["skill"]


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_inventory_is_read_however_the_editor_wrote_it(written: str) -> None:
    text = json.dumps({SKILL: {"kind": "skill", "name": "Réclamations"}}, ensure_ascii=False)
    assert inventory_of(text.encode(written)).kinds_of(SKILL) == ["skill"]


def test_one_id_may_be_that_of_several_kinds_in_every_shape() -> None:
    listed = [{"id": 15, "kind": "address_book"}, {"id": 15, "kind": "unavailable_code"}]
    for given in (listed, {"15": ["address_book", {"kind": "unavailable_code"}]}):
        assert inventory_of(raw_json(given)).kinds_of("15") == ["address_book", "unavailable_code"]


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        ("agent", "employee"),
        ("Agent", "employee"),
        ("user", "employee"),
        ("HOO", "hours"),
        ("hours-of-operation", "hours"),
        ("Hours of operation", "hours"),
        ("profile", "hours"),
        ("POC", "point_of_contact"),
        ("addressBook", "address_book"),
        ("address book", "address_book"),
        ("BU", "business_unit"),
        ("businessUnit", "business_unit"),
        ("tenant", "business_unit"),
        ("attribute", "routing_attribute"),
        ("channel", "digital_channel"),
        (" skill ", "skill"),
    ],
)
def test_other_systems_have_other_words_for_our_kinds(called: str, kind: str) -> None:
    assert inventory_of(raw_json({"7": called})).kinds_of("7") == [kind]
    assert pairs_of(raw_json({called: {"7": "8"}})).translate(kind, "7") == "8"


def test_a_kind_is_called_as_the_inventory_calls_it() -> None:
    known = inventory_of(raw_json({"61230021": "agent", "7": "employee"}))
    words = [known.word(*of) for of in (("61230021", "employee"), ("7", "employee"))]
    assert words == ["agent", "employee"]
    assert (known.word("9", "employee"), known.word("9", "skill")) == ("agent", "skill")


def test_a_uuid_is_the_same_in_capitals() -> None:
    uuid = "D639CF70-0000-47FE-AA7E-6B39E4556D9D"
    assert inventory_of(raw_json({uuid: "team"})).kinds_of(uuid.lower()) == ["team"]
    assert inventory_of(raw_json({uuid.lower(): "team"})).kinds_of(uuid) == ["team"]
    assert pairs_of(raw_json({"team": {uuid: "new"}})).translate("team", uuid.lower()) == "new"


NO_JSON = [b"", b"{", b"\xff\xfe\xfa", b"9" * 9999, b"[" * 99_999, b"null", b'"skill"', b"7"]


@pytest.mark.parametrize(
    "raw",
    [
        *NO_JSON,
        *map(
            raw_json,
            [
                {SKILL: 7},
                {SKILL: None},
                {SKILL: {"name": "Claims"}},
                {SKILL: {"kind": 7}},
                {SKILL: [["skill"]]},
                {"": "skill"},
                {"4187 0264": "skill"},
                [SKILL],
                [{"kind": "skill"}],
                [{"id": None, "kind": "skill"}],
                [{"id": True, "kind": "skill"}],
                [{"id": 1.5, "kind": "skill"}],
            ],
        ),
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_inventory_is_refused_with_an_example(raw: bytes) -> None:
    with pytest.raises(Invalid, match="This is not an inventory") as caught:
        inventory_of(raw)
    assert SKILL in str(caught.value.hint)


@pytest.mark.parametrize(
    "raw",
    [
        *NO_JSON,
        *map(
            raw_json,
            [
                [],
                {"skill": []},
                {"skill": {SKILL: None}},
                {"skill": {SKILL: ""}},
                {"skill": {SKILL: " "}},
                {"skill": {SKILL: True}},
                {"skill": {SKILL: {"id": HERS}}},
                {"skill": {"": HERS}},
            ],
        ),
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_no_map_is_refused_with_an_example(raw: bytes) -> None:
    with pytest.raises(Invalid, match="This is not a map of identifiers") as caught:
        pairs_of(raw)
    assert SKILL in str(caught.value.hint)


def test_a_word_that_is_no_kind_is_told_with_those_that_are() -> None:
    for read, given in ((inventory_of, {SKILL: "skil"}), (pairs_of, {"skil": {SKILL: HERS}})):
        with pytest.raises(Invalid, match="“skil” is no kind of entity") as caught:
            read(raw_json(given))
        assert "skill_parameters" in str(caught.value.hint)


def test_a_name_that_stands_twice_would_lose_something_and_is_refused() -> None:
    for raw in (b'{"15": "hours", "15": "team"}', b'[{"id": 15, "id": 16, "kind": "team"}]'):
        with pytest.raises(Invalid, match="stands twice"):
            inventory_of(raw)
    with pytest.raises(Invalid, match="“1” stands twice"):
        pairs_of(b'{"skill": {"1": "2", "1": "3"}}')


def test_two_words_for_one_kind_are_read_together_and_may_not_disagree() -> None:
    both = pairs_of(raw_json({"agent": {"1": "2"}, "user": {"3": 4, "1": 2}}))
    assert [both.translate("employee", old) for old in "13"] == ["2", "4"]
    assert (both.kinds_of("3"), both.kinds_of("9")) == (["employee"], [])
    with pytest.raises(Invalid, match="two counterparts: 2 and 5"):
        pairs_of(raw_json({"agent": {"1": "2"}, "user": {"1": "5"}}))


# ---------------------------------------------------------------- scanning


def snippet(code: str, path: str = "Larkmont\\Queue") -> bytes:
    return web("SNIPPET", [one("Data", code)], header={"scriptName": path})


def judged(found: list[Scanned]) -> list[tuple[str, str, str, str]]:
    return [
        (each.file, place.value, place.kind, place.verdict.value)
        for each in found
        for place in each.places
        if place.action != "header"
    ]


def test_a_file_that_is_no_script_is_told_and_stops_nothing() -> None:
    files = [("a.json", b"{}"), ("b.txt", b"Remember the milk."), ("c.json", snippet(CODE))]
    found = scan_files(files)
    assert [each.problem.code if each.problem else None for each in found] == [
        Code.INVALID,
        Code.INVALID,
        None,
    ]
    assert judged(found) == [("c.json", SKILL, "skill", "rewritten")]
    assert [(each.script, each.found) for each in found[:2]] == [(None, None)] * 2


def test_the_places_of_a_file_are_told_by_verdict() -> None:
    code = f'{CODE}\nx = "71234567"\nwaitSeconds = 600 // {SKILL}'
    [found] = scan_files([("a.json", snippet(code))])
    told = [found.rewritten, found.asked, found.neutral]
    assert [[place.value for place in places] for places in told] == [
        ["7314250", SKILL],
        ["71234567"],
        ["600", SKILL],
    ]


CALLER = web(
    "RUNSUB",
    [one("ScriptName", "Larkmont\\Sub"), one("Parameters", [SKILL])],
    header={"scriptName": "Larkmont\\Caller"},
)
CALLED = web("REQAGENT", [one("Skill", "{p1}")], header={"scriptName": "Larkmont\\Sub"})


def test_what_a_script_does_with_what_another_hands_it_is_seen() -> None:
    alone = judged(scan_files([("caller.json", CALLER)]))
    assert alone == [("caller.json", SKILL, "", "ask")]
    together = scan_files([("caller.json", CALLER), ("sub.json", CALLED)])
    assert judged(together) == [("caller.json", SKILL, "skill", "rewritten")]
    assert [place.rule for place in together[0].rewritten] == [Rule.HEADER, Rule.PARAMETER]


def test_an_inventory_tells_what_the_tenant_does_not_have() -> None:
    known = inventory_of(raw_json({HERS: "skill"}))
    [found] = scan_files([("a.json", snippet(CODE))], known)
    assert [(place.rule, place.verdict) for place in found.asked] == [(Rule.UNKNOWN, Verdict.ASK)]


# ---------------------------------------------------------------- checking


def doubts(raw: bytes, inventory: object) -> list[tuple[str, Rule]]:
    [found] = check_files([("a.json", raw)], inventory_of(raw_json(inventory)))
    return [(place.value, place.rule) for place in found.places]


def test_only_what_is_not_the_tenants_or_in_doubt_is_left_by_a_check() -> None:
    code = f'{CODE}\napiKey = "abcdefgh-not-a-key"\nurl = "https://api-au1.niceincontact.com/"'
    ours = {SKILL: "skill", "7314250": "business_unit"}
    assert doubts(snippet(code), ours) == []
    assert doubts(snippet(code), {**ours, SKILL: "hours"}) == [(SKILL, Rule.UNKNOWN)]


def test_the_number_of_another_tenant_in_the_header_is_told() -> None:
    assert doubts(snippet(CODE), {SKILL: "skill", "7990001": "bu"}) == [("7314250", Rule.UNKNOWN)]
    assert doubts(snippet(CODE), {SKILL: "skill"}) == [], "nothing is known of any number"


def test_a_check_keeps_what_could_not_be_read() -> None:
    [found] = check_files([("a.json", b"{}")], Inventory())
    assert found.problem is not None


# ---------------------------------------------------------------- finding


def found_in(raw: bytes, pattern: str) -> list[Match]:
    return list(find_in(scan_files([("a.json", raw)]), re.compile(pattern)))


def test_values_captions_copies_the_header_and_names_of_actions_are_searched() -> None:
    raw = web(
        "HOURS",
        [one("Profile", "2284", description="2284 - HOURS of Lyon")],
        label="Open HOURS",
        header={"scriptName": "Larkmont\\HOURS"},
    )
    assert [(m.action, m.name, m.property, m.offset, m.length) for m in found_in(raw, "HOURS")] == [
        ("header", "", "scriptName", 9, 5),
        ("10", "HOURS", "", 0, 0),
        ("10", "HOURS", "label", 5, 5),
        ("10", "HOURS", "Profile.description", 7, 5),
    ]


def test_what_stands_around_a_match_is_shown_without_keys() -> None:
    raw = snippet('note = "here"\napiKey = "abcdefgh-no-key"')
    [near] = found_in(raw, "here")
    [itself] = found_in(raw, "no-key")
    assert near.text == 'note = "here" apiKey = "•••••••••••••••"'
    assert (itself.offset, "no-key" in itself.text) == (33, False)


def test_a_pattern_that_matches_nothing_at_all_finds_nothing() -> None:
    assert found_in(snippet("abc"), "q*") == []


def test_what_no_terminal_can_show_is_shown_as_well_as_it_can_be() -> None:
    raw = snippet("abc").replace(b'"abc"', b'"a\\ud800bc"')
    [match] = found_in(raw, "bc")
    assert match.text == "a?bc"


# ---------------------------------------------------------------- rewriting

PAIRS = pairs_of(raw_json({"skill": {SKILL: HERS}, "team": {"448927": "551200"}}))


def test_only_the_ids_change_and_every_other_byte_stays() -> None:
    raw = b"\xef\xbb\xbf" + snippet(f"{CODE} // \u00e9\U0001f600\r\nx = 1")
    [done] = rewrite_files([("a.json", raw)], PAIRS, "7990001")
    assert done.raw == raw.replace(b"41870264", b"80215533").replace(b"7314250", b"7990001")
    assert (done.path, done.problem) == ("Larkmont\\Queue", None)


def test_what_has_no_counterpart_where_it_must_have_one_makes_the_file_unusable() -> None:
    raw = web("REQAGENT", [one("Skill", "71234567")])
    [done] = rewrite_files([("a.json", raw)], PAIRS, "7990001")
    assert done.raw is None
    assert done.done is not None
    assert [(place.kind, place.value) for place in done.done.unknown] == [("skill", "71234567")]


def test_scripts_are_rewritten_with_what_the_others_tell() -> None:
    files = [("caller.json", CALLER), ("sub.json", CALLED), ("x.json", b"{}")]
    caller, called, broken = rewrite_files(files, PAIRS, "7990001")
    assert caller.raw is not None
    assert HERS.encode() in caller.raw
    assert called.raw is not None
    assert (broken.raw, broken.done, broken.path) == (None, None, "x")
    assert broken.problem is not None


def test_what_carries_no_path_takes_that_of_its_file() -> None:
    [done] = rewrite_files([("PROD/Menu.txt", clipboard())], PAIRS, "7990001")
    assert done.path == "PROD\\Menu"


LIBRARY = "5b1c9d82-77aa-4d0b-9c3e-1f2e3d4c5b6a"


@pytest.mark.parametrize(
    ("inventory", "doubted"),
    [
        ({"7314250": "bu"}, []),
        ({"7314250": "bu", LIBRARY: "library"}, []),
        ({"7314250": "bu", LIBRARY.replace("5b", "6c"): {"kind": "library"}}, [LIBRARY]),
    ],
)
def test_a_check_doubts_a_custom_library_where_the_inventory_says_which_there_are(
    inventory: dict[str, object], doubted: list[str]
) -> None:
    raw = web(f"Notify_LIBID_{LIBRARY}")
    [found] = check_files([("a.json", raw)], inventory_of(raw_json(inventory)))
    assert [one.value for one in found.places] == doubted
