"""Keep or overwrite: the changes that people made in the BCP tenant, looked at one by one and given to the primary."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.paging import TOP_MAX, Skip, Top
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.api.v1.drift import Which
from releve.api.v1.runs import FieldOut, OnlyKind, OnlyVerb
from releve.app import keeping
from releve.app.house import House
from releve.app.keep_drawing import KeptChange
from releve.domain.kinds import KINDS
from releve.domain.people import Caller
from releve.domain.runs import StoredPlan, Verb
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/keep", tags=["sync"])


class KeptChangeOut(Shape):
    """One change made in the BCP tenant, as it would change the primary: `before` is what the primary has now, `after` what it
    would have. `verb` is `hold` for what cannot be taken. A `conflict` was changed on both sides, and is taken only if
    somebody says so. `primaryId` is `null` for what is new. `taken` says what is done if the plan is applied."""

    verb: Verb
    kind: str
    label: str
    bcp_id: str
    primary_id: str | None
    title: str
    changed_by: str
    changed_at: str
    fields: list[FieldOut]
    why: list[str]
    conflict: bool
    can_be_taken: bool
    taken: bool

    @classmethod
    def of(cls, one: KeptChange, speaker: Speaker) -> "KeptChangeOut":
        step = one.step
        return cls(
            verb=step.verb,
            kind=step.kind,
            label=speaker.say(KINDS[step.kind].label),
            bcp_id=step.bcp_id or "",
            primary_id=step.primary_id or None,
            title=step.title,
            changed_by=step.by,
            changed_at=step.at,
            fields=FieldOut.all_of(step.fields),
            why=[speaker.say(reason) for reason in one.why],
            conflict=one.conflict,
            can_be_taken=one.can_be_taken,
            taken=one.taken,
        )


class KeepPlanOut(Shape):
    """`changes` counts all, `taken` those that applying would give to the primary, `conflicts` those changed on both sides,
    `cannot` those that cannot be taken; `logins` the passwords that come with employees."""

    id: str
    drawn_at: str
    drawn_by: str
    changes: int
    taken: int
    conflicts: int
    cannot: int
    logins: int

    @classmethod
    def of(cls, plan: StoredPlan) -> "KeepPlanOut":
        body = plan.body
        return cls(
            id=plan.id,
            drawn_at=plan.drawn_at,
            drawn_by=plan.drawn_by,
            changes=len(body["marks"]),
            taken=body["taken"],
            conflicts=len(body["conflicts"]),
            cannot=body["cannot"],
            logins=body["logins"],
        )


class KeepOut(Shape):
    """`state`: `none`, `open` (the sync is paused until somebody has decided), `kept` or `dropped`. `paused`: the BCP tenant is
    active, so that a plan can be looked at and not applied yet. `plan` is `null` until one is drawn; `items` are a part of
    its changes, conflicts first. `kept` and `left` count what was decided when it ended."""

    state: str
    opened_by: str
    opened_at: str | None
    ended_by: str
    ended_at: str | None
    kept: int
    left: int
    paused: bool
    plan: KeepPlanOut | None
    total: int
    items: list[KeptChangeOut]

    @classmethod
    def of(cls, page: keeping.KeepPage, speaker: Speaker) -> "KeepOut":
        keep = page.keep
        return cls(
            state=keep.state if keep else "none",
            opened_by=keep.opened_by if keep else "",
            opened_at=keep.opened_at if keep else None,
            ended_by=keep.ended_by if keep else "",
            ended_at=(keep.ended_at or None) if keep else None,
            kept=keep.kept if keep else 0,
            left=keep.left if keep else 0,
            paused=page.paused,
            plan=KeepPlanOut.of(page.plan) if page.plan else None,
            total=page.total,
            items=[KeptChangeOut.of(one, speaker) for one in page.changes],
        )


class Choice(Shape):
    """`plan` is the one that was looked at. `take`: give these to the primary, or leave them to be overwritten. Without
    `entities` all are meant, but for conflicts, which are taken one by one."""

    plan: Annotated[str, Field(max_length=100)]
    take: bool
    entities: Annotated[list[Which], Field(min_length=1, max_length=TOP_MAX)] | None = None


class Applied(Shape):
    """The plan that was looked at."""

    plan: Annotated[str, Field(max_length=100)]


@router.get("", summary="Look at what is to be kept")
def look(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    kind: OnlyKind,
    verb: OnlyVerb = None,
    skip: Skip = 0,
    top: Top = 50,
) -> KeepOut:
    """As it stands, with the plan that was drawn last. Changes nothing."""
    page = keeping.keep_page(house, caller, verb=verb or "", kind=kind, skip=skip, top=top)
    return KeepOut.of(page, speaker)


@router.post("", status_code=201, summary="Draw what is to be kept")
def draw(house: Open, caller: Whoever, speaker: Speaking) -> KeepOut:
    """While the primary is active the sync is paused by it, until the plan is applied or thrown away; if there is nothing to
    keep, it is not."""
    keeping.draw(house, caller)
    return _seen(house, caller, speaker)


@router.post("/choices", summary="Take changes, or leave them")
def choose(house: Open, caller: Whoever, speaker: Speaking, choice: Choice) -> KeepOut:
    """Draws the plan anew: it has another ID then, and says what cannot be taken because of what is left."""
    which = None if choice.entities is None else [(one.kind, one.bcp_id) for one in choice.entities]
    keeping.choose(house, caller, choice.plan, which, take=choice.take)
    return _seen(house, caller, speaker)


@router.post("/apply", summary="Give the primary what was taken")
def apply(house: Open, caller: Whoever, speaker: Speaking, wanted: Applied) -> KeepOut:
    """In one transaction, as it was looked at; a conflict says what has moved since. Then the sync goes on, and overwrites what
    was left. To apply a plan again finishes what was interrupted, and does nothing twice."""
    keeping.apply(house, caller, wanted.plan)
    return _seen(house, caller, speaker)


@router.delete("", summary="Throw it away")
def drop(house: Open, caller: Whoever, speaker: Speaking) -> KeepOut:
    """The sync goes on, and overwrites what was changed in the BCP tenant."""
    keeping.drop(house, caller)
    return _seen(house, caller, speaker)


def _seen(house: House, caller: Caller | None, speaker: Speaker) -> KeepOut:
    return KeepOut.of(keeping.keep_page(house, caller), speaker)
