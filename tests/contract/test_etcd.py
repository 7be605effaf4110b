"""The directory on a cluster of three: members die, freeze, forget to answer, and nothing is done twice or lost."""

import signal
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from releve.domain.directory import Change, Record
from releve.domain.errors import Conflict, Refused, Unavailable
from releve.stores.directory.addresses import members_of, open_etcd
from releve.stores.directory.etcd import EtcdDirectory
from releve.stores.directory.gateway import Gateway, Lost
from tests.helpers.etcd import EtcdCluster, NoEtcd, etcd_cluster
from tests.helpers.tls import tls_front

PAIR = "activation/1"
#: A member that holds a request while it has no leader is left sooner than usual, so that the tests are quick.
SOON = "?timeout_s=0.4&patience_s=10"


@pytest.fixture(scope="module")
def three() -> Iterator[EtcdCluster]:
    """A cluster that a test may hurt, if it heals it again."""
    try:
        with etcd_cluster() as running:
            yield running
    except NoEtcd as missing:
        pytest.skip(f"no etcd: {missing}")


@pytest.fixture
def directory(three: EtcdCluster, request: pytest.FixtureRequest) -> Iterator[EtcdDirectory]:
    with closing(open_etcd(three.url(request.node.name, SOON))) as opened:
        opened.commit(Change(PAIR, {"n": 0}, 0))
        yield opened


def test_with_one_member_killed_whoever_it_is_the_others_go_on(
    three: EtcdCluster, directory: EtcdDirectory
) -> None:
    for n in range(1, 4):
        gone = three.wait_for_leader()
        gone.kill()
        directory.commit(Change(PAIR, {"n": n}, n))
        assert directory.get(PAIR) == Record(PAIR, {"n": n}, n + 1)
        three.start(gone)


def test_a_member_that_freezes_is_gone_past(three: EtcdCluster, directory: EtcdDirectory) -> None:
    frozen = three.wait_for_leader()
    frozen.signal(signal.SIGSTOP)
    try:
        directory.commit(Change(PAIR, {"n": 1}, 1))
        assert directory.get(PAIR) == Record(PAIR, {"n": 1}, 2)
    finally:
        frozen.signal(signal.SIGCONT)
    three.wait_for_leader()


def test_without_a_majority_nothing_is_answered_and_nothing_is_written(three: EtcdCluster) -> None:
    url = three.url("majority", "?timeout_s=0.2&patience_s=0.5")
    with closing(open_etcd(url)) as directory:
        directory.commit(Change(PAIR, {"n": 0}, 0))
        gone = three.members[:2]
        for one in gone:
            one.kill()
        for act in (
            lambda: directory.get(PAIR),
            lambda: directory.list(""),
            directory.mark,
            lambda: directory.commit(Change(PAIR, {"n": 9}, 7)),
        ):
            with pytest.raises(Unavailable, match="does not answer") as told:
                act()
            assert "More than half" in str(told.value.hint)
        three.start(*gone)
        assert directory.get(PAIR) == Record(PAIR, {"n": 0}, 1)


class Forgetful(Gateway):
    """Carries out what it is asked, and then the answer is lost: so many times."""

    times = 0

    def ask_once(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = super().ask_once(path, body)
        if path == "kv/txn" and self.times > 0:
            self.times -= 1
            raise Lost("the answer was lost", sent=True)
        return answer


@pytest.fixture
def forgetful(three: EtcdCluster, request: pytest.FixtureRequest) -> Iterator[Forgetful]:
    gateway = Forgetful(members_of(three.url(request.node.name))[0])
    yield gateway
    gateway.close()


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_commit_whose_answer_was_lost_is_found_out_and_not_repeated(
    forgetful: Forgetful, times: int
) -> None:
    directory = EtcdDirectory(forgetful, f"lost/{times}")
    directory.commit(Change(PAIR, {"n": 1}, 0))
    forgetful.times = times
    directory.commit(Change(PAIR, {"n": 2}, 1))
    assert directory.get(PAIR) == Record(PAIR, {"n": 2}, 2)


def test_a_conflict_whose_answer_was_lost_is_a_conflict(forgetful: Forgetful) -> None:
    directory = EtcdDirectory(forgetful, "lost/conflict")
    directory.commit(Change(PAIR, {"n": 1}, 0))
    forgetful.times = 1
    with pytest.raises(Conflict) as told:
        directory.commit(Change(PAIR, {"n": 9}, 0))
    assert told.value.facts["version"] == 1


class Late(Gateway):
    """Keeps the first transaction back; the cluster gets it when nobody waits for it any more."""

    kept: Mapping[str, Any] | None = None

    def ask_once(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if path == "kv/txn" and self.kept is None:
            self.kept = body
            raise Lost("it is under way for a long time", sent=True)
        return super().ask_once(path, body)


def test_a_commit_that_was_given_up_is_not_carried_out_later(
    three: EtcdCluster, directory: EtcdDirectory
) -> None:
    """The writer was told of a conflict; when the way is free again the late request must not slip through."""
    late = Late(members_of(three.url())[0])
    with (
        closing(EtcdDirectory(late, "late")) as slow,
        closing(open_etcd(three.url("late"))) as quick,
    ):
        quick.commit(Change(PAIR, {"by": "quick"}, 0))
        with pytest.raises(Conflict):
            slow.commit(Change(PAIR, {"by": "slow"}, 0))
        quick.commit(Change(PAIR, None, 1))  # now its only condition would hold
        assert late.kept is not None
        assert not late.ask_once("kv/txn", late.kept).get("succeeded")
        assert quick.get(PAIR) is None


def test_who_waits_goes_on_over_a_killed_member_and_a_compaction(
    three: EtcdCluster, directory: EtcdDirectory
) -> None:
    before = directory.mark()
    for n in range(1, 4):
        directory.commit(Change(PAIR, {"n": n}, n))
    _compacted(three)
    assert directory.wait(before, 60) == directory.mark()
    with ThreadPoolExecutor(1) as threads:
        now = directory.mark()
        waiting = threads.submit(_until_moved, directory, now)
        gone = three.wait_for_leader()
        gone.kill()
        directory.commit(Change(PAIR, {"n": 4}, 4))
        assert waiting.result(timeout=60) == directory.mark()
        three.start(gone)


def _until_moved(directory: EtcdDirectory, now: int) -> int:
    while (found := directory.wait(now, 5)) == now:
        pass
    return found


def _compacted(three: EtcdCluster) -> None:
    url = f"http://{three.members[0].host}/v3/kv"
    revision = httpx.post(f"{url}/range", json={"key": "AA=="}).json()["header"]["revision"]
    httpx.post(f"{url}/compaction", json={"revision": revision}).raise_for_status()


def test_an_operation_is_remembered_under_a_lease_and_a_lost_lease_is_replaced(
    three: EtcdCluster, directory: EtcdDirectory
) -> None:
    url = f"http://{three.members[0].host}/v3/lease"
    for lease in httpx.post(f"{url}/leases", json={}).json()["leases"]:
        httpx.post(f"{url}/revoke", json={"ID": lease["ID"]}).raise_for_status()
    directory.commit(Change(PAIR, {"n": 1}, 1))
    assert directory.get(PAIR) == Record(PAIR, {"n": 1}, 2)


def test_threads_share_a_directory_while_members_die(
    three: EtcdCluster, directory: EtcdDirectory
) -> None:
    stop = threading.Event()

    def count(key: str) -> int:
        done = 0
        while not stop.is_set():
            directory.commit(Change(key, {"n": done}, done))
            done += 1
        return done

    keys = [f"count/{n}" for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        counting = [threads.submit(count, key) for key in keys]
        for member in three.members:
            member.kill()
            directory.commit(Change("step", {}, int(member.name[1:])))
            three.start(member)
        stop.set()
        written = {key: one.result() for key, one in zip(keys, counting, strict=True)}
    assert {one.key: one.version for one in directory.list("count/")} == written


def test_over_tls_only_a_cluster_that_the_authority_vouches_for_is_believed(
    three: EtcdCluster, tmp_path: Path
) -> None:
    with (
        tls_front(tmp_path / "ours", three.members[0].port, ["etcd.test", "127.0.0.1"]) as front,
        tls_front(tmp_path / "theirs", three.members[0].port, ["127.0.0.1"]) as other,
    ):
        url = f"etcds://127.0.0.1:{front.port}/tls?ca="
        with closing(open_etcd(f"{url}{front.authority}")) as directory:
            directory.commit(Change(PAIR, {"n": 1}, 0))
            assert directory.wait(0, 5) == directory.mark() > 0
            assert directory.get(PAIR) == Record(PAIR, {"n": 1}, 1)
        for authority in (f"{other.authority}&patience_s=0", ""):
            wrong = url.removesuffix("ca=") + (f"ca={authority}" if authority else "patience_s=0")
            with (
                closing(open_etcd(wrong)) as stranger,
                pytest.raises(Unavailable, match="certificate"),
            ):
                stranger.get(PAIR)
    with pytest.raises(Refused, match="certificate"):
        open_etcd(f"{url}{tmp_path / 'nothing.pem'}")


def test_who_may_not_enter_is_told() -> None:
    try:
        guarded_cluster = etcd_cluster(size=1)
        guarded = guarded_cluster.__enter__()
    except NoEtcd as missing:
        pytest.skip(f"no etcd: {missing}")
    with ExitStack() as stack:
        stack.push(guarded_cluster)
        base = f"http://{guarded.members[0].host}/v3/auth"
        for path, body in (
            ("user/add", {"name": "root", "password": "secret"}),
            ("user/grant", {"user": "root", "role": "root"}),
            ("enable", {}),
        ):
            httpx.post(f"{base}/{path}", json=body).raise_for_status()
        host = guarded.members[0].host
        with closing(open_etcd(f"etcd://root:secret@{host}")) as directory:
            directory.commit(Change(PAIR, {"n": 1}, 0))
            assert directory.get(PAIR) == Record(PAIR, {"n": 1}, 1)
        for url in (f"etcd://root:wrong@{host}", f"etcd://{host}"):
            with closing(open_etcd(url)) as stranger, pytest.raises(Refused):
                stranger.get(PAIR)
