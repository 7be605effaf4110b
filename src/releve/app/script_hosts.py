"""Hosts in a script that are bound to a region, each with code that asks API discovery instead, or with why there is none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releve.app.house import House
from releve.app.script_look import around, pair_of
from releve.domain.ids import TenantId
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.scripts.claims import Rule
from releve.scripts.discovery import Asking, Whereabouts, discovering
from releve.scripts.excerpts import secrets_in
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import Scan
from releve.scripts.script import Script


@dataclass(frozen=True, slots=True)
class HostLine:
    """`asking` is what could stand there, None where nothing is proposed: then `why_not` says why."""

    action: str
    action_name: str
    property: str
    value: str
    before: str
    after: str
    asking: Asking | None
    why_not: Message | None


def host_lines(house: House, tenant: TenantId, script: Script, found: Scan) -> tuple[HostLine, ...]:
    """Every host that is asked about, in the order of the file. Only the directory is read."""
    hosts = [
        one for one in found.occurrences if one.rule is Rule.HOST and one.verdict is Verdict.ASK
    ]
    return tuple(_lines(house, tenant, script, found, hosts)) if hosts else ()


def _lines(
    house: House, tenant: TenantId, script: Script, found: Scan, hosts: Iterable[Occurrence]
) -> Iterator[HostLine]:
    where, secrets = _whereabouts(house, tenant), secrets_in(script)
    names = {action.id: action.name for action in script.actions}
    for one in hosts:
        told: Asking | Message = _IN_THE_PRIMARY
        if where is not None:
            told = discovering(script, found.flow.program, one, secrets, where)
        excerpt = around(one, secrets)
        yield HostLine(
            action=one.action if one.action in names else "",
            action_name=names.get(one.action, ""),
            property=one.place,
            value=one.value,
            before=excerpt.before,
            after=excerpt.after,
            asking=told if isinstance(told, Asking) else None,
            why_not=None if isinstance(told, Asking) else told,
        )


def _whereabouts(house: House, tenant: TenantId) -> Whereabouts | None:
    """Where the scripts of the tenant run; None in a BCP tenant, whose scripts are written in its primary."""
    own, _ = house.registry.tenant(tenant)
    place = house.places.get(own.region)
    names = frozenset({place.area.casefold(), place.cluster.casefold()} if place else ())
    tenants = {str(own.business_unit): own.id}
    pair = pair_of(house, tenant)
    if pair is not None:
        if pair.side(tenant) is Side.BCP:
            return None
        beyond, _ = house.registry.tenant(pair.bcp)
        tenants[str(beyond.business_unit)] = beyond.id
    return Whereabouts(names, tenants)


_IN_THE_PRIMARY: Message = say("Change it in the primary tenant: the next sync brings it here.")
