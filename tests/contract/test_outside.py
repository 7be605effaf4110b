"""What a region keeps of outside identifiers: which scripts use them, what people know of them."""

from dataclasses import replace

import pytest

from releve.domain.errors import Conflict
from releve.domain.outside import Note, Outcome, Seen, Sort, Test, Use, line_of
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT

USE = Use("crm.example", "/cases/{id}", Sort.ADDRESS, "10", "Data")
SEEN = Seen("1", 7, 1, "Common\\Crm", AT, (USE,))
NOTE = Note(
    line_of("crm.example", "/cases/{id}"),
    "crm.example",
    "/cases/{id}",
    "The CRM team",
    Test("2026-03-31", AT, Outcome.FAILS, "ana", "Refused é"),
    version=1,
    changed_at=AT,
    changed_by="ana",
)


def keep(store: SqlRegionalStore, *notes: Note) -> None:
    for note in notes:
        with store.writing() as tx:
            tx.outside.put(ACME, note)


def test_what_a_script_uses_is_kept_until_it_is_looked_at_again(store: SqlRegionalStore) -> None:
    bare = replace(SEEN, script="2", uses=())
    with store.writing() as tx:
        tx.outside.see(ACME, [SEEN, bare], ())
    with store.reading() as tx:
        assert tx.outside.looked_at(ACME) == {"1": (7, 1), "2": (7, 1)}
        assert tx.outside.seen(ACME) == [SEEN]
        assert tx.outside.seen(ORBIT) == []
    with store.writing() as tx:
        tx.outside.see(ACME, [replace(bare, revision=8, uses=(USE,))], {"1"})
    with store.reading() as tx:
        assert [(one.script, one.revision) for one in tx.outside.seen(ACME)] == [("2", 8)]


def test_a_note_is_kept_whole_and_is_its_tenants_alone(store: SqlRegionalStore) -> None:
    keep(store, NOTE)
    with store.reading() as tx:
        assert tx.outside.notes(ACME) == {NOTE.id: NOTE}
        assert tx.outside.notes(ORBIT) == {}


def test_of_two_who_change_a_note_at_once_one_is_told(store: SqlRegionalStore) -> None:
    keep(store, NOTE, replace(NOTE, version=2, owner="Ana", test=None))
    for late in (NOTE, replace(NOTE, version=2)):
        with pytest.raises(Conflict), store.writing() as tx:
            tx.outside.put(ACME, late)
    with store.reading() as tx:
        found = tx.outside.notes(ACME)[NOTE.id]
    assert (found.version, found.owner, found.test) == (2, "Ana", None)
