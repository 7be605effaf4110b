"""Versions of scripts in the workflow, and confirmations: kept by path, each tenant's own."""

from dataclasses import replace

from releve.domain.script_work import Confirmation, ScriptVersion, WorkStep
from releve.stores.regional import SqlRegionalStore
from tests.helpers.regional import ACME, AT, ORBIT

DRAFT = ScriptVersion(
    tenant=ACME,
    key="prod\\menu",
    id="v-1",
    path="PROD\\Menu",
    step=WorkStep.DRAFT,
    body={"path": "PROD\\Menu", "content": "é\n"},
    base="",
    version=1,
    changed_at=AT,
    changed_by="ana",
)
SAID = Confirmation(ACME, "prod\\menu", "tested", "m1", "Called at noon.", "ana", AT)


def test_a_version_is_kept_changed_and_dropped_whole(store: SqlRegionalStore) -> None:
    later = replace(DRAFT, step=WorkStep.PUBLISHED, body=None, version=2, published_by="bob")
    with store.writing() as tx:
        tx.script_work.keep(DRAFT)
        assert tx.script_work.version(ACME, "v-1") == DRAFT
        tx.script_work.keep(later)
    with store.reading() as tx:
        assert tx.script_work.of_key(ACME, DRAFT.key) == later
        assert tx.script_work.of_keys(ACME, [DRAFT.key, "other"]) == {DRAFT.key: later}
    with store.writing() as tx:
        tx.script_work.drop(ACME, DRAFT.key)
        assert tx.script_work.version(ACME, "v-1") is None


def test_versions_are_listed_by_path_without_their_bodies(store: SqlRegionalStore) -> None:
    first = replace(DRAFT, key="a", id="v-0", path="A")
    with store.writing() as tx:
        tx.script_work.keep(DRAFT)
        tx.script_work.keep(first)
    with store.reading() as tx:
        found = tx.script_work.versions(ACME)
    assert found == [replace(first, body=None), replace(DRAFT, body=None)]


def test_a_confirmation_is_the_last_one_said_of_its_item_and_can_be_taken_back(
    store: SqlRegionalStore,
) -> None:
    keys = replace(SAID, item="keys", mark="m2")
    again = replace(SAID, mark="m3", by="bob")
    with store.writing() as tx:
        for one in (SAID, keys, again):
            tx.script_work.confirm(one)
        found = tx.script_work.confirmations(ACME, [SAID.key, "nothing"])
        assert found == {SAID.key: {"tested": again, "keys": keys}}
        assert tx.script_work.take_back(ACME, SAID.key, "tested")
        assert not tx.script_work.take_back(ACME, SAID.key, "tested")
        assert tx.script_work.confirmations(ACME, [SAID.key]) == {SAID.key: {"keys": keys}}


def test_of_a_script_that_is_forgotten_nothing_is_kept(store: SqlRegionalStore) -> None:
    beside, abroad = replace(SAID, key="other"), replace(SAID, tenant=ORBIT)
    with store.writing() as tx:
        tx.script_work.keep(DRAFT)
        for one in (SAID, replace(SAID, item="keys"), beside, abroad):
            tx.script_work.confirm(one)
        tx.script_work.forget(ACME, DRAFT.key)
        assert tx.script_work.of_key(ACME, DRAFT.key) is None
        kept = tx.script_work.confirmations(ACME, [DRAFT.key, "other"])
        assert kept == {"other": {"tested": beside}}
        assert tx.script_work.confirmations(ORBIT, [SAID.key]) == {SAID.key: {"tested": abroad}}


def test_another_tenant_sees_neither(store: SqlRegionalStore) -> None:
    with store.writing() as tx:
        tx.script_work.keep(DRAFT)
        tx.script_work.confirm(SAID)
        tx.script_work.keep(replace(DRAFT, tenant=ORBIT))
    with store.reading() as tx:
        assert tx.script_work.confirmations(ORBIT, [SAID.key]) == {}
        found = tx.script_work.of_key(ORBIT, DRAFT.key)
        assert found is not None
        assert found.tenant == ORBIT
        assert tx.script_work.version(ORBIT, "v-9") is None
