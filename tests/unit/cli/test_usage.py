"""A command line that cannot be understood is told in the reader's language, with what is expected, and exits with 2."""

import json
import sys

import pytest

from releve.cli.main import run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Typed":
    monkeypatch.setenv("COLUMNS", "200")
    return Typed(monkeypatch, capsys)


class Typed:
    """The program itself, started with words."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        self._monkeypatch.setattr(sys, "argv", ["releve", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        told = self._capsys.readouterr()
        return int(ended.value.code or 0), told.out + told.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("employees bcp-type dual zoe", "none, single, multiple."),
        ("sync configure --frequency yearly", "continuous, hourly, daily, weekly."),
        ("sync runs --top many", "--top: Un nombre entier est attendu ici."),
        ("sync watch --timeout long", "--timeout: Un nombre est attendu ici."),
        ("login", "Il manque username."),
        ("login a b", "en trop\u00a0: b"),
        ("login --tenant", "--tenant demande une valeur."),
        ("sync run --wait=3", "--wait n’accepte pas de valeur."),
        ("sync run --wiat", "Vouliez-vous dire '--wait'\u00a0?"),
        ("sync run --wiat", "Il n’existe pas d’option --wiat."),
        ("wohami", "Il n’existe pas de commande «\u00a0wohami\u00a0»."),
        ("sync rnu", "Vouliez-vous dire 'run'"),
    ],
)
def test_what_is_wrong_is_told_in_our_own_words(typed: Typed, words: str, told: str) -> None:
    status, shown = typed("--lang", "fr", *words.split())
    assert (status, told in shown) == (2, True), shown
    for raw in ("Value error", "Input should be", "Got unexpected", "No such", "Usage:"):
        assert raw not in shown


def test_it_is_told_as_json_where_only_json_is_wanted(typed: Typed) -> None:
    status, shown = typed("--json", "sync", "runs", "--top", "many")
    error = json.loads(shown)["error"]
    assert (status, error["code"], [*error["fields"]]) == (2, "invalid", ["--top"])
    assert error["hint"] == "Read: releve sync runs --help"


def test_a_noun_alone_shows_its_commands(typed: Typed) -> None:
    status, shown = typed("tenants")
    assert (status, "create" in shown, "is not right" in shown) == (2, True, False)
