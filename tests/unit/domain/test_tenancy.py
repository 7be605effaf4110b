"""The record of a pair's sync: what an earlier release wrote is read, and how much a run may do unasked."""

from dataclasses import asdict

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from releve.domain.tenancy import Deletions, Drift, Frequency, Pair, SyncConfig

#: As the first release wrote it.
FIRST = {
    "enabled": True,
    "enabled_at": "2026-01-14T07:00:00.000Z",
    "frequency": "daily",
    "at": "03:30",
    "zone": "Europe/Paris",
    "custom": True,
    "kinds": ["skill", "tag"],
}
CONFIGS = st.builds(
    SyncConfig,
    frequency=st.sampled_from(Frequency),
    weekday=st.integers(0, 6),
    kinds=st.lists(st.text()).map(tuple),
    others=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    deletions=st.sampled_from(Deletions),
    drift=st.sampled_from(Drift),
)


def test_a_record_of_the_first_release_is_read_and_asks_before_it_deletes() -> None:
    read = Pair.of(
        {"id": "p", "primary": "one", "bcp": "two", "passkey": None, "sync": dict(FIRST)}
    ).sync
    assert (read.enabled, read.at, read.zone, read.kinds) == (
        True,
        "03:30",
        "Europe/Paris",
        ("skill", "tag"),
    )
    assert (read.frequency, read.deletions) == (Frequency.DAILY, Deletions.ASK)
    assert (read.drift, read.restore_points) == (Drift.OVERWRITE, 10)


@given(config=CONFIGS)
def test_a_configuration_comes_back_from_its_record_as_it_was(config: SyncConfig) -> None:
    read = SyncConfig.of(orjson.loads(orjson.dumps(asdict(config))))
    assert read == config
    assert isinstance(read.frequency, Frequency)
    assert (type(read.deletions), type(read.drift)) == (Deletions, Drift)


@pytest.mark.parametrize(
    ("living", "deletions", "edits"),
    [(0, 20, 50), (100, 20, 50), (401, 20, 200), (10_000, 500, 5000)],
)
def test_a_run_may_do_unasked_a_share_of_a_kind_or_a_number_whichever_is_more(
    living: int, deletions: int, edits: int
) -> None:
    config = SyncConfig()
    assert (config.deletions_cap(living), config.edits_cap(living)) == (deletions, edits)
