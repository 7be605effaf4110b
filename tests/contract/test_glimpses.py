"""The search across pages: every store finds the same few of each kind, by names and by ids."""

import pytest

from releve.domain.entities import Draft, Glimpsed
from releve.domain.kinds import KINDS, checked
from releve.stores.regional import SqlRegionalStore
from tests.helpers.bodies import minimal_body
from tests.helpers.regional import ACME, AT, ORBIT, gone, put, team


def glimpsed(
    store: SqlRegionalStore,
    text: str,
    *,
    within: tuple[str, ...] = ("team", "skill"),
    beginning: tuple[str, ...] = (),
    top: int = 5,
) -> list[str]:
    with store.reading() as tx:
        found = tx.entities.glimpses(ACME, Glimpsed(text, within, beginning, top))
    return [f"{one.kind} {KINDS[one.kind].title_of(one.body)}" for one in found]


def made(store: SqlRegionalStore, kind: str, *bodies: dict[str, object]) -> list[str]:
    drafts = [Draft(kind, checked(KINDS[kind], body)) for body in bodies]
    with store.writing() as tx:
        return [own for own, _ in tx.entities.put(ACME, drafts, by="ana", at=AT)]


@pytest.fixture(autouse=True)
def furnished(store: SqlRegionalStore) -> list[str]:
    ids = put(store, team("Blue Gulls"), team("Red Gulls"), team("Terns 100%"), team("Old Gulls"))
    put(store, gone(ids[3]))
    put(store, team("Their Gulls"), tenant=ORBIT)
    made(store, "skill", {"skillName": "Gulls by phone", "mediaTypeId": 4})
    return ids


def test_names_hold_the_text_in_any_case_and_the_dead_and_others_are_left_out(
    store: SqlRegionalStore,
) -> None:
    found = ["skill Gulls by phone", "team Blue Gulls", "team Red Gulls"]
    assert glimpsed(store, " gULLs ") == found
    assert glimpsed(store, "0%") == ["team Terns 100%"]
    assert glimpsed(store, "gulls", within=("team",)) == found[1:]
    assert glimpsed(store, "puffin") == []


def test_of_a_kind_with_too_many_only_the_beginning_of_names_is_compared(
    store: SqlRegionalStore,
) -> None:
    assert glimpsed(store, "gulls", within=(), beginning=("team", "skill")) == [
        "skill Gulls by phone"
    ]
    assert glimpsed(store, "RED", within=("skill",), beginning=("team",)) == ["team Red Gulls"]


def test_an_id_of_either_sort_is_found_as_a_whole(
    store: SqlRegionalStore, furnished: list[str]
) -> None:
    with store.reading() as tx:
        blue = tx.entities.get(ACME, "team", furnished[0])
    assert blue is not None
    assert blue.alt_id is not None
    for within, beginning in ((("team",), ()), ((), ("team",))):
        assert glimpsed(store, blue.id, within=within, beginning=beginning) == ["team Blue Gulls"]
        by_other = glimpsed(store, blue.alt_id.upper(), within=within, beginning=beginning)
        assert by_other == ["team Blue Gulls"]
        assert glimpsed(store, blue.alt_id[:-1], within=within, beginning=beginning) == []
    assert glimpsed(store, furnished[3]) == [], "a tombstone"


def test_there_are_few_of_each_kind(store: SqlRegionalStore) -> None:
    put(store, *(team(f"Gulls {n:02}") for n in range(30)))
    assert glimpsed(store, "gulls", top=2) == [
        "skill Gulls by phone",
        "team Blue Gulls",
        "team Gulls 00",
    ]


def test_employees_are_known_by_their_names_too(store: SqlRegionalStore) -> None:
    body = minimal_body(KINDS["employee"])
    named = {"userName": "q7@x.example", "firstName": "Zoe", "lastName": "Marchand"}
    made(store, "employee", {**body, **named})
    for text in ("zoe march", "marchand zoe", "MARCHAND", "q7@"):
        assert glimpsed(store, text, within=("employee",)) == ["employee q7@x.example"]
    for text in ("march", "q7"):
        many = glimpsed(store, text, within=(), beginning=("employee",))
        assert many == ["employee q7@x.example"]
    assert glimpsed(store, "zoe", within=(), beginning=("employee",)) == []


def test_contents_are_not_read(store: SqlRegionalStore) -> None:
    [own] = made(store, "script", {"path": "Gulls", "format": "json", "content": "{}"})
    with store.reading() as tx:
        [one] = tx.entities.glimpses(ACME, Glimpsed(own, ("script",), (), 5))
    assert "content" not in one.body
    assert one.body["path"] == "Gulls"
