"""What no database can keep, such as text with a NUL in it: refused in words, or simply not found; never our fault."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from releve.domain.directory import Change, Directory
from releve.domain.errors import Invalid
from releve.domain.runs import Step, Verb
from releve.domain.store import Credential, Draftsheet, Tx
from releve.stores.regional import SqlRegionalStore
from releve.stores.sql.bulk import CHUNK
from tests.helpers.houses import REGIONS, Hands, Story, make_house
from tests.helpers.regional import ACME, AT, team, teams

UNFIT = {"nul": "a\0", "surrogate": "a\ud800"}

Asked = Callable[[Tx, str], object]

READ: dict[str, Asked] = {
    "id": lambda tx, text: tx.entities.get(ACME, "team", text),
    "ids": lambda tx, text: tx.entities.many(ACME, "team", [text]),
    "search": lambda tx, text: tx.entities.page(ACME, "team", search=text),
    "filter": lambda tx, text: tx.entities.page(ACME, "team", where={"name": text}),
    "tenant": lambda tx, text: tx.entities.counts(text),
    "username": lambda tx, text: tx.credentials.by_username(text),
    "audit": lambda tx, text: tx.audit.page(ACME, search=text),
    "run": lambda tx, text: tx.runs.get(text),
    "verb": lambda tx, text: tx.runs.steps("r", verb=text),
    "session": lambda tx, text: tx.sessions.get(text),
    "subject": lambda tx, text: tx.throttle.failures(text, AT),
    "number": lambda tx, _: tx.entities.page(ACME, "team", where={"maxSize": 10**25}),
    "ordinal": lambda tx, _: tx.entities.page(ACME, "team", skip=10**18),
}

WRITTEN: dict[str, Asked] = {
    "failure": lambda tx, text: tx.throttle.fail(text, AT),
    "credential": lambda tx, text: tx.credentials.put([Credential(ACME, "u", text, "h")]),
    "draft": lambda tx, text: tx.drafts.put(Draftsheet("d", "o", ACME, {"n": text}, AT)),
    "act": lambda tx, text: tx.audit.add(tenant=ACME, at=AT, actor=text, act="login"),
    "details": lambda tx, text: tx.audit.add(
        tenant=ACME, at=AT, actor="ana", act="switch", details={"reason": text}
    ),
    "many": lambda tx, text: tx.runs.add_steps(
        "r", [Step(Verb.CREATE, "team", text, "1", None) for _ in range(CHUNK)]
    ),
    "claim": lambda tx, _: tx.entities.claim(ACME, {"team": 10**25}),
}


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize("asked", READ.values(), ids=READ)
def test_reading_by_it_finds_nothing_or_is_refused(
    store: SqlRegionalStore, asked: Asked, text: str
) -> None:
    with suppress(Invalid), store.reading() as tx:
        asked(tx, text)
    assert teams(store) == []


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_writing_it_is_refused_or_done_and_the_store_goes_on(
    store: SqlRegionalStore, written: Asked, text: str
) -> None:
    with suppress(Invalid), store.writing() as tx:
        written(tx, text)
    with store.writing() as tx:
        tx.entities.put(ACME, [team("Blue")], by="ana", at=AT)
    assert teams(store) == ["Blue"]


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
def test_a_directory_refuses_it_or_finds_nothing(directory: Directory, text: str) -> None:
    with suppress(Invalid):
        assert directory.get(f"tenant/{text}") is None
    with suppress(Invalid):
        assert directory.list(f"tenant/{text}") == []
    with suppress(Invalid):
        directory.commit(Change("tenant/x", {"name": text}, 0))
    directory.commit(Change("tenant/y", {}, 0))


def test_on_postgresql_it_is_said_what_is_wrong(store_on_postgres: SqlRegionalStore) -> None:
    refused = pytest.raises(Invalid, match="characters that cannot be stored")
    with store_on_postgres.writing() as tx, refused as told:
        tx.throttle.fail("a\0", AT)
    assert told.value.hint is not None


@pytest.fixture
def story(sort: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Story]:
    hands, stores = Hands(), {}
    if sort == "postgresql":
        create = request.getfixturevalue("postgres_urls")
        stores = {name: create() for name in ("directory", *REGIONS)}
    house = make_house(tmp_path, hands, stores)
    yield Story(house, hands)
    house.regions.close()
    house.registry.directory.close()


def test_no_door_takes_it_for_our_mistake(story: Story) -> None:
    operator = story.operator()
    tenant = story.tenant(operator, "Acme")
    inside = story.step_in(operator, tenant)
    employee = "/entities/employee"
    by_token = {
        "": ["/.well-known/cxone-configuration?tenantId=%00"],
        inside: [
            f"{employee}?search=%00",
            f"{employee}?filter=userName:%00",
            f"{employee}?filter=isActive:{10**25}",
            f"{employee}?filter=teamId:%00",
            f"{employee}/%00",
            "/audit?search=%00",
            "/sync/runs/%00",
        ],
        operator: ["/tenants/%00", "/tenants?search=%00", "/bcp/%00"],
        "ca1.%00": ["/me"],
    }
    answers = {
        path: story.http.get(
            path if path.startswith("/.") else f"/api/v1{path}",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        ).status_code
        for token, paths in by_token.items()
        for path in paths
    }
    for text in ("\0", "a\ud800"):
        content = json.dumps({"username": text, "password": text}).encode()
        for path in ("/login", "/login/operator"):
            sent = story.http.post(
                f"/api/v1{path}", content=content, headers={"Content-Type": "application/json"}
            )
            answers[f"{path} {text!r}"] = sent.status_code
    assert {path: status for path, status in answers.items() if status >= 500} == {}
