"""Tables written as texts: when all that stands in a column are ids of one kind, they are."""

from collections import defaultdict

from releve.scripts.claims import Claim, Rule
from releve.scripts.flow.program import Here
from releve.scripts.flow.pulling import Flow
from releve.scripts.judging import Judge
from releve.scripts.snippets.tree import Text

#: Rows that a table has at least.
_ROWS_MIN = 2
_DIGITS_MIN = 4
_EMPTY = frozenset({"", "*", "-", "default", "any", "all", "0"})


def columns(flow: Flow, judge: Judge) -> None:
    """Add what tables tell. Only with an inventory: without one, a column of numbers is a column of numbers."""
    if judge.kinds_of is None:
        return
    program = flow.program
    for key, numbers in program.by_key.items():
        rows = []
        for number in numbers:
            one = program.definition(number)
            if one.steps and one.source is not None and isinstance(one.source.expression, Text):
                rows.append((one.source, one.source.expression))
        if len(rows) >= _ROWS_MIN:
            for separator in ("\t", ",", "|", ";"):
                _table(flow, judge, key, rows, separator)


def _table(
    flow: Flow, judge: Judge, key: str, rows: list[tuple[Here, Text]], separator: str
) -> None:
    cells: dict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    for here, text in rows:
        value = flow.program.pieces[here.piece].value
        at = text.start + 1
        items = value.text[at : text.end - 1].split(separator)
        if len(items) < 2:
            return
        for column, item in enumerate(items):
            bare = item.strip()
            start = at + len(item) - len(item.lstrip())
            cells[column].append((value.start, start, start + len(bare), bare))
            at += len(item) + 1
    for stacked in cells.values():
        filled = [cell for cell in stacked if cell[3].casefold() not in _EMPTY]
        if len(filled) < _ROWS_MIN or any(len(cell[3]) < _DIGITS_MIN for cell in filled):
            continue
        kinds = [set(judge.known(cell[3]) or ()) for cell in filled]
        common = set.intersection(*kinds)
        if len(common) == 1 and len({cell[3] for cell in filled}) > 1:
            claim = Claim(common.pop(), Rule.COLUMN, key)
            for start, begin, end, _ in filled:
                if not flow.evidence.get((start, begin, end)):
                    flow.evidence[start, begin, end].add(claim)
