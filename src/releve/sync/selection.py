"""Which kinds a sync configuration selects, which ones the selection leaves hanging, and how to complete it."""

from collections.abc import Collection, Mapping

from releve.domain.kind import references
from releve.domain.kinds import KINDS
from releve.domain.tenancy import SyncConfig


def copied_kinds() -> tuple[str, ...]:
    """Every kind that may travel, each after the kinds it refers to as far as cycles allow."""
    return tuple(name for name, kind in KINDS.items() if kind.copied)


def selected(config: SyncConfig) -> tuple[str, ...]:
    """The kinds that a run of this configuration copies, in the same order. A name that is not the name of a
    kind, or of one that never travels, selects nothing."""
    everything = copied_kinds()
    if not config.custom:
        return everything
    return tuple(name for name in everything if name in config.kinds)


def hanging(kinds: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Kinds left out of the selection though it refers to them → the selected kinds that do. What is declared
    counts; which ids a script names is seen only when it is copied."""
    wanted: dict[str, list[str]] = {}
    for name in (name for name in KINDS if name in kinds):
        for target in sorted({target for _, target in references(KINDS[name])}):
            if target not in kinds and KINDS[target].copied:
                wanted.setdefault(target, []).append(name)
    return {name: tuple(wanted[name]) for name in KINDS if name in wanted}


def completed(kinds: Collection[str]) -> tuple[str, ...]:
    """The selection with every kind that it needs, and those that these need, in the order of sync."""
    chosen = set(kinds)
    while left_out := hanging(chosen):
        chosen |= left_out.keys()
    return tuple(name for name in copied_kinds() if name in chosen)
