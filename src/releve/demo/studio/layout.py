"""Where the steps of a script stand on the canvas: a column per distance from the start, sixteen units a grid."""

from collections.abc import Mapping, Sequence

from releve.demo.studio.script import Step

Spot = tuple[int, int]


def spots(steps: Sequence[Step]) -> Mapping[int, Spot]:
    """Action id → (x, y). Steps that nothing leads to begin rows of their own."""
    column = _columns(steps)
    rows: dict[int, int] = {}
    placed: dict[int, Spot] = {}
    for step in steps:
        depth = column[step.id]
        row = rows[depth] = rows.get(depth, -1) + 1
        placed[step.id] = (32 + 176 * depth, 48 + 112 * row)
    return placed


def _columns(steps: Sequence[Step]) -> Mapping[int, int]:
    by_id = {step.id: step for step in steps}
    reached = {to for step in steps for to in step.leads_to}
    column: dict[int, int] = {}
    queue = [(step.id, 0) for step in steps if step.id not in reached] or [(steps[0].id, 0)]
    while queue:
        number, depth = queue.pop(0)
        if number not in column:
            column[number] = depth
            queue += [(to, depth + 1) for to in by_id[number].leads_to]
    return {step.id: column.get(step.id, 0) for step in steps}
