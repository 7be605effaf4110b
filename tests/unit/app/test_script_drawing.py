"""The picture of a script: every action once, below what leads to it, and what is open in it stands out."""

from releve.app.script_drawing import ACTIONS_MAX, drawing
from releve.scripts.scan import scan
from releve.scripts.script import Action, Format, Script, Way


def drawn(*actions: Action) -> Script:
    return Script(Format.JSON, "utf-8", "{}", "A", 4, "", (), actions)


def action(id: str, *ways: tuple[str, str], name: str = "PLAY") -> Action:
    return Action(id, name, "", None, (), (), tuple(Way(label, to) for label, to in ways))


def test_each_action_stands_below_the_first_that_leads_to_it() -> None:
    found = drawing(
        drawn(
            action("1", ("", "2"), ("Closed", "3"), name="BEGIN"),
            action("2", ("", "3")),
            action("3", ("Again", "1")),
        ),
        (),
    )
    assert found is not None
    rows = {box.id: box.y for box in found.boxes}
    assert rows["1"] < rows["2"] == rows["3"]
    assert [arrow.label for arrow in found.arrows] == ["", "Closed", "", "Again"]
    assert all(
        box.x + found.box_width <= found.width and box.y + found.box_height <= found.height
        for box in found.boxes
    )


def test_what_nothing_leads_to_is_drawn_beside_the_rest() -> None:
    found = drawing(drawn(action("1", ("", "2"), name="BEGIN"), action("2"), action("9")), ())
    assert found is not None
    assert {box.id for box in found.boxes} == {"1", "2", "9"}
    assert len({(box.x, box.y) for box in found.boxes}) == 3


def test_a_script_without_ways_or_of_very_many_actions_has_no_picture() -> None:
    assert drawing(drawn(action("1"), action("2")), ()) is None
    many = [action(str(n), ("", str(n + 1))) for n in range(ACTIONS_MAX + 1)]
    assert drawing(drawn(*many), ()) is None


def test_ways_that_lead_nowhere_are_left_out_and_circles_end() -> None:
    script = drawn(action("1", ("", "2"), ("", "77")), action("2", ("", "1")))
    found = drawing(script, scan(script).occurrences)
    assert found is not None
    assert len(found.arrows) == 2
