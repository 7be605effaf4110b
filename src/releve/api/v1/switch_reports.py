"""Reports of the switches and reverts of a pair."""

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.names import TenantName
from releve.api.v1.switch import ActivationOut
from releve.app import evidence
from releve.domain.kinds import KINDS
from releve.domain.runs import Verb
from releve.domain.switch_reports import SwitchReport
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/switch/reports", tags=["switch"])


class ReportLine(ActivationOut):
    """The activation that the switch began. `changesLost` is how many changes of the primary were not copied, null if it
    did not answer."""

    changes_lost: int | None

    @classmethod
    def in_list(cls, report: SwitchReport) -> "ReportLine":
        return cls(**dict(ActivationOut.of(report.after)), changes_lost=report.changes)


class MomentOut(Shape):
    at: str
    what: str
    by: str


class LostOut(Shape):
    """A change of the primary that was not in the BCP tenant at the switch."""

    kind: str
    label: str
    primary_id: str
    title: str
    verb: Verb
    by: str
    at: str


class ReportOut(Shape):
    """What was known and done. `acknowledged` stood in the way, `known` it would only cost. `lost` are the first changes
    that were not copied, null where they were not noted one by one."""

    primary: TenantName
    bcp: TenantName
    before: ActivationOut
    after: ActivationOut
    timeline: list[MomentOut]
    run: str | None
    acknowledged: list[str]
    known: list[str]
    codes: list[str]
    changes_lost: int | None
    lost: list[LostOut] | None

    @classmethod
    def of(cls, page: evidence.ReportPage, speaker: Speaker) -> "ReportOut":
        report, order = page.report, page.report.order
        return cls(
            primary=TenantName.of(page.bond.primary),
            bcp=TenantName.of(page.bond.bcp),
            before=ActivationOut.of(report.before),
            after=ActivationOut.of(report.after),
            timeline=[
                MomentOut(at=one.at, what=speaker.say(one.what), by=one.by) for one in page.timeline
            ],
            run=order.run or None,
            acknowledged=[speaker.say(one) for one in page.acknowledged],
            known=[speaker.say(one) for one in page.known],
            codes=[one["code"] for one in (*order.acknowledged, *order.known)],
            changes_lost=report.changes,
            lost=None if page.lost is None else [
                LostOut(
                    kind=one.kind,
                    label=speaker.say(KINDS[one.kind].label),
                    primary_id=one.primary_id,
                    title=one.title,
                    verb=one.verb,
                    by=one.by,
                    at=one.at,
                )
                for one in page.lost
            ],
        )  # fmt: skip


@router.get("", summary="Reports of all switches and reverts")
def list_reports(house: Open, caller: Whoever) -> list[ReportLine]:
    """The newest first."""
    return [ReportLine.in_list(one) for one in evidence.reports(house, caller)]


@router.get("/{epoch}", summary="The report of one")
def show(house: Open, caller: Whoever, epoch: str, speaker: Speaking) -> ReportOut:
    """Of the switch or revert that began this epoch."""
    return ReportOut.of(evidence.report_page(house, caller, epoch), speaker)
