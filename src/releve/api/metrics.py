"""Figures for Prometheus: requests, regions that answer, and how the latest sync of each pair stands.

Every application has a registry of its own. What can be read from the stores is read when it is asked for.
"""

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from releve.app.drill_reports import last_drills
from releve.app.far_ends import lags
from releve.app.figures import Figures, PairFigures
from releve.app.glass import broken_pairs
from releve.app.house import House
from releve.app.queueing import latest_runs
from releve.domain.clock import seconds_between
from releve.domain.errors import Unavailable
from releve.domain.runs import RunState

router = APIRouter(tags=["health"])


class Meters:
    """The figures of one application."""

    def __init__(self, house: House) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "releve_requests",
            "Requests answered, by route and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "releve_request_seconds",
            "How long requests took.",
            ["method", "route"],
            registry=self.registry,
        )
        self.registry.register(_Stores(house))

    def counter(self, method: str, route: str, status: int) -> Callable[[float], None]:
        """Counts requests that are all alike, by the seconds that each one took."""
        many = self.requests.labels(method, route, status)
        long = self.seconds.labels(method, route)

        def count(seconds: float) -> None:
            many.inc()
            long.observe(seconds)

        return count


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


class _Stores(Collector):
    """What the stores say at the moment of asking."""

    def __init__(self, house: House) -> None:
        self._house, self._figures = house, Figures(house)

    def describe(self) -> Iterator[Metric]:
        """Nothing is read when the registry is made."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("releve_region_up", "Does the region answer?", labels=["region"])
        faults = self._house.regions.faults()
        for name in self._house.regions.names:
            up.add_metric([name], 0 if name in faults else 1)
        yield up
        yield from self._calls()
        try:
            tally = Tally(run.state for run in latest_runs(self._house).values())
        except Unavailable:
            return  # the directory does not answer: no figure is better than a wrong one
        runs = GaugeMetricFamily(
            "releve_sync_latest_runs", "Pairs by the state of their latest sync.", labels=["state"]
        )
        for state in RunState:
            runs.add_metric([state], tally[state])
        yield runs
        yield from self._glass()
        yield from self._drills()
        yield from self._pairs()
        yield from self._traffic()

    def _traffic(self) -> Iterator[Metric]:
        try:
            found = lags(self._house)
        except Unavailable:
            return
        labels = ["pair", "driver"]
        behind = GaugeMetricFamily(
            "releve_driver_epoch_behind", "Epochs that a far end is behind.", labels=labels
        )
        seconds = GaugeMetricFamily(
            "releve_driver_lag_seconds", "For how long it has been behind.", labels=labels
        )
        for one in found:
            behind.add_metric([one.pair, one.driver], one.behind)
            seconds.add_metric([one.pair, one.driver], one.seconds)
        yield from (behind, seconds)

    def _calls(self) -> Iterator[Metric]:
        answers = CounterMetricFamily(
            "releve_sip_requests",
            "SIP requests by what they were answered, since this process was started.",
            labels=["answer"],
        )
        for told, many in sorted(self._house.calls.copy().items()):
            answers.add_metric([told], many)
        yield answers
        numbers = self._house.numbers
        yield GaugeMetricFamily("releve_sip_numbers", "Telephone numbers known.", len(numbers))
        yield GaugeMetricFamily(
            "releve_sip_numbers_disputed",
            "Numbers that a second company claims, in vain.",
            len(numbers.disputes),
        )

    def _glass(self) -> Iterator[Metric]:
        broken = GaugeMetricFamily(
            "releve_switched_without_passkey",
            "Has an operator switched the pair without the passkey within a day?",
            labels=["pair"],
        )
        try:
            for pair, is_broken in broken_pairs(self._house).items():
                broken.add_metric([pair], is_broken)
        except Unavailable:
            return
        yield broken

    def _drills(self) -> Iterator[Metric]:
        try:
            found = last_drills(self._house)
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
        now = self._house.now()
        for pair, drill in found.items():
            age.add_metric([pair], max(0.0, seconds_between(drill.begun_at, now)))
            seconds.add_metric([pair], drill.ms / 1000)
            passed.add_metric([pair], drill.passed)
        yield from (age, seconds, passed)

    def _pairs(self) -> Iterator[Metric]:
        try:
            pairs = self._figures.read()
        except Unavailable:
            return
        for name, told, of in _GAUGES:
            gauge = GaugeMetricFamily(name, told, labels=["pair"])
            for pair in pairs:
                if (value := of(pair)) is not None:
                    gauge.add_metric([pair.pair], value)
            yield gauge
        states = GaugeMetricFamily(
            "releve_sync_newest_run", "1 for the state of the newest run.", labels=["pair", "state"]
        )
        for pair in pairs:
            for state in RunState:
                states.add_metric([pair.pair, state], float(pair.state == state))
        yield states
        copied = CounterMetricFamily(
            "releve_sync_entities",
            "Entities written into the BCP tenant, since this process was started.",
            labels=["pair", "verb"],
        )
        for (pair_id, verb), many in sorted(self._figures.copied.items()):
            copied.add_metric([pair_id, verb], many)
        yield copied


class Counting:
    """Middleware that counts requests by the route's template, never by what stands in its places."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), [500]

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, give)
        finally:
            self._count(scope, status[0], time.perf_counter() - began)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        path = getattr(route, "path", "unknown")
        self._meters.counter(scope["method"], path, status)(seconds)


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(request: Request) -> Response:
    """In the text format of Prometheus."""
    meters: Meters = request.app.state.meters
    return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)
