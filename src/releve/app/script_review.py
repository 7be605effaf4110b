"""Scripts under the eyes of a person: the actions with what they refer to, and every place left to be judged.

What is suspicious depends on the side. In the BCP tenant it is an id of the *primary* that stands where nothing is
declared: there it would mean something else, or nothing. Anywhere else it is an id of the tenant itself: a sync
will not translate it. Nothing here changes anything.
"""

from dataclasses import dataclass, field, replace

from releve.access.policy import Act, must
from releve.app.entities import must_exist
from releve.app.house import House
from releve.app.script_drawing import Drawing, drawing
from releve.app.script_hosts import HostLine, host_lines
from releve.app.script_libraries import Libraries, libraries_of
from releve.app.script_lineage import Line, lineage
from releve.app.script_look import ActionLine, Doubt, Look, Stands, side_of
from releve.domain.entities import Entity
from releve.domain.errors import ReleveError
from releve.domain.people import Caller
from releve.domain.tenancy import Side
from releve.scripts.body import export
from releve.scripts.called import script_at
from releve.scripts.decisions import Decision, decisions_of
from releve.scripts.references import HEADER
from releve.scripts.script import Script

#: How many scripts are looked at for one page of `scripts_to_review`.
AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class ScriptPage:
    """A script taken apart. `problem` says why that could not be done; then there are no actions."""

    script: Entity
    size: int
    side: Side | None
    actions: tuple[ActionLine, ...] = ()
    header: tuple[Stands, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lineage: tuple[Line, ...] = ()
    decisions: tuple[Decision, ...] = ()
    drawing: Drawing | None = None
    hosts: tuple[HostLine, ...] = ()
    libraries: Libraries = field(default_factory=Libraries)
    problem: ReleveError | None = None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A script with places to judge: how many act, and how many are comments and the like."""

    script: Entity
    acting: int
    informational: int
    problem: ReleveError | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The scripts with something to judge among the `looked_at` of this page; `total` counts all scripts."""

    lines: list[ReviewLine]
    looked_at: int
    total: int
    side: Side | None


def script_page(house: House, caller: Caller | None, id: str) -> ScriptPage:
    """Raises NotFound. A script that cannot be read is shown with its problem."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        entity = must_exist(tx, caller, "script", id)
        size = len(export(entity.body))
        side, ids = side_of(house, tx, caller.tenant or "")
        try:
            script = script_at(entity.body)
        except ReleveError as problem:
            return ScriptPage(entity, size, side, problem=problem)
        looked = Look(tx, caller.tenant or "", ids, [script])
        decisions = decisions_of(entity.body)
        scanned = looked.scanned(script, decisions)
        found = scanned.occurrences
        page = ScriptPage(
            entity,
            size,
            side,
            actions=looked.actions(script),
            header=looked.stands(script, HEADER),
            doubts=tuple(looked.doubts(script, found)),
            decisions=decisions,
            drawing=drawing(script, found),
        )
    # The other region may be slow to answer, or not there: this one's transaction does not wait for it.
    tenant = caller.tenant or ""
    return replace(
        page,
        lineage=lineage(house, tenant, looked, ids, script, found, decisions),
        hosts=host_lines(house, tenant, script, scanned),
        libraries=libraries_of(house, tenant, script),
    )


def scripts_to_review(house: House, caller: Caller | None, *, skip: int = 0) -> ReviewPage:
    """Looks at the next `AT_ONCE` scripts after `skip`, in the order of their paths."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        page = tx.entities.page(tenant, "script", skip=max(skip, 0), top=AT_ONCE)
        side, ids = side_of(house, tx, tenant)
        lines: dict[str, ReviewLine] = {}
        read: dict[str, Script] = {}
        for entity in page.rows:
            try:
                read[entity.id] = script_at(entity.body)
            except ReleveError as problem:
                lines[entity.id] = ReviewLine(entity, 0, 0, problem)
        looked = Look(tx, tenant, ids, read.values())
        for entity in page.rows:
            if entity.id not in read:
                continue
            judged = looked.scanned(read[entity.id], decisions_of(entity.body)).occurrences
            if found := looked.suspects(judged):
                remarks = sum(one.is_remark for one in found)
                lines[entity.id] = ReviewLine(entity, len(found) - remarks, remarks)
    ordered = [lines[entity.id] for entity in page.rows if entity.id in lines]
    return ReviewPage(ordered, len(page.rows), page.total, side)
