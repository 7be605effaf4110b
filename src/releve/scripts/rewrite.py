"""Every id translated, in one pass over the original text; what cannot be is handed back.

Laws: nothing outside the edits changes. An id that stands in a typed place and has no counterpart is `unknown`: the
caller holds the script back. An id is edited only where it is written in plain digits, so that rewriting back with
the inverse map gives the original text. A second rewrite changes nothing, for no id of the target is one of the source.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from releve.scripts.context import NO_CONTEXT, Context
from releve.scripts.decisions import Decision
from releve.scripts.judging import KindsOf
from releve.scripts.literals import written
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.scan import Scan, scan
from releve.scripts.script import Form, Script

#: `(kind, id in the source tenant)` → id in the target tenant, or None when it has no counterpart.
Translate = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: `after` stands where `before` stood, `text[occurrence.start:occurrence.end]`."""

    occurrence: Occurrence
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The text with its edits. Nothing may be written to the target while `unknown` is not empty. `to_review` is what a
    person has to judge, and what only informs."""

    text: str
    changed: tuple[Edit, ...]
    unknown: tuple[Occurrence, ...]
    to_review: tuple[Occurrence, ...]


def rewrite(
    script: Script,
    translate: Translate,
    kinds_of: KindsOf,
    business_unit: str,
    context: Context = NO_CONTEXT,
    decisions: Iterable[Decision] = (),
) -> Rewritten:
    """Give each id the one of its counterpart in the target tenant, whose own number is `business_unit`.

    The header's `busNo` becomes that number whatever it was, for scripts are copied from tenant to tenant by hand; so
    does the number in `URI` where it is the script's own. Who saved the script (`UserID`, `ModifyUserID`) is translated
    where it is known. Where it is not, it is left and shown: nothing acts on it.
    """
    return rewritten(script, scan(script, kinds_of, context, decisions), translate, business_unit)


def rewritten(script: Script, scanned: Scan, translate: Translate, business_unit: str) -> Rewritten:
    """The same of a script that was judged already."""
    changed: list[Edit] = []
    unknown: list[Occurrence] = []
    shown: list[Occurrence] = []
    for one in scanned.occurrences:
        before = script.text[one.start : one.end]
        new = None
        if one.verdict is Verdict.REWRITTEN or one.binds:
            own = one.kind == "business_unit" and (one.binds or one.value == script.business_unit)
            new = business_unit if own else translate(one.kind, one.value)
        if new is not None and before == one.value and one.form is not Form.OPAQUE:
            if new != one.value:
                changed.append(Edit(one, before, written(one.form, new)))
        elif one.binds:
            unknown.append(one)
        elif one.verdict is Verdict.REWRITTEN or one.is_open or one.is_remark:
            shown.append(one)
    told = {(one.action, one.kind, one.value) for one in unknown}
    return Rewritten(
        text=edited(script.text, changed),
        changed=tuple(changed),
        unknown=tuple(unknown),
        to_review=tuple(
            one for one in shown if one.is_open or (one.action, one.kind, one.value) not in told
        ),
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made at its place."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda edit: edit.occurrence.start):
        start, end = edit.occurrence.start, edit.occurrence.end
        assert start >= done, f"{edit} overlaps the one before it"
        assert text[start:end] == edit.before, f"{edit} is of another text"
        pieces += [text[done:start], edit.after]
        done = end
    return "".join([*pieces, text[done:]])
