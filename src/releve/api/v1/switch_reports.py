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


class StepOut(Shape):
    """A part of the switch, in milliseconds since it was ordered. `sort`: waited, sync, commit, driver or login. `untilMs` is
    null while it has not come to its end."""

    sort: str
    what: str
    since_ms: int
    until_ms: int | None


class FollowedOut(Shape):
    """A traffic driver whose far end shows the epoch of this switch: since when, and how long after it was carried out."""

    driver: str
    sort: str
    at: str
    took_ms: int


class FirstLoginOut(Shape):
    """On the side that took over, before the next switch."""

    at: str
    by: str


class ReportOut(Shape):
    """`followed` are the traffic drivers that have followed, `behind` those that have not yet. `firstLogin` is null if nobody
    has logged in, or the region of that side does not answer. What was known and done. `acknowledged` stood in the way, `known` it would only cost. `lost` are the first changes
    that were not copied, null where they were not noted one by one."""

    primary: TenantName
    bcp: TenantName
    before: ActivationOut
    after: ActivationOut
    timeline: list[MomentOut]
    steps: list[StepOut]
    followed: list[FollowedOut]
    behind: list[str]
    first_login: FirstLoginOut | None
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
            steps=[
                StepOut(
                    sort=one.sort,
                    what=speaker.say(one.what),
                    since_ms=one.since,
                    until_ms=one.until,
                )
                for one in page.steps
            ],
            followed=[
                FollowedOut(driver=one.driver, sort=one.sort, at=one.at, took_ms=one.took_ms)
                for one in page.followed
            ],
            behind=list(page.behind),
            first_login=_first_login(page.first_login),
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


def _first_login(login: evidence.FirstLogin) -> FirstLoginOut | None:
    return FirstLoginOut(at=login.at, by=login.by) if login.at else None


@router.get("", summary="Reports of all switches and reverts")
def list_reports(house: Open, caller: Whoever) -> list[ReportLine]:
    """The newest first."""
    return [ReportLine.in_list(one) for one in evidence.reports(house, caller)]


@router.get("/{epoch}", summary="The report of one")
def show(house: Open, caller: Whoever, epoch: str, speaker: Speaking) -> ReportOut:
    """Of the switch or revert that began this epoch."""
    return ReportOut.of(evidence.report_page(house, caller, epoch), speaker)
