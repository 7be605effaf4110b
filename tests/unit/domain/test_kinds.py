"""The registry: every kind keeps the laws of its trade, whoever adds it."""

from collections.abc import Callable, Iterator

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from releve.domain.errors import Invalid, NotFound
from releve.domain.ids import Form, Which
from releve.domain.kind import (
    Body,
    Choice,
    Content,
    Field,
    Group,
    Instant,
    KeyRef,
    Kind,
    Many,
    Open,
    Ref,
    RefBy,
    Text,
    canonical,
    places,
    references,
)
from releve.domain.kinds import KINDS, checked, kind_named
from tests.helpers.bodies import full_body, issued, kinds_and_bodies, minimal_body

each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())

#: domain.md, section 5.2, without the tenant itself (it lives in the directory) and time zones (known by name).
EXPECTED = [
    "access_key",
    "address_book",
    "agent_skill",
    "branding_profile",
    "business_unit",
    "call_list",
    "campaign",
    "chat_profile",
    "dialing_pattern",
    "digital_channel",
    "digital_queue",
    "digital_tag",
    "disposition",
    "division",
    "dnc_group",
    "employee",
    "feedback_category",
    "file",
    "group",
    "hiring_source",
    "hours",
    "location",
    "login_authenticator",
    "message_template",
    "outbound_route",
    "phone_code",
    "point_of_contact",
    "quick_reply",
    "role",
    "routing_attribute",
    "script",
    "script_schedule",
    "skill",
    "skill_parameters",
    "station",
    "station_profile",
    "suppressed_contact",
    "tag",
    "team",
    "unavailable_code",
    "view",
    "workflow_data",
]

#: References that point against the order, each closing a cycle: a team's lead is in a team, a role may be
#: restricted to employees who have roles, and divisions and employees form trees of their own.
AGAINST_THE_ORDER = {
    ("division", "parentDivisionId", "division"),
    ("employee", "reportToId", "employee"),
    ("role", "dataRestrictions.*.entityIds.*", "employee"),
    ("team", "leadUserId", "employee"),
}


def all_fields(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        if isinstance(field, Group):
            yield from all_fields(field.fields)
        elif isinstance(field, Many):
            yield from all_fields((field.item,))


def test_every_kind_of_the_field_is_declared() -> None:
    assert sorted(KINDS) == EXPECTED


@each_kind
def test_a_kind_is_registered_under_its_name(kind: Kind) -> None:
    assert KINDS[kind.name] is kind is kind_named(kind.name)


def test_an_unknown_kind_is_not_found_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFound) as caught:
        kind_named("skil")
    assert "skill" in str(caught.value.hint)


@each_kind
def test_every_reference_names_a_declared_kind_and_an_id_that_it_has(kind: Kind) -> None:
    for field in all_fields(kind.fields):
        if isinstance(field, Ref):
            KINDS[field.kind].space(field.which)
        elif isinstance(field, RefBy):
            for target, which in field.kinds.values():
                KINDS[target].space(which)
    assert {target for _, target in references(kind)} <= KINDS.keys()


@each_kind
def test_a_reference_by_sibling_stands_beside_a_choice_of_all_its_kinds(kind: Kind) -> None:
    """A free text there would let an id of an unknown kind travel untranslated."""
    groups = [field.fields for field in all_fields(kind.fields) if isinstance(field, Group)]
    for fields in (kind.fields, *groups):
        siblings = {field.name: field for field in fields}
        for field in siblings.values():
            inner = field.item if isinstance(field, Many) else field
            if isinstance(inner, RefBy):
                by = siblings[inner.by]
                assert isinstance(by, Choice)
                assert inner.kinds.keys() <= by.options.keys()


@each_kind
def test_every_field_of_a_key_exists_and_can_be_compared(kind: Kind) -> None:
    assert kind.key
    for name in kind.key:
        field = kind.field(name)
        assert not isinstance(field, Open | Many | Group | Content | RefBy)
        assert not (isinstance(field, Text) and field.secret)


@each_kind
def test_title_local_and_inactive_fields_exist(kind: Kind) -> None:
    names = {field.name for field in kind.fields}
    assert {kind.title, kind.inactive_field, *kind.local} - {""} <= names
    assert not set(kind.local) & set(kind.key), "what tells an entity cannot differ between sides"


@each_kind
def test_every_kind_and_field_has_a_label(kind: Kind) -> None:
    assert str(kind.label).strip()
    assert str(kind.plural).strip()
    for field in all_fields(kind.fields):
        assert str(field.label).strip(), field.name
        assert "{" not in str(field.label), field.name
        if isinstance(field, Choice):
            assert field.options
            assert all(str(label).strip() for label in field.options.values())


@each_kind
def test_no_two_fields_share_a_name_and_none_holds_the_entitys_own_id(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    own = {space.field for space in (kind.id, kind.alt) if space}
    assert not own & set(names)


@each_kind
def test_integers_have_digits_enough_to_leave_room_for_every_region(kind: Kind) -> None:
    for space in (kind.id, kind.alt):
        if space and space.form is Form.INTEGER:
            assert 4 <= space.digits <= 9


@each_kind
def test_built_in_keys_are_written_as_keys_are(kind: Kind) -> None:
    for key in kind.builtin:
        assert key == key.strip().casefold()


def test_the_field_knows_these_numbers_by_their_length() -> None:
    digits = {
        name: KINDS[name].id.digits for name in ("skill", "employee", "hours", "address_book")
    }
    assert digits == {"skill": 8, "employee": 8, "hours": 4, "address_book": 4}
    assert KINDS["business_unit"].id.digits == 7


def test_each_kind_comes_after_the_kinds_it_refers_to_except_in_a_cycle() -> None:
    order = list(KINDS)
    against = {
        (kind.name, path, target)
        for kind in KINDS.values()
        for path, target in references(kind)
        if order.index(target) >= order.index(kind.name)
    }
    assert against == AGAINST_THE_ORDER


def test_secrets_stay_where_they_are() -> None:
    assert [kind.name for kind in KINDS.values() if not kind.copied] == ["access_key"]
    secret = {
        (kind.name, field.name)
        for kind in KINDS.values()
        for field in all_fields(kind.fields)
        if isinstance(field, Text) and field.secret
    }
    assert secret == {("access_key", "secretHash"), ("employee", "mfaSecret")}


def test_the_name_of_a_tenant_stays_and_its_time_zone_travels() -> None:
    local = KINDS["business_unit"].local
    assert "businessUnitName" in local
    assert "userLimit" in local
    assert "defaultTimeZone" not in local


def test_one_business_unit_always_matches_the_other() -> None:
    one = full_body(KINDS["business_unit"], 1)
    assert one["scope"] == full_body(KINDS["business_unit"], 2)["scope"] == "tenant"


@each_kind
@pytest.mark.parametrize("build", [minimal_body, full_body])
def test_a_body_made_from_the_declaration_is_right_and_stays_as_it_is(
    kind: Kind, build: Callable[[Kind, int], Body]
) -> None:
    body = checked(kind, build(kind, 3))
    assert orjson.loads(canonical(body)) == body
    assert checked(kind, orjson.loads(canonical(body))) == body


@each_kind
def test_no_less_than_the_least_is_accepted(kind: Kind) -> None:
    least = minimal_body(kind)
    for name in least:
        with pytest.raises(Invalid) as caught:
            checked(kind, {key: value for key, value in least.items() if key != name})
        assert name in caught.value.fields


@each_kind
def test_every_declared_reference_by_id_is_found_in_a_full_body(kind: Kind) -> None:
    by_key = {field.name for field in kind.fields if isinstance(field, KeyRef)}
    declared = {path for path, _ in references(kind)} - by_key
    found = {
        ".".join("*" if part.isdigit() else part for part in place.path.split("."))
        for place in places(kind, checked(kind, full_body(kind)))
    }
    assert found == declared


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kinds_and_bodies())
def test_any_body_that_the_declaration_allows_is_stored_and_read_again(
    made: tuple[Kind, Body],
) -> None:
    kind, body = made[0], checked(*made)
    assert orjson.loads(canonical(body)) == body
    assert checked(kind, body) == body


def test_a_number_written_as_text_is_stored_as_the_number_it_is() -> None:
    skill = issued("skill")
    body = checked(
        KINDS["agent_skill"], {"agentId": str(issued("employee")), "skillId": str(skill)}
    )
    assert body["skillId"] == skill


@pytest.mark.parametrize("value", ["4x", "²", "٤٢", "1" * 40])
def test_an_integer_reference_made_of_anything_but_digits_is_refused_by_name(value: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(KINDS["agent_skill"], {"agentId": value, "skillId": 1})
    assert list(caught.value.fields) == ["agentId"]


@pytest.mark.parametrize("none", [0, -1, "0", "-1"])
def test_no_script_is_written_zero_or_minus_one_and_is_no_reference(none: object) -> None:
    body = checked(KINDS["skill"], {"skillName": "Claims", "mediaTypeId": 4, "scriptId": none})
    assert body["scriptId"] in {0, -1}
    assert list(places(KINDS["skill"], body)) == []


def test_a_team_is_named_by_its_uuid_and_a_superior_by_an_integer() -> None:
    body = checked(KINDS["employee"], full_body(KINDS["employee"]))
    found = {place.path: (place.kind, place.which) for place in places(KINDS["employee"], body)}
    assert found["teamId"] == ("team", Which.ALT)
    assert found["reportToId"] == ("employee", Which.ID)
    assert found["secondaryRoleIds.0"] == ("role", Which.ID)


def test_an_id_beside_a_word_that_names_no_kind_is_dropped_rather_than_copied() -> None:
    everyone = {"entityType": "Everyone", "entityId": "41870264"}
    book = {"addressBookName": "Branches", "assignments": [everyone]}
    assert checked(KINDS["address_book"], book)["assignments"] == [{"entityType": "Everyone"}]


def test_an_address_book_for_everyone_refers_to_nobody() -> None:
    book = {
        "addressBookName": "Branches",
        "assignments": [
            {"entityType": "Everyone"},
            {"entityType": "Team", "entityId": str(issued("team"))},
        ],
    }
    body = checked(KINDS["address_book"], book)
    assert [place.path for place in places(KINDS["address_book"], body)] == [
        "assignments.1.entityId"
    ]
    assert body["assignments"][1]["entityId"] == issued("team")


def test_an_instant_of_a_key_is_a_moment_and_not_a_text() -> None:
    assert isinstance(KINDS["access_key"].field("createdAt"), Instant)
