"""Credentials travel with their employees."""

from dataclasses import replace

from releve.domain.store import Credential, Factor, Session
from tests.helpers.twins import Twins, person, small_office


def logins(twins: Twins) -> dict[str, tuple[str, str]]:
    with twins.here.reading() as tx:
        found = tx.credentials.changed(twins.bcp, after=0)
        return {one.employee: (one.username, one.hash) for one in found}


def test_whoever_logs_in_to_the_primary_can_log_in_to_the_bcp_tenant(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.sync()
    assert logins(twins) == {twins.twin("employee", office.agent).id: ("eva", "argon-1")}


def test_a_password_changed_alone_is_copied(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.sync()
    twins.let_in(office.agent, "eva", "argon-2")
    assert twins.sync().counts == {}
    assert logins(twins) == {twins.twin("employee", office.agent).id: ("eva", "argon-2")}


def test_credentials_that_did_not_change_are_not_written_again(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva")
    twins.sync()
    assert twins.plan(from_scratch=True).credentials == ()


def test_two_that_exchange_their_user_names_can_both_log_in(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva")
    twins.let_in(office.lead, "luc")
    twins.sync()
    twins.let_in(office.agent, "x")
    twins.let_in(office.lead, "eva")
    twins.let_in(office.agent, "luc")
    twins.sync()
    assert logins(twins)[twins.twin("employee", office.agent).id][0] == "luc"
    assert logins(twins)[twins.twin("employee", office.lead).id][0] == "eva"


def test_the_credentials_of_a_held_back_employee_follow_when_the_employee_does(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.edit("employee", office.agent, locationId=4711)
    twins.let_in(office.agent, "eva")
    twins.let_in(office.lead, "luc")
    twins.sync()
    assert [username for username, _ in logins(twins).values()] == ["luc"]
    twins.put("tag", {"tagName": "time passes"})
    twins.sync()
    twins.edit("employee", office.agent, locationId=0)
    twins.sync()
    assert sorted(username for username, _ in logins(twins).values()) == ["eva", "luc"]


def test_a_user_name_that_somebody_has_over_there_is_told_and_the_rest_goes_on(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.sync()
    with twins.here.writing() as tx:
        tx.credentials.put([Credential(twins.bcp, "70000001", "eva", "argon")])
    twins.let_in(office.agent, "eva")
    twins.let_in(office.lead, "luc")
    twins.sync()
    assert "logs in as “eva” already" in twins.why_held("employee", office.agent)
    assert twins.twin("employee", office.lead).id in logins(twins)
    with twins.here.writing() as tx:
        tx.credentials.put([Credential(twins.bcp, "70000001", "eva.local", "argon")])
    twins.sync()
    assert logins(twins)[twins.twin("employee", office.agent).id][0] == "eva"
    assert twins.held() == []


def log_in_over_there(twins: Twins, employee: str, token: str) -> None:
    with twins.here.writing() as tx:
        later = "2027-01-01T00:00:00.000Z"
        tx.sessions.add(Session(token, twins.bcp, employee, "somebody", later, later))


def is_logged_in(twins: Twins, token: str) -> bool:
    with twins.here.reading() as tx:
        return tx.sessions.get(token) is not None


def set_over_there(twins: Twins, employee: str, username: str, hash: str) -> None:
    with twins.here.writing() as tx:
        tx.credentials.put([Credential(twins.bcp, employee, username, hash)])


def test_a_password_changed_in_the_bcp_tenant_is_put_right(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.let_in(office.lead, "luc", "argon-2")
    twins.sync()
    eva = twins.twin("employee", office.agent).id
    set_over_there(twins, eva, "eva", "argon-of-somebody")
    plan = twins.plan()
    assert [(one.employee, one.hash) for one in plan.credentials] == [(eva, "argon-1")]
    twins.sync()
    assert logins(twins)[eva] == ("eva", "argon-1")
    assert twins.plan().changes_nothing


def test_a_login_taken_away_in_the_bcp_tenant_comes_back_with_its_employee(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.sync()
    eva = twins.twin("employee", office.agent).id
    twins.delete_over_there("employee", eva)
    with twins.here.writing() as tx:
        tx.credentials.drop(twins.bcp, [eva])
    twins.sync()
    assert logins(twins)[twins.twin("employee", office.agent).id] == ("eva", "argon-1")


def test_who_has_another_password_logs_in_again_and_nobody_else_must(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.let_in(office.lead, "luc", "argon-2")
    twins.sync()
    eva, luc = (f"{twins.pair}-{who}" for who in ("eva", "luc"))
    log_in_over_there(twins, twins.twin("employee", office.agent).id, eva)
    log_in_over_there(twins, twins.twin("employee", office.lead).id, luc)
    twins.let_in(office.agent, "eva", "argon-3")
    twins.sync()
    assert (is_logged_in(twins, eva), is_logged_in(twins, luc)) == (False, True)


def test_who_is_deleted_can_log_in_no_more_and_leaves_the_user_name_to_others(
    twins: Twins,
) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva", "argon-1")
    twins.sync()
    gone = twins.twin("employee", office.agent).id
    log_in_over_there(twins, gone, twins.pair)
    twins.delete("agent_skill", office.assignment)
    twins.delete("employee", office.agent)
    with twins.there.writing() as tx:
        tx.credentials.drop(twins.primary, [office.agent])
    new = twins.put(
        "employee",
        person("eva.other@larkmont.example", twins.alt("team", office.team), office.role),
    )
    twins.let_in(new, "eva", "argon-2")
    twins.sync()
    assert not is_logged_in(twins, twins.pair)
    assert logins(twins) == {twins.twin("employee", new).id: ("eva", "argon-2")}
    assert twins.held() == []


def test_who_was_deleted_over_there_and_brought_back_logs_in_again(twins: Twins) -> None:
    office = small_office(twins)
    twins.let_in(office.agent, "eva")
    twins.sync()
    twin = twins.twin("employee", office.agent)
    twins.delete_over_there("employee", twin.id)
    twins.put_over_there("employee", twin.body, twin.id)
    twins.sync()
    with twins.here.reading() as tx:
        found = tx.credentials.get(twins.bcp, twin.id)
    assert found is not None
    assert found.username == "eva"


def give_factor(twins: Twins, employee: str, factor: Factor, *, there: bool = True) -> None:
    """In the primary, or else in the BCP tenant."""
    store, tenant = (twins.there, twins.primary) if there else (twins.here, twins.bcp)
    with store.writing() as tx:
        tx.credentials.put([Credential(tenant, employee, "eva", "argon-1", factor=factor)])


def factor_of(twins: Twins, employee: str) -> Factor | None:
    with twins.here.reading() as tx:
        found = tx.credentials.get(twins.bcp, employee)
        return found.factor if found else None


#: Sealed under a key that nobody has any more.
LOST = "bG9zdCBmb3IgZXZlciwgYW5kIG5vdCB0byBiZSBvcGVuZWQ="
FACTOR = Factor(b"shared by both", ("one", "two", "three"), "2026-11-25T08:00:00.000Z")


def test_a_factor_that_nobody_can_read_any_more_still_stands_in_the_way(twins: Twins) -> None:
    office = small_office(twins)
    give_factor(twins, office.agent, Factor(b"", ("one",), FACTOR.since, LOST))
    twins.sync()
    copied = factor_of(twins, twins.twin("employee", office.agent).id)
    assert copied is not None
    assert (copied.secret, copied.codes) == (b"", ("one",))
    assert twins.plan(from_scratch=True).changes_nothing


def test_a_factor_that_the_bcp_tenant_can_read_stays_when_the_primary_cannot(twins: Twins) -> None:
    office = small_office(twins)
    give_factor(twins, office.agent, FACTOR)
    twins.sync()
    give_factor(twins, office.agent, Factor(b"", FACTOR.codes, FACTOR.since, LOST))
    twins.sync()
    assert factor_of(twins, twins.twin("employee", office.agent).id) == FACTOR


def test_a_recovery_code_used_in_the_bcp_tenant_stays_used(twins: Twins) -> None:
    office = small_office(twins)
    give_factor(twins, office.agent, FACTOR)
    twins.sync()
    eva = twins.twin("employee", office.agent).id
    give_factor(twins, eva, replace(FACTOR, codes=("one", "three")), there=False)
    twins.sync()
    found = factor_of(twins, eva)
    assert found is not None
    assert found.codes == ("one", "three")
    give_factor(twins, office.agent, replace(FACTOR, codes=("two", "three")))
    twins.sync()
    found = factor_of(twins, eva)
    assert found is not None
    assert found.codes == ("three",)
    give_factor(twins, office.agent, replace(FACTOR, codes=("four", "five")))
    twins.sync()
    found = factor_of(twins, eva)
    assert found is not None
    assert found.codes == ("four", "five")
