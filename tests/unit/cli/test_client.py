"""Whatever comes instead of an answer is told in one clear sentence, with what to do next and the right code."""

from collections.abc import Callable

import httpx
import pytest

from releve.cli.client import Client
from releve.cli.told import Told
from releve.domain.errors import Code
from releve.languages.speaker import Speaker

AT = "http://x.test"
Fault = Callable[[httpx.Request], httpx.Response]


def raising(fault: type[httpx.HTTPError]) -> Fault:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("[Errno 111] raw words") from OSError(111)

    return answer


def told(answer: Fault, *, method: str = "GET", server: str = AT, token: str = "") -> Told:
    api = Client(server, Speaker("en"), token, httpx.MockTransport(answer))
    with pytest.raises(Told) as caught:
        api.get("/me") if method == "GET" else api.post("/switch", {})
    return caught.value


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ConnectTimeout])
def test_where_nobody_listens_nothing_has_happened(
    fault: type[httpx.HTTPError], method: str
) -> None:
    error = told(raising(fault), method=method)
    assert (error.code, error.detail) == (Code.UNAVAILABLE, f"There is no server at {AT}.")
    assert "Check the address" in error.hint


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (httpx.ReadTimeout, "did not answer in time"),
        (httpx.ReadError, "was lost on the way"),
        (httpx.RemoteProtocolError, "was lost on the way"),
        (httpx.DecodingError, "was lost on the way"),
    ],
)
def test_a_lost_answer_is_told_without_the_words_of_the_machine(
    fault: type[httpx.HTTPError], said: str
) -> None:
    for method in ("GET", "POST"):
        error = told(raising(fault), method=method)
        assert (error.code, said in error.detail, "raw words" in error.detail) == (
            Code.UNAVAILABLE,
            True,
            False,
        )
        assert ("may have happened" in error.hint) is (method == "POST")


@pytest.mark.parametrize("server", ["foo", "ftp://x.test", "http://x.test:many"])
def test_what_is_no_address_is_told_with_one_that_is(server: str) -> None:
    with pytest.raises(Told) as caught:
        Client(server, Speaker("en")).get("/me")
    assert (caught.value.code, server in caught.value.detail) == (Code.INVALID, True)
    assert "http://127.0.0.1:8321" in caught.value.hint


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("kind", ["text/html", "application/problem+json"])
def test_an_answer_that_is_none_of_ours_is_told_as_such(status: int, kind: str) -> None:
    headers = {"content-type": kind}
    error = told(lambda _: httpx.Response(status, text="<h1>Hello</h1>", headers=headers))
    assert (error.code, str(status) in error.detail) == (Code.UNAVAILABLE, True)
    assert "not as Relève does" in error.detail


def test_what_cannot_be_a_token_is_told_before_anything_is_sent() -> None:
    error = told(raising(httpx.ConnectError), token="jeton\u00e9")
    assert (error.code, error.detail) == (Code.UNAUTHENTICATED, "This is not a token.")


@pytest.mark.parametrize("body", [{"alive": False}, {"hello": "world"}, []])
def test_a_server_that_greets_otherwise_is_none_of_ours(body: object) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with pytest.raises(Told) as caught:
        Client(AT, Speaker("en"), transport=transport).greet()
    assert caught.value.code is Code.UNAVAILABLE


def test_the_reader_is_introduced_by_language_and_zone() -> None:
    seen: list[httpx.Request] = []

    def alive(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"alive": True})

    Client(AT, Speaker("fr"), "", httpx.MockTransport(alive), "Europe/Paris").greet()
    [request] = seen
    assert request.url.path == "/health/live"
    assert request.headers["accept-language"] == "fr"
    assert request.headers["time-zone"] == "Europe/Paris"
