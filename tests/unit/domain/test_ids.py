"""No two regions issue the same id, and a map of ids admits what it does not know."""

import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from releve.domain.ids import STRIDE, IdMap, IdSpace, Which, integer, text_id, uuid_id

slots = st.integers(0, STRIDE - 1)
numbers = st.integers(0, 10**9)
tenants = st.uuids().map(str)
spaces = st.builds(integer, st.sampled_from(["skillId", "agentId"]), st.integers(4, 9))


@given(spaces, spaces, tenants, tenants, slots, slots, numbers, numbers)
def test_two_regions_never_issue_an_equal_integer(
    space: IdSpace,
    other_space: IdSpace,
    tenant: str,
    other: str,
    slot: int,
    other_slot: int,
    n: int,
    m: int,
) -> None:
    assume(slot != other_slot)
    mine = space.issue(tenant, "skill", slot, n)
    assert mine != other_space.issue(other, "skill", other_slot, m)


@given(spaces, tenants, slots, st.lists(numbers, unique=True, min_size=2, max_size=5))
def test_a_tenant_never_gets_one_id_twice(
    space: IdSpace, tenant: str, slot: int, ns: list[int]
) -> None:
    issued = {space.issue(tenant, "skill", slot, n) for n in ns}
    assert len(issued) == len(ns)


@given(spaces, tenants, slots)
def test_the_first_integers_have_the_digits_of_the_field(
    space: IdSpace, tenant: str, slot: int
) -> None:
    for number in range(50):
        assert len(space.issue(tenant, "hours", slot, number)) == space.digits


@pytest.mark.parametrize("space", [integer("skillId"), uuid_id("userId"), text_id("accessKeyId")])
def test_the_same_arguments_give_the_same_id(space: IdSpace) -> None:
    assert space.issue("t1", "skill", 3, 9) == space.issue("t1", "skill", 3, 9)


@pytest.mark.parametrize("space", [uuid_id("userId"), text_id("accessKeyId")])
@given(tenants, tenants, slots, numbers)
def test_ids_that_are_not_integers_differ_between_tenants(
    space: IdSpace, tenant: str, other: str, slot: int, number: int
) -> None:
    assume(tenant != other)
    mine = space.issue(tenant, "employee", slot, number)
    assert mine != space.issue(other, "employee", slot, number)


def test_ids_have_the_form_they_promise() -> None:
    assert uuid.UUID(uuid_id("userId").issue("t1", "employee", 0, 0))
    assert text_id("id").issue("t1", "digital_queue", 0, 0).isalnum()
    assert integer("skillId").emit("41870264") == 41870264
    assert uuid_id("userId").emit("u1") == "u1"


@pytest.mark.parametrize("value", ["", "-", "4x", "²", "٤", "--4", "4.0", "1" * 19])
def test_what_cannot_be_an_integer_is_not_read_as_one(value: str) -> None:
    assert not integer("skillId").reads(value)


@pytest.mark.parametrize("value", ["0", "-1", "41870264"])
def test_what_is_read_can_be_emitted(value: str) -> None:
    assert integer("skillId").reads(value)
    assert str(integer("skillId").emit(value)) == value


def test_a_region_beyond_the_last_slot_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(AssertionError, match="slot"):
        integer("skillId").issue("t1", "skill", STRIDE, 0)


def test_a_map_translates_what_it_has_learnt_and_admits_the_rest() -> None:
    ids = IdMap("primary", "bcp")
    ids.learn("skill", "41870264", "80215533")
    ids.learn("employee", "u1", "u2", Which.ALT)
    assert ids.translate("skill", "41870264") == "80215533"
    assert ids.translate("skill", "41870265") is None
    assert ids.translate("hours", "41870264") is None
    assert ids.translate("employee", "u1") is None
    assert ids.translate("employee", "u1", Which.ALT) == "u2"
    assert ids.of("skill") == {"41870264": "80215533"}


def test_one_number_may_be_an_id_of_several_kinds() -> None:
    ids = IdMap("primary", "bcp")
    ids.learn("hours", "2284", "7001")
    ids.learn("address_book", "2284", "7002")
    assert ids.kinds_of("2284") == ["address_book", "hours"]
    assert ids.kinds_of("7001") == []


def test_an_entity_that_would_keep_its_id_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(AssertionError, match="keep its id"):
        IdMap("primary", "bcp").learn("skill", "5", "5")
