"""An identifier, or what looks like one, at its place in a script, and what is made of it."""

from dataclasses import dataclass
from enum import StrEnum

from releve.domain.say import Message
from releve.scripts.claims import Rule
from releve.scripts.script import Form


class Verdict(StrEnum):
    REWRITTEN = "rewritten"  # an id of the tenant: it becomes that of the counterpart
    NEUTRAL = "neutral"  # none, or the same in both tenants, or nothing acts on it
    ASK = "ask"  # it could be one: a person decides


#: What a person must see, and no id of anything that is configured.
_TOLD_APART = (Rule.CREDENTIAL, Rule.HOST, Rule.LIBRARY)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`offset` and `length` count characters of `text`, the decoded value; `start` and `end` are the place in the script's
    text. `action` is an action's id or `header`, `place` its property: `Skill`, `Parameters[1]`, `Agent.description`, `label`.
    `binds`: the script cannot do without knowing what stands there. `value` is empty and `text` is not to be shown where `is_secret`."""

    action: str
    place: str
    text: str
    offset: int
    length: int
    kind: str
    verdict: Verdict
    rule: Rule
    reason: Message
    confidence: float
    start: int
    end: int
    form: Form
    binds: bool = False

    @property
    def is_remark(self) -> bool:
        """An id, or what looks like one, that nothing acts on."""
        return self.rule is Rule.REMARK and bool(self.kind)

    @property
    def is_open(self) -> bool:
        """An id, or what looks like one, for a person to judge."""
        return self.verdict is Verdict.ASK and self.rule not in _TOLD_APART

    @property
    def is_secret(self) -> bool:
        return self.rule is Rule.CREDENTIAL

    @property
    def value(self) -> str:
        return "" if self.is_secret else self.text[self.offset : self.offset + self.length]
