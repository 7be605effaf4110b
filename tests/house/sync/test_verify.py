"""The proof must be able to fail: every kind of damage is found."""

import pytest

from tests.helpers.twins import Twins, small_office


@pytest.fixture
def synced(twins: Twins) -> Twins:
    small_office(twins)
    twins.sync()
    return twins


def laws(twins: Twins) -> set[str]:
    return {found.law for found in twins.violations()}


def test_equivalent_tenants_have_no_difference_although_every_id_differs(synced: Twins) -> None:
    assert synced.differences() == []
    assert laws(synced) == set()


def test_a_changed_field_is_found_and_named(synced: Twins) -> None:
    skill = synced.over_there("skill", "Home Policy")
    synced.put_over_there("skill", {**skill.body, "notes": "x"}, skill.id)
    (found,) = synced.differences()
    assert (found.kind, found.title, found.where) == ("skill", "Home Policy", ("notes",))


def test_a_reference_to_another_entity_is_a_difference(synced: Twins) -> None:
    other = synced.put_over_there("script", {"path": "Other", "format": "json", "content": ""})
    skill = synced.over_there("skill", "Home Policy")
    synced.put_over_there("skill", {**skill.body, "scriptId": other}, skill.id)
    assert [found.where for found in synced.differences() if found.kind == "skill"] == [
        ("scriptId",)
    ]


def test_an_id_of_the_primary_is_found_in_a_reference(synced: Twins) -> None:
    with synced.there.reading() as tx:
        (foreign,) = [e.id for e in tx.entities.all(synced.primary, "script")]
    skill = synced.over_there("skill", "Home Policy")
    synced.put_over_there("skill", {**skill.body, "scriptId": foreign}, skill.id)
    assert laws(synced) == {"reference"}
    assert [found.kind for found in synced.differences()] == ["skill"]


def test_an_id_of_the_primary_is_found_in_a_script(synced: Twins) -> None:
    with synced.there.reading() as tx:
        (foreign,) = [e.id for e in tx.entities.all(synced.primary, "skill")]
    entry = synced.over_there("script", "Larkmont\\Entry")
    synced.put_over_there("script", {**entry.body, "content": f"skill={foreign}"}, entry.id)
    assert [(found.kind, found.where) for found in synced.differences()] == [
        ("script", ("content",))
    ]


def test_something_missing_is_found(synced: Twins) -> None:
    skill = synced.over_there("skill", "Home Policy")
    synced.delete_over_there("skill", skill.id)
    assert laws(synced) == {"counterpart", "count"}
    told = {(found.kind, str(found.what)) for found in synced.differences()}
    assert ("skill", "It is missing in the BCP tenant.") in told


def test_something_in_the_bcp_tenant_only_is_found(synced: Twins) -> None:
    synced.put_over_there("tag", {"tagName": "Local"})
    assert laws(synced) == {"count"}
    assert [str(found.what) for found in synced.differences()] == ["It is in the BCP tenant only."]
