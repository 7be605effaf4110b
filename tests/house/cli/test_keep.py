"""Keep or overwrite, typed: shown at the revert, decided change by change, applied."""

import json

import pytest

from releve.domain.errors import Code
from tests.helpers.houses import work_off
from tests.house.cli.conftest import Terminal


@pytest.fixture
def away(paired: tuple[Terminal, str]) -> tuple[Terminal, str, str]:
    """Acme's BCP tenant is active, and somebody has worked in it; the passkey, and a token of the BCP tenant."""
    terminal, passkey = paired
    terminal.type("sync", "enable")
    terminal.type("sync", "run")
    work_off(terminal.story.house)
    terminal.secrets.append(passkey)
    terminal.type("switch", "--acknowledge")
    operator, _ = tokens(terminal)
    bcp = terminal.story.done("GET", "/switch", tokens(terminal)[1])["bcp"]["id"]
    there = terminal.story.step_in(operator, bcp)
    for name in ("Crise", "Essai"):
        terminal.story.done("POST", "/entities/tag", there, {"tagName": name})
    terminal.story.hands.turn(seconds=terminal.story.house.calm_s)
    return terminal, passkey, there


def tokens(terminal: Terminal) -> list[str]:
    """The operator's, and the one inside Acme."""
    [stack] = json.loads((terminal.folder / "tokens.json").read_text())["tokens"].values()
    return [str(one) for one in stack]


def test_the_revert_shows_what_was_changed_and_asks_what_becomes_of_it(
    away: tuple[Terminal, str, str],
) -> None:
    terminal, passkey, _ = away
    terminal.secrets.append(passkey)
    said = terminal.type("revert", typed="no")
    assert "Tag “Crise”: added" in said.replace("Added", "added")
    assert "Acme is the active tenant." in said
    assert terminal.told("sync", "run").code is Code.REFUSED


@pytest.mark.parametrize(("answer", "option"), [("yes", ""), ("", "--overwrite"), ("", "")])
def test_what_is_overwritten_holds_nothing_up(
    away: tuple[Terminal, str, str], answer: str, option: str
) -> None:
    terminal, passkey, _ = away
    terminal.secrets.append(passkey)
    terminal.type("revert", *([option] if option else []), typed=answer)
    assert terminal.json("sync", "run")["state"] == "queued"


def test_a_change_is_left_and_the_rest_is_applied(away: tuple[Terminal, str, str]) -> None:
    terminal, passkey, _ = away
    terminal.secrets.append(passkey)
    terminal.type("revert", "--keep")
    page = terminal.json("sync", "keep")
    essai = next(one["bcpId"] for one in page["items"] if one["title"] == "Essai")
    said = terminal.type("sync", "keep", "--leave", f"tag/{essai}")
    assert f"tag/{essai}: left" in said
    assert "releve sync keep --apply" in said
    said = terminal.type("sync", "keep", "--apply", typed="yes")
    assert "1 change of the BCP tenant is in the primary tenant now." in said
    assert "1 is left: the next sync overwrites it." in said
    names = terminal.story.done("GET", "/entities/tag", tokens(terminal)[1])["items"]
    assert [one["body"]["tagName"] for one in names] == ["Crise"]


def test_before_the_revert_it_is_shown_and_how_to_go_on(away: tuple[Terminal, str, str]) -> None:
    terminal, _, _ = away
    assert "releve revert --keep" in terminal.type("sync", "keep")


def test_it_can_be_thrown_away(away: tuple[Terminal, str, str]) -> None:
    terminal, passkey, _ = away
    terminal.secrets.append(passkey)
    terminal.type("revert", "--keep")
    assert terminal.told("sync", "keep", "--drop", "--json").code is Code.INVALID
    assert terminal.json("sync", "keep", "--drop", "--yes")["state"] == "dropped"
    assert terminal.json("sync", "run")["state"] == "queued"


def test_both_at_once_are_refused(away: tuple[Terminal, str, str]) -> None:
    terminal, _, _ = away
    assert terminal.told("revert", "--keep", "--overwrite").code is Code.INVALID
    assert terminal.told("sync", "keep", "--take-all", "--leave-all").code is Code.INVALID
