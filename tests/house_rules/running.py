"""How the tests are run. A pytest plugin, loaded by `tests/conftest.py`.

Laws:
- where everything must be there (`RELEVE_REQUIRE_ALL=1`, as in `.ci/run`), a skipped test is a failed one;
- no test fails because the machine is slow: Hypothesis knows no deadline.
"""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def everything_is_required() -> bool:
    return os.environ.get("RELEVE_REQUIRE_ALL", "") not in ("", "0")


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
