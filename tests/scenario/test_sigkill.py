"""The server is killed at any moment, and started again: the stores are as the laws allow, and the work finishes.

Twenty times for each act (RELEVE_KILLS), at moments drawn from a seed that is printed (RELEVE_SEED repeats them).
"""

import os
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from releve.access.passkeys import normalised
from releve.domain.runs import RunState
from releve.domain.tenancy import Features, Side
from tests.helpers.houses import PASSWORD, Paired
from tests.helpers.processes import Dice, Nest, Serving, killed_in, serving
from tests.scenario.offices import AGENT, Witness, office, prepared, run_to_its_end, witness

KILLS = int(os.environ.get("RELEVE_KILLS") or 20)


def _sharper(act_s: float, answer: httpx.Response | None) -> float:
    """An act that was quicker than we knew: later rounds aim at the shorter time, so that they do not come too late."""
    return min(act_s, answer.elapsed.total_seconds()) if answer is not None else act_s


# ---------------------------------------------------------------- during a sync


def test_a_server_killed_during_a_sync_leaves_all_of_it_or_nothing_and_finishes_it(
    hatchery: Nest, tmp_path: Path
) -> None:
    data, dice, tally = tmp_path / "data", Dice.thrown(), Counter[str]()
    with prepared(data) as story:
        operator = story.operator()
        offices = [office(story, operator, f"Larkmont {n}") for n in range(KILLS + 1)]
    with witness(data) as before:
        untouched = before.copied(before.bond(offices[0].primary))
    with serving(hatchery, data) as server:
        act_s = _undisturbed_sync(server, offices.pop())
        for number, pair in enumerate(offices):
            after_s = dice.moment(act_s)
            note = f"seed {dice.seed}, round {number}, killed after {after_s:.3f} of {act_s:.3f} s"
            answer = killed_in(server, partial(_sync_now, server, pair), after_s)
            with witness(data) as seen:
                tally[_all_or_nothing(seen, pair, answer, untouched, note)] += 1
            server.start()
            _finish_sync(server, pair, note)
    print(f"seed {dice.seed}: {dict(tally)}")
    assert tally["done"] < KILLS or KILLS < 10, "no server was killed before its work was done"
    with witness(data) as after:
        assert after.broken_chains() == []


def _sync_now(server: Serving, pair: Paired) -> httpx.Response:
    return server.ask("POST", "/sync/runs", pair.inside)


def _undisturbed_sync(server: Serving, pair: Paired) -> float:
    begun = time.monotonic()
    run = _sync_now(server, pair).json()
    assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE
    return time.monotonic() - begun


def _all_or_nothing(
    seen: Witness,
    pair: Paired,
    answer: httpx.Response | None,
    untouched: dict[str, int],
    note: str,
) -> str:
    """What was left, in a word."""
    bond = seen.bond(pair.primary)
    runs, copied = seen.runs(bond), seen.copied(bond)
    assert len(runs) == 1 or (not runs and answer is None), note
    assert seen.broken_chains() == [], note
    if runs and runs[0].state is RunState.DONE:
        # All of it: nothing is added by the restart, and then the proof is made.
        assert copied["mapped"] > untouched["entities"], note
    else:
        assert copied == untouched, note
    return str(runs[0].state) if runs else "nothing"


def _finish_sync(server: Serving, pair: Paired, note: str) -> None:
    listed = server.done("GET", "/sync/runs", pair.inside)["items"]
    run = listed[0] if listed else _sync_now(server, pair).json()
    assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE, note
    assert server.done("GET", "/sync/runs", pair.inside)["total"] == 1, note
    proof = server.done("GET", "/sync/verify", pair.inside)
    assert proof["holds"], (note, proof)
    assert proof["primaryTotal"] == proof["bcpTotal"] > 300, note


# ---------------------------------------------------------------- during Save of the wizard


def test_a_server_killed_during_save_has_stored_all_or_nothing_and_save_can_be_repeated(
    hatchery: Nest, tmp_path: Path
) -> None:
    data, dice, tally = tmp_path / "data", Dice.thrown(), Counter[str]()
    with prepared(data) as story:
        operator = story.operator()
        drafts = [_wizard(story, operator, n) for n in range(KILLS + 1)]
    with serving(hatchery, data) as server:
        act_s = _undisturbed_save(server, drafts.pop())
        for number, draft in enumerate(drafts):
            after_s = dice.moment(act_s)
            note = f"seed {dice.seed}, round {number}, killed after {after_s:.4f} of {act_s:.4f} s"
            answer = killed_in(server, partial(_save, server, draft), after_s)
            with witness(data) as seen:
                stored = _stored(seen, draft, note)
                assert stored or answer is None, note
            act_s = _sharper(act_s, answer)
            server.start()
            again = _save(server, draft)
            tally[f"{'stored' if stored else 'nothing'}, then {again.status_code}"] += 1
            # What was stored and told is over; whatever else can be repeated.
            assert again.is_success or (stored and again.json()["code"] == "not_found"), note
            _is_whole(server, draft, note)
    print(f"seed {dice.seed}: {dict(tally)}")
    with witness(data) as after:
        assert after.broken_chains() == []
        for draft in drafts:
            assert _stored(after, draft, f"seed {dice.seed}")
            outcomes = [
                line.outcome for line in after.acts("ca1", None, "bcp.set_up", draft.primary)
            ]
            assert outcomes.count("done") == 1
            assert outcomes[0] == "attempted"


class Unsaved(Paired):
    """A wizard that is finished: only Save is missing. `inside` is the wizard's id."""


def _wizard(story: Any, operator: str, number: int) -> Unsaved:
    primary = story.tenant(operator, f"Norva {number}", "ca1")
    bcp = story.tenant(operator, f"Norva {number} BCP", "eu1")
    wizard = story.done("POST", f"/tenants/{primary}/bcp", operator)["id"]
    both = {"configurations": True, "enablement": True}
    story.done("PUT", f"/bcp/{wizard}/toggles", operator, both)
    story.done("POST", f"/bcp/{wizard}/validation", operator, {"region": "eu1", "tenant": bcp})
    passkey = story.done("POST", f"/bcp/{wizard}/passkey", operator)["passkey"]
    story.done("POST", f"/bcp/{wizard}/finish", operator)
    return Unsaved(operator, primary, bcp, passkey, wizard)


def _save(server: Serving, draft: Unsaved) -> httpx.Response:
    return server.ask("POST", f"/bcp/{draft.inside}/save", draft.operator)


def _undisturbed_save(server: Serving, draft: Unsaved) -> float:
    begun = time.monotonic()
    assert _save(server, draft).is_success
    return time.monotonic() - begun


def _stored(seen: Witness, draft: Unsaved, note: str) -> bool:
    """Everything is stored, or nothing: anything between fails here."""
    registry = seen.house.registry
    own, other = registry.tenant(draft.primary)[0], registry.tenant(draft.bcp)[0]
    pairs = [pair for pair in registry.pairs() if draft.primary in (pair.primary, pair.bcp)]
    if not pairs:
        assert (own.pair, other.pair, own.features) == (None, None, Features()), note
        return False
    [pair] = pairs
    assert (pair.primary, pair.bcp) == (draft.primary, draft.bcp), note
    assert own.pair == other.pair == pair.id, note
    assert own.features == Features(bcp=True, bcp_configurations=True, bcp_enablement=True), note
    activation, _ = registry.activation(pair.id)
    assert (activation.epoch, activation.active) == (1, Side.PRIMARY), note
    assert pair.passkey is not None, note
    assert seen.house.hasher.verify(pair.passkey.hash, normalised(draft.passkey)), note
    return True


def _is_whole(server: Serving, draft: Unsaved, note: str) -> None:
    card = server.done("GET", f"/tenants/{draft.primary}", draft.operator)
    assert (card["side"], card["active"]) == (Side.PRIMARY, True), note
    assert card["counterpart"]["id"] == draft.bcp, note
    # The other side finds the mapping made.
    mapped = server.done("POST", f"/tenants/{draft.bcp}/bcp", draft.operator)
    assert (mapped["mapped"], mapped["counterpart"]) == (True, draft.primary), note


# ---------------------------------------------------------------- during a switch


def test_a_server_killed_during_a_switch_or_a_revert_has_switched_or_not_and_goes_on(
    hatchery: Nest, tmp_path: Path
) -> None:
    data, dice, tally = tmp_path / "data", Dice.thrown(), Counter[str]()
    with prepared(data) as story:
        pair = office(story, story.operator(), "Larkmont")
        story.sync(pair.inside)
        there = story.done("POST", f"/tenants/{pair.bcp}/impersonation", pair.operator)["token"]
    with serving(hatchery, data) as server:
        act_s = _undisturbed_switch(server, pair)
        epoch = 3
        for number in range(KILLS):
            wanted = Side.BCP if number % 2 == 0 else Side.PRIMARY
            token = (pair.inside, there)[number // 2 % 2]  # from either tenant
            after_s = dice.moment(act_s)
            note = f"seed {dice.seed}, round {number}, killed after {after_s:.4f} of {act_s:.4f} s"
            agent = server.log_in(AGENT, PASSWORD)["token"]
            answer = killed_in(
                server,
                partial(_switch, server, token, pair, wanted, epoch),
                after_s,
            )
            with witness(data) as seen:
                switched = _one_side_is_active(seen, pair, epoch, wanted, note)
                assert switched or answer is None, note
            act_s = _sharper(act_s, answer)
            server.start()
            tally["switched" if switched else "not yet"] += 1
            for _ in range(2):  # the second time changes nothing
                again = _switch(server, token, pair, wanted, epoch)
                assert again.is_success, (note, again.text)
                assert (again.json()["epoch"], again.json()["active"]) == (epoch + 1, wanted), note
            _people_land(server, pair, agent, wanted, note)
            epoch += 1
        _revert_and_sync(server, pair, epoch)
    print(f"seed {dice.seed}: {dict(tally)}")


def _switch(server: Serving, token: str, pair: Paired, wanted: Side, epoch: int) -> httpx.Response:
    path = "/switch" if wanted is Side.BCP else "/switch/revert"
    order = {
        "passkey": pair.passkey,
        "reason": "a drill",
        "epoch": epoch,
        "acknowledged": True,
    }
    return server.ask("POST", path, token, order)


def _undisturbed_switch(server: Serving, pair: Paired) -> float:
    begun = time.monotonic()
    assert _switch(server, pair.inside, pair, Side.BCP, 1).json()["epoch"] == 2
    act_s = time.monotonic() - begun
    assert _switch(server, pair.inside, pair, Side.PRIMARY, 2).json()["epoch"] == 3
    return act_s


def _one_side_is_active(seen: Witness, pair: Paired, epoch: int, wanted: Side, note: str) -> bool:
    """True if the switch out of `epoch` has happened; the audit agrees with the activation."""
    bond = seen.bond(pair.primary)
    now = (bond.activation.epoch, bond.activation.active)
    assert now in ((epoch, wanted.other), (epoch + 1, wanted)), note
    assert seen.broken_chains() == [], note
    act = "switch" if wanted is Side.BCP else "revert"
    lines = [
        (line.details["epoch"], line.outcome)
        for region, tenant in (("ca1", pair.primary), ("eu1", pair.bcp))
        for line in seen.acts(region, tenant, act, bond.pair.id)
    ]
    happened = now[0] > epoch
    assert not happened or (epoch + 1, "attempted") in lines, note
    assert happened or (epoch + 1, "done") not in lines, note
    for tenant in (bond.primary, bond.bcp):
        with seen.house.regions.of(tenant.region).reading() as tx:
            assert tx.epoch_seen(tenant.id) <= now[0], note
    return happened


def _people_land(server: Serving, pair: Paired, agent: str, wanted: Side, note: str) -> None:
    """Who was left behind is sent away, and lands on the active side."""
    left = server.ask("GET", "/me", agent)
    assert left.status_code == 401, (note, left.text)
    landed = server.log_in(AGENT, PASSWORD)
    assert landed["tenant"]["id"] == (pair.bcp if wanted is Side.BCP else pair.primary), note


def _revert_and_sync(server: Serving, pair: Paired, epoch: int) -> None:
    late = _switch(server, pair.inside, pair, Side.BCP, 1)
    assert late.is_success == (epoch % 2 == 0), "an order of an epoch that is over does nothing"
    home = _switch(server, pair.inside, pair, Side.PRIMARY, epoch)
    assert (home.json()["active"], home.json()["epoch"]) == (Side.PRIMARY, epoch + (epoch % 2 == 0))
    run = _sync_now(server, pair).json()
    assert run_to_its_end(server, pair.inside, run["id"])["state"] == RunState.DONE
    assert server.done("GET", "/sync/verify", pair.inside)["holds"]
