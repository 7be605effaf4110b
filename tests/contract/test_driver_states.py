"""What a region remembers of the far ends that follow the active side of a pair."""

import threading
import time
from dataclasses import replace

import pytest

from releve.domain.errors import Unavailable
from releve.domain.say import say
from releve.domain.tenancy import admit
from releve.domain.traffic import DriverState
from releve.stores.regional import SqlRegionalStore
from releve.stores.regional.store import PATIENCE_S
from tests.helpers.regional import ACME, AT, ORBIT

STATE = DriverState(
    ACME,
    "p",
    "names",
    epoch_seen=7,
    epoch_observed=6,
    observed_at=AT,
    since=AT,
    checked_at=AT,
    tries=3,
    sentence=say("{server} does not answer: “{why}”.", server="ns.example", why="délai"),
    took_ms=41,
)


def keep(store: SqlRegionalStore, *states: DriverState) -> None:
    with store.writing() as tx:
        tx.driver_states.keep(states)


def test_a_state_is_kept_whole_and_is_its_tenants_alone(store: SqlRegionalStore) -> None:
    bare = DriverState(ORBIT, "q", "names")
    keep(store, STATE, bare)
    with store.reading() as tx:
        assert tx.driver_states.of(ACME) == [STATE]
        assert tx.driver_states.of(ORBIT) == [bare]
        assert tx.driver_states.all() == [STATE, bare]


def test_a_state_takes_the_place_of_the_one_before(store: SqlRegionalStore) -> None:
    keep(store, STATE)
    later = replace(STATE, epoch_observed=7, tries=0, sentence=None, took_ms=None)
    keep(store, later, replace(STATE, driver="balancer"))
    with store.reading() as tx:
        assert tx.driver_states.of(ACME) == [replace(STATE, driver="balancer"), later]


def test_what_is_held_is_made_if_it_was_not_there(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        assert tx.driver_states.held(ACME, "p", "names") == DriverState(ACME, "p", "names")
        tx.driver_states.keep([STATE])
        assert tx.driver_states.held(ACME, "p", "names") == STATE


def test_of_two_who_hold_a_state_the_second_sees_what_the_first_wrote(
    store: SqlRegionalStore,
) -> None:
    """Epochs 2 to 9 are shown by eight threads at once: none goes back, and nothing is lost."""
    refused = []

    def show(epoch: int) -> None:
        with store.writing() as tx:
            held = tx.driver_states.held(ACME, "p", "names")
            try:
                seen = admit(held.epoch_seen, epoch)
            except Exception as error:
                refused.append(error)
                seen = held.epoch_seen
            tx.driver_states.keep([replace(held, epoch_seen=seen, tries=held.tries + 1)])

    threads = [threading.Thread(target=show, args=(epoch,)) for epoch in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as tx:
        [state] = tx.driver_states.of(ACME)
    assert (state.epoch_seen, state.tries) == (9, 8)
    assert len(refused) < 8


def test_whoever_stands_still_with_a_state_does_not_hold_up_the_others_for_long(
    store_on_postgres: SqlRegionalStore,
) -> None:
    """A process may be stopped there. On SQLite one process has the store for itself."""
    with store_on_postgres.writing() as standing:
        standing.driver_states.held(ACME, "p", "names")
        began = time.monotonic()
        with pytest.raises(Unavailable), store_on_postgres.writing() as tx:
            tx.driver_states.held(ACME, "p", "names")
        assert time.monotonic() - began < PATIENCE_S / 2
