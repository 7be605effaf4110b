"""The variables of one script: who gives each of them something, and who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from releve.access.policy import Act, must
from releve.app.entities import must_exist
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import ReleveError
from releve.domain.people import Caller
from releve.scripts.body import script_of
from releve.scripts.scan import scan
from releve.scripts.script import Action
from releve.scripts.variables import Mention, Variable, variables

__all__ = ["MENTIONS_MAX", "TOP", "Mention", "VariablesPage", "script_variables"]

#: How many variables are told at once.
TOP = 50
#: How many places of one variable a page shows.
MENTIONS_MAX = 100


@dataclass(frozen=True, slots=True)
class VariablesPage:
    """`total` counts those that match. `gaps`: so many pieces of code could not be read. `problem` says why the script could
    not be read at all; then there are no variables."""

    script: Entity
    variables: Sequence[Variable] = ()
    total: int = 0
    actions: Mapping[str, Action] = field(default_factory=dict)
    gaps: int = 0
    problem: ReleveError | None = None


def script_variables(
    house: House, caller: Caller | None, id: str, *, search: str = "", skip: int = 0, top: int = TOP
) -> VariablesPage:
    """Variables by name, those with `search` in it. Raises NotFound."""
    caller = must(caller, Act.SCRIPTS_VIEW)
    with house.store_of(caller.tenant or "").reading() as tx:
        entity = must_exist(tx, caller, "script", id)
    try:
        script = script_of(entity.body)
    except ReleveError as problem:
        return VariablesPage(entity, problem=problem)
    scanned, word = scan(script), search.strip().casefold()
    found = [one for one in variables(script, scanned) if word in one.name.casefold()]
    actions = {action.id: action for action in script.actions}
    shown = found[skip : skip + top]
    return VariablesPage(entity, shown, len(found), actions, len(scanned.gaps))
