"""Credentials travel with their employees."""

from releve.domain.store import Credential
from tests.helpers.twins import Twins, small_office


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
