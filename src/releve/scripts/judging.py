"""From what is claimed of a place to a verdict. One rule for all: kinds come from places, the inventory only confirms."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.scripts.claims import Claim, Rule
from releve.scripts.decisions import Decision, Settled
from releve.scripts.occurrences import Verdict

#: The kinds in which a value is an id of the tenant that the script comes from; mostly none.
KindsOf = Callable[[str], Sequence[str]]

CONFIDENCE = {
    Rule.TYPED: 1.0,
    Rule.COPY: 1.0,
    Rule.HEADER: 1.0,
    Rule.UNIQUE: 0.99,
    Rule.FLOW: 0.97,
    Rule.ADDRESS: 0.97,
    Rule.COMPARED: 0.95,
    Rule.PARAMETER: 0.95,
    Rule.VERB: 0.95,
    Rule.FIELD: 0.95,
    Rule.COLUMN: 0.9,
    Rule.NAMED: 0.85,
}
#: Kinds that share a name in the code: a tag is one of either, whichever the tenant has.
_ALSO = {"tag": ("tag", "digital_tag"), "digital_tag": ("digital_tag", "tag")}
#: What nobody has for an id, and what people write where one is to come: `12345`, `1234456`, `111111`.
_PLACEHOLDER = re.compile(r"1234*5*6*7*8*9*0*|(\d)\1{3,}|9876543*2*1*0*")
#: How few digits an id of these kinds has at least, as the field issues them.
_DIGITS_MIN = {"skill": 4, "employee": 4, "business_unit": 5, "script": 4}
_LONG = 6
#: Without an inventory: how long a number is that looks like an id, in a text, in a list, by itself.
_LOOKS = (99, 4, 3)
#: Rules that give way to others.
_WEAK = frozenset({Rule.NAMED, Rule.COLUMN})


@dataclass(frozen=True, slots=True)
class Judged:
    kind: str
    verdict: Verdict
    rule: Rule
    reason: Message
    confidence: float


@dataclass(frozen=True, slots=True)
class Judge:
    """`kinds_of` is None where no inventory is at hand: then place and flow decide alone."""

    kinds_of: KindsOf | None
    own: str

    def judge(self, value: str, claims: Collection[Claim], *, alone: int) -> Judged:
        """`alone` says how much the value stands for itself: 0 it is a word of a text, 1 an item of a list, 2 all that a text or
        a variable holds."""
        if not value.strip("0"):
            return _neutral(Claim("number", Rule.CONSTANT))
        known = self.known(value)
        claims = [
            one
            for one in sorted(claims, key=_strongest_first)
            if one.rule is not Rule.COLUMN or _is_of_sort(value, one, known)
        ]
        entities = [one for one in claims if one.kind in KINDS and one.rule not in _WEAK]
        named = [one for one in claims if one.kind in KINDS and one.rule in _WEAK]
        others = [one for one in claims if one.kind not in KINDS]
        if entities:
            return self._claimed(value, entities, known, others=())
        if named:
            return self._claimed(value, named, known, others)
        if others:
            return _neutral(others[0])
        return self._unclaimed(value, known, alone)

    def known(self, value: str) -> Sequence[str] | None:
        """The kinds of the tenant's ids that the value equals; None if that is not known."""
        if self.kinds_of is None:
            return None
        kinds = self.kinds_of(value)
        if value == self.own and "business_unit" not in kinds:
            return (*kinds, "business_unit")
        return kinds

    def _claimed(
        self,
        value: str,
        claims: Sequence[Claim],
        known: Sequence[str] | None,
        others: Sequence[Claim],
    ) -> Judged:
        best = claims[0]
        wanted = sorted({claim.kind for claim in claims})
        if known is None:
            return self._without_inventory(value, best, wanted, others)
        found = sorted({kind for one in wanted for kind in _ALSO.get(one, (one,)) if kind in known})
        if len(found) == 1 and not others:
            claim = next(c for c in claims if found[0] in _ALSO.get(c.kind, (c.kind,)))
            return _rewritten(claim, found[0])
        if found:
            return _ask(best, found[0], _MANY)
        if known:
            return _ask(best, best.kind, _OTHER, Rule.UNKNOWN)
        if best.rule is Rule.NAMED and (others or len(value) < _LONG):
            return _neutral(Claim("number", Rule.SETTING))
        return _ask(best, best.kind, _NONE, Rule.UNKNOWN)

    def _without_inventory(
        self, value: str, best: Claim, wanted: Sequence[str], others: Sequence[Claim]
    ) -> Judged:
        if len(wanted) > 1 and not _same_name(wanted):
            return _ask(best, best.kind, _MANY)
        if others:
            return _ask(best, best.kind, _DOUBT)
        if best.rule is not Rule.TYPED and _PLACEHOLDER.fullmatch(value) and len(value) > 4:
            return _ask(best, best.kind, _PLACEHOLDING)
        short = value.isdigit() and len(value) < _DIGITS_MIN.get(best.kind, 1)
        if short and best.rule in (Rule.NAMED, Rule.VERB, Rule.PARAMETER):
            return (
                _neutral(Claim("number", Rule.SETTING))
                if best.rule is Rule.NAMED
                else _ask(best, best.kind, _DOUBT)
            )
        return _rewritten(best, best.kind)

    def _unclaimed(self, value: str, known: Sequence[str] | None, alone: int) -> Judged:
        claim = Claim("", Rule.EXISTS)
        if known is None:
            if len(value) >= _LOOKS[alone]:
                return _ask(claim, "", _LOOKS_LIKE)
            return _neutral(Claim("number", Rule.SETTING))
        if not known:
            return _neutral(Claim("", Rule.EXISTS))
        if alone or len(value) >= _LONG:
            return _ask(claim, known[0], _EQUALS)
        return _neutral(Claim("number", Rule.TEXT))


def _strongest_first(claim: Claim) -> tuple[float, bool, str, str, int, str]:
    """Claims come in sets: of two that are as good, the same one counts each time. What says more than that it is a number comes
    first, and `REQAGENT 4` before `REQAGENT 23`."""
    strength = CONFIDENCE.get(claim.rule, 0.0)
    plain = claim.kind == "number"
    return -strength, plain, claim.kind, claim.rule, len(claim.via), claim.via


def _is_of_sort(value: str, claim: Claim, known: Sequence[str] | None) -> bool:
    """What only stands beside ids must look like one of them."""
    if known is not None:
        return claim.kind in known
    return len(value) >= _LONG and claim.kind in ("skill", "employee")


def _same_name(kinds: Iterable[str]) -> bool:
    return set(kinds) <= {"tag", "digital_tag"}


_DECIDED = say("Somebody has said that this is an identifier.")
_DENIED = say("Somebody has said that this is no identifier.")
_WAIVED = say("Somebody has said that this stays as it is.")
_MANY = say("More than one kind of identifier could stand here.")
_OTHER = say("An identifier of another kind stands here than the place asks for.")
_NONE = say("The tenant has nothing of this identifier.")
_DOUBT = say("One thing says that this is an identifier, another that it is not.")
_PLACEHOLDING = say("This looks like a placeholder.")
_LOOKS_LIKE = say("This looks like an identifier; nothing in the script says of what.")
_EQUALS = say(
    "The tenant has something of this identifier; nothing in the script says that it is meant."
)

_NEUTRAL = {
    Rule.SETTING: say("A number, not an identifier."),
    Rule.TEXT: say("Text that nothing looks up."),
    Rule.PHONE: say("A phone number, never translated by its digits."),
    Rule.PATH: say("A path, the same in both tenants."),
    Rule.REMARK: say("Nothing acts on this."),
    Rule.SWITCHED: say("The script asks itself in which tenant it runs."),
    Rule.CONSTANT: say("The same in every tenant."),
    Rule.EXISTS: _NONE,
}


def neutral(rule: Rule, kind: str, confidence: float = 0.95) -> Judged:
    """Nothing to be rewritten and nothing to be asked, by a rule that says so."""
    return Judged(kind, Verdict.NEUTRAL, rule, _NEUTRAL[rule], confidence)


def _neutral(claim: Claim) -> Judged:
    rule = claim.rule if claim.rule in _NEUTRAL else _OF_KIND.get(claim.kind, Rule.SETTING)
    return neutral(rule, claim.kind)


_OF_KIND = {
    "phone": Rule.PHONE,
    "path": Rule.PATH,
    "text": Rule.TEXT,
    "mail": Rule.TEXT,
    "url": Rule.TEXT,
}


def decided_so(decision: Decision) -> Judged:
    """What a person has said counts, whatever else there is to say."""
    if decision.settled is Settled.IS_ID:
        return Judged(decision.kind, Verdict.REWRITTEN, Rule.DECIDED, _DECIDED, 1.0)
    why = _WAIVED if decision.settled is Settled.WAIVED else _DENIED
    return Judged(decision.kind, Verdict.NEUTRAL, Rule.DECIDED, why, 1.0)


def _ask(claim: Claim, kind: str, why: Message, rule: Rule | None = None) -> Judged:
    return Judged(
        kind,
        Verdict.ASK,
        rule or (Rule.AMBIGUOUS if claim.rule is not Rule.EXISTS else Rule.EXISTS),
        why,
        0.5,
    )


def _rewritten(claim: Claim, kind: str) -> Judged:
    return Judged(kind, Verdict.REWRITTEN, claim.rule, reason(claim), CONFIDENCE[claim.rule])


def reason(claim: Claim) -> Message:
    """Why the claim is believed, for a person."""
    match claim.rule:
        case Rule.TYPED | Rule.COPY:
            return say("This property holds identifiers of this kind.")
        case Rule.HEADER:
            return say("The tenant's own number, or who saved the script.")
        case Rule.FLOW:
            return say("It arrives in {place}.", place=claim.via)
        case Rule.PARAMETER:
            return say("It is handed to {place}, which uses it so.", place=claim.via)
        case Rule.COMPARED:
            return say("It is compared with {place}.", place=claim.via)
        case Rule.VERB:
            return say("It stands behind {word} in a list.", word=claim.via)
        case Rule.ADDRESS:
            return say("It stands behind {segment} in an address.", segment=claim.via)
        case Rule.FIELD:
            return say("It is the value of the field {name}.", name=claim.via)
        case Rule.NAMED:
            return say("The name {name} says so.", name=claim.via)
        case Rule.COLUMN:
            return say("All that stands in this column of the table are such identifiers.")
        case _:
            return say("Nothing else can equal this identifier.")
