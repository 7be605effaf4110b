"""Evidence: the report of every switch and revert of a pair, as it was written at its moment, with what followed it: the
traffic drivers, and the first login on the side that took over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from releve.access.policy import Act, must
from releve.app.far_ends import far_ends_of
from releve.app.house import House
from releve.app.lost_changes import lost_changes
from releve.app.pairing import Bond, bond_of
from releve.domain.clock import seconds_between
from releve.domain.errors import NotFound, Unavailable
from releve.domain.orders import Mode
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.switch_reports import (
    Followed,
    SwitchReport,
    followed_prefix,
    report_key,
    report_prefix,
)
from releve.domain.tenancy import Side
from releve.sync.losing import Loss

#: No epoch has as many.
DIGITS_MAX = 16

#: From here on it is told in seconds, and in minutes.
SECONDS_FROM_MS, MINUTES_FROM_MS = 10_000, 600_000


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: when, what, by whom ("" for nobody)."""

    at: str
    what: Message
    by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the switch, in milliseconds since it was ordered. `sort`: waited, sync, commit, driver or login. `until` None:
    it has not come to its end."""

    sort: str
    what: Message
    since: int
    until: int | None

    @property
    def began(self) -> Message:
        return lasting(self.since)

    @property
    def took(self) -> Message:
        return say("not yet") if self.until is None else lasting(self.until - self.since)


def lasting(ms: int) -> Message:
    """How long something took, as exactly as anybody would say it."""
    if ms < SECONDS_FROM_MS:
        return say("{n} ms", n=ms)
    seconds = round(ms / 1000)
    return say("{n} s", n=seconds) if ms < MINUTES_FROM_MS else say("{n} min", n=seconds // 60)


class FirstLogin(NamedTuple):
    """The first one on the side that took over, before the next switch. `at` is "" if nobody has logged in; `told` False if
    its region does not answer."""

    at: str = ""
    by: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`followed` are the drivers that have followed this switch, `behind` the names of those that have not yet. `lost` are the changes that were not copied, None where they were not noted one by one: there were none, or the
    primary did not answer. `known` and `acknowledged` are what the verdict said."""

    bond: Bond
    report: SwitchReport
    timeline: tuple[Moment, ...]
    steps: tuple[Step, ...]
    followed: tuple[Followed, ...]
    behind: tuple[str, ...]
    first_login: FirstLogin
    acknowledged: tuple[Message, ...]
    known: tuple[Message, ...]
    lost: list[Loss] | None

    @property
    def is_switch(self) -> bool:
        return self.report.after.active is Side.BCP

    @property
    def span_ms(self) -> int:
        """From the order to the end of its last part, a login not counted: people come when they come."""
        ends = (one.until or one.since for one in self.steps if one.sort != "login")
        return max(1, *ends)

    @property
    def took(self) -> Message:
        return lasting(self.span_ms)


def reports(house: House, caller: Caller | None) -> list[SwitchReport]:
    """Of the caller's pair, the newest first."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    found = house.registry.directory.list(report_prefix(bond.pair.id))
    return [SwitchReport.of(record.value) for record in reversed(found)]


def report_page(house: House, caller: Caller | None, epoch: str) -> ReportPage:
    """The report of the switch that began this epoch. Raises NotFound where there is none."""
    caller = must(caller, Act.SWITCH_VIEW)
    bond = bond_of(house, caller.tenant or "")
    number = int(epoch) if epoch.isascii() and epoch.isdigit() and len(epoch) < DIGITS_MAX else 0
    record = house.registry.directory.get(report_key(bond.pair.id, number))
    if record is None:
        raise NotFound(
            say("There is no report of a switch in epoch {epoch}.", epoch=epoch),
            say("BC Enablement lists all there are. Switches of earlier releases have none."),
        )
    report = SwitchReport.of(record.value)
    followed, behind = _followed(house, bond, report)
    login = _first_login(house, bond, report)
    return ReportPage(
        bond=bond,
        report=report,
        timeline=tuple(_timeline(bond, report, followed, login)),
        steps=tuple(_steps(report, followed, behind, login)),
        followed=followed,
        behind=behind,
        first_login=login,
        acknowledged=tuple(Message.of(one["message"]) for one in report.order.acknowledged),
        known=tuple(Message.of(one["message"]) for one in report.order.known),
        lost=lost_changes(house, bond.pair.id, number),
    )


def _followed(
    house: House, bond: Bond, report: SwitchReport
) -> tuple[tuple[Followed, ...], tuple[str, ...]]:
    """Those that have, the quickest first; and while this is the present epoch, those that have not."""
    epoch = report.after.epoch
    notes = house.registry.directory.list(followed_prefix(bond.pair.id, epoch))
    found = sorted((Followed.of(one.value) for one in notes), key=lambda one: one.took_ms)
    names = {one.driver for one in found}
    behind: tuple[str, ...] = ()
    if epoch == bond.activation.epoch:
        ends = far_ends_of(house, bond)
        behind = tuple(one.driver for one in ends if one.behind and one.driver not in names)
    return tuple(found), behind


def _first_login(house: House, bond: Bond, report: SwitchReport) -> FirstLogin:
    now, directory = report.after, house.registry.directory
    side = bond.at(now.active)
    then = directory.get(report_key(bond.pair.id, now.epoch + 1))
    until = SwitchReport.of(then.value).after.at if then else ""
    try:
        with house.regions.of(side.region).reading() as tx:
            found = tx.audit.first(side.id, ["login"], now.at, until)
    except Unavailable:
        return FirstLogin(told=False)
    return FirstLogin(found.at, found.actor) if found else FirstLogin()


def _timeline(
    bond: Bond, report: SwitchReport, followed: Sequence[Followed], login: FirstLogin
) -> Iterator[Moment]:
    yield from _until_committed(report)
    later = [
        Moment(one.at, say("The traffic driver {name} has followed", name=one.driver))
        for one in followed
    ]
    if login.at:
        name = bond.at(report.after.active).name
        later.append(Moment(login.at, say("The first login in {tenant}", tenant=name), login.by))
    yield from sorted(later, key=lambda one: one.at)


def _until_committed(report: SwitchReport) -> Iterator[Moment]:
    order, after = report.order, report.after
    yield Moment(order.given_at, _ordered(report), order.given_by.caller.actor)
    if order.confirmed_by is not None:
        by = order.confirmed_by.caller.actor
        yield Moment(order.confirmed_at, say("Confirmed by a second person"), by)
    if order.synced_at:
        yield Moment(order.synced_at, say("The last sync was done, and nothing was changed since"))
    if after.active is Side.BCP:
        yield Moment(after.at, say("The BCP tenant is the active one"), after.by)
    else:
        yield Moment(after.at, say("The primary tenant is the active one"), after.by)


def _steps(
    report: SwitchReport, followed: Sequence[Followed], behind: Sequence[str], login: FirstLogin
) -> Iterator[Step]:
    """What the picture shows: until the commit one after the other, then all at once."""
    order, after = report.order, report.after

    def ms(at: str) -> int:
        return max(0, round(seconds_between(order.given_at, at) * 1000))

    at = 0
    if order.confirmed_by is not None:
        yield Step("waited", say("Waited for a second person"), 0, at := ms(order.confirmed_at))
    if order.synced_at:
        yield Step("sync", say("Last sync"), at, at := max(at, ms(order.synced_at)))
    committed = max(at, ms(after.at))
    yield Step("commit", say("Switched"), at, committed)
    for one in followed:
        told = say("Driver {name}", name=one.driver)
        yield Step("driver", told, committed, committed + one.took_ms)
    for name in behind:
        yield Step("driver", say("Driver {name}", name=name), committed, None)
    if login.at:
        yield Step("login", say("First login"), committed, max(committed, ms(login.at)))


def _ordered(report: SwitchReport) -> Message:
    if report.order.passkey is None:
        return say("Ordered by an operator, without the passkey")
    if report.order.mode is Mode.EMERGENCY:
        return say("Ordered in an emergency, with passkey number {n}", n=report.order.passkey)
    return say("Ordered as planned, with passkey number {n}", n=report.order.passkey)
