"""How the tests are run. A pytest plugin, loaded by `tests/conftest.py`.

Laws:
- where everything must be there (`RELEVE_REQUIRE_ALL=1`, as in `.ci/run`), a skipped test is a failed one;
- tests that drive servers and browsers run one after the other, in one process of those that xdist starts;
- no test fails because the machine is slow: Hypothesis knows no deadline.
"""

import os
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")

ONE_AT_A_TIME = ("browser", "scenario")


def everything_is_required() -> bool:
    return os.environ.get("RELEVE_REQUIRE_ALL", "") not in ("", "0")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.nodeid.split("::")[0]).parts[1:2]
        if folder and folder[0] in ONE_AT_A_TIME:
            item.add_marker(pytest.mark.xdist_group("one at a time"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and everything_is_required():
        report.outcome, report.longrepr = "failed", _told(report.longrepr)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and everything_is_required():
        report.outcome, report.longrepr = "failed", _told(report.longrepr)
    return report


def _told(reason: object) -> str:
    why = reason[-1] if isinstance(reason, tuple) else reason
    return f"Here a skip is a failure (RELEVE_REQUIRE_ALL=1). {why}"
