"""Evidence: the report of every switch and revert of a pair, as it was written at its moment."""

from collections.abc import Iterator
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.house import House
from releve.app.lost_changes import lost_changes
from releve.app.pairing import Bond, bond_of
from releve.domain.errors import NotFound
from releve.domain.orders import Mode
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.switch_reports import SwitchReport, report_prefix
from releve.domain.tenancy import Side
from releve.sync.losing import Loss

#: No epoch has as many.
DIGITS_MAX = 16


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: when, what, by whom ("" for nobody)."""

    at: str
    what: Message
    by: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`lost` are the changes that were not copied, None where they were not noted one by one: there were none, or the
    primary did not answer. `known` and `acknowledged` are what the verdict said."""

    bond: Bond
    report: SwitchReport
    timeline: tuple[Moment, ...]
    acknowledged: tuple[Message, ...]
    known: tuple[Message, ...]
    lost: list[Loss] | None

    @property
    def is_switch(self) -> bool:
        return self.report.after.active is Side.BCP


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
    record = house.registry.directory.get(f"{report_prefix(bond.pair.id)}{number:010}")
    if record is None:
        raise NotFound(
            say("There is no report of a switch in epoch {epoch}.", epoch=epoch),
            say("BC Enablement lists all there are. Switches of earlier releases have none."),
        )
    report = SwitchReport.of(record.value)
    return ReportPage(
        bond=bond,
        report=report,
        timeline=tuple(_timeline(report)),
        acknowledged=tuple(Message.of(one["message"]) for one in report.order.acknowledged),
        known=tuple(Message.of(one["message"]) for one in report.order.known),
        lost=lost_changes(house, bond.pair.id, number),
    )


def _timeline(report: SwitchReport) -> Iterator[Moment]:
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


def _ordered(report: SwitchReport) -> Message:
    if report.order.passkey is None:
        return say("Ordered by an operator, without the passkey")
    if report.order.mode is Mode.EMERGENCY:
        return say("Ordered in an emergency, with passkey number {n}", n=report.order.passkey)
    return say("Ordered as planned, with passkey number {n}", n=report.order.passkey)
