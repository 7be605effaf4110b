"""Lists of many employees: sorted by an index, counted no further than anybody looks, the same on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from releve.domain.entities import Draft
from releve.stores.regional import SqlRegionalStore

TENANT, AT = "tenant-1", "2026-11-22T10:00:00.000Z"


def employee(n: int, **more: object) -> Draft:
    body = {
        "userName": f"agent{n}",
        "firstName": "Zoé",
        "lastName": f"Brandt{n % 7}" if n % 2 else f"BRANDT{n % 7}",
        "bcpType": "single" if n % 3 else "none",
        **more,
    }
    return Draft("employee", body)


@pytest.fixture
def staffed(store: SqlRegionalStore) -> SqlRegionalStore:
    with store.writing() as tx:
        tx.entities.put(TENANT, [employee(n) for n in range(60)], by="eva", at=AT)
    return store


@contextmanager
def asked(store: SqlRegionalStore) -> Iterator[list[tuple[str, Any]]]:
    """The statements of a block with what they were given."""
    found: list[tuple[str, Any]] = []

    def note(conn: object, cursor: object, statement: str, given: Any, *rest: object) -> None:
        found.append((statement, given))

    event.listen(store.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(store.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("descending", [False, True])
def test_employees_are_sorted_by_last_name_through_an_index(
    staffed: SqlRegionalStore, descending: bool
) -> None:
    with asked(staffed) as statements, staffed.reading() as tx:
        page = tx.entities.page(TENANT, "employee", order="lastName", descending=descending, top=60)
    names = [one.body["lastName"].lower() for one in page.rows]
    assert names == sorted(names, reverse=descending)
    if descending and staffed.database.engine.dialect.name == "postgresql":
        return  # last without a name, either way: that order this index has not
    [(statement, given)] = [one for one in statements if "ORDER BY" in one[0]]
    explain = (
        "EXPLAIN QUERY PLAN " if staffed.database.engine.dialect.name == "sqlite" else "EXPLAIN "
    )
    with staffed.database.engine.connect() as connection:
        if explain == "EXPLAIN ":  # of so few rows any way is as good as another
            for way in ("seqscan", "sort", "bitmapscan"):
                connection.execute(text(f"SET enable_{way} = off"))
        plan = connection.exec_driver_sql(explain + statement, given).all()
    assert "entity_surname" in str(plan), plan


def test_a_whole_list_is_counted_by_the_ledger_and_a_filtered_one_up_to_a_bound(
    staffed: SqlRegionalStore,
) -> None:
    with asked(staffed) as statements, staffed.reading() as tx:
        assert tx.entities.page(TENANT, "employee", top=5).total == 60
        assert not any("count(" in statement for statement, _ in statements)
        single = {"bcpType": "single"}
        assert tx.entities.page(TENANT, "employee", where=single, top=5).total == 40
        bounded = tx.entities.page(TENANT, "employee", where=single, top=5, count_max=10)
        assert (len(bounded.rows), bounded.total) == (5, 11)
        assert tx.entities.page(TENANT, "employee", where=single, count_max=40).total == 40
        assert len(tx.entities.chosen(TENANT, "employee", search="AGENT1", where=single)) == 8
        assert tx.entities.chosen("tenant-2", "employee") == []


def test_the_story_of_an_entity_is_told_from_its_versions(staffed: SqlRegionalStore) -> None:
    with staffed.writing() as tx:
        one = tx.entities.by_key(TENANT, "employee", "agent1")
        assert one is not None
        for rank in (1, 2):
            changed = Draft("employee", {**one.body, "rank": rank}, one.id, one.alt_id)
            tx.entities.put(TENANT, [changed], by=f"eva {rank}", at=AT)
    with staffed.reading() as tx:
        story = tx.entities.story(TENANT, "employee", one.id, top=9)
    assert [
        (revision, (version.body or {}).get("rank"), version.changed_by)
        for revision, version in story
    ] == [(3, 2, "eva 2"), (2, 1, "eva 1"), (1, None, "eva")]


def test_excerpts_hold_the_fields_asked_for_of_the_living_sorted_by_key(
    store: SqlRegionalStore,
) -> None:
    drafts = [employee(2), employee(1, notes="left-handed"), employee(0)]
    with store.writing() as tx:
        *_, gone = tx.entities.put(TENANT, drafts, by="eva", at=AT)
        tx.entities.put(TENANT, [Draft("employee", {}, *gone, deleted=True)], by="eva", at=AT)
    with store.reading() as tx:
        found = list(tx.entities.excerpts(TENANT, "employee", ["bcpType", "notes"]))
    assert [(one.key, one.twin, one.body) for one in found] == [
        ("agent1", None, {"bcpType": "single", "notes": "left-handed"}),
        ("agent2", None, {"bcpType": "single"}),
    ]
