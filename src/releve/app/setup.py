"""The first steps of a new installation: regions into the directory, the first operator."""

from collections.abc import Iterable

from releve.access.passwords import check_password
from releve.app.house import House
from releve.domain.directory import Change
from releve.domain.errors import Conflict, Invalid, Refused
from releve.domain.ids import STRIDE
from releve.domain.people import Caller
from releve.domain.say import say
from releve.domain.tenancy import Operator, Region


def record_regions(house: House, regions: Iterable[tuple[str, str]]) -> None:
    """Enter `(name, label)` that the directory does not know yet, each with a slot of its own for ever."""
    for name, label in regions:
        known = {region.name: region for region in house.registry.regions()}
        if name in known:
            continue
        free = sorted(set(range(STRIDE)) - {region.slot for region in known.values()})
        if not free:
            raise Refused(say("There are {n} regions already; no more can be added.", n=STRIDE))
        house.registry.directory.commit(
            Change(f"region/{name}", Region(name, label, free[0]).record(), 0)
        )


def create_operator(house: House, *, username: str, name: str, password: str, by: str) -> Operator:
    """A new account with *TM Admin*. Raises Conflict for a name that is taken, Invalid for a weak password."""
    username = username.strip().casefold()
    if not username:
        raise Invalid(
            say("An operator needs a username."),
            fields={"username": say("This field is required.")},
        )
    check_password(password, username)
    operator = Operator(username, name.strip() or username, house.hasher.hash(password))
    house.registry.commit(
        [Change(f"operator/{username}", operator.record(), 0)],
        Conflict(
            say("There is already an operator called “{name}”.", name=username),
            say("Choose another username."),
        ),
    )
    house.trace_home(Caller(by, operator=by), "operator.create", username)
    return operator


def has_operators(house: House) -> bool:
    return bool(house.registry.operators())
