"""Every reference translated, in one pass over the original text; what cannot be is handed back.

Laws: nothing outside the edits changes. An id that stands in a typed place and has no counterpart is `unknown`: the
caller holds the script back. An id is edited only where it is written in plain digits, so that rewriting back with
the inverse map gives the original text. A second rewrite changes nothing, for no id of the target is one of the source.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from releve.scripts.literals import written
from releve.scripts.references import Reference, Role, references
from releve.scripts.script import Script
from releve.scripts.suspects import KindsOf, Suspect, to_review

#: `(kind, id in the source tenant)` → id in the target tenant, or None when it has no counterpart.
Translate = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: `after` stands where `before` stood, `text[reference.start:reference.end]`."""

    reference: Reference
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The text with its edits. Nothing may be written to the target while `unknown` is not empty."""

    text: str
    changed: tuple[Edit, ...]
    unknown: tuple[Reference, ...]
    to_review: tuple[Suspect, ...]


def rewrite(
    script: Script, translate: Translate, kinds_of: KindsOf, business_unit: str
) -> Rewritten:
    """Give each reference its id in the target tenant, whose own number is `business_unit`.

    The header's `busNo` becomes that number whatever it was, for scripts are copied from tenant to tenant by hand; so
    does the number in `URI` where it is the script's own. Who saved the script (`UserID`, `ModifyUserID`) is translated
    where it is known. Where it is not, it is left and shown: nothing acts on it.
    """
    found = list(references(script))
    changed: list[Edit] = []
    unknown: list[Reference] = []
    shown: list[Reference] = []
    told: set[tuple[str, str, str]] = set()
    own = script.business_unit
    for reference in found:
        before = script.text[reference.start : reference.end]
        identity = (reference.action, reference.kind, reference.value)
        if reference.role is Role.TENANT or identity[1:] == ("business_unit", own):
            new: str | None = business_unit
        else:
            new = translate(reference.kind, reference.value)
        if new is not None and before == reference.value:
            if new != reference.value:
                changed.append(Edit(reference, before, written(reference.form, new)))
        elif reference.role.binds:
            unknown.append(reference)
            told.add(identity)
        elif reference.role is not Role.COPY or identity not in told:
            shown.append(reference)
    return Rewritten(
        text=edited(script.text, changed),
        changed=tuple(changed),
        unknown=tuple(unknown),
        to_review=to_review(script, kinds_of, found, shown),
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made at its place."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.reference.start):
        start, end = edit.reference.start, edit.reference.end
        assert start >= done, f"{edit} overlaps the one before it"
        assert text[start:end] == edit.before, f"{edit} is of another text"
        pieces += [text[done:start], edit.after]
        done = end
    return "".join([*pieces, text[done:]])
