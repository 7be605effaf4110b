"""The rehearsal, typed: its exit status says whether it has passed, and its reports are read again."""

from releve.domain.errors import Code
from tests.house.cli.conftest import Terminal


def test_a_rehearsal_is_made_listed_and_shown(paired: tuple[Terminal, str]) -> None:
    terminal, passkey = paired
    terminal.secrets.append(passkey)
    told = terminal.type("drill", "run", "--passkey", "--employee", "zed", "--contact", "+1 514")
    assert terminal.status == 9
    for words in (
        "Acme BCP has no employee of this name.",
        "There is no point of contact with this number or address.",
        "It is passkey number 1.",
        "Nothing was moved.",
    ):
        assert words in told
    assert "Failed" in terminal.type("drill", "list")
    assert "Written by compare-and-set." in terminal.type("drill", "show", "1")
    assert terminal.json("drill", "show", "1")["passed"] is False
    assert terminal.told("drill", "show", "2").code is Code.NOT_FOUND
    assert terminal.json("switch", "--plan")["activation"]["epoch"] == 1
