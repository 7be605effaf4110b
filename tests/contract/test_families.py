"""What a region keeps of programs: families of tokens, tickets that are good once, the last use of access keys."""

from dataclasses import replace

import pytest

from releve.domain.families import Family, Purpose, Ticket
from releve.domain.store import Session
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT

LATER, END = "2026-11-22T10:00:00.000Z", "2026-11-22T21:00:00.000Z"
BY_KEY = Family("f-key", ACME, "u-ana", "batch", AT, END, epoch=1, key="KEY====")
BY_LOGIN = Family("f-login", ACME, "u-ana", "crm", AT, END)
REFRESH = Ticket("h-1", Purpose.REFRESH, ACME, "f-key", END)
CODE = Ticket("h-2", Purpose.CODE, ACME, "f-login", LATER, {"challenge": "é", "nonce": "n"})


def keep(store: SqlRegionalStore, *things: Family | Ticket) -> None:
    with store.writing() as tx:
        for one in things:
            if isinstance(one, Family):
                tx.families.add(one)
            else:
                tx.families.add_ticket(one)


def there(store: SqlRegionalStore, *families: Family) -> list[str]:
    with store.reading() as tx:
        return [one.id for one in families if tx.families.get(one.tenant, one.id) is not None]


def test_a_family_is_as_it_was_written_and_its_tenants_alone(store: SqlRegionalStore) -> None:
    keep(store, BY_KEY, BY_LOGIN)
    with store.reading() as tx:
        assert tx.families.get(ACME, "f-key") == BY_KEY
        assert tx.families.get(ACME, "f-login") == BY_LOGIN
        assert tx.families.get(ORBIT, "f-key") is None


def test_a_family_takes_a_higher_epoch_and_keeps_it(store: SqlRegionalStore) -> None:
    keep(store, BY_KEY)
    with store.writing() as tx:
        for epoch in (3, 2):
            tx.families.see(ACME, "f-key", epoch)
    with store.reading() as tx:
        assert tx.families.get(ACME, "f-key") == replace(BY_KEY, epoch=3)


def test_a_ticket_is_taken_first_once(store: SqlRegionalStore) -> None:
    keep(store, BY_KEY, BY_LOGIN, REFRESH, CODE)
    with store.writing() as tx:
        assert tx.families.take("h-2", LATER) == (CODE, True)
        assert tx.families.take("h-2", LATER) == (CODE, False)
        assert tx.families.take("h-3", LATER) is None
    with store.writing() as tx:
        assert tx.families.take("h-2", END) == (CODE, False)
        assert tx.families.take("h-1", LATER) == (REFRESH, True)


def take_and_fail(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        assert tx.families.take("h-1", LATER) == (REFRESH, True)
        raise LookupError


def test_a_ticket_taken_in_a_transaction_that_failed_was_not_taken(
    store: SqlRegionalStore,
) -> None:
    keep(store, BY_KEY, REFRESH)
    with pytest.raises(LookupError):
        take_and_fail(store)
    with store.writing() as tx:
        assert tx.families.take("h-1", LATER) == (REFRESH, True)


def test_the_end_of_a_family_is_that_of_its_tickets(store: SqlRegionalStore) -> None:
    twin = replace(BY_KEY, tenant=ORBIT)
    own = Ticket("h-9", Purpose.REFRESH, ORBIT, "f-key", END)
    keep(store, BY_KEY, BY_LOGIN, REFRESH, CODE, twin, own)
    with store.writing() as tx:
        tx.families.end(ACME, "f-key", "f-nobody")
        assert tx.families.take("h-1", LATER) is None
        assert tx.families.take("h-2", LATER) == (CODE, True)
        assert tx.families.take("h-9", LATER) == (own, True)
    assert there(store, BY_KEY, BY_LOGIN, twin) == ["f-login", "f-key"]


def test_the_end_of_a_key_is_that_of_all_that_began_with_it(store: SqlRegionalStore) -> None:
    other = replace(BY_KEY, id="f-other", key="OTHER===")
    again = replace(BY_KEY, id="f-again")
    keep(store, BY_KEY, again, other, BY_LOGIN)
    with store.writing() as tx:
        tx.families.end_of_keys(ACME, "KEY====")
    assert there(store, BY_KEY, again, other, BY_LOGIN) == ["f-other", "f-login"]


def test_who_is_logged_out_everywhere_keeps_what_began_with_a_key(store: SqlRegionalStore) -> None:
    bob = replace(BY_LOGIN, id="f-bob", employee="u-bob")
    keep(store, BY_KEY, BY_LOGIN, bob)
    session = Session("t", ACME, "u-ana", "ana", AT, END)
    with store.writing() as tx:
        tx.sessions.add(session)
        tx.sessions.end_all(ACME, "u-ana")
        assert tx.sessions.get("t") is None
    assert there(store, BY_KEY, BY_LOGIN, bob) == ["f-key", "f-bob"]


def test_what_is_over_is_swept_with_its_tickets(store: SqlRegionalStore) -> None:
    brief = replace(BY_LOGIN, id="f-brief", expires_at=LATER)
    ticket = Ticket("h-7", Purpose.REFRESH, ACME, "f-brief", END)
    keep(store, BY_KEY, REFRESH, BY_LOGIN, CODE, brief, ticket)
    with store.writing() as tx:
        assert tx.families.sweep(LATER) == 1
        assert tx.families.take("h-7", LATER) is None
        assert tx.families.take("h-2", LATER) is None  # a code that is over
        assert tx.families.take("h-1", LATER) == (REFRESH, True)
    assert there(store, BY_KEY, BY_LOGIN, brief) == ["f-key", "f-login"]


def test_the_last_use_of_a_key_is_remembered_and_is_no_change_of_its_tenant(
    store: SqlRegionalStore,
) -> None:
    with store.writing() as tx:
        for at in (AT, LATER):
            tx.families.note_use(ACME, "KEY====", at)
        tx.families.note_use(ORBIT, "KEY====", AT)
    with store.reading() as tx:
        assert tx.families.last_uses(ACME) == {"KEY====": LATER}
        assert tx.families.last_uses("nobody") == {}
        assert tx.entities.revision(ACME) == 0
