"""Figures for Prometheus: requests, regions that answer, calls; those of the pairs are put in form by `pair_metrics`.

Every application has a registry of its own. What can be read from the stores is read when it is asked for.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from releve.api.pair_metrics import drill_metrics, switch_metrics, sync_metrics
from releve.app.figures import Figures
from releve.app.house import House

router = APIRouter(tags=["health"])


class Meters:
    """The figures of one application."""

    def __init__(self, house: House, figures: Figures) -> None:
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
        self.registry.register(_Stores(house, figures))

    def counter(self, method: str, route: str, status: int) -> Callable[[float], None]:
        """Counts requests that are all alike, by the seconds that each one took."""
        many = self.requests.labels(method, route, status)
        long = self.seconds.labels(method, route)

        def count(seconds: float) -> None:
            many.inc()
            long.observe(seconds)

        return count


class _Stores(Collector):
    """What the stores say at the moment of asking."""

    def __init__(self, house: House, figures: Figures) -> None:
        self._house, self._figures = house, figures

    def describe(self) -> Iterator[Metric]:
        """Nothing is read when the registry is made."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("releve_region_up", "Does the region answer?", labels=["region"])
        faults = self._house.regions.faults()
        for name in self._house.regions.names:
            up.add_metric([name], 0 if name in faults else 1)
        yield up
        yield self._unsteady()
        yield from self._calls()
        looked = self._figures.read()
        if (age := self._house.whereabouts.age_s) is not None:
            yield GaugeMetricFamily(
                "releve_directory_age_seconds",
                "How long ago this process has read the directory.",
                age,
            )
        yield from switch_metrics(self._house, looked)
        yield from sync_metrics(looked, self._figures.copied)
        yield from drill_metrics(self._house)

    def _unsteady(self) -> Metric:
        wavers = GaugeMetricFamily(
            "releve_region_unsteady",
            "Does the region come and go, or answer late, as this process sees it?",
            labels=["region"],
        )
        for name in self._house.regions.names:
            wavers.add_metric([name], float(name in self._house.unsteady))
        return wavers

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
