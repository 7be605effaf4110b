"""Login lands people where the requirement page says, and nowhere that the next request would turn them out of."""

from itertools import product

import pytest

from releve.access.landing import (
    OPEN,
    Choose,
    Land,
    Landing,
    Refuse,
    decide_landing,
    may_enter,
    still_welcome,
)
from releve.domain.people import BcpType
from releve.domain.tenancy import Pair, Side

PAIR = Pair("larkmont", primary="here", bcp="there")
NONE, SINGLE, MULTIPLE = BcpType
PRIMARY, BCP = Side

EVERY_CASE = list(product(BcpType, Side))


def sides_of(landing: Landing) -> set[Side]:
    match landing:
        case Land(side=Side() as side):
            return {side}
        case Choose():
            return set(Side)
        case _:
            return set()


@pytest.mark.parametrize(
    ("bcp_type", "active", "landing"),
    [
        (NONE, PRIMARY, Land(PRIMARY)),
        (SINGLE, PRIMARY, Land(PRIMARY)),
        (SINGLE, BCP, Land(BCP)),
        (MULTIPLE, PRIMARY, Choose(PRIMARY)),
        (MULTIPLE, BCP, Choose(BCP)),
    ],
)
def test_everybody_lands_where_the_page_says(
    bcp_type: BcpType, active: Side, landing: Landing
) -> None:
    assert decide_landing(bcp_type, PAIR, active) == landing


def test_without_access_there_is_nowhere_to_go_while_the_bcp_tenant_is_active() -> None:
    landing = decide_landing(NONE, PAIR, BCP)
    assert isinstance(landing, Refuse)
    assert "no access" in str(landing.message)
    assert "administrator" in str(landing.hint)


@pytest.mark.parametrize(("bcp_type", "active"), EVERY_CASE)
def test_in_a_tenant_without_a_pair_the_bcp_type_does_not_matter(
    bcp_type: BcpType, active: Side
) -> None:
    assert decide_landing(bcp_type, None, active) == Land(None)
    assert still_welcome(None, bcp_type, active) is None


def test_every_case_is_decided() -> None:
    assert set(OPEN) == set(EVERY_CASE)


@pytest.mark.parametrize(("bcp_type", "active", "side"), [*product(BcpType, Side, Side)])
def test_one_may_stay_exactly_where_login_would_lead(
    bcp_type: BcpType, active: Side, side: Side
) -> None:
    reachable = side in sides_of(decide_landing(bcp_type, PAIR, active))
    assert (still_welcome(side, bcp_type, active) is None) == reachable
    assert may_enter(bcp_type, side, active) == reachable


@pytest.mark.parametrize("active", Side)
def test_by_default_nobody_enters_the_bcp_tenant(active: Side) -> None:
    assert not may_enter(NONE, BCP, active)


@pytest.mark.parametrize("active", Side)
def test_single_access_follows_the_active_side_and_leaves_the_other(active: Side) -> None:
    assert still_welcome(active, SINGLE, active) is None
    assert "Log in again; you will land there" in str(still_welcome(active.other, SINGLE, active))


@pytest.mark.parametrize(("active", "name"), [(PRIMARY, "primary tenant"), (BCP, "BCP tenant")])
def test_who_is_left_behind_is_told_which_tenant_is_active(active: Side, name: str) -> None:
    assert f"the {name} is the active tenant" in str(still_welcome(active.other, SINGLE, active))


@pytest.mark.parametrize("side", Side)
def test_without_access_the_session_ends_with_a_plain_sentence_when_the_bcp_tenant_takes_over(
    side: Side,
) -> None:
    told = str(still_welcome(side, NONE, BCP))
    assert "no access" in told
    assert "Log in again" not in told, "there is nowhere to log in to"


@pytest.mark.parametrize(("side", "active"), [*product(Side, Side)])
def test_administrators_stay_on_both_sides(side: Side, active: Side) -> None:
    assert still_welcome(side, MULTIPLE, active) is None


@pytest.mark.parametrize(("side", "bcp_type", "active"), [*product(Side, BcpType, Side)])
def test_an_operator_is_always_welcome(side: Side, bcp_type: BcpType, active: Side) -> None:
    assert still_welcome(side, bcp_type, active, operator=True) is None
