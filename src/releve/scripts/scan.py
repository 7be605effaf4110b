"""Every identifier in a script, each with a verdict and its reason; and what only looks like one.

Places are judged in this order: what the table of actions says of them; what flows there; what the text around them tells; the
names of variables; last, whether the tenant has such an id at all. Nothing is passed over in silence, and nothing is taken for
an id because its digits equal one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.scripts.claims import Claim, Rule
from releve.scripts.columns import columns
from releve.scripts.context import NO_CONTEXT, Context
from releve.scripts.flow.actions import program_of
from releve.scripts.flow.program import Here, Program
from releve.scripts.flow.pulling import Flow, told_by_name
from releve.scripts.hints import kind_of_name
from releve.scripts.judging import Judge, Judged, KindsOf, reason
from releve.scripts.literals import Ruler
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.references import HEADER, Reference, Role, references
from releve.scripts.script import Script
from releve.scripts.searched import Searched, searched
from releve.scripts.snippets.tree import Hole, Number
from releve.scripts.texts import hosts, is_secret_name, secrets, told_by

_NUMBER = re.compile(r"[0-9]{3,}")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
#: What is no id by the way it is written: dates, times, versions, decimals, colours, numbers that are dialled.
_WRITTEN_SO = re.compile(
    r"(?<!\d)\d{1,4}([-/_.])\d{1,2}\1\d{1,4}(?!\d)|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\+\d[\d ()-]{5,}|\(\d+\)[\d ()-]{5,}"
    r"|\d+(?:\.\d+)+|#[0-9A-Fa-f]{3,8}\b|[$€£]\s?\d[\d.,]*|\d+ ?%|//[\w.-]+:\d{2,5}"
)
_EDGES = re.compile(r"[,;|\t:\"'=]")
_COMPARE_ROUNDS = 6
_LONG = 6
#: The media type of scripts for what is written; their tags are digital ones.
_DIGITAL = 9


@dataclass(frozen=True, slots=True)
class Gap:
    """Code that could not be read, and so was not searched for where it leads."""

    action: str
    property: str
    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """`occurrences` in the order of the file; `gaps` are code that could not be read."""

    occurrences: tuple[Occurrence, ...]
    gaps: tuple[Gap, ...]
    flow: Flow = field(compare=False, repr=False)


def scan(script: Script, kinds_of: KindsOf | None = None, context: Context = NO_CONTEXT) -> Scan:
    """Judge every place of a script. `kinds_of` is the inventory of the tenant it comes from; `context` what is known of the
    scripts around it. Never raises, whatever the script holds."""
    return _Scanner(script, kinds_of, context).scan()


class _Scanner:
    def __init__(self, script: Script, kinds_of: KindsOf | None, context: Context) -> None:
        self.script = script
        self.judge = Judge(kinds_of, script.business_unit)
        self.program: Program = program_of(script)
        self.flow = Flow(self.program)
        self.context = context
        self.found: list[Occurrence] = []
        self.given = set(self._given())

    def scan(self) -> Scan:
        self._claim()
        comments: dict[int, Sequence[tuple[int, int]]] = {}
        for piece in self.program.pieces:
            comments.setdefault(piece.value.start, piece.comments)
        switched: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, start, end in self.program.switched:
            switched[self.program.pieces[number].value.start].append((start, end))
        evidence: dict[int, dict[tuple[int, int], set[Claim]]] = defaultdict(dict)
        for (value, start, end), claims in self.flow.evidence.items():
            evidence[value][start, end] = claims
        typed: dict[int, list[Reference]] = defaultdict(list)
        for reference in references(self.script):
            typed[reference.literal].append(reference)
        for each in searched(self.script):
            at = each.value.start
            _Place(
                self,
                each,
                evidence.get(at, {}),
                comments.get(at, ()),
                switched.get(at, []),
                typed.get(at, []),
            ).judge()
        self._built()
        self.found.sort(key=lambda one: one.start)
        return Scan(tuple(self.found), tuple(self._gaps()), self.flow)

    def _built(self) -> None:
        """Names that are put together from an id when the script runs: the id will be another one."""
        values = {each.value.start: each for each in searched(self.script)}
        for here, text, claim in self.flow.built:
            each = values.get(self.program.pieces[here.piece].value.start)
            if claim.kind != "path" or each is None:
                continue
            for hole in text.parts:
                if isinstance(hole, Hole) and hole.value is not None:
                    known = {one.kind for one in self.flow.known_of(Here(here.piece, hole.value))}
                    kinds = sorted(known & KINDS.keys())
                    if len(kinds) == 1:  # a variable that serves for more is no id at this place
                        judged = Judged(kinds[0], Verdict.ASK, Rule.BUILT, _BUILT, 0.8)
                        _Place(self, each, {}, (), (), ()).add((hole.start, hole.end), judged)

    def _gaps(self) -> Iterator[Gap]:
        for piece in self.program.pieces:
            for one in piece.unread if piece.is_code else ():
                yield Gap(
                    piece.action, piece.value.place, one.start, one.end - one.start, one.reason
                )

    def _given(self) -> Iterator[tuple[int, int, int]]:
        """The places of numbers that are all that a variable is given."""
        for one in self.program.definitions:
            if one.source is not None and isinstance(one.source.expression, Number):
                start = self.program.pieces[one.source.piece].value.start
                yield start, one.source.expression.start, one.source.expression.end

    # ----------------------------------------------------------------- claims

    def _claim(self) -> None:
        """All that is known of kinds, brought to the literals."""
        flow, program = self.flow, self.program
        for sink in program.sinks:
            flow.claim(sink.here, Claim(sink.kind, Rule.FLOW, sink.what, sink.several))
        for here in program.quantities:
            flow.claim(here, Claim("number", Rule.SETTING))
        self._told_by_texts()
        self._told_by_others()
        flow.settle()
        for _ in range(_COMPARE_ROUNDS):
            if not flow.compare():
                break
        self._told_by_names()
        flow.settle()
        for _ in range(_COMPARE_ROUNDS):
            if not flow.compare():
                break
        columns(flow, self.judge)

    def _told_by_texts(self) -> None:
        for number, text in self.program.texts:
            here = Here(number, text)
            masked = self.flow.masked(here, text)
            holes = {part.start: part for part in text.parts if isinstance(part, Hole)}
            start = self.program.pieces[number].value.start
            for found in told_by(masked):
                begin, end = found.start + text.start, found.end + text.start
                hole = holes.get(begin)
                if hole is None:
                    self.flow.evidence[start, begin, end].add(found.claim)
                elif hole.value is not None and hole.end == end:
                    self.flow.claim(Here(number, hole.value), found.claim)

    def _told_by_names(self) -> None:
        """Names count less than what is known, and are followed last."""
        self.flow.by_name = True
        for key in list(self.program.by_key):
            for claim in told_by_name(self.program.spelled.get(key, key)):
                self.flow.claim_variable(key, claim)
        for key in self.program.returned:
            name = self.program.spelled[f"{key}()"]
            if (kind := kind_of_function(name)) is not None:
                self.flow.claim_returned(key, Claim(kind, Rule.NAMED, f"{name}()"))

    def _told_by_others(self) -> None:
        """What the scripts around this one know of it."""
        for sub in self.program.subs:
            for index, here in enumerate(sub.arguments):
                for taken in self.context.takes(self.script.path, sub.path, index):
                    self.flow.claim(here, handed(taken.claim, sub.path or ""), taken.steps)
        for key in self.program.globals:
            for taken in self.context.globals.get(key, ()):
                self.flow.claim_variable(key, taken.claim, taken.steps)
        for name, heres in self.program.stored.items():
            for taken in self.context.stored.get(name, ()):
                for here in heres:
                    self.flow.claim(here, taken.claim, taken.steps)
        for kind in self.context.results(self.script.path):
            for here in self.program.results:
                self.flow.claim(here, Claim(kind, Rule.PARAMETER, self.script.path))


def handed(claim: Claim, path: str) -> Claim:
    """A claim of another script, for what it is given."""
    if claim.rule is Rule.NAMED:
        return claim
    return Claim(claim.kind, Rule.PARAMETER, path, claim.several)


def kind_of_function(name: str) -> str | None:
    """The kind of what a function of this name returns: `GetSkillId`, `TagIdFromName`, `HooForQueue`."""
    for part in re.split(r"(?:From|For|By|Of)(?=[A-Z_])", name, maxsplit=1)[:1]:
        told = kind_of_name(part)
        if told is not None:
            return told[0]
    return None


class _Place:
    """One value and all that is known of the places in it."""

    def __init__(
        self,
        scanner: _Scanner,
        each: Searched,
        evidence: Mapping[tuple[int, int], set[Claim]],
        comments: Sequence[tuple[int, int]],
        switched: Sequence[tuple[int, int]],
        typed: Sequence[Reference],
    ) -> None:
        self.scanner, self.each, self.value = scanner, each, each.value
        self.evidence, self.comments, self.switched = evidence, comments, switched
        self.typed = {(one.offset, one.offset + len(one.value)): one for one in typed}
        self._ruler: Ruler | None = None

    def judge(self) -> None:
        if not self.value.text:
            return
        hidden = [] if self.each.is_remark else list(self._secrets())
        for span in hidden:
            self.add(span, Judged("credential", Verdict.ASK, Rule.CREDENTIAL, _KEY, 0.9))
        for span in hosts(self.value.text) if not self.each.is_remark else ():
            if not _within(self.comments, span[0]):
                self.add(span, Judged("host", Verdict.ASK, Rule.HOST, _REGION, 0.9))
        spans = self._spans()
        so = [found.span() for found in _WRITTEN_SO.finditer(self.value.text)] if spans else ()
        for span in spans:
            if any(start <= span[0] < end for start, end in hidden):
                continue
            self._judge(span, so)

    def _spans(self) -> list[tuple[int, int]]:
        text = self.value.text
        if not (self.typed or self.evidence or _NUMBER.search(text)):
            return []
        guids = [found.span() for found in _GUID.finditer(text)]
        spans = set(self.typed)
        spans |= {
            span
            for span, claims in self.evidence.items()
            if _is_id(text[slice(*span)]) and any(claim.kind in KINDS for claim in claims)
        }
        spans |= set(guids)
        stored, judge = self.each.name == "Name", self.scanner.judge
        for found in _NUMBER.finditer(text):
            start, end = found.span()
            if (
                stored
                and end - start >= _LONG
                and (self._known(found[0]) or judge.kinds_of is None)
            ):
                spans.add((start, end))
            if not (
                _is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])
            ) and not _within(guids, start):
                spans.add((start, end))
        return sorted(spans)

    def _judge(self, span: tuple[int, int], so: Sequence[tuple[int, int]]) -> None:
        text, scanner = self.value.text, self.scanner
        value = text[slice(*span)]
        if (reference := self.typed.get(span)) is not None:
            self.add(span, self._of_reference(reference), binds=reference.role.binds)
            return
        if self.each.is_remark or _within(self.comments, span[0]):
            self.add(span, Judged(self._known(value), Verdict.NEUTRAL, Rule.REMARK, _REMARK, 1.0))
            return
        if self._is_switched(span[0]):
            self.add(
                span, Judged(self._known(value), Verdict.NEUTRAL, Rule.SWITCHED, _SWITCHED, 0.95)
            )
            return
        if _is_word(text[span[0] - 1 : span[0]]) and span not in self.evidence:
            self.add(span, Judged(self._known(value), Verdict.ASK, Rule.BUILT, _STORED, 0.6))
            return
        claims = set(self.evidence.get(span, ()))
        if self.each.claim is not None:
            claims.add(self.each.claim)
        if not claims and _GUID.fullmatch(value):
            self.add(span, self._unique(value))
            return
        if scanner.script.media_type == _DIGITAL and scanner.judge.kinds_of is None:
            claims = {
                replace(one, kind="digital_tag") if one.kind == "tag" else one for one in claims
            }
        if not claims and _within(so, span[0]):
            claims.add(Claim("number", Rule.CONSTANT))
        self.add(span, scanner.judge.judge(value, claims, alone=self._alone(span)))

    def _of_reference(self, reference: Reference) -> Judged:
        """What the table of actions or the header says that there is."""
        judge, value, kind = self.scanner.judge, reference.value, reference.kind
        rule = {Role.COPY: Rule.COPY, Role.TENANT: Rule.HEADER}.get(reference.role, Rule.TYPED)
        if reference.action == HEADER:
            rule = Rule.HEADER
        claim = Claim(kind, rule, reference.property)
        if reference.role is Role.TENANT:
            return Judged(kind, Verdict.REWRITTEN, rule, reason(claim), 1.0)
        known = judge.known(value)
        if kind == "business_unit" and value != judge.own:
            known = ()
        if rule is not Rule.TYPED and known is not None and kind not in known:
            return Judged(kind, Verdict.NEUTRAL, Rule.REMARK, _TRACE, 0.9)
        return judge.judge(value, [claim], alone=2)

    def _is_switched(self, at: int) -> bool:
        by_actions = self.scanner.program.switched_actions
        return _within(self.switched, at) or (self.each.action in by_actions and not self.typed)

    def _unique(self, value: str) -> Judged:
        known = self.scanner.judge.known(value) or self.scanner.judge.known(value.lower())
        if known:
            claim = Claim(known[0], Rule.UNIQUE)
            return Judged(known[0], Verdict.REWRITTEN, Rule.UNIQUE, reason(claim), 0.99)
        return Judged("", Verdict.NEUTRAL, Rule.CONSTANT, _NOT_OURS, 0.8)

    def _alone(self, span: tuple[int, int]) -> int:
        """See `Judge.judge`."""
        if (self.value.start, *span) in self.scanner.given:
            return 2
        text = self.value.text
        before, after = text[: span[0]].rstrip(" ")[-1:], text[span[1] :].lstrip(" ")[:1]
        if (not before and not after) or (before in "\"'" and before == after):
            return 2
        listed = not before or _EDGES.match(before)
        return int(bool(listed and (not after or _EDGES.match(after) or after in "\r\n)]}")))

    def _known(self, value: str) -> str:
        known = self.scanner.judge.known(value)
        return known[0] if known else ""

    def _secrets(self) -> Iterator[tuple[int, int]]:
        text = self.value.text
        if is_secret_name(self.each.name) and "{" not in text and text.strip():
            yield 0, len(text)
        yield from (span for span in secrets(text) if not _within(self.comments, span[0]))

    def add(self, span: tuple[int, int], judged: Judged, *, binds: bool = False) -> None:
        if self._ruler is None:
            self._ruler = Ruler(self.scanner.script.text, self.value)
        start, end = self._ruler.span(*span)
        self.scanner.found.append(
            Occurrence(
                action=self.each.action,
                place=self.value.place,
                text=self.value.text,
                offset=span[0],
                length=span[1] - span[0],
                kind=judged.kind,
                verdict=judged.verdict,
                rule=judged.rule,
                reason=judged.reason,
                confidence=judged.confidence,
                start=start,
                end=end,
                form=self.value.form,
                binds=binds,
            )
        )


def _is_id(text: str) -> bool:
    return (text.isascii() and text.isdigit() and bool(text.strip("0"))) or bool(
        _GUID.fullmatch(text)
    )


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in spans)


_KEY: Message = say(
    "A key or a password in clear: the BCP tenant needs its own, and a script is no place for it."
)
_REGION: Message = say("The address of one region: the script should ask for it at run time.")
_BUILT: Message = say(
    "A name is put together from an identifier at run time: in the BCP tenant it will be another name."
)
_STORED: Message = say(
    "A stored value has an identifier in its name: whoever builds that name at run time will look for another."
)
_REMARK: Message = say("Nothing acts on this.")
_SWITCHED: Message = say("The script asks itself in which tenant it runs.")
_TRACE: Message = say("A trace or a display text; nothing acts on it.")
_NOT_OURS: Message = say("The tenant has nothing of this identifier.")
