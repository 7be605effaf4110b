"""The OpenAPI documents say what really happens: requests drawn by chance from them are answered as they declare.

For every operation of every document that the application has, as nobody and as an administrator. Nothing breaks (no 5xx), and no status comes that is not declared. The seed is printed; `RELEVE_SEED=n`
takes another one, `RELEVE_EXAMPLES=n` draws so many requests for each operation and caller.
"""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import status_code_conformance

from tests.golden.asking import Asking
from tests.golden.routes import Route, documents
from tests.golden.test_authorisation import asking

SEED = int(os.environ.get("RELEVE_SEED") or 20261126)
EXAMPLES = int(os.environ.get("RELEVE_EXAMPLES") or 1)
CALLERS = ("nobody", "admin")
#: A refusal of the field's doors, not a fault: it is declared.
NOT_OFFERED = 501
CHECKS = [not_a_server_error, status_code_conformance]


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[FastAPI, Asking]]:
    with asking() as both:
        yield both


def operations(ask: Asking, address: str) -> Iterator[Any]:
    document = ask.send("GET", address).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.seed = SEED
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def drawn(ask: Asking, operation: Any) -> Iterator[Any]:
    """Requests that fit, of things that there are and of others; and some that do not fit."""
    if "{" in operation.path:
        named = dict(ask.named_in(operation.path))
        yield operation.as_strategy(GenerationMode.POSITIVE, path_parameters=named)
    yield operation.as_strategy(GenerationMode.POSITIVE)
    yield operation.as_strategy(GenerationMode.NEGATIVE)


def faults(ask: Asking, operation: Any) -> list[str]:
    """What was answered and should not have been; told once for each status."""
    found: dict[str, str] = {}

    def judge(case: Case[Any]) -> None:
        for caller in CALLERS:
            answer = sent(ask, case, ask.token(Route(operation.path, operation.method), caller))
            try:
                case.validate_response(answer, checks=CHECKS[answer.status_code == NOT_OFFERED :])
            except FailureGroup as failures:
                for one in failures.exceptions:
                    asked = f"{operation.method} {case.formatted_path} {case.query} {case.body!r}"
                    found.setdefault(
                        f"{operation.label}: {answer.status_code}: {one.title}",
                        f"{caller}: {asked}",
                    )

    calm = settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for strategy in drawn(ask, operation):
        try:
            by_chance: Any = given(strategy)
            run: Any = seed(SEED)(calm(by_chance(judge)))
            run()
        except Unsatisfiable:
            continue  # nothing that does not fit: it takes no input
    return [f"{what}, asked as {how}" for what, how in found.items()]


def sent(ask: Asking, case: Case[Any], token: str) -> httpx.Response:
    """The case as a browser's or a program's request, with the token of somebody."""
    given = case.as_transport_kwargs(base_url="http://releve.test")
    known = {"method", "url", "headers", "params", "data", "json", "files", "cookies"}
    ready = requests.Request(**{one: given[one] for one in given if one in known}).prepare()
    headers = {**ready.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
    return ask.send(str(ready.method), str(ready.url), headers=headers, content=ready.body)


def test_requests_by_chance_are_answered_as_the_documents_declare(
    asked: tuple[FastAPI, Asking],
) -> None:
    app, ask = asked
    print(f"RELEVE_SEED={SEED} RELEVE_EXAMPLES={EXAMPLES}")
    wrong: list[str] = []
    for address in documents(app):
        for operation in operations(ask, address):
            wrong += [f"{address}: {one}" for one in faults(ask, operation)]
    assert not wrong, "\n".join(wrong)
