"""`releve audit verify`: what was done to the audit afterwards shows, in every region, and in the exit status."""

from pathlib import Path

import pytest

from releve.cli.told import Told
from tests.helpers.outages import outage
from tests.house.cli.conftest import Terminal

Paired = tuple[Terminal, str]


@pytest.fixture
def terminal(paired: Paired) -> Terminal:
    """Somebody's terminal, in whose tenant a few things were done, and in its BCP tenant too."""
    terminal, _ = paired
    story = terminal.story
    for name in ("North", "South", "West"):
        story.done("POST", "/entities/tag", terminal.token(), {"tagName": name})
    operator = story.operator()
    [bcp] = [one.id for one in story.house.registry.tenants() if one.name == "Acme BCP"]
    story.done("POST", "/entities/tag", story.step_in(operator, bcp), {"tagName": "East"})
    return terminal


def tamper(terminal: Terminal, region: str, *statements: str) -> None:
    with terminal.story.house.regions.of(region).writing() as tx:
        for statement in statements:
            tx.connection.exec_driver_sql(statement)  # type: ignore[attr-defined]


def test_a_whole_audit_is_said_to_be_whole_line_by_line(terminal: Terminal) -> None:
    found = terminal.json("audit", "verify")
    [chain] = found["chains"]
    assert (chain["whole"], chain["region"], found["silent"]) == (True, "ca1", [])
    assert chain["lines"] > 3
    assert chain["lines"] == terminal.json("audit")["total"]
    assert terminal.status == 0
    told = terminal.type("audit", "verify")
    assert "Acme" in told
    assert "Whole." in told


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET actor = 'Eve' WHERE seq = 2", "Line 2 was changed."),
        ("DELETE FROM audit WHERE seq = 2", "A line is missing, or was put in, before line 3."),
        ("UPDATE audit SET previous = 'x' WHERE seq = 2", "Line 2 does not follow"),
    ],
)
def test_what_was_done_to_it_is_told_and_the_exit_status_is_nine(
    terminal: Terminal, statement: str, told: str
) -> None:
    tamper(terminal, "ca1", statement)
    assert told in terminal.type("audit", "verify")
    assert terminal.status == 9


def test_an_operator_verifies_every_chain_of_every_region(terminal: Terminal) -> None:
    terminal.type("logout")
    before = terminal.json("audit", "verify")["chains"]
    assert {(one["region"], one["chain"] == "operators") for one in before} >= {
        ("ca1", True),
        ("ca1", False),
        ("eu1", False),
    }
    assert all(one["whole"] for one in before)
    tamper(terminal, "eu1", "UPDATE audit SET outcome = 'x' WHERE seq = 1")
    after = terminal.json("audit", "verify")["chains"]
    assert {one["region"] for one in after if not one["whole"]} == {"eu1"}
    assert {one["how"] for one in after if not one["whole"]} == {"changed"}
    assert terminal.status == 9


def test_a_chain_that_was_forgotten_whole_shows_against_what_was_noted(
    terminal: Terminal, tmp_path: Path
) -> None:
    note = tmp_path / "heads.json"
    note.write_text(terminal.type("audit", "verify", "--json"))
    terminal.story.done("POST", "/entities/tag", terminal.token(), {"tagName": "Later"})
    terminal.type("audit", "verify", "--against", note)
    assert terminal.status == 0
    tamper(terminal, "ca1", "DELETE FROM audit", "DELETE FROM audit_head")
    terminal.type("audit", "verify")
    assert terminal.status == 0, "without a note nobody can know"
    assert "Line 1 was there, and is not any more." in terminal.type(
        "audit", "verify", "--against", note
    )
    assert terminal.status == 9


def test_what_is_no_note_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(Told, match="is not what"):
        terminal.type("audit", "verify", "--against", tmp_path / "x.json")


def test_a_region_that_does_not_answer_is_named_and_the_exit_status_is_eight(
    terminal: Terminal,
) -> None:
    with outage(terminal.story.house, "eu1"):
        told = terminal.type("audit", "verify")
    assert "The region eu1 does not answer" in told
    assert "Whole." in told
    assert terminal.status == 8


def test_whoever_verifies_sees_no_chain_of_anybody_else(terminal: Terminal) -> None:
    others = terminal.story.tenant(terminal.story.operator(), "Orbit")
    for chain in (others, "operators", "nobody"):
        refused = terminal.story.ask("GET", f"/audit/chains/{chain}/ca1", terminal.token())
        assert refused.status_code == 404, refused.text
    nowhere = terminal.story.ask("GET", "/audit/chains/operators/mars", terminal.story.operator())
    assert nowhere.status_code == 404


def test_what_to_look_for_needs_no_command(terminal: Terminal) -> None:
    assert terminal.json("audit", "zzz")["total"] == 0
    assert terminal.json("audit", "show", "zzz")["total"] == 0
    assert "items" in terminal.json("audit", "show", "verify")
    assert terminal.json("audit", "--top", "1")["items"]
