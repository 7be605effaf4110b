"""Scripts in and out of a tenant: files are taken as they are and given back byte for byte."""

from collections.abc import Iterable
from dataclasses import dataclass

from releve.access.policy import Act, must
from releve.app.entities import must_exist, write
from releve.app.house import House
from releve.app.script_rights import has_steps, must_change, must_save
from releve.app.script_steps import keep_draft
from releve.domain.entities import Draft
from releve.domain.errors import ReleveError
from releve.domain.kind import natural_key
from releve.domain.kinds import KINDS, checked
from releve.domain.people import Caller
from releve.scripts.body import export, script_body
from releve.scripts.file_names import path_of
from releve.scripts.formats import read_script


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `outcome` is created, changed, unchanged, draft (it waits in the development workflow) or refused
    (then `error` says why)."""

    file: str
    outcome: str
    path: str = ""
    id: str = ""
    error: ReleveError | None = None


def import_scripts(
    house: House,
    caller: Caller | None,
    files: Iterable[tuple[str, bytes]],
    *,
    at_once: bool = False,
) -> list[Imported]:
    """Take `(name, bytes)` of script files into the caller's tenant; the path inside the file is its identity.

    Good files are stored, each in its own transaction, and bad ones are told; a bad one stops nothing. Raises Refused where
    they have to be scripts `at_once` and would be drafts.
    """
    caller = _must_import(house, caller)
    return [_import(house, caller, name, raw, at_once=at_once) for name, raw in files]


def may_upload(house: House, caller: Caller | None) -> bool:
    """Whether an upload would be let in at all."""
    try:
        _must_import(house, caller)
    except ReleveError:
        return False
    return True


def _must_import(house: House, caller: Caller | None) -> Caller:
    caller = must_change(house, caller, Act.SCRIPTS_CREATE)
    if has_steps(house, caller.tenant or ""):
        must(caller, Act.DRAFTS_EDIT)
    return caller


def _import(house: House, caller: Caller, name: str, raw: bytes, *, at_once: bool) -> Imported:
    kind = KINDS["script"]
    try:
        # What was copied from Desktop Studio carries no path: it takes that of its file.
        body = checked(kind, script_body(read_script(raw), path=path_of(name)))
    except ReleveError as error:
        return Imported(name, "refused", error=error)
    tenant = caller.tenant or ""
    with house.store_of(tenant).writing() as tx:
        tx.entities.lock(tenant)
        if at_once:  # the workflow may have been turned on since the caller looked
            must_save(house, caller, Act.SCRIPTS_CREATE)
        there = tx.entities.by_key(tenant, "script", natural_key(kind, body))
        if has_steps(house, tenant):
            if there is not None:
                must(caller, Act.SCRIPTS_EDIT)
            outcome = keep_draft(house, tx, caller, body, there)
            return Imported(name, outcome, body["path"], there.id if there else "")
        if there is not None:
            body = {**there.body, **body}  # what a format cannot say (a status, a purpose) stays
        if there is not None and there.body == body:
            return Imported(name, "unchanged", body["path"], there.id)
        if there is not None:
            must(caller, Act.SCRIPTS_EDIT)
        draft = Draft("script", body, there.id if there else None, there.alt_id if there else None)
        [(script_id, _)] = write(house, tx, caller, [draft])
        house.trace(tx, caller, "script.import", f"script/{script_id}", path=body["path"])
    return Imported(name, "changed" if there else "created", body["path"], script_id)


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """A script on its way out: its path in the tenant, a name for the file, its exact bytes."""

    path: str
    name: str
    raw: bytes


def export_script(house: House, caller: Caller | None, id: str) -> ScriptFile:
    """Raises NotFound."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        script = must_exist(tx, caller, "script", id)
    path, raw = str(script.body["path"]), export(script.body)
    return ScriptFile(path, path.rpartition("\\")[2] + _ending(raw), raw)


def _ending(raw: bytes) -> str:
    """By the content: web JSON, Desktop XML, or text from the clipboard."""
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"<": ".xml", b"{": ".json"}.get(start, ".txt")
