"""BC Enablement: what a switch would cost, the switch, and the way back. From either tenant of the pair."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.names import TenantName
from releve.api.v1.runs import RunOut
from releve.app import switching
from releve.app.far_ends import FarEnd, far_ends, far_ends_of
from releve.app.house import House
from releve.domain.people import Caller
from releve.domain.tenancy import Activation, Side
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/switch", tags=["switch"])


class ActivationOut(Shape):
    """Which side is active, since when, by whom. The epoch grows with every switch and revert."""

    epoch: int
    active: Side
    at: str
    by: str
    reason: str

    @classmethod
    def of(cls, activation: Activation) -> "ActivationOut":
        return cls(
            epoch=activation.epoch,
            active=activation.active,
            at=activation.at,
            by=activation.by,
            reason=activation.reason,
        )


class SwitchedOut(ActivationOut):
    """Which side is active now, and the obstacles that were acknowledged to get there."""

    acknowledged: list[str]


class VerdictOut(Shape):
    """`obstacles` make it impossible or pointless, `warnings` say what it would cost."""

    go: bool
    obstacles: list[str]
    warnings: list[str]


class ReadinessOut(Shape):
    """What is known of the BCP tenant. Nothing (`null`) means that it could not be found out."""

    age_s: float | None
    changes: int | None
    held: int
    to_review: int
    people: int
    target_answers: bool


class FarEndOut(Shape):
    """One traffic driver: `wanted` is the epoch of the activation, `observed` the one that its far end showed last (0:
    none). It has followed when both are equal; `failing` says that the last look was not good, and `sentence` why. `since`
    is when it began to be as it is, `tookMs` how long after the order of the last switch it was there."""

    driver: str
    sort: str
    wanted: int
    observed: int
    failing: bool
    sentence: str
    since: str | None
    took_ms: int | None

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
        )


class SwitchOut(Shape):
    """What a person looks at before they enter the passkey."""

    side: Side
    primary: TenantName
    bcp: TenantName
    activation: ActivationOut
    wanted: Side
    verdict: VerdictOut
    readiness: ReadinessOut
    last: RunOut | None
    drivers: list[FarEndOut]

    @classmethod
    def of(
        cls, page: switching.SwitchPage, drivers: Sequence[FarEnd], speaker: Speaker
    ) -> "SwitchOut":
        return cls(
            side=page.bond.side,
            primary=TenantName.of(page.bond.primary),
            bcp=TenantName.of(page.bond.bcp),
            activation=ActivationOut.of(page.bond.activation),
            wanted=page.wanted,
            verdict=VerdictOut(
                go=page.verdict.go,
                obstacles=[speaker.say(one) for one in page.verdict.obstacles],
                warnings=[speaker.say(one) for one in page.verdict.warnings],
            ),
            readiness=_readiness(page),
            last=RunOut.of(page.last, speaker) if page.last else None,
            drivers=[FarEndOut.of(one, speaker) for one in drivers],
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
    )


class Order(Shape):
    """The passkey of the pair, in any case of letters, with dashes or without; and why, for the record.

    `epoch` is the one that `GET /switch` showed: an order that arrives in another epoch is a conflict and changes
    nothing. `acknowledged` says that the obstacles shown were read and do not matter.
    """

    passkey: Annotated[str, Field(max_length=200)]
    epoch: Annotated[int, Field(ge=1, le=2**53)]
    reason: Annotated[str, Field(max_length=500)] = ""
    acknowledged: bool = False


@router.get("", summary="Look before a switch")
def look(house: Open, caller: Whoever, speaker: Speaking) -> SwitchOut:
    """Which side is active and what a switch or revert would cost now. Changes nothing."""
    page = switching.switch_page(house, caller)
    return SwitchOut.of(page, far_ends_of(house, page.bond), speaker)


@router.get("/drivers", summary="Has the traffic followed?")
def drivers(house: Open, caller: Whoever, speaker: Speaking) -> list[FarEndOut]:
    """What each traffic driver's far end shows of this pair. Quick: nothing else is looked at."""
    return [FarEndOut.of(one, speaker) for one in far_ends(house, caller)]


@router.post("", summary="Switch to the BCP tenant")
def switch(house: Open, caller: Whoever, order: Order, speaker: Speaking) -> SwitchedOut:
    """Makes the BCP tenant the active one. If it is already, nothing changes."""
    return _ordered(house, caller, Side.BCP, order, speaker)


@router.post("/revert", summary="Revert to the primary tenant")
def revert(house: Open, caller: Whoever, order: Order, speaker: Speaking) -> SwitchedOut:
    """Makes the primary tenant the active one again. If it is already, nothing changes."""
    return _ordered(house, caller, Side.PRIMARY, order, speaker)


def _ordered(
    house: House, caller: Caller | None, wanted: Side, order: Order, speaker: Speaker
) -> SwitchedOut:
    done = switching.switch(
        house,
        caller,
        wanted=wanted,
        passkey=order.passkey,
        expect=order.epoch,
        reason=order.reason,
        acknowledged=order.acknowledged,
    )
    activation = ActivationOut.of(done.activation)
    acknowledged = [speaker.say(one) for one in done.acknowledged]
    return SwitchedOut(**dict(activation), acknowledged=acknowledged)
