"""The policy lets in whom it names, is silent to strangers, and tells everybody else what they lack."""

from itertools import product
from typing import Any

import pytest

from releve.access.policy import (
    ACTIONS,
    POLICY,
    Act,
    Grant,
    TmAdmin,
    everything,
    exceeds,
    grants_of,
    lines_of,
    may,
    must,
    with_dependencies,
)
from releve.domain.directory import no_such_tenant
from releve.domain.errors import Forbidden, NotFound, ReleveError, Unauthenticated
from releve.domain.people import PERMISSIONS, Action, Caller, Grants
from releve.domain.tenancy import Features

HERE, THERE = "5d2f7a10-larkmont", "9c01-nordhaven"
VIEW, EDIT, CREATE = Action
ALL: Grants = {name: frozenset(one.actions) for name, one in PERMISSIONS.items()}
BCP_ON = Features(bcp=True, bcp_configurations=True, bcp_enablement=True)
ALL_ON = Features(bcp=True, bcp_configurations=True, bcp_enablement=True, script_steps=True)
STEPS = {name for name, one in PERMISSIONS.items() if one.step}

TM_ACTS = [act for act in Act if isinstance(POLICY[act], TmAdmin)]
TENANT_ACTS = [(act, need) for act, need in POLICY.items() if isinstance(need, Grant)]

OLGA = Caller("olga", operator="olga")


def ada(grants: Grants, **changes: Any) -> Caller:
    return Caller("ada", tenant=HERE, employee="70519001", grants=grants, **changes)


def role(*lines: tuple[str, list[str]], status: str = "ACTIVE") -> dict[str, Any]:
    lines_ = [{"permission": name, "actions": actions} for name, actions in lines]
    return {"roleName": "Someone", "status": status, "permissions": lines_}


def test_every_act_is_in_the_table_and_every_need_is_in_the_tree() -> None:
    assert set(POLICY) == set(Act)
    assert set(ACTIONS) == set(Action)
    for _, need in TENANT_ACTS:
        assert need.action in PERMISSIONS[need.permission].actions


@pytest.mark.parametrize("act", Act)
def test_nobody_must_log_in(act: Act) -> None:
    with pytest.raises(Unauthenticated):
        must(None, act, HERE)
    assert not may(None, act, HERE)


@pytest.mark.parametrize(("act", "need"), TENANT_ACTS)
def test_what_is_needed_is_enough(act: Act, need: Grant) -> None:
    caller = ada({need.permission: frozenset({need.action})})
    assert must(caller, act, HERE) is caller
    assert must(caller, act) is caller, "without a tenant the caller's own is meant"


@pytest.mark.parametrize(("act", "need"), TENANT_ACTS)
def test_everything_but_what_is_needed_is_not_enough(act: Act, need: Grant) -> None:
    held = {**ALL, need.permission: ALL[need.permission] - {need.action}}
    with pytest.raises(Forbidden) as refused:
        must(ada(held), act, HERE)
    assert str(PERMISSIONS[need.permission].label) in str(refused.value)
    assert str(ACTIONS[need.action]) in str(refused.value)
    assert "Ask an administrator" in str(refused.value.hint)
    assert refused.value.facts == {"act": act, "needs": str(need)}


@pytest.mark.parametrize(("act", "tenant"), [*product(Act, [HERE, "no such tenant"])])
def test_a_stranger_hears_of_a_tenant_what_is_said_of_one_that_does_not_exist(
    act: Act, tenant: str
) -> None:
    stranger = Caller("eve", tenant=THERE, employee="3", grants=ALL)
    with pytest.raises(NotFound) as refused:
        must(stranger, act, tenant)
    absent = no_such_tenant(tenant)
    assert (refused.value.message, refused.value.hint) == (absent.message, absent.hint)
    assert (refused.value.facts, refused.value.reasons) == (absent.facts, absent.reasons)


@pytest.mark.parametrize(("act", "tenant"), [*product(TM_ACTS, [None, HERE, THERE])])
def test_an_operator_performs_the_acts_of_tm_upon_every_tenant(
    act: Act, tenant: str | None
) -> None:
    assert must(OLGA, act, tenant) is OLGA


@pytest.mark.parametrize(("act", "_need"), TENANT_ACTS)
def test_an_operator_has_no_business_inside_a_tenant_and_is_shown_the_way(
    act: Act, _need: Grant
) -> None:
    with pytest.raises(Forbidden) as refused:
        must(OLGA, act, HERE)
    assert "Impersonate & Support" in str(refused.value.hint)


def test_grants_of_an_operator_do_not_open_a_tenant() -> None:
    assert not may(Caller("olga", operator="olga", grants=ALL), Act.SWITCH, HERE)


@pytest.mark.parametrize(("act", "need"), TENANT_ACTS)
def test_inside_a_tenant_an_operator_may_what_the_person_impersonated_may(
    act: Act, need: Grant
) -> None:
    assert may(ada(ALL, operator="olga"), act, HERE)
    assert not may(ada({}, operator="olga"), act, HERE)
    assert not may(ada(ALL, operator="olga"), act, THERE)
    assert need.permission in ALL


@pytest.mark.parametrize("act", TM_ACTS)
def test_the_acts_of_tm_are_for_operators_in_their_own_name(act: Act) -> None:
    with pytest.raises(Forbidden, match="TM Admin") as refused:
        must(ada(ALL), act, HERE)
    assert "account representative" in str(refused.value.hint)
    with pytest.raises(Forbidden) as refused:
        must(ada(ALL, operator="olga"), act, HERE)
    assert "End the impersonation" in str(refused.value.hint)


@pytest.mark.parametrize("act", Act)
def test_a_caller_of_no_tenant_who_is_no_operator_may_nothing(act: Act) -> None:
    with pytest.raises(Forbidden):
        must(Caller("ghost", grants=ALL), act, HERE)


@pytest.mark.parametrize(
    ("caller", "act", "tenant"),
    [
        *product(
            [None, OLGA, ada({}), ada(ALL), ada(ALL, operator="olga")], Act, [None, HERE, THERE]
        )
    ],
)
def test_may_and_must_never_disagree(caller: Caller | None, act: Act, tenant: str | None) -> None:
    try:
        must(caller, act, tenant)
    except ReleveError:
        assert not may(caller, act, tenant)
    else:
        assert may(caller, act, tenant)


def test_the_hint_for_a_bcp_permission_says_when_it_is_offered_at_all() -> None:
    with pytest.raises(Forbidden) as refused:
        must(ada({}), Act.SWITCH, HERE)
    assert "BCP › BCP Tenant Enablement › BCP Tenant Enable › Edit" in str(refused.value)
    assert "only while BCP is enabled" in str(refused.value.hint)


def test_grants_are_the_union_of_the_roles() -> None:
    agent, studio = (
        role(("acd.scripts", ["view"])),
        role(("acd.scripts", ["create"]), ("admin.audit", ["view"])),
    )
    assert grants_of([agent, studio], Features()) == {
        "acd.scripts": frozenset({VIEW, CREATE}),
        "admin.audit": frozenset({VIEW}),
    }


def test_no_role_and_an_empty_role_give_nothing() -> None:
    nothing = [role(), {}, {"permissions": None}, {"permissions": [{}]}, role(("acd.scripts", []))]
    assert not may(ada(grants_of(nothing, BCP_ON)), Act.SCRIPTS_VIEW)
    assert grants_of([], BCP_ON) == {}


def test_unknown_permissions_and_actions_are_ignored() -> None:
    odd = role(("tm.admin", ["edit"]), ("admin.audit", ["edit", "view", "fly"]))
    assert grants_of([odd], BCP_ON) == {"admin.audit": frozenset({VIEW})}


@pytest.mark.parametrize("status", ["INACTIVE", "DRAFT", "DELETED"])
def test_a_role_that_is_not_active_gives_nothing(status: str) -> None:
    assert grants_of([role(("admin.roles", ["edit"]), status=status)], BCP_ON) == {}


@pytest.mark.parametrize(
    ("bcp", "configurations", "enablement"), [*product([True, False], repeat=3)]
)
def test_a_bcp_permission_counts_only_while_its_feature_and_bcp_are_on(
    bcp: bool, configurations: bool, enablement: bool
) -> None:
    features = Features(bcp=bcp, bcp_configurations=configurations, bcp_enablement=enablement)
    full = role(*((name, [*map(str, one.actions)]) for name, one in PERMISSIONS.items()))
    grants = grants_of([full], features)
    assert ("bcp.configurations" in grants) == (bcp and configurations)
    assert ("bcp.enablement" in grants) == (bcp and enablement)
    assert set(ALL) - {"bcp.configurations", "bcp.enablement"} - STEPS <= set(grants)


@pytest.mark.parametrize("on", [True, False])
def test_a_step_of_the_workflow_counts_only_while_the_workflow_has_steps(on: bool) -> None:
    full = role(*((name, [*map(str, one.actions)]) for name, one in PERMISSIONS.items()))
    grants = grants_of([full], Features(script_steps=on))
    assert len(STEPS) == 3
    assert STEPS & set(grants) == (STEPS if on else set())


@pytest.mark.parametrize("action", [EDIT, CREATE])
def test_whoever_may_change_may_view(action: Action) -> None:
    assert with_dependencies({"acd.scripts": frozenset({action})}) == {
        "acd.scripts": frozenset({VIEW, action})
    }
    assert VIEW in grants_of([role(("acd.scripts", [action.value]))], Features())["acd.scripts"]


def test_viewing_alone_brings_nothing_else_and_nothing_brings_nothing() -> None:
    given: Grants = {"acd.scripts": frozenset({VIEW}), "admin.roles": frozenset()}
    assert with_dependencies(given) == given


def test_what_exceeds_is_told_grant_by_grant_in_the_order_of_the_tree() -> None:
    wanted = {
        "bcp.enablement": frozenset({EDIT, VIEW}),
        "admin.roles": frozenset({VIEW, EDIT}),
        "admin.audit": frozenset({VIEW}),
    }
    held = {"admin.roles": frozenset({VIEW}), "admin.audit": frozenset({VIEW})}
    assert [str(one) for one in exceeds(held, wanted)] == [
        "admin.roles:edit",
        "bcp.enablement:view",
        "bcp.enablement:edit",
    ]
    assert exceeds(ALL, wanted) == exceeds(wanted, wanted) == exceeds({}, {}) == []


def test_a_tenant_offers_everything_but_what_a_feature_hides() -> None:
    assert everything(ALL_ON) == ALL
    assert not exceeds(ALL, everything(Features()))
    assert {one.permission for one in exceeds(everything(Features()), ALL)} == STEPS | {
        "bcp.configurations",
        "bcp.enablement",
    }


def test_the_lines_of_a_role_count_even_while_it_is_asleep() -> None:
    asleep = role(("bcp.enablement", ["edit"]), ("nonsense", ["view"]), status="INACTIVE")
    assert lines_of(asleep) == {"bcp.enablement": frozenset({VIEW, EDIT})}
    assert grants_of([asleep], BCP_ON) == {}
