"""The language of the installation: for everybody whose browser, program or terminal does not say."""

from pathlib import Path

import httpx
import pytest

from releve.cli.outfit import language_of
from tests.helpers.servers import running


def test_the_setting_is_the_language_of_pages_and_answers_unless_the_reader_asks_for_another(
    tmp_path: Path,
) -> None:
    with running(tmp_path, language="fr") as server:
        french = httpx.get(f"{server.url}/login").text
        english = httpx.get(f"{server.url}/login", headers={"Accept-Language": "en"}).text
        problem = httpx.get(f"{server.url}/api/v1/me")
    assert "Se connecter" in french
    assert "Log in" in english
    assert problem.headers["Content-Language"] == "fr"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"RELEVE_LANGUAGE": "fr", "LANG": "C.UTF-8"}, "fr"),
        ({"RELEVE_LANGUAGE": "fr", "LANG": "en_CA.UTF-8"}, "en"),
        ({"RELEVE_LANGUAGE": "fr"}, "fr"),
        ({}, "en"),
    ],
)
def test_on_the_command_line_the_terminal_wins(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language
