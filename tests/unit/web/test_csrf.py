"""What changes something must come from a page of ours."""

import pytest

from releve.web.csrf import token_of
from releve.web.shell import SESSION_COOKIE
from tests.helpers.browser import Browser

TOKEN = token_of("s3cret")


@pytest.fixture
def known(client: Browser) -> Browser:
    """A browser with a session."""
    client.cookies.set(SESSION_COOKIE, "s3cret")
    return client


def test_a_form_of_ours_is_taken_whole(known: Browser) -> None:
    form = {"csrf_token": TOKEN, "name": "Zoé"}
    answer = known.post("/take", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


def test_a_form_with_a_file_is_taken_whole(known: Browser) -> None:
    answer = known.post(
        "/read", data={"csrf_token": TOKEN}, files={"csv": ("a.csv", b"name\nZoe\n")}
    )
    assert answer.status_code == 200
    assert b"name\nZoe\n" in answer.content


@pytest.mark.parametrize("token", ["", token_of("another"), TOKEN[:-1], "é"])
def test_a_form_without_the_token_of_the_session_is_refused(known: Browser, token: str) -> None:
    assert known.post("/take", data={"csrf_token": token}).status_code == 403


def test_what_is_no_form_needs_the_token_in_a_header(known: Browser) -> None:
    assert known.put("/read", json={"csrf_token": TOKEN}).status_code == 403
    assert known.delete("/read").status_code == 403
    assert known.put("/read", json={}, headers={"X-CSRF-Token": TOKEN}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_a_foreign_page_is_refused_even_without_a_session_or_with_the_token(
    client: Browser, headers: dict[str, str]
) -> None:
    assert client.post("/take", data={"name": "x"}, headers=headers).status_code == 403
    client.cookies.set(SESSION_COOKIE, "s3cret")
    assert client.post("/take", data={"csrf_token": TOKEN}, headers=headers).status_code == 403


def test_an_old_browser_is_known_by_its_origin(known: Browser) -> None:
    answer = known.post(
        "/take", data={"csrf_token": TOKEN}, headers={"Origin": "http://testserver"}
    )
    assert answer.status_code == 303


def test_a_program_with_a_bearer_token_is_let_through(client: Browser) -> None:
    headers = {"Authorization": "Bearer abc", "Sec-Fetch-Site": "cross-site"}
    assert client.post("/read", content=b"{}", headers=headers).content == b"{}"


def test_a_body_beyond_the_limit_is_refused_and_one_at_the_limit_is_not(known: Browser) -> None:
    head = f"csrf_token={TOKEN}&name="
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    full = head + "x" * (10_000 - len(head))
    assert known.post("/read", content=full, headers=form).status_code == 200
    assert known.post("/read", content=full + "x", headers=form).status_code == 403


def test_a_broken_form_is_refused(known: Browser) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert known.post("/read", content=b"--x nonsense", headers=headers).status_code == 403


def test_the_token_tells_nothing_of_the_session_and_differs_by_session() -> None:
    assert "s3cret" not in TOKEN
    assert token_of("s3creu") != TOKEN
    assert token_of("") == ""
