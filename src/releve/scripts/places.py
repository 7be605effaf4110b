"""One value of a script, and what is made of each place in it that could be an id."""

import bisect
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.scripts.claims import Claim, Rule
from releve.scripts.decisions import Decision, Decisions, Settled, place_of
from releve.scripts.judging import Judge, Judged, decided_so, neutral, reason
from releve.scripts.literals import Ruler
from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.references import HEADER, Reference, Role
from releve.scripts.script import Script
from releve.scripts.searched import Searched
from releve.scripts.texts import GUID, hosts, is_secret, secrets

_NUMBER = re.compile(r"[0-9]{3,}")
_GUID = re.compile(GUID)
#: What is no id by the way it is written: dates, times, versions, decimals, colours, numbers that are dialled.
_WRITTEN_SO = re.compile(
    r"(?<!\d)\d{1,4}([-/_.])\d{1,2}\1\d{1,4}(?!\d)|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\+\d[\d ()-]{5,}|\(\d+\)[\d ()-]{5,}"
    r"|\d+(?:\.\d+)+|#[0-9A-Fa-f]{3,8}\b|[$€£]\s?\d[\d.,]*|\d+ ?%|//[\w.-]+:\d{2,5}"
)
_EDGES = re.compile(r"[,;|\t:\"'=]")
_NAMES_STORED = frozenset({Claim("key", Rule.FLOW)})
#: How many digits in the name of a stored value could be an id, when nobody knows the ids.
_NAMED_MIN = 4
#: The media type of scripts for what is written; their tags are digital ones.
_DIGITAL = 9


@dataclass(frozen=True)
class Around:
    """What is known of the script as a whole. `given` are places of numbers that are all that a variable is given;
    `switched` are actions that only run in one tenant."""

    script: Script
    judge: Judge
    given: frozenset[tuple[int, int, int]]
    switched: frozenset[str]
    decisions: Decisions

    @cached_property
    def spoken_of(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((action, place, value) for action, place, value, _ in self.decisions)


class Place:
    """One value and all that is known of the places in it."""

    def __init__(
        self,
        around: Around,
        each: Searched,
        evidence: Mapping[tuple[int, int], set[Claim]],
        comments: Sequence[tuple[int, int]],
        switched: Sequence[tuple[int, int]],
        typed: Sequence[Reference],
    ) -> None:
        self.around, self.each, self.value = around, each, each.value
        self.evidence = evidence
        self.comments, self.switched = _merged(comments), _merged(switched)
        self.typed = {(one.offset, one.offset + len(one.value)): one for one in typed}
        self.found: list[Occurrence] = []
        self._ruler: Ruler | None = None

    def judge(self) -> list[Occurrence]:
        """Every place, judged."""
        if not self.value.text:
            return []
        hidden = _merged(list(self._secrets()))
        for span in hidden:
            self.add(span, Judged("credential", Verdict.ASK, Rule.CREDENTIAL, _KEY, 0.9))
        for span in hosts(self.value.text) if not self.each.is_remark else ():
            if not _within(self.comments, span[0]):
                self.add(span, Judged("host", Verdict.ASK, Rule.HOST, _REGION, 0.9))
        spans = self._spans()
        so = (
            _merged([found.span() for found in _WRITTEN_SO.finditer(self.value.text)])
            if spans
            else []
        )
        for span in spans:
            if _within(hidden, span[0]):
                continue
            self._judge(span, so)
        return self.found

    def _spans(self) -> list[tuple[int, int]]:
        text = self.value.text
        if not (self.typed or self.evidence or _NUMBER.search(text)):
            return []
        names = _merged([span for span, claims in self.evidence.items() if _NAMES_STORED & claims])
        guids = [found.span() for found in _GUID.finditer(text)]
        spans = set(self.typed)
        spans |= {
            span
            for span, claims in self.evidence.items()
            if _is_id(text[slice(*span)]) and any(claim.kind in KINDS for claim in claims)
        }
        spans |= set(guids)
        judge = self.around.judge
        for found in _NUMBER.finditer(text):
            start, end = found.span()
            stored = self.each.name == "Name" or _within(names, start)
            sure = end - start >= _NAMED_MIN if judge.kinds_of is None else self._known(found[0])
            if stored and sure:
                spans.add((start, end))
            if not (
                _is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])
            ) and not _within(guids, start):
                spans.add((start, end))
        return sorted(spans)

    def _judge(self, span: tuple[int, int], so: Sequence[tuple[int, int]]) -> None:
        text, around = self.value.text, self.around
        value = text[slice(*span)]
        if (reference := self.typed.get(span)) is not None:
            self.add(span, self._of_reference(reference), binds=reference.role.binds)
            return
        if self.each.is_remark or _within(self.comments, span[0]):
            self.add(span, neutral(Rule.REMARK, self._known(value), 1.0))
            return
        if self._is_switched(span[0]):
            self.add(span, neutral(Rule.SWITCHED, self._known(value)))
            return
        glued = _is_word(text[span[0] - 1 : span[0]]) or _is_word(text[span[1] : span[1] + 1])
        if glued and span not in self.evidence:
            self.add(span, Judged(self._known(value), Verdict.ASK, Rule.BUILT, _STORED, 0.6))
            return
        claims = set(self.evidence.get(span, ()))
        if self.each.claim is not None:
            claims.add(self.each.claim)
        if not claims and _GUID.fullmatch(value):
            self.add(span, self._unique(value))
            return
        if around.script.media_type == _DIGITAL and around.judge.kinds_of is None:
            claims = {
                one._replace(kind="digital_tag") if one.kind == "tag" else one for one in claims
            }
        if not claims and _within(so, span[0]):
            claims.add(Claim("number", Rule.CONSTANT))
        self.add(span, around.judge.judge(value, claims, alone=self._alone(span)))

    def _of_reference(self, reference: Reference) -> Judged:
        """What the table of actions or the header says that there is."""
        judge, value, kind = self.around.judge, reference.value, reference.kind
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
        by_actions = self.around.switched
        return _within(self.switched, at) or (self.each.action in by_actions and not self.typed)

    def _unique(self, value: str) -> Judged:
        known = self.around.judge.known(value) or self.around.judge.known(value.lower())
        if known:
            claim = Claim(known[0], Rule.UNIQUE)
            return Judged(known[0], Verdict.REWRITTEN, Rule.UNIQUE, reason(claim), 0.99)
        return Judged("", Verdict.NEUTRAL, Rule.CONSTANT, _NOT_OURS, 0.8)

    def _alone(self, span: tuple[int, int]) -> int:
        """See `Judge.judge`."""
        if (self.value.start, *span) in self.around.given:
            return 2
        text = self.value.text
        start, end = span
        while start and text[start - 1] == " ":
            start -= 1
        while end < len(text) and text[end] == " ":
            end += 1
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if (not before and not after) or (before in "\"'" and before == after):
            return 2
        listed = not before or _EDGES.match(before)
        return int(bool(listed and (not after or _EDGES.match(after) or after in "\r\n)]}")))

    def _known(self, value: str) -> str:
        known = self.around.judge.known(value)
        return known[0] if known else ""

    def _decision(self, span: tuple[int, int]) -> Decision | None:
        """What somebody has said of this place. Only asked where somebody has said something of this value."""
        action, text = self.each.action, self.value.text
        if (action, self.value.place, text[slice(*span)]) not in self.around.spoken_of:
            return None
        return self.around.decisions.get(place_of(text, action, self.value.place, *span))

    def _secrets(self) -> Iterator[tuple[int, int]]:
        text = self.value.text
        if is_secret(self.each.name, text):
            yield 0, len(text)
        yield from secrets(text)  # in comments too: whoever reads the script reads them

    def add(self, span: tuple[int, int], judged: Judged, *, binds: bool = False) -> None:
        if self._ruler is None:
            self._ruler = Ruler(self.around.script.text, self.value)
        start, end = self._ruler.span(*span)
        if (decision := self._decision(span)) is not None:
            judged = decided_so(decision)
            binds = binds and decision.settled is Settled.IS_ID
        self.found.append(
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


def _merged(spans: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those spans in order, none within another."""
    if not spans:
        return []
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _within(merged: Sequence[tuple[int, int]], at: int) -> bool:
    found = bisect.bisect_right(merged, at, key=itemgetter(0))
    return found > 0 and at < merged[found - 1][1]


_KEY: Message = say(
    "A key or a password in clear: the BCP tenant needs its own, and a script is no place for it."
)
_REGION: Message = say("The address of one region: the script should ask for it at run time.")
_STORED: Message = say(
    "A stored value has an identifier in its name: whoever builds that name at run time will look for another."
)
_TRACE: Message = say("A trace or a display text; nothing acts on it.")
_NOT_OURS: Message = say("The tenant has nothing of this identifier.")
