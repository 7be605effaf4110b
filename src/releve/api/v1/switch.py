"""BC Enablement: what a switch would cost, the switch, and the way back. From either tenant of the pair."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.drift import DriftOut
from releve.api.v1.drills import DrillLine
from releve.api.v1.names import TenantName
from releve.api.v1.runs import RunOut
from releve.api.v1.switch_orders import OrderOut
from releve.app import confirming, switching
from releve.app.drill_reports import last_drill
from releve.app.far_ends import FarEnd, everything_that_follows, far_ends
from releve.app.house import House
from releve.app.mending import Verdict, mend
from releve.domain.drills import LastDrill
from releve.domain.orders import Mode
from releve.domain.people import Caller
from releve.domain.tenancy import Activation, Side
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/switch", tags=["switch"])

#: The order stands, and nothing is switched yet.
PENDING = 202


class ActivationOut(Shape):
    """Which side is active, since when, by whom. The epoch grows with every switch and revert. `mode` says how it was
    ordered, "" of the first one."""

    epoch: int
    active: Side
    at: str
    by: str
    reason: str
    mode: str

    @classmethod
    def of(cls, activation: Activation) -> "ActivationOut":
        return cls(
            epoch=activation.epoch,
            active=activation.active,
            at=activation.at,
            by=activation.by,
            reason=activation.reason,
            mode=activation.mode,
        )


class SwitchedOut(ActivationOut):
    """Which side is active now, and the obstacles that were acknowledged to get there. With an `order`, answered with
    202, nothing is switched yet: its last sync runs, or a second person has to confirm it."""

    acknowledged: list[str]
    order: OrderOut | None = None


class FindingOut(Shape):
    """One reason to hesitate: a code that never changes, and where in the console or by which command it is mended.
    `absolute`: nobody can switch with it, not even in an emergency."""

    code: str
    text: str
    absolute: bool
    page: str
    command: str


class VerdictOut(Shape):
    """`obstacles` stand in the way, `warnings` say what it would cost; `findings` are the same with their codes, the
    obstacles first."""

    go: bool
    obstacles: list[str]
    warnings: list[str]
    findings: list[FindingOut]

    @classmethod
    def of(cls, verdict: Verdict, speaker: Speaker) -> "VerdictOut":
        return cls(
            go=verdict.go,
            obstacles=[speaker.say(one.message) for one in verdict.obstacles],
            warnings=[speaker.say(one.message) for one in verdict.warnings],
            findings=[
                FindingOut(
                    code=one.code,
                    text=speaker.say(one.message),
                    absolute=one.absolute,
                    page=mend(one.code).page,
                    command=mend(one.code).command,
                )
                for one in (*verdict.obstacles, *verdict.warnings)
            ],
        )


class ReadinessOut(Shape):
    """What is known of the BCP tenant. Nothing (`null`) means that it could not be found out."""

    age_s: float | None
    changes: int | None
    held: int
    to_review: int
    people: int
    target_answers: bool
    primary_answers: bool
    drifted: int
    syncing: bool


class FarEndOut(Shape):
    """One traffic driver: `wanted` is the epoch of the activation, `observed` the one that its far end showed last (0:
    none). It has followed when both are equal; `failing` says that the last look was not good, and `sentence` why. `since`
    is when it began to be as it is, `tookMs` how long after the order of the last switch it was there. `builtIn`: API
    discovery and the SIP redirect, which answer from the memory of the process that is asked."""

    driver: str
    sort: str
    wanted: int
    observed: int
    failing: bool
    sentence: str
    since: str | None
    took_ms: int | None
    built_in: bool

    @classmethod
    def of(cls, one: FarEnd, speaker: Speaker) -> "FarEndOut":
        return cls(
            driver=one.driver,
            sort=one.sort,
            wanted=one.wanted,
            observed=one.observed,
            failing=one.failing,
            sentence=speaker.say(one.sentence),
            since=one.since or None,
            took_ms=one.took_ms,
            built_in=one.built_in,
        )


class SwitchOut(Shape):
    """What a person looks at before they enter the passkey. `mode` is how a switch is ordered if nobody says otherwise,
    and `verdict` judges that; `emergency` judges an emergency. `order` is the pair's last one, `drill` the last rehearsal. `changed` are the newest changes
    made in the BCP tenant while it is active (`readiness.drifted` counts all); `changesWait`: what was changed there is to be
    kept or thrown away (`/sync/keep`) before the sync goes on."""

    side: Side
    primary: TenantName
    bcp: TenantName
    activation: ActivationOut
    wanted: Side
    mode: Mode
    verdict: VerdictOut
    emergency: VerdictOut
    readiness: ReadinessOut
    last: RunOut | None
    drivers: list[FarEndOut]
    order: OrderOut | None
    changed: list[DriftOut]
    changes_wait: bool
    drill: DrillLine | None

    @classmethod
    def of(
        cls,
        page: switching.SwitchPage,
        drivers: Sequence[FarEnd],
        drill: LastDrill | None,
        speaker: Speaker,
    ) -> "SwitchOut":
        return cls(
            side=page.bond.side,
            primary=TenantName.of(page.bond.primary),
            bcp=TenantName.of(page.bond.bcp),
            activation=ActivationOut.of(page.bond.activation),
            wanted=page.wanted,
            mode=page.mode,
            verdict=VerdictOut.of(page.verdict, speaker),
            emergency=VerdictOut.of(page.emergency, speaker),
            readiness=_readiness(page),
            last=RunOut.of(page.last, speaker) if page.last else None,
            drivers=[FarEndOut.of(one, speaker) for one in drivers],
            order=OrderOut.of(page.order, speaker) if page.order else None,
            changed=[DriftOut.of(one, speaker) for one in page.changed],
            changes_wait=page.readiness.changes_wait,
            drill=DrillLine.of(drill) if drill else None,
        )


def _readiness(page: switching.SwitchPage) -> ReadinessOut:
    seen = page.readiness
    return ReadinessOut(
        age_s=seen.age.total_seconds() if seen.age is not None else None,
        changes=seen.changes,
        held=seen.held,
        to_review=seen.to_review,
        people=seen.people,
        target_answers=seen.target_answers,
        primary_answers=seen.changes is not None,
        drifted=seen.drifted,
        syncing=seen.syncing,
    )


class Order(Shape):
    """The passkey of the pair, in any case of letters, with dashes or without; and why, for the record.

    `epoch` is the one that `GET /switch` showed: an order that arrives in another epoch is a conflict and changes
    nothing. `planned`: obstacles bind, and what is missing in the BCP tenant is brought over first; then the answer is
    202, and `GET /switch/order` says how far that is. `emergency`: at once, and `acknowledged` says that all that was
    shown was read. Without a `mode`: an emergency if it is acknowledged or a region does not answer, else planned.
    """

    passkey: Annotated[str, Field(max_length=200)]
    epoch: Annotated[int, Field(ge=1, le=2**53)]
    reason: Annotated[str, Field(max_length=500)] = ""
    mode: Mode | None = None
    acknowledged: bool = False


class Revert(Order):
    """`changes` says what becomes of what was changed in the BCP tenant meanwhile: with `keep` the sync waits until somebody has
    looked at it (`/sync/keep`), with `overwrite`, or unless it is said, the next sync overwrites it."""

    changes: Literal["keep", "overwrite"] | None = None


@router.get("", summary="Look before a switch")
def look(house: Open, caller: Whoever, speaker: Speaking) -> SwitchOut:
    """Which side is active and what a switch or revert would cost now. Changes nothing."""
    page = switching.switch_page(house, caller)
    drill = last_drill(house, page.bond.pair.id)
    return SwitchOut.of(page, everything_that_follows(house, page.bond), drill, speaker)


@router.get("/drivers", summary="Has the traffic followed?")
def drivers(house: Open, caller: Whoever, speaker: Speaking) -> list[FarEndOut]:
    """What each traffic driver's far end shows of this pair. Quick: nothing else is looked at."""
    return [FarEndOut.of(one, speaker) for one in far_ends(house, caller)]


_PENDING: dict[int | str, dict[str, Any]] = {
    202: {"model": SwitchedOut, "description": "Ordered; nothing is switched yet"}
}


@router.post("", summary="Switch to the BCP tenant", responses=_PENDING)
def switch(
    house: Open, caller: Whoever, order: Order, speaker: Speaking, response: Response
) -> SwitchedOut:
    """Makes the BCP tenant the active one. If it is already, nothing changes."""
    return _ordered(house, caller, Side.BCP, order, speaker, response)


@router.post("/revert", summary="Revert to the primary tenant", responses=_PENDING)
def revert(
    house: Open, caller: Whoever, order: Revert, speaker: Speaking, response: Response
) -> SwitchedOut:
    """Makes the primary tenant the active one again. If it is already, nothing changes."""
    keep = None if order.changes is None else order.changes == "keep"
    return _ordered(house, caller, Side.PRIMARY, order, speaker, response, keep=keep)


class Confirmation(Shape):
    """The passkey, and the order that is confirmed."""

    order: Annotated[str, Field(max_length=100)]
    passkey: Annotated[str, Field(max_length=200)]


@router.post(
    "/order/confirmation", summary="Confirm the order of another person", responses=_PENDING
)
def confirm(
    house: Open, caller: Whoever, given: Confirmation, speaker: Speaking, response: Response
) -> SwitchedOut:
    """Where two persons are wanted: by another administrator of either tenant."""
    done = confirming.confirm(house, caller, order_id=given.order, passkey=given.passkey)
    return told(done, speaker, response)


def _ordered(
    house: House,
    caller: Caller | None,
    wanted: Side,
    order: Order,
    speaker: Speaker,
    response: Response,
    *,
    keep: bool | None = None,
) -> SwitchedOut:
    done = switching.switch(
        house,
        caller,
        wanted=wanted,
        passkey=order.passkey,
        expect=order.epoch,
        reason=order.reason,
        mode=order.mode,
        acknowledged=order.acknowledged,
        keep=keep,
    )
    return told(done, speaker, response)


def told(done: switching.Switched, speaker: Speaker, response: Response) -> SwitchedOut:
    """What became of an order; with 202 if it is open."""
    if done.pending:
        response.status_code = PENDING
    return SwitchedOut(
        **dict(ActivationOut.of(done.activation)),
        acknowledged=[speaker.say(one) for one in done.acknowledged],
        order=OrderOut.of(done.order, speaker) if done.order else None,
    )
