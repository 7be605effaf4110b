"""The flow of a script as a picture: its actions in rows, as they follow each other, with the ways between them."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from releve.scripts.occurrences import Occurrence, Verdict
from releve.scripts.script import Action, Script

#: In units of the picture.
BOX_WIDTH, BOX_HEIGHT = 168, 46
COLUMN, ROW = 196, 92
MARGIN = 16
#: How much of a caption fits into a box.
CAPTION_MAX = 24
#: Above so many actions a picture is a cloud.
ACTIONS_MAX = 400


@dataclass(frozen=True, slots=True)
class Box:
    """An action. `found` counts the identifiers in it, `open` the places to review."""

    id: str
    name: str
    caption: str
    x: int
    y: int
    found: int
    open: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one action to another, as the path of a curve; the label stands at `x`, `y`."""

    path: str
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def drawing(script: Script, found: Sequence[Occurrence]) -> Drawing | None:
    """The picture. None for a script that has no ways, or too many actions to be looked at."""
    actions = {one.id: one for one in script.actions}
    if len(actions) > ACTIONS_MAX or not any(one.ways for one in script.actions):
        return None
    places = _places(script.actions)
    idents = Counter(one.action for one in found if one.verdict is Verdict.REWRITTEN)
    doubts = Counter(one.action for one in found if one.is_open)
    boxes = tuple(
        _box(actions[one], place, idents[one], doubts[one]) for one, place in places.items()
    )
    arrows = tuple(
        _arrow(places[one.id], places[way.to], way.label)
        for one in script.actions
        for way in one.ways
        if way.to in places
    )
    columns = max(column for column, _ in places.values()) + 1
    rows = max(row for _, row in places.values()) + 1
    return Drawing(
        width=2 * MARGIN + columns * COLUMN,
        height=2 * MARGIN + (rows - 1) * ROW + BOX_HEIGHT,
        boxes=boxes,
        arrows=arrows,
    )


def _places(actions: Sequence[Action]) -> Mapping[str, tuple[int, int]]:
    """(column, row) of each action: a row below the first that leads to it; what nothing leads to begins anew."""
    led_to = {way.to for one in actions for way in one.ways}
    known = {one.id: one for one in actions}
    places: dict[str, tuple[int, int]] = {}
    taken: dict[int, int] = {}
    for first in (*(one for one in actions if one.id not in led_to), *actions):
        waiting = deque([(first.id, 0)])
        while waiting:
            one, row = waiting.popleft()
            if one in places or one not in known:
                continue
            places[one] = taken.get(row, 0), row
            taken[row] = taken.get(row, 0) + 1
            waiting += [(way.to, row + 1) for way in known[one].ways]
    return places


def _box(action: Action, place: tuple[int, int], found: int, doubts: int) -> Box:
    caption = action.label.text if action.label else ""
    x, y = _corner(place)
    return Box(
        id=action.id,
        name=action.name.partition("_LIBID_")[0],
        caption=caption if len(caption) <= CAPTION_MAX else caption[: CAPTION_MAX - 1] + "…",
        x=x,
        y=y,
        found=found,
        open=doubts,
    )


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return MARGIN + place[0] * COLUMN, MARGIN + place[1] * ROW


def _arrow(start: tuple[int, int], end: tuple[int, int], label: str) -> Arrow:
    """Down from the middle of a box to the middle of the next; back up along the right side."""
    (x1, y1), (x2, y2) = _corner(start), _corner(end)
    if end[1] > start[1]:
        x1, y1, x2 = x1 + BOX_WIDTH // 2, y1 + BOX_HEIGHT, x2 + BOX_WIDTH // 2
        path = f"M{x1} {y1}C{x1} {y1 + 30} {x2} {y2 - 30} {x2} {y2 - 2}"
        return Arrow(path, label, (3 * x1 + x2) // 4, y1 + 16)
    x1, y1, x2, y2 = x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2, x2 + BOX_WIDTH, y2 + BOX_HEIGHT // 2
    far = max(x1, x2) + 24
    return Arrow(f"M{x1} {y1}C{far} {y1} {far} {y2} {x2 + 2} {y2}", label, far - 8, (y1 + y2) // 2)
