"""The keys that sign tokens, at a terminal."""

from releve.app import signing
from tests.house.cli.conftest import Terminal


def test_an_operator_rotates_the_keys_of_a_region(terminal: Terminal) -> None:
    signing.jwks(terminal.story.house)
    terminal.operator()
    listed = terminal.json("signing-keys", "list")
    assert [ring["region"] for ring in listed] == ["ca1", "eu1"]
    rotated = terminal.json("signing-keys", "rotate", "eu1")
    assert [key["stage"] for key in rotated["keys"]] == ["past", "current", "next"]
    assert rotated["keys"][1]["kid"] == listed[1]["keys"][1]["kid"]
    anew = terminal.json("signing-keys", "rotate", "eu1", "--at-once")
    assert [key["stage"] for key in anew["keys"]] == ["current", "next"]
