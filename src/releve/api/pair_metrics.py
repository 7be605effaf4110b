"""Figures of the pairs for Prometheus: how each sync stands, which side is active, what a switch would be judged, and how far
the traffic is behind."""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from releve.app.drill_reports import last_drills
from releve.app.far_ends import lags
from releve.app.figures import Looked, PairFigures, SwitchFigures
from releve.app.glass import told_of
from releve.app.house import House
from releve.domain.clock import instant, seconds_between
from releve.domain.errors import Unavailable
from releve.domain.runs import RunState
from releve.domain.tenancy import Side

#: Name, help, and the value of a pair; None where there is none.
_GAUGES: tuple[tuple[str, str, Callable[[PairFigures], float | None]], ...] = (
    (
        "releve_sync_age_seconds",
        "Time since the last run that brought both sides into step.",
        lambda one: one.age_s,
    ),
    (
        "releve_sync_changes_not_copied",
        "Entities changed in the primary since.",
        lambda one: one.changes,
    ),
    ("releve_sync_run_seconds", "How long the newest run took.", lambda one: one.duration_s),
    ("releve_sync_held", "Entities held back.", lambda one: one.held),
    ("releve_sync_drift", "Entities changed by others in the BCP tenant.", lambda one: one.drifted),
    ("releve_sync_equal", "Do both sides hold the same?", lambda one: one.equal),
    (
        "releve_sync_lag_revisions",
        "How far a continuous sync is behind the primary.",
        lambda one: one.lag,
    ),
)


def sync_metrics(looked: Looked, copied: Mapping[tuple[str, str], int]) -> Iterator[Metric]:
    """`copied`: (pair, verb) → entities written."""
    tally = Tally(run.state for run in looked.runs.values())
    runs = GaugeMetricFamily(
        "releve_sync_latest_runs", "Pairs by the state of their latest sync.", labels=["state"]
    )
    for state in RunState:
        runs.add_metric([state], tally[state])
    yield runs
    for name, told, of in _GAUGES:
        gauge = GaugeMetricFamily(name, told, labels=["pair"])
        for pair in looked.pairs:
            if (value := of(pair)) is not None:
                gauge.add_metric([pair.pair], value)
        yield gauge
    states = GaugeMetricFamily(
        "releve_sync_newest_run", "1 for the state of the newest run.", labels=["pair", "state"]
    )
    for pair in looked.pairs:
        for state in RunState:
            states.add_metric([pair.pair, state], float(pair.state == state))
    yield states
    written = CounterMetricFamily(
        "releve_sync_entities",
        "Entities written into the BCP tenant, since this process was started.",
        labels=["pair", "verb"],
    )
    for (pair_id, verb), many in sorted(copied.items()):
        written.add_metric([pair_id, verb], many)
    yield written
    yield GaugeMetricFamily(
        "releve_pairs_waiting",
        "Pairs that have moved and are told as they were until the next time.",
        looked.waiting,
    )


def switch_metrics(house: House, looked: Looked) -> Iterator[Metric]:
    yield from _activations(looked.switches)
    yield from _verdicts(looked.switches)
    yield from _traffic(house, looked)
    broken = GaugeMetricFamily(
        "releve_switched_without_passkey",
        "Has an operator switched the pair without the passkey within a day?",
        labels=["pair"],
    )
    for activation in looked.activations:
        broken.add_metric([activation.pair], told_of(activation, house) is not None)
    yield broken


def _activations(switches: Sequence[SwitchFigures]) -> Iterator[Metric]:
    epoch = GaugeMetricFamily(
        "releve_epoch", "Grows with every switch and revert.", labels=["pair"]
    )
    active = GaugeMetricFamily(
        "releve_active_side", "1 for the side that is active.", labels=["pair", "side"]
    )
    at = GaugeMetricFamily(
        "releve_switched_timestamp_seconds",
        "When it was last switched or reverted, in seconds since 1970.",
        labels=["pair"],
    )
    took = GaugeMetricFamily(
        "releve_switch_seconds",
        "From the order of the last switch or revert to its commit.",
        labels=["pair"],
    )
    for one in switches:
        now = one.activation
        epoch.add_metric([now.pair], now.epoch)
        for side in Side:
            active.add_metric([now.pair, side], float(now.active is side))
        if now.epoch > 1:
            at.add_metric([now.pair], instant(now.at).timestamp())
        if one.took_s is not None:
            took.add_metric([now.pair], one.took_s)
    yield from (epoch, active, at, took)


def _verdicts(switches: Sequence[SwitchFigures]) -> Iterator[Metric]:
    go = GaugeMetricFamily(
        "releve_verdict_go",
        "1 while nothing stands in the way of the next switch or revert in this mode.",
        labels=["pair", "mode"],
    )
    reasons = GaugeMetricFamily(
        "releve_verdict_reasons",
        "Reasons to hesitate before the next switch or revert; binding: it stands in the way.",
        labels=["pair", "mode", "code", "binding"],
    )
    for one in switches:
        pair = one.activation.pair
        for mode, verdict in one.verdicts.items():
            go.add_metric([pair, mode], float(verdict.go))
            for binding, found in (("yes", verdict.obstacles), ("no", verdict.warnings)):
                for code, many in sorted(Tally(finding.code for finding in found).items()):
                    reasons.add_metric([pair, mode, code, binding], many)
    yield from (go, reasons)


def _traffic(house: House, looked: Looked) -> Iterator[Metric]:
    labels = ["pair", "driver"]
    behind = GaugeMetricFamily(
        "releve_driver_epoch_behind", "Epochs that a far end is behind.", labels=labels
    )
    seconds = GaugeMetricFamily(
        "releve_driver_lag_seconds", "For how long it has been behind.", labels=labels
    )
    took = GaugeMetricFamily(
        "releve_driver_took_seconds",
        "How long after the order of the last switch it had followed.",
        labels=labels,
    )
    for one in lags(house, looked.activations, looked.states):
        behind.add_metric([one.pair, one.driver], one.behind)
        seconds.add_metric([one.pair, one.driver], one.seconds)
        if one.took_s is not None:
            took.add_metric([one.pair, one.driver], one.took_s)
    yield from (behind, seconds, took)


def drill_metrics(house: House) -> Iterator[Metric]:
    try:
        found = last_drills(house)
    except Unavailable:
        return
    age = GaugeMetricFamily(
        "releve_drill_age_seconds", "Time since the last rehearsal.", labels=["pair"]
    )
    seconds = GaugeMetricFamily(
        "releve_drill_seconds", "How long the last rehearsal took.", labels=["pair"]
    )
    passed = GaugeMetricFamily(
        "releve_drill_passed", "Has the last rehearsal passed?", labels=["pair"]
    )
    now = house.now()
    for pair, drill in found.items():
        age.add_metric([pair], max(0.0, seconds_between(drill.begun_at, now)))
        seconds.add_metric([pair], drill.ms / 1000)
        passed.add_metric([pair], drill.passed)
    yield from (age, seconds, passed)
