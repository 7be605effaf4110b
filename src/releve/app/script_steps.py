"""The development workflow of scripts, where an administrator has turned it on: draft, review, published.

What is not published waits beside the script and is no script of the tenant: nothing runs it, nothing shows it as one, and no
sync copies it. Publishing makes it the script's body, in one transaction. So a draft can never be what answers on the worst day.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from releve.access.policy import Act, may, must
from releve.app.entities import write
from releve.app.house import House
from releve.app.script_rights import has_steps, must_change
from releve.domain.directory import Change
from releve.domain.entities import Draft, Entity
from releve.domain.errors import Conflict, Invalid, NotFound, Refused
from releve.domain.kind import Body, natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.people import Caller
from releve.domain.say import say, say_n
from releve.domain.script_work import ScriptVersion, WorkStep
from releve.domain.store import Tx
from releve.scripts.body import export

NOTE_MAX = 500
#: Who may look at the versions that stand at a step.
_SEES: Mapping[WorkStep, Act] = {
    WorkStep.DRAFT: Act.DRAFTS_VIEW,
    WorkStep.REVIEW: Act.REVIEW_VIEW,
    WorkStep.PUBLISHED: Act.PUBLISHED_VIEW,
}


@dataclass(frozen=True, slots=True)
class StudioSettings:
    """`steps`: scripts go through the workflow. `version` is that of the setting; so many scripts wait to be published."""

    steps: bool
    version: int
    waiting: int


def studio_settings(house: House, caller: Caller | None) -> StudioSettings:
    caller = must(caller, Act.STUDIO_VIEW)
    tenant, version = house.registry.tenant(caller.tenant or "")
    with house.store_of(tenant.id).reading() as tx:
        return StudioSettings(tenant.features.script_steps, version, _waiting(tx, tenant.id))


def set_steps(house: House, caller: Caller | None, *, steps: bool, expect: int | None) -> None:
    """Turn the steps on or off. Raises Refused while a script waits to be published, Conflict if somebody else was first."""
    caller = must(caller, Act.STUDIO_EDIT)
    tenant, version = house.registry.tenant(caller.tenant or "")
    with house.store_of(tenant.id).writing() as tx:
        # Whoever keeps a draft asks for the steps under this lock: none is kept between the look and the change.
        tx.entities.lock(tenant.id)
        if not steps:
            _must_wait_for_none(tx, tenant.id)
        changed = replace(tenant, features=replace(tenant.features, script_steps=steps))
        house.registry.commit(
            [
                Change(
                    f"tenant/{tenant.id}", changed.record(), version if expect is None else expect
                )
            ],
            Conflict(
                say("Somebody else has changed the settings in the meantime."),
                say("Load the page again to see them."),
            ),
        )
        house.trace(tx, caller, "script.steps", steps=steps)


def _must_wait_for_none(tx: Tx, tenant: str) -> None:
    if waiting := _waiting(tx, tenant):
        raise Refused(
            say_n(
                "{n} script waits to be published: the workflow cannot be turned off now.",
                "{n} scripts wait to be published: the workflow cannot be turned off now.",
                waiting,
            ),
            say("Publish or discard what waits under Studio › Development workflow."),
        )


def _waiting(tx: Tx, tenant: str) -> int:
    found = tx.script_work.versions(tenant)
    return sum(one.step is not WorkStep.PUBLISHED for one in found)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A script in the workflow, and what the caller may do with it now. `script` is the id of the published one."""

    version: ScriptVersion
    script: str
    acts: frozenset[Act]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A part of the scripts in the workflow; `total` counts all."""

    lines: list[VersionLine]
    total: int


def workflow(
    house: House, caller: Caller | None, *, step: str = "", skip: int = 0, top: int = 50
) -> VersionPage:
    """The scripts at the steps that the caller may look at, or at one `step` of these: in the order of the steps, then of
    their paths. Raises Forbidden if the caller may look at none."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    if not any(may(caller, act) for act in _SEES.values()):
        must(caller, Act.DRAFTS_VIEW)
    tenant = caller.tenant or ""
    with house.store_of(tenant).reading() as tx:
        found = [
            one
            for one in tx.script_work.versions(tenant)
            if may(caller, _SEES[one.step]) and (not step or one.step == step)
        ]
        found.sort(key=lambda one: list(WorkStep).index(one.step))
        shown = found[skip : skip + top]
        there = tx.entities.holders(tenant, "script", [one.key for one in shown])
    lines = [_line(caller, one, there[one.key].id if one.key in there else "") for one in shown]
    return VersionPage(lines, len(found))


def version_of(house: House, caller: Caller | None, key: str) -> VersionLine | None:
    """Where a script stands; None where there are no steps, where it was never in one, and for who may not look at it."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    if not has_steps(house, caller.tenant or ""):
        return None
    with house.store_of(caller.tenant or "").reading() as tx:
        found = tx.script_work.of_key(caller.tenant or "", key)
        if found is None or not may(caller, _SEES[found.step]):
            return None
        there = tx.entities.by_key(found.tenant, "script", key)
    return _line(caller, found, there.id if there else "")


_OFFERED: Mapping[WorkStep, tuple[Act, ...]] = {
    WorkStep.DRAFT: (Act.REVIEW_ASK, Act.DRAFTS_EDIT),
    WorkStep.REVIEW: (Act.PUBLISH, Act.REVIEW_RETURN),
    WorkStep.PUBLISHED: (),
}


def _line(caller: Caller, version: ScriptVersion, script: str) -> VersionLine:
    acts = _OFFERED[version.step] if may(caller, Act.SCRIPTS_EDIT) else ()
    return VersionLine(version, script, frozenset(act for act in acts if may(caller, act)))


def version_file(house: House, caller: Caller | None, id: str) -> tuple[str, bytes]:
    """The path and the bytes of a version that waits. Raises NotFound."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        version = _must_exist(tx, caller, id, None)
    must(caller, _SEES[version.step])
    if version.body is None:
        raise _gone()
    return version.path, export(version.body)


def keep_draft(house: House, tx: Tx, caller: Caller, body: Body, there: Entity | None) -> str:
    """Keep a changed script as a draft, whatever step it was at. The outcome: `draft`, or `unchanged`."""
    key = natural_key(KINDS["script"], body)
    before = tx.script_work.of_key(caller.tenant or "", key)
    waiting = before.body if before else None
    if waiting == body or (
        not waiting and there is not None and {**there.body, **body} == there.body
    ):
        return "unchanged"
    tx.script_work.keep(
        ScriptVersion(
            tenant=caller.tenant or "",
            key=key,
            id=before.id if before else house.new_id(),
            path=str(body["path"]),
            step=WorkStep.DRAFT,
            body=body,
            base=_content_of(there),
            version=before.version + 1 if before else 1,
            changed_at=house.now(),
            changed_by=caller.actor,
            published_at=before.published_at if before else "",
            published_by=before.published_by if before else "",
            note=before.note if before and before.step is WorkStep.DRAFT else "",
        )
    )
    house.trace(tx, caller, "script.draft", _subject(there), path=body["path"])
    return "draft"


def ask_review(house: House, caller: Caller | None, id: str, *, expect: int | None = None) -> None:
    """Hand a draft over for review."""

    def moved(version: ScriptVersion, caller: Caller) -> ScriptVersion:
        _must_be_at(version, WorkStep.DRAFT)
        return replace(
            version,
            step=WorkStep.REVIEW,
            review_at=house.now(),
            review_by=caller.actor,
            note="",
        )

    _move(house, caller, id, Act.REVIEW_ASK, "script.review", moved, expect)


def send_back(
    house: House, caller: Caller | None, id: str, *, note: str, expect: int | None = None
) -> None:
    """From review back to draft, with a word for whoever wrote it."""
    if not note.strip():
        raise Invalid(
            say("Say what is to be changed."),
            say("Whoever wrote the draft reads it."),
            fields={"note": say("Give a reason.")},
        )

    def moved(version: ScriptVersion, caller: Caller) -> ScriptVersion:
        _must_be_at(version, WorkStep.REVIEW)
        return replace(
            version, step=WorkStep.DRAFT, review_at="", review_by="", note=note.strip()[:NOTE_MAX]
        )

    _move(house, caller, id, Act.REVIEW_RETURN, "script.return", moved, expect)


def _move(
    house: House,
    caller: Caller | None,
    id: str,
    act: Act,
    traced: str,
    moved: Callable[[ScriptVersion, Caller], ScriptVersion],
    expect: int | None,
) -> None:
    caller = must_change(house, caller, Act.SCRIPTS_EDIT, act)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        version = _must_exist(tx, caller, id, expect)
        tx.script_work.keep(replace(moved(version, caller), version=version.version + 1))
        there = tx.entities.by_key(version.tenant, "script", version.key)
        house.trace(tx, caller, traced, _subject(there), path=version.path)


def publish(house: House, caller: Caller | None, id: str, *, expect: int | None = None) -> str:
    """What was reviewed becomes the script: the id of it. Raises Conflict if what is published is not any more what the draft
    was made from."""
    caller = must_change(house, caller, Act.SCRIPTS_EDIT, Act.PUBLISH)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        version = _must_exist(tx, caller, id, expect)
        _must_be_at(version, WorkStep.REVIEW)
        there = tx.entities.by_key(version.tenant, "script", version.key)
        if _content_of(there) != version.base:
            raise Conflict(
                say("The published script has changed since this draft was made."),
                say("Download what is published, put the change into it, and upload it again."),
            )
        # What a file does not say (a status, decisions) stays as it is now.
        body = checked(KINDS["script"], {**(there.body if there else {}), **(version.body or {})})
        new = Draft("script", body, there.id if there else None, there.alt_id if there else None)
        [(script, _)] = write(house, tx, caller, [new])
        tx.script_work.keep(
            replace(
                version,
                step=WorkStep.PUBLISHED,
                body=None,
                base="",
                version=version.version + 1,
                published_at=house.now(),
                published_by=caller.actor,
                note="",
            )
        )
        house.trace(tx, caller, "script.publish", f"script/{script}", path=version.path)
    return script


def discard(house: House, caller: Caller | None, id: str, *, expect: int | None = None) -> None:
    """Give a draft up. What is published stays."""
    caller = must_change(house, caller, Act.SCRIPTS_EDIT, Act.DRAFTS_EDIT)
    with house.store_of(caller.tenant or "").writing() as tx:
        tx.entities.lock(caller.tenant or "")
        version = _must_exist(tx, caller, id, expect)
        _must_be_at(version, WorkStep.DRAFT)
        there = tx.entities.by_key(version.tenant, "script", version.key)
        if version.published_at and there is not None:
            kept = replace(
                version,
                step=WorkStep.PUBLISHED,
                body=None,
                base="",
                version=version.version + 1,
                note="",
            )
            tx.script_work.keep(kept)
        else:
            tx.script_work.drop(version.tenant, version.key)
        house.trace(tx, caller, "script.discard", _subject(there), path=version.path)


def _must_exist(tx: Tx, caller: Caller, id: str, expect: int | None) -> ScriptVersion:
    version = tx.script_work.version(caller.tenant or "", id)
    if version is None:
        raise _gone()
    if expect is not None and version.version != expect:
        raise Conflict(
            say("“{path}” was changed in the meantime.", path=version.path),
            say("Load the page again to see where it stands."),
        )
    return version


def _gone() -> NotFound:
    return NotFound(
        say("This version is not there any more."),
        say("It may have been published or discarded. Look under Development workflow."),
    )


def _must_be_at(version: ScriptVersion, step: WorkStep) -> None:
    if version.step is step:
        return
    hint = (
        say("Upload the script again to begin a draft.")
        if version.step is WorkStep.PUBLISHED
        else say("Hand it over for review first.")
        if step is WorkStep.REVIEW
        else say("Send it back first.")
    )
    raise Refused(say("“{path}” is not at this step.", path=version.path), hint)


def _content_of(there: Entity | None) -> str:
    """The digest of what is published; empty for nothing."""
    return "" if there is None else hashlib.sha256(export(there.body)).hexdigest()


def _subject(there: Entity | None) -> str:
    return f"script/{there.id}" if there else "script/"
