"""What a tenant has from its first moment."""

import pytest

from releve.domain.entities import Draft
from releve.domain.errors import Invalid
from releve.domain.ids import Which
from releve.domain.kind import natural_key, places
from releve.domain.kinds import KINDS, checked
from releve.domain.people import PERMISSIONS
from releve.domain.seed import built_in

LARKMONT = "5d2f7a10-3c41-4b7e-9a55-1f0c6e8b2a01"
STANDBY = "0c9d51be-86f2-4a7f-b1c4-6f20b39d7e55"


def seeded(tenant: str = LARKMONT, slot: int = 3) -> list[Draft]:
    return built_in(tenant, slot, name="Larkmont", business_unit=7314243)[0]


def keyed(drafts: list[Draft]) -> dict[tuple[str, str], Draft]:
    return {(draft.kind, natural_key(KINDS[draft.kind], draft.body)): draft for draft in drafts}


def grants(role: str) -> dict[str, list[str]]:
    permissions = keyed(seeded())["role", role].body["permissions"]
    return {grant["permission"]: grant["actions"] for grant in permissions}


def test_a_new_tenant_has_what_the_field_puts_into_every_business_unit() -> None:
    assert sorted(keyed(seeded())) == [
        ("business_unit", "tenant"),
        ("employee", "impersonated admin"),
        ("login_authenticator", "system login authenticator"),
        ("role", "administrator"),
        ("role", "agent"),
        ("role", "evaluator"),
        ("role", "manager"),
        ("team", "system default"),
    ]


def test_everything_built_in_is_known_as_built_in_and_nothing_else_is() -> None:
    declared = {(kind.name, key) for kind in KINDS.values() for key in kind.builtin}
    assert set(keyed(seeded())) == declared


def test_the_drafts_are_checked_already() -> None:
    for draft in seeded():
        assert checked(KINDS[draft.kind], draft.body) == draft.body


def test_the_drafts_refer_only_to_each_other() -> None:
    drafts = seeded()
    known = {(draft.kind, Which.ID, draft.id) for draft in drafts}
    known |= {(draft.kind, Which.ALT, draft.alt_id) for draft in drafts}
    found = [place for draft in drafts for place in places(KINDS[draft.kind], draft.body)]
    assert len(found) == 7
    assert {(place.kind, place.which, place.value) for place in found} <= known


def test_ids_and_their_count_are_those_that_the_region_would_have_issued() -> None:
    drafts, issued = built_in(LARKMONT, 3, name="Larkmont", business_unit=7314243)
    assert issued == {
        "business_unit": 1,
        "login_authenticator": 1,
        "role": 4,
        "team": 1,
        "employee": 1,
    }
    roles = [draft for draft in drafts if draft.kind == "role"]
    kind = KINDS["role"]
    assert kind.alt is not None
    for number, role in enumerate(roles):
        assert role.id == kind.id.issue(LARKMONT, "role", 3, number)
        assert role.alt_id == kind.alt.issue(LARKMONT, "role", 3, number)


def test_the_business_unit_bears_the_number_of_the_tenant_and_its_uuid() -> None:
    unit = keyed(seeded())["business_unit", "tenant"]
    assert (unit.id, unit.alt_id) == ("7314243", LARKMONT)
    assert unit.body["businessUnitName"] == "Larkmont"


def test_the_same_tenant_is_seeded_in_the_same_way_every_time() -> None:
    assert seeded() == seeded()


def test_two_tenants_share_every_key_and_not_one_id() -> None:
    ours, theirs = keyed(seeded()), keyed(seeded(STANDBY, slot=4))
    assert ours.keys() == theirs.keys()
    for key in ours.keys() - {("business_unit", "tenant")}:
        assert ours[key].id != theirs[key].id
        assert ours[key].alt_id is None or ours[key].alt_id != theirs[key].alt_id


def test_an_administrator_may_do_everything_but_what_a_feature_unlocks() -> None:
    everyday = [p for p in PERMISSIONS.values() if not p.feature]
    assert {name: set(actions) for name, actions in grants("administrator").items()} == {
        permission.name: {action.value for action in permission.actions} for permission in everyday
    }


def test_nobody_may_configure_or_switch_before_an_operator_grants_it() -> None:
    for role in ("agent", "manager", "administrator", "evaluator"):
        assert not {"bcp.configurations", "bcp.enablement"} & grants(role).keys()


def test_a_manager_sees_much_and_edits_employees_and_an_agent_may_do_nothing() -> None:
    assert grants("manager")["admin.employees"] == ["view", "edit"]
    assert grants("manager")["admin.roles"] == ["view"]
    assert grants("agent") == {}


def test_the_person_to_act_as_is_an_administrator_without_access_to_the_bcp_tenant() -> None:
    drafts = keyed(seeded())
    admin = drafts["employee", "impersonated admin"].body
    assert admin["roleUUID"] == drafts["role", "administrator"].id
    assert admin["teamId"] == drafts["team", "system default"].alt_id
    assert (admin["bcpType"], admin["impersonated"]) == ("none", True)


def test_a_name_that_cannot_be_stored_is_refused() -> None:
    with pytest.raises(Invalid):
        built_in(LARKMONT, 3, name="Lark\x00mont", business_unit=7314243)
