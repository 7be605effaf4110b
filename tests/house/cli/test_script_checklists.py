"""The checklist at a terminal: of all scripts, of one, and an exit status that a pipeline can go by."""

from pathlib import Path

import pytest

from releve.cli.exits import EXIT_STATUS
from tests.helpers.scripts import one, web
from tests.house.cli.conftest import Terminal


@pytest.fixture
def scripts(paired: tuple[Terminal, str], tmp_path: Path) -> Terminal:
    """Inside Acme, with two scripts."""
    inside, _ = paired
    for name in ("Odd", "Even"):
        file = tmp_path / f"{name}.json"
        file.write_bytes(web("SNIPPET", [one("Data", "x = 1")], header={"scriptName": name}))
        inside.type("import", "scripts", file)
    return inside


def test_what_is_left_is_told_and_the_status_says_so(scripts: Terminal) -> None:
    told = scripts.type("scripts", "checklist")
    assert scripts.status == 9
    assert "Odd" in told
    assert "0 of 2 scripts are complete." in told
    assert "saved" in told


def test_one_script_is_told_item_by_item(scripts: Terminal) -> None:
    told = scripts.type("scripts", "checklist", "odd")
    assert "To do" in told
    assert "not in the BCP tenant yet" in told
    [one_script] = scripts.json("scripts", "checklist", "odd", "--incomplete")
    assert one_script["items"][0]["item"] == "identifiers"


def test_a_path_that_no_script_has_is_an_error(scripts: Terminal) -> None:
    told = scripts.told("scripts", "checklist", "Commn\\Voicemail")
    assert EXIT_STATUS[told.code] == 5
    assert "Commn" in told.detail


def test_a_tenant_without_scripts_has_nothing_left_to_do(paired: tuple[Terminal, str]) -> None:
    inside, _ = paired
    assert "0 of 0 scripts are complete." in inside.type("scripts", "checklist")
    assert inside.status == 0


def test_it_speaks_french(scripts: Terminal) -> None:
    assert "À faire" in scripts.shown("scripts", "checklist", "odd")
