"""The figures of a house as Prometheus would read them."""

from collections.abc import Mapping

import httpx
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families


def families(http: httpx.Client) -> Mapping[str, Metric]:
    """By name, as Prometheus parses them; a counter without its `_total`."""
    answer = http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain"), answer.headers
    return {one.name: one for one in text_string_to_metric_families(answer.text)}


def samples(http: httpx.Client, name: str, **labels: str) -> dict[tuple[str, ...], float]:
    """What has these labels, by the values of its other ones in the order of their names."""
    found = {}
    for family in families(http).values():
        for one in family.samples:
            if one.name == name and labels.items() <= one.labels.items():
                others = sorted(one.labels.keys() - labels.keys())
                found[tuple(one.labels[label] for label in others)] = one.value
    return found


def sample(http: httpx.Client, name: str, **labels: str) -> float | None:
    """The only one; None if it is not told."""
    found = samples(http, name, **labels)
    assert len(found) < 2, f"{name}: which of {sorted(found)}?"
    return next(iter(found.values()), None)
