"""Employees files and the change history of employees: kept, found, forgotten, the same on both databases."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from releve.domain.changes import EmployeeChange, Way
from releve.domain.uploads import Lines, Upload, UploadState
from releve.stores.regional import SqlRegionalStore

AT, LATER, MUCH_LATER = (f"2026-11-22T{n}:00:00.000Z" for n in (10, 11, 12))
TENANT, OTHER = "tenant-1", "tenant-2"
FILE = b"Username\n\x00\xff\n"


def upload(id: str = "u1", **given: object) -> Upload:
    plain = Upload(
        id=id,
        tenant=TENANT,
        state=UploadState.CHECKING,
        name="people.csv",
        asked_by="eva",
        asked_at=AT,
        expires_at=LATER,
        asked={"grants": {"admin.employees": ["edit"]}},
        facts={"unknown": ["Shoe size"]},
    )
    return replace(plain, **given)  # type: ignore[arg-type]


@pytest.fixture
def kept(store: SqlRegionalStore) -> SqlRegionalStore:
    with store.writing() as tx:
        tx.uploads.add(upload(), FILE)
    return store


def test_an_upload_comes_back_as_it_was_with_its_file(kept: SqlRegionalStore) -> None:
    with kept.reading() as tx:
        assert tx.uploads.get(TENANT, "u1") == upload()
        assert tx.uploads.file(TENANT, "u1") == FILE
        assert tx.uploads.get(OTHER, "u1") is None


def test_of_two_workers_one_gets_it_until_the_lease_is_over(kept: SqlRegionalStore) -> None:
    with kept.writing() as tx:
        first = tx.uploads.take(upload(), worker="a", now=AT, until=LATER)
        assert first is not None
        assert first.worker == "a"
        assert tx.uploads.take(upload(), worker="b", now=AT, until=LATER) is None
        assert tx.uploads.progress(first, {"done": 7})
        assert tx.uploads.take(upload(), worker="b", now=MUCH_LATER, until=MUCH_LATER) is not None
        assert not tx.uploads.progress(first, {"done": 8}), "it is somebody else's by now"
        assert not tx.uploads.extend(upload(), worker="a", until=MUCH_LATER)
        found = tx.uploads.get(TENANT, "u1")
    assert found is not None
    assert found.progress == {"done": 7}


def test_only_what_waits_is_open_and_only_what_has_ended_expires(kept: SqlRegionalStore) -> None:
    with kept.writing() as tx:
        tx.uploads.add(upload("u2", state=UploadState.CHECKED, asked_at=LATER), b"")
        assert [one.id for one in tx.uploads.open()] == ["u1"]
        assert [one.id for one in tx.uploads.newest(TENANT, top=9)] == ["u2", "u1"]
        assert tx.uploads.newest(OTHER, top=9) == []
        assert tx.uploads.sweep(AT) == 0
        assert tx.uploads.sweep(LATER) == 1
        assert tx.uploads.get(TENANT, "u2") is None
        tx.uploads.save(upload(state=UploadState.APPLIED))
        assert tx.uploads.sweep(LATER) == 1


def blocks() -> Iterator[Lines]:
    yield Lines.of("refused", [{"row": 3}, {"row": 9}])
    yield Lines.of("changed", [{"row": n} for n in range(10, 15)])
    yield Lines.of("changed", [{"row": n} for n in range(15, 18)])


def test_lines_are_paged_over_their_blocks(kept: SqlRegionalStore) -> None:
    with kept.writing() as tx:
        tx.uploads.set_lines(TENANT, "u1", [Lines.of("refused", [{"row": 1}])])
        tx.uploads.set_lines(TENANT, "u1", blocks())
    with kept.reading() as tx:

        def rows(**wanted: object) -> tuple[list[int], int]:
            lines, total = tx.uploads.lines(TENANT, "u1", **wanted)  # type: ignore[arg-type]
            return [line["row"] for line in lines], total

        assert rows(outcome="refused") == ([3, 9], 2)
        assert rows(outcome="changed", skip=3, top=3) == ([13, 14, 15], 8)
        assert rows(skip=1, top=2) == ([9, 10], 10)
        assert rows(outcome="created") == ([], 0)
        assert [one["row"] for one in tx.uploads.all_lines(TENANT, "u1")] == [3, 9, *range(10, 18)]
        assert tx.uploads.lines(OTHER, "u1") == ([], 0)
    with kept.writing() as tx:
        tx.uploads.drop(TENANT, "u1")
        assert tx.uploads.lines(TENANT, "u1") == ([], 0)


def change(employee: str, revision: int, **given: object) -> EmployeeChange:
    plain = EmployeeChange(
        employee, revision, AT, "eva", None, Way.FILE, "employees.import", (("rank", "1", "2"),)
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def test_a_history_is_told_the_newest_first_and_to_its_tenant_alone(
    store: SqlRegionalStore,
) -> None:
    many = [change("1", n) for n in range(1, 1_202)]
    unknown = change("2", 7, fields=None, way=Way.UNKNOWN, acting_as="Impersonated Admin")
    with store.writing() as tx:
        tx.employee_changes.add(TENANT, [*many, unknown])
    with store.reading() as tx:
        assert tx.employee_changes.of(TENANT, "1", top=2) == [
            change("1", 1_201),
            change("1", 1_200),
        ]
        assert tx.employee_changes.of(TENANT, "2", top=9) == [unknown]
        assert tx.employee_changes.of(OTHER, "1", top=9) == []
