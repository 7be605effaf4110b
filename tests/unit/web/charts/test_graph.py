"""One thing among its neighbours: twelve a side at most, each with its arrow, inside of the picture."""

from itertools import pairwise

import pytest

from releve.web.charts.graph import SIDE_MAX, TITLE_MAX, WIDTH, Graph, Node, graph, shortened

MIDDLE = Node("Havre", "Skill")
MORE = Node("and more", "", "/uses")


def some(many: int) -> list[Node]:
    return [Node(f"node {n}", "Script", f"/{n}") for n in range(many)]


def sorts(picture: Graph) -> list[str]:
    return [one.sort for one in picture.boxes]


@pytest.mark.parametrize(("before", "after"), [(0, 0), (1, 0), (0, 1), (12, 3), (3, 12)])
def test_every_neighbour_has_a_box_and_an_arrow_inside_of_the_picture(
    before: int, after: int
) -> None:
    picture = graph(MIDDLE, some(before), some(after))
    assert len(picture.boxes) == 1 + before + after
    assert len(picture.edges) == before + after
    for box in picture.boxes:
        assert box.x >= 0
        assert box.x + box.width <= WIDTH
        assert box.y >= 0
        assert box.y + box.height <= picture.height


def test_boxes_of_a_side_do_not_cover_each_other() -> None:
    boxes = graph(MIDDLE, some(12), []).boxes[1:]
    for upper, lower in pairwise(boxes):
        assert upper.y + upper.height < lower.y


def test_arrows_lead_to_what_is_referred_to() -> None:
    picture = graph(MIDDLE, some(1), some(1))
    middle, left, right = picture.boxes
    incoming, outgoing = picture.edges
    assert incoming.startswith(f"M{left.x + left.width} ")
    assert incoming.endswith(f"{middle.x - 2} {middle.y + middle.height // 2}")
    assert outgoing.startswith(f"M{middle.x + middle.width} ")
    assert outgoing.endswith(f"{right.x - 2} {right.y + right.height // 2}")


def test_of_very_many_the_last_box_says_that_there_are_more() -> None:
    picture = graph(MIDDLE, some(500), [], more_before=MORE)
    assert sorts(picture) == ["middle", *["node"] * (SIDE_MAX - 1), "more"]
    assert picture.boxes[-1].href == "/uses"


def test_what_is_not_known_to_be_all_says_so_although_there_is_room() -> None:
    assert sorts(graph(MIDDLE, some(2), [], more_before=MORE)) == ["middle", "node", "node", "more"]


def test_a_long_name_is_shortened_and_kept_whole_for_whoever_points_at_it() -> None:
    name = "prod\\" + "very long name " * 9
    [_, box] = graph(MIDDLE, [Node(name, "Script")], []).boxes
    assert len(box.title) <= TITLE_MAX
    assert box.title.endswith("…")
    assert box.whole == f"{name} · Script"
    assert shortened("short", 5) == "short"
