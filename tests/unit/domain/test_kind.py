"""What a declaration accepts, what it refuses, and where it finds references."""

from typing import Any

import pytest

from releve.domain.errors import Invalid
from releve.domain.ids import Which, integer, uuid_id
from releve.domain.kind import (
    Choice,
    Content,
    Date,
    Field,
    Flag,
    Group,
    Instant,
    Int,
    KeyRef,
    Kind,
    Many,
    Number,
    Open,
    Ref,
    RefBy,
    Text,
    Time,
    canonical,
    digest,
    natural_key,
    places,
    references,
)
from releve.domain.say import say
from releve.domain.validation import validated

A = say("A")


def kind_of(*fields: Field, key: tuple[str, ...] = ()) -> Kind:
    return Kind(name="lamp", label=A, plural=A, id=integer("lampId"), key=key, fields=fields)


def read(field: Field, value: object) -> object:
    """What is stored when `value` is written into `field`."""
    return validated(kind_of(field), {field.name: value})[field.name]


def faults(kind: Kind, body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        validated(kind, body)
    return {path: str(message) for path, message in caught.value.fields.items()}


SIZE = Choice(name="x", label=A, options={1: say("small"), 2: say("large"), "any": say("any")})

READ = [
    (Text(name="x", label=A), "é", "é"),
    (Text(name="x", label=A), 42, "42"),
    (Text(name="x", label=A, pattern="[a-z]+"), "abc", "abc"),
    (Text(name="x", label=A, max=3), "abc", "abc"),
    (Int(name="x", label=A), "42", 42),
    (Int(name="x", label=A), -(2**63), -(2**63)),
    (Int(name="x", label=A, min=1, max=20), 20, 20),
    (Int(name="x", label=A, min=1, max=20), 1, 1),
    (Number(name="x", label=A), "1.5", 1.5),
    (Number(name="x", label=A), 2, 2.0),
    (Flag(name="x", label=A), False, False),
    (Flag(name="x", label=A), "True", True),
    (Flag(name="x", label=A), "on", True),
    (Flag(name="x", label=A), "0", False),
    (Flag(name="x", label=A), 1, True),
    (SIZE, "2", 2),
    (SIZE, 1, 1),
    (SIZE, "any", "any"),
    (Date(name="x", label=A), "2026-01-31T00:00:00.000Z", "2026-01-31"),
    (Time(name="x", label=A), "09:00", "09:00:00"),
    (Instant(name="x", label=A), "2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00.000Z"),
    (Instant(name="x", label=A), "2026-01-31", "2026-01-31T00:00:00.000Z"),
    (Open(name="x", label=A), {"a": [None, 1, "é"]}, {"a": [None, 1, "é"]}),
    (Open(name="x", label=A), r"the six characters \u0000", r"the six characters \u0000"),
    (Open(name="x", label=A), (1, 2), [1, 2]),
    (Open(name="x", label=A), [float("nan")], [None]),
    (Content(name="x", label=A), "", ""),
    (Content(name="x", label=A), "\ufeff<a>\r\n", "\ufeff<a>\r\n"),
    (Ref(name="x", label=A, kind="skill"), 41870264, 41870264),
    (Ref(name="x", label=A, kind="skill"), " 41870264 ", "41870264"),
    (Ref(name="x", label=A, kind="skill", keep=frozenset({"Default"})), "Default", "Default"),
    (KeyRef(name="x", label=A, kind="script"), "Larkmont\\Entry", "Larkmont\\Entry"),
    (Many(name="x", label=A, item=Int(name="y", label=A)), ["1", 2], [1, 2]),
    (Many(name="x", label=A, item=Text(name="y", label=A)), ["QUEUE", ""], ["QUEUE", ""]),
    (Many(name="x", label=A, item=Text(name="y", label=A)), [], []),
    (Group(name="x", label=A, fields=(Int(name="y", label=A),)), {"y": "3", "z": 4}, {"y": 3}),
]


@pytest.mark.parametrize(("field", "written", "stored"), READ)
def test_what_arrives_is_stored_in_one_form(field: Field, written: object, stored: object) -> None:
    assert read(field, written) == stored
    assert type(read(field, written)) is type(stored)


@pytest.mark.parametrize(("field", "written", "stored"), READ)
def test_what_is_stored_is_stored_again_as_it_is(
    field: Field, written: object, stored: object
) -> None:
    assert read(field, stored) == stored


REFUSED = [
    (Text(name="x", label=A), ["a"], "Text"),
    (Text(name="x", label=A), True, "Text"),
    (Text(name="x", label=A), "a\x00b", "cannot be stored"),
    (Text(name="x", label=A), "\ud800", "cannot be stored"),
    (Text(name="x", label=A, max=3), "abcd", "At most 3"),
    (Text(name="x", label=A, pattern="[a-z]+"), "abc1", "form"),
    (Content(name="x", label=A), "\x00", "cannot be stored"),
    (KeyRef(name="x", label=A, kind="script"), "\udfff", "cannot be stored"),
    (Int(name="x", label=A), "4.2", "whole number"),
    (Int(name="x", label=A), 4.0, "whole number"),
    (Int(name="x", label=A), True, "whole number"),
    (Int(name="x", label=A), 2**63, "whole number"),
    (Int(name="x", label=A), [1], "whole number"),
    (Int(name="x", label=A, min=1), 0, "least allowed is 1"),
    (Int(name="x", label=A, max=20), 21, "most allowed is 20"),
    (Number(name="x", label=A), "much", "number"),
    (Number(name="x", label=A), float("nan"), "number"),
    (Number(name="x", label=A), "inf", "number"),
    (Number(name="x", label=A), 10**400, "number"),
    (Number(name="x", label=A), True, "number"),
    (Number(name="x", label=A), [1], "number"),
    (Flag(name="x", label=A), "maybe", "Yes or no"),
    (Flag(name="x", label=A), [True], "Yes or no"),
    (SIZE, 3, "values offered"),
    (SIZE, [1], "values offered"),
    (Date(name="x", label=A), "31/01/2026", "date"),
    (Date(name="x", label=A), "2026-02-30", "date"),
    (Time(name="x", label=A), "25:00", "date or a time"),
    (Instant(name="x", label=A), "yesterday", "date"),
    (Instant(name="x", label=A), "0001-01-01T00:00:00+14:00", "date"),
    (Open(name="x", label=A), {"a": "\x00"}, "cannot be stored"),
    (Open(name="x", label=A), {"a": "\\\x00"}, "cannot be stored"),
    (Open(name="x", label=A), {"a": "\ud800"}, "JSON"),
    (Open(name="x", label=A), {"a": object()}, "JSON"),
    (Open(name="x", label=A), {"a": 2**70}, "JSON"),
    (Ref(name="x", label=A, kind="skill"), True, "identifier"),
    (Ref(name="x", label=A, kind="skill"), 4.5, "identifier"),
    (Ref(name="x", label=A, kind="skill"), {"id": 4}, "identifier"),
    (Ref(name="x", label=A, kind="skill"), "   ", "identifier"),
    (Ref(name="x", label=A, kind="skill"), 2**64, "identifier"),
    (Ref(name="x", label=A, kind="skill"), "4" * 101, "identifier"),
    (Ref(name="x", label=A, kind="skill"), "a\x00", "identifier"),
    (Many(name="x", label=A, item=Int(name="y", label=A)), "1,2", "list"),
    (Group(name="x", label=A, fields=()), [], "object"),
]


@pytest.mark.parametrize(("field", "value", "told"), REFUSED)
def test_bad_input_is_told_by_the_name_of_its_field(field: Field, value: object, told: str) -> None:
    found = faults(kind_of(field), {"x": value})
    assert list(found) == ["x"]
    assert told in found["x"]


def test_every_fault_is_told_at_once_with_the_path_to_it() -> None:
    line = Group(name="line", label=A, fields=(Int(name="n", label=A, required=True),))
    kind = kind_of(
        Text(name="name", label=A, required=True),
        Many(name="lines", label=A, item=line),
        Many(name="ids", label=A, item=Ref(name="id", label=A, kind="skill")),
    )
    found = faults(kind, {"lines": [{"n": 1}, {"n": "two"}, {}], "ids": [5, None, ""]})
    assert sorted(found) == ["ids.1", "ids.2", "lines.1.n", "lines.2.n", "name"]
    assert found["lines.2.n"] == found["name"] == "This field is required."


def test_blanks_alone_do_not_fill_a_required_field() -> None:
    kind = kind_of(Text(name="name", label=A, required=True), Text(name="note", label=A))
    assert faults(kind, {"name": "  ", "note": " "}) == {"name": "This field is required."}


def test_a_field_of_the_key_is_required_even_if_it_does_not_say_so() -> None:
    kind = kind_of(Text(name="name", label=A), key=("name",))
    assert faults(kind, {"name": ""}) == {"name": "This field is required."}


def test_what_is_empty_or_not_declared_is_left_out() -> None:
    kind = kind_of(Text(name="b", label=A), Text(name="a", label=A), Flag(name="c", label=A))
    body = validated(kind, {"a": "1", "b": "2", "c": None, "unknown": 3})
    assert body == {"a": "1", "b": "2"}
    assert list(body) == ["b", "a"], "fields stand in the order of the declaration"


def test_the_document_handed_in_is_not_changed() -> None:
    kind = kind_of(Many(name="x", label=A, item=Int(name="y", label=A)))
    given = {"x": ["1"]}
    validated(kind, given)["x"].append(2)
    assert given == {"x": ["1"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sales", "SALES"),
        ("  Sales ", "sales"),
        ("Ｓａｌｅｓ", "Sales"),
        ("Cafe\u0301", "café"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_width_and_outer_blanks_do_not_make_another_key(one: str, other: str) -> None:
    kind = kind_of(Text(name="name", label=A), key=("name",))
    assert natural_key(kind, {"name": one}) == natural_key(kind, {"name": other})


def test_the_parts_of_a_key_do_not_run_together() -> None:
    kind = kind_of(Text(name="a", label=A), Text(name="b", label=A), key=("a", "b"))
    assert natural_key(kind, {"a": "x", "b": "yz"}) != natural_key(kind, {"a": "xy", "b": "z"})


ROUTE = kind_of(
    Ref(name="skill", label=A, kind="skill", keep=frozenset({0, "Default"})),
    Ref(name="team", label=A, kind="team", which=Which.ALT, required=True),
    KeyRef(name="script", label=A, kind="script"),
    Open(name="open", label=A),
    Many(name="roles", label=A, item=Ref(name="role", label=A, kind="role")),
    Group(name="inner", label=A, fields=(Ref(name="hours", label=A, kind="hours"),)),
    Many(
        name="rules",
        label=A,
        item=Group(
            name="rule",
            label=A,
            fields=(
                Text(name="type", label=A),
                RefBy(
                    name="id",
                    label=A,
                    by="type",
                    kinds={"Agent": ("employee", Which.ID), "User": ("employee", Which.ALT)},
                ),
                Many(
                    name="ids",
                    label=A,
                    item=RefBy(
                        name="one", label=A, by="type", kinds={"Skill": ("skill", Which.ID)}
                    ),
                ),
            ),
        ),
    ),
)


def found_in(body: dict[str, Any]) -> list[tuple[str, str, Which, str]]:
    return [(place.path, place.kind, place.which, place.value) for place in places(ROUTE, body)]


def test_references_are_found_wherever_they_are_declared_and_nowhere_else() -> None:
    body = {
        "skill": 41870264,
        "team": "4b068bd8",
        "script": "41870264",
        "open": {"skill": 41870264},
        "roles": ["r1", "r2"],
        "inner": {"hours": 2284},
        "rules": [
            {"type": "Agent", "id": 70519001, "ids": [1]},
            {"type": "User", "id": "u1"},
            {"type": "Skill", "id": 5, "ids": [80215533, 80215534]},
            {"type": "Everyone", "id": 6},
        ],
    }
    assert found_in(body) == [
        ("skill", "skill", Which.ID, "41870264"),
        ("team", "team", Which.ALT, "4b068bd8"),
        ("roles.0", "role", Which.ID, "r1"),
        ("roles.1", "role", Which.ID, "r2"),
        ("inner.hours", "hours", Which.ID, "2284"),
        ("rules.0.id", "employee", Which.ID, "70519001"),
        ("rules.1.id", "employee", Which.ALT, "u1"),
        ("rules.2.ids.0", "skill", Which.ID, "80215533"),
        ("rules.2.ids.1", "skill", Which.ID, "80215534"),
    ]


@pytest.mark.parametrize("value", [None, "", 0, "Default"])
def test_a_kept_or_empty_value_is_no_reference(value: object) -> None:
    assert found_in({"skill": value}) == []


def test_a_place_says_whether_it_is_required_and_can_be_written() -> None:
    body: dict[str, Any] = {"team": "old", "roles": ["a", "b"]}
    team, _, second = places(ROUTE, body)
    assert (team.required, second.required) == (True, False)
    team.holder[team.at] = "new"
    second.holder[second.at] = "c"
    assert body == {"team": "new", "roles": ["a", "c"]}


def test_a_declaration_tells_the_kinds_it_refers_to() -> None:
    assert set(references(ROUTE)) == {
        ("skill", "skill"),
        ("team", "team"),
        ("script", "script"),
        ("roles.*", "role"),
        ("inner.hours", "hours"),
        ("rules.*.id", "employee"),
        ("rules.*.ids.*", "skill"),
    }


def test_the_order_of_keys_does_not_change_a_digest_but_every_value_does() -> None:
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def test_a_kind_is_titled_by_its_title_or_else_by_the_first_of_its_key() -> None:
    plain = kind_of(Text(name="name", label=A), key=("name",))
    assert plain.title_of({"name": "Home Policy"}) == "Home Policy"
    assert plain.title_of({}) == ""


def test_an_id_space_that_a_kind_does_not_have_is_a_mistake_of_the_programmer() -> None:
    alone = kind_of()
    with pytest.raises(AssertionError, match="one id only"):
        alone.space(Which.ALT)
    both = Kind(name="b", label=A, plural=A, id=integer("i"), alt=uuid_id("u"), key=(), fields=())
    assert both.space(Which.ALT).field == "u"
