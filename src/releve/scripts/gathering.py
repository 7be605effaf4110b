"""All that is known of kinds in a script, brought to the literals: from the table of actions, texts, names, other scripts."""

import re

from releve.scripts.claims import Claim, Rule
from releve.scripts.columns import columns
from releve.scripts.context import Context
from releve.scripts.flow.joined import Joined, joined
from releve.scripts.flow.program import Here, Program
from releve.scripts.flow.pulling import Flow, told_by_name
from releve.scripts.hints import kind_of_name
from releve.scripts.judging import Judge
from releve.scripts.texts import told_by

#: Behind one of these stands what a function looks at, and no longer what it returns.
_LOOKED_AT = re.compile(r"(?:From|For|By|Of)(?=[A-Z_])")


def gathered(program: Program, path: str, judge: Judge, context: Context) -> Flow:
    """The evidence in the script of this path."""
    return _Gathering(program, path, judge, context).gather()


class _Gathering:
    def __init__(self, program: Program, path: str, judge: Judge, context: Context) -> None:
        self.program, self.path, self.judge, self.context = program, path, judge, context
        self.flow = Flow(program)

    def gather(self) -> Flow:
        """What is certain first; names count less, and are followed last."""
        flow, program = self.flow, self.program
        for sink in program.sinks:
            flow.claim(sink.here, Claim(sink.kind, Rule.FLOW, sink.what, sink.several))
        for here in program.keys:
            flow.claim(here, Claim("key", Rule.FLOW))
        for here in program.quantities:
            flow.claim(here, Claim("number", Rule.SETTING))
        self._told_by_texts()
        self._told_by_others()
        flow.compared()
        self._told_by_names()
        flow.compared()
        columns(flow, self.judge)
        return flow

    def _told_by_texts(self) -> None:
        program = self.program
        in_chains = {id(one) for _, operands in program.joins for one in operands}
        for number, text in program.texts:
            if text.plain is None:
                self._told_by(joined(program, number, (text,)))
            elif id(text) not in in_chains:
                start = program.pieces[number].value.start
                for found in told_by(text.plain):
                    at = text.parts[0].start
                    self.flow.evidence[start, at + found.start, at + found.end].add(found.claim)
        for number, operands in program.joins:
            self._told_by(joined(program, number, operands))

    def _told_by(self, whole: Joined) -> None:
        """What a text that is put together tells of what is put into it, and of what stands in it."""
        for found in told_by(whole.text):
            segment = whole.segment(found.start, found.end)
            if segment is None:
                continue
            if segment.put is not None:
                self.flow.claim(Here(segment.piece, segment.put), found.claim)
                continue
            start = self.program.pieces[segment.piece].value.start
            at = segment.offset - segment.start
            self.flow.evidence[start, at + found.start, at + found.end].add(found.claim)

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
                for taken in self.context.takes(self.path, sub.path, index):
                    self.flow.claim(here, handed(taken.claim, sub.path or ""), taken.steps)
        for key in self.program.globals:
            for taken in self.context.globals.get(key, ()):
                self.flow.claim_variable(key, taken.claim, taken.steps)
        for name, heres in self.program.stored.items():
            for taken in self.context.stored.get(name, ()):
                for here in heres:
                    self.flow.claim(here, taken.claim, taken.steps)
        for kind in self.context.results(self.path):
            for here in self.program.results:
                self.flow.claim(here, Claim(kind, Rule.PARAMETER, self.path))


def handed(claim: Claim, path: str) -> Claim:
    """A claim of another script, for what it is given."""
    if claim.rule is Rule.NAMED:
        return claim
    return Claim(claim.kind, Rule.PARAMETER, path, claim.several)


def kind_of_function(name: str) -> str | None:
    """The kind of what a function of this name returns: `GetSkillId`, `TagIdFromName`, `HooForQueue`."""
    told = kind_of_name(_LOOKED_AT.split(name, maxsplit=1)[0])
    return told[0] if told else None
