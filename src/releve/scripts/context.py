"""What is known of the scripts around one: which parameters they take for what, and what they do with global variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from releve.domain.kind import folded
from releve.scripts.claims import Claim
from releve.scripts.flow.paths import Steps


@dataclass(frozen=True, slots=True)
class Taken:
    """What `steps` take out of a value is what the claim says."""

    steps: Steps
    claim: Claim


@dataclass(frozen=True, slots=True)
class Context:
    """`parameters`: path, folded, of each script that is known → what each parameter is taken for. `globals`: the same for each
    variable of the whole contact. `stored`: the same for each stored value, by its name. `returned`: path → kinds for which its
    answer is used."""

    parameters: Mapping[str, Mapping[int, frozenset[Taken]]] = field(default_factory=dict)
    globals: Mapping[str, frozenset[Taken]] = field(default_factory=dict)
    returned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stored: Mapping[str, frozenset[Taken]] = field(default_factory=dict)

    def takes(self, caller: str, path: str | None, index: int) -> Iterable[Taken]:
        """What the script that is called by this path takes its parameter for."""
        for one in called(caller, path, self.parameters):
            return self.parameters[one].get(index, ())
        return ()

    def results(self, path: str) -> Iterable[str]:
        return self.returned.get(folded(path), ())


def called(caller: str, path: str | None, known: Iterable[str]) -> list[str]:
    """The known script that a call by this path means."""
    return [one for one in candidates(caller, path) if one in known][:1]


def candidates(caller: str, path: str | None) -> tuple[str, ...]:
    """The paths, folded, that a call can mean: in the caller's folder, else from the root."""
    if not path:
        return ()
    folder, _, _ = caller.rpartition("\\")
    near = f"{folder}\\{path}" if folder else path
    return tuple(dict.fromkeys((folded(near), folded(path))))


NO_CONTEXT = Context()
