"""A skip is a failure where everything is required; that rule is tested on a run of its own."""

import pytest

pytest_plugins = ("pytester",)

SKIPS = """
import pytest

def test_what_needs_something_absent():
    pytest.skip("no such thing here")

def test_what_runs_everywhere():
    pass
"""


def run(pytester: pytest.Pytester, text: str) -> dict[str, int]:
    pytester.makepyfile(text)
    result = pytester.runpytest_inprocess(
        "-p", "tests.house_rules.running", "-p", "no:cacheprovider"
    )
    return result.parseoutcomes()


def test_a_skip_is_a_skip_on_a_machine_that_lacks_something(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELEVE_REQUIRE_ALL", raising=False)
    assert run(pytester, SKIPS) == {"skipped": 1, "passed": 1}


def test_a_skip_is_a_failure_where_everything_is_required(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEVE_REQUIRE_ALL", "1")
    assert run(pytester, SKIPS) == {"failed": 1, "passed": 1}


def test_a_whole_file_that_skips_is_a_failure_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEVE_REQUIRE_ALL", "1")
    assert run(pytester, "import pytest\npytest.importorskip('nothing_like_it')") == {"errors": 1}
