from collections import Counter

import pytest

from releve.access.passwords import password_faults
from releve.demo.cast import CAST, DEMO_PASSWORD, OPERATOR
from releve.domain.people import BcpType
from tests.unit.demo.havrelune import moved_in


def test_there_is_somebody_to_try_everything_with() -> None:
    roles = Counter(person.role for person in CAST)
    assert roles["Administrator"] == 2
    assert roles["BCP Administrator"] == 1
    assert roles["Script Developer"] == 1
    agents = {person.bcp_type for person in CAST if person.role == "Agent"}
    assert agents == set(BcpType)


def test_administrators_may_choose_the_tenant() -> None:
    chosen = {p.bcp_type for p in CAST if p.role in ("Administrator", "BCP Administrator")}
    assert chosen == {BcpType.MULTIPLE}


@pytest.mark.parametrize("username", [person.username for person in (*CAST, OPERATOR)])
def test_the_demo_password_is_good_enough_for_everybody(username: str) -> None:
    assert list(password_faults(DEMO_PASSWORD, username)) == []


def test_the_cast_works_in_the_company_as_it_is_announced() -> None:
    company = moved_in()
    employees = {d.id: d.body for d in company.drafts() if d.kind == "employee"}
    roles = {d.id: d.body["roleName"] for d in company.drafts() if d.kind == "role"}
    for person in CAST:
        body = employees[company.people[person.username]]
        assert (body["userName"], body["displayName"]) == (person.username, person.name)
        assert body["bcpType"] == person.bcp_type
        assert roles.get(body["roleUUID"], person.role) == person.role


def test_everybody_is_told_what_to_try() -> None:
    assert all(str(person.try_this).endswith(".") for person in (*CAST, OPERATOR))
