"""Plans of a sync: drawn to be looked at, and applied exactly as they were shown."""

from collections import Counter

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.paging import Skip, Top
from releve.api.shape import Listed, Shape
from releve.api.speaking import Speaking
from releve.api.v1.runs import AskOut, OnlyKind, OnlyVerb, RunOut, StepOut
from releve.app import plans
from releve.domain.runs import StoredPlan, Verb
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync/plans", tags=["sync"])


class NewPlan(Shape):
    """`fromScratch`: both tenants are read whole, not only what was changed."""

    from_scratch: bool = False


class PlanOut(Shape):
    """A plan. `counts` is kind → verb → how many, `logins` counts the passwords and user names brought over. `asks` is
    for what a run of its own would stop (edits) and what waits for approval (deletions, which the plan holds back)."""

    id: str
    drawn_at: str
    drawn_by: str
    from_scratch: bool
    counts: dict[str, dict[str, int]]
    totals: dict[str, int]
    held: int
    logins: int
    asks: list[AskOut]

    @classmethod
    def of(cls, plan: StoredPlan, speaker: Speaker) -> "PlanOut":
        body = plan.body
        totals: Counter[str] = Counter()
        for verbs in body["counts"].values():
            totals.update(verbs)
        return cls(
            id=plan.id,
            drawn_at=plan.drawn_at,
            drawn_by=plan.drawn_by,
            from_scratch=bool(body.get("from_scratch")),
            counts=body["counts"],
            totals={verb: totals[verb] for verb in Verb},
            held=body["held"],
            logins=body["logins"],
            asks=[
                *AskOut.all_of(body["asks"], speaker),
                *AskOut.all_of(body.get("waits", {}), speaker),
            ],
        )


class PlanPageOut(Shape):
    """A plan with a part of its steps. `moved`: something was changed on either side since it was drawn, so that it
    cannot be applied any more."""

    plan: PlanOut
    moved: bool
    total: int
    steps: list[StepOut]


@router.post("", status_code=201, summary="Draw a plan")
def draw(house: Open, caller: Whoever, speaker: Speaking, wanted: NewPlan | None = None) -> PlanOut:
    """What a run would do now. It is kept for seven days; nothing of either tenant is changed."""
    from_scratch = wanted is not None and wanted.from_scratch
    return PlanOut.of(plans.draw(house, caller, from_scratch=from_scratch), speaker)


@router.get("", summary="List plans")
def list_plans(house: Open, caller: Whoever, speaker: Speaking) -> Listed[PlanOut]:
    """Those that are kept, the newest first, ten at most."""
    kept = plans.plans(house, caller)
    return Listed(total=len(kept), items=[PlanOut.of(one, speaker) for one in kept])


@router.get("/{plan}", summary="Look at a plan")
def get_plan(
    house: Open,
    caller: Whoever,
    speaker: Speaking,
    plan: str,
    kind: OnlyKind,
    verb: OnlyVerb = None,
    skip: Skip = 0,
    top: Top = 50,
) -> PlanPageOut:
    """What it would do, entity by entity and field by field."""
    page = plans.plan_page(house, caller, plan, verb=verb or "", kind=kind, skip=skip, top=top)
    return PlanPageOut(
        plan=PlanOut.of(page.plan, speaker),
        moved=bool(page.moved),
        total=page.total,
        steps=[StepOut.of(step, speaker) for step in page.steps],
    )


@router.post("/{plan}/apply", status_code=202, summary="Apply a plan")
def apply(house: Open, caller: Whoever, speaker: Speaking, plan: str) -> RunOut:
    """Asks for a run that does exactly what the plan says. It fails, and says what has moved, if something was changed
    since the plan was drawn."""
    return RunOut.of(plans.apply(house, caller, plan), speaker)
