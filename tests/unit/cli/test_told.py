"""What went wrong is told to people in words and to programs in a status."""

import datetime
import io
import zoneinfo
from collections.abc import Mapping

import pytest
from rich.console import Console

from releve.cli import outfit
from releve.cli.exits import CHECK_FAILED, EXIT_STATUS, INTERRUPTED
from releve.cli.outfit import language_of, zone_of
from releve.cli.told import from_problem, print_told, told
from releve.domain.errors import Code, Refused
from releve.domain.say import say
from releve.languages.speaker import Speaker

PROBLEM = {
    "code": "refused",
    "detail": "The mapping cannot be made.",
    "hint": "Mend what is listed.",
    "reasons": ["No such region.", "No such tenant."],
    "fields": {"name": "Too long."},
    "facts": {"wait_s": 2},
    "requestId": "r-1",
}


@pytest.mark.parametrize("code", Code)
def test_every_code_has_an_exit_status_of_its_own(code: Code) -> None:
    others = {EXIT_STATUS[one] for one in Code if one is not code}
    assert EXIT_STATUS[code] not in others | {0, CHECK_FAILED, INTERRUPTED}


def printed(problem: Mapping[str, object]) -> str:
    out = io.StringIO()
    print_told(from_problem(problem), Speaker("en"), Console(file=out, width=200))
    return out.getvalue()


def test_a_problem_is_printed_with_every_reason_field_and_hint() -> None:
    text = printed(PROBLEM)
    for part in (
        "The mapping cannot",
        "No such region",
        "No such tenant",
        "name: Too long",
        "Mend",
    ):
        assert part in text
    assert "r-1" not in text


def test_the_id_of_the_request_is_printed_when_it_is_our_fault() -> None:
    assert "r-1" in printed({**PROBLEM, "code": "internal"})


def test_markup_in_a_name_is_text_and_no_colour() -> None:
    assert "[red]x[/red]" in printed({**PROBLEM, "detail": "[red]x[/red]"})


def test_a_code_of_a_newer_server_counts_as_its_fault() -> None:
    assert from_problem({"code": "brand_new"}).code is Code.INTERNAL


def test_an_error_of_this_process_speaks_the_readers_language() -> None:
    error = Refused(say("Log in first."), reasons=[say("Log in first.")])
    french = told(error, Speaker("fr"))
    assert french.detail == french.reasons[0] != "Log in first."
    assert told(error, Speaker("en")).record()["reasons"] == ["Log in first."]


@pytest.mark.parametrize(
    ("environ", "wanted", "language"),
    [
        ({"LANG": "fr_CA.UTF-8"}, "", "fr"),
        ({"LANG": "C.UTF-8"}, "", "en"),
        ({}, "", "en"),
        ({"LANG": "fr_FR", "RELEVE_LANG": "en"}, "", "en"),
        ({"LANG": "en_US"}, "fr", "fr"),
        ({"LC_ALL": "fr", "LANG": "en"}, "", "fr"),
    ],
)
def test_the_terminal_says_the_language_unless_the_reader_does(
    environ: dict[str, str], wanted: str, language: str
) -> None:
    assert language_of(environ, wanted) == language


@pytest.mark.parametrize(
    ("machine", "zone"),
    [(zoneinfo.ZoneInfo("America/Toronto"), "America/Toronto"), (datetime.UTC, "UTC")],
)
def test_the_zone_of_the_reader_is_the_terminals_or_the_machines_and_has_a_name(
    monkeypatch: pytest.MonkeyPatch, machine: datetime.tzinfo, zone: str
) -> None:
    monkeypatch.setattr(outfit, "LOCALTZ", machine)
    assert zone_of({"TZ": "Europe/Paris"}).key == "Europe/Paris"
    assert zone_of({"TZ": ":Europe/Paris"}).key == "Europe/Paris"
    for given in ({}, {"TZ": ""}, {"TZ": "Mars/Olympus"}, {"TZ": "../passwd"}, {"TZ": "Europe"}):
        assert zone_of(given).key == zone
