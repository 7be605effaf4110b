"""Whatever a verdict finds has something said of what mends it, by commands that there are."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from releve.activation.steadiness import Unsteady
from releve.activation.verdict import Readiness, judge_revert, judge_switch
from releve.app.mending import DRILL_MENDS, MENDS
from releve.domain.orders import Mode

CLI = Path(__file__).parents[3] / "docs/operating/cli.md"

#: Everything that can be wrong at once, so far as it does not exclude each other.
SEENS = [
    Readiness(
        age=age,
        changes=changes,
        held=1,
        to_review=1,
        people=0,
        target_answers=answers,
        restored_at=datetime(2026, 11, 25, tzinfo=UTC),
        features_missing=("Acme",),
        moved=True,
        drifted=1,
        syncing=True,
        sync_on=sync_on,
        changes_wait=True,
        directory_writes=False,
        since_switch=timedelta(0),
        calm=timedelta(minutes=5),
        passkey_age=passkey_age,
        drivers_failing=("names",),
        primary_unsteady=Unsteady(20, 3, 2),
        bcp_unsteady=Unsteady(20, 3, 2),
    )
    for age in (None, timedelta(days=9))
    for changes in (None, 3)
    for answers in (False, True)
    for sync_on in (False, True)
    for passkey_age in (None, timedelta(days=91))
]


def found() -> set[str]:
    codes: set[str] = set()
    for mode in Mode:
        for seen in SEENS:
            verdicts = [judge_switch(seen, mode)]
            verdicts += [
                judge_revert(seen, mode, primary_answers=answers, edits=edits)
                for answers in (False, True)
                for edits in (None, 2)
            ]
            for one in verdicts:
                codes |= {finding.code for finding in (*one.obstacles, *one.warnings)}
    return codes


def test_every_code_that_can_be_found_is_in_the_table_and_no_other() -> None:
    assert found() == set(MENDS)


def test_every_command_that_mends_is_on_the_page_of_commands() -> None:
    said = set(re.findall(r"`(releve [a-z -]+?)(?: [A-Z\[][^`]*)?`", CLI.read_text("utf-8")))
    mends = (*MENDS.values(), *DRILL_MENDS.values())
    assert {one.command for one in mends if one.command} <= said
