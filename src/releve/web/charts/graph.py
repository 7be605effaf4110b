"""One thing in the middle, what leads to it on the left, what it leads to on the right."""

from collections.abc import Sequence
from dataclasses import dataclass

#: The picture in its own units; it is drawn as wide as there is room, and not at all on a phone.
WIDTH, BOX, HIGH, GAP = 960, 280, 46, 10
#: So many boxes on a side. Of more, the last one says how many.
SIDE_MAX = 12
#: So many letters fit into a box.
TITLE_MAX, UNDER_MAX = 30, 40


@dataclass(frozen=True, slots=True)
class Node:
    """`under` is said in a second line. `href` "" leads nowhere."""

    title: str
    under: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    title: str
    under: str
    whole: str
    href: str
    sort: str


@dataclass(frozen=True, slots=True)
class Graph:
    """`edges` are paths of SVG, each with its arrow at the end."""

    width: int
    height: int
    boxes: Sequence[Box]
    edges: Sequence[str]


def graph(
    middle: Node,
    before: Sequence[Node],
    after: Sequence[Node],
    *,
    more_before: Node | None = None,
    more_after: Node | None = None,
) -> Graph:
    """At most `SIDE_MAX` on a side; the `more` of a side stands last where not all can be shown, and whenever it is given."""
    left, right = _side(before, more_before), _side(after, more_after)
    rows = max(len(left), len(right), 1)
    height = rows * (HIGH + GAP) - GAP + 4
    centre = _box(middle, (WIDTH - BOX) // 2, (height - HIGH) // 2, "middle")
    boxes = [centre]
    edges = []
    for nodes, x, is_before in ((left, 2, True), (right, WIDTH - BOX - 2, False)):
        top = (height - len(nodes) * (HIGH + GAP) + GAP) // 2
        for n, (node, sort) in enumerate(nodes):
            box = _box(node, x, top + n * (HIGH + GAP), sort)
            boxes.append(box)
            edges.append(_edge(box, centre) if is_before else _edge(centre, box))
    return Graph(WIDTH, height, boxes, edges)


def _side(nodes: Sequence[Node], more: Node | None) -> list[tuple[Node, str]]:
    room = SIDE_MAX if more is None else SIDE_MAX - 1
    shown = [(node, "node") for node in nodes[:room]]
    return shown if more is None else [*shown, (more, "more")]


def _box(node: Node, x: int, y: int, sort: str) -> Box:
    width = BOX
    return Box(
        x, y, width, HIGH, shortened(node.title, TITLE_MAX), shortened(node.under, UNDER_MAX),
        " · ".join(filter(None, (node.title, node.under))), node.href, sort,
    )  # fmt: skip


def _edge(start: Box, end: Box) -> str:
    x, y = start.x + start.width, start.y + start.height // 2
    to_x, to_y = end.x - 2, end.y + end.height // 2
    half = (x + to_x) // 2
    return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"


def shortened(text: str, most: int) -> str:
    """With an ellipsis in place of what has no room."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
