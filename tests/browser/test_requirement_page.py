"""The requirement page, walked from its first line to its last by the labels it names, in both languages."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from releve.languages.speaker import speakers
from tests.browser import walk_admin, walk_switch, walk_tm
from tests.browser.labels import ENGLISH, FRENCH, Labels, of_the_page
from tests.browser.person import somebody
from tests.browser.stage import AMELIE, EWAN, GAETANE, Stage


def test_the_french_labels_are_those_of_the_requirement_page() -> None:
    said = speakers()["fr"].gettext
    wanted = {getattr(ENGLISH, name): getattr(FRENCH, name) for name in of_the_page()}
    assert {english: said(english) for english in wanted} == wanted


@pytest.mark.parametrize("labels", [pytest.param(FRENCH, id="fr"), pytest.param(ENGLISH, id="en")])
def test_the_requirement_page_can_be_walked_from_its_first_line_to_its_last(
    chromium: Browser, stage: Stage, labels: Labels, tmp_path: Path
) -> None:
    with ExitStack() as windows:
        noor, colleague, admin, developer, bcp_admin, single, none, multiple = (
            windows.enter_context(somebody(chromium, stage.url, labels)) for _ in range(8)
        )
        # Enable Business Continuity Plan for a tenant
        bcp = walk_tm.prerequisites(noor, stage)
        passkey = walk_tm.set_up_primary(noor, colleague, stage, bcp)
        walk_tm.set_up_bcp(noor, stage)
        walk_tm.grant_permissions(noor, stage)
        # Start syncing data with a BCP tenant
        walk_admin.start_sync(admin, stage)
        # Give users access
        walk_admin.give_access(admin, GAETANE, labels.no_access)
        walk_admin.give_access(admin, EWAN, labels.single_access)
        walk_admin.give_access(admin, AMELIE, labels.multiple_access)
        walk_admin.give_access_in_bulk(admin, tmp_path)
        walk_admin.run_sync(admin)
        # Update Studio scripts
        walk_admin.review_scripts(developer)
        # What all this is for
        walk_switch.agents_at_work(single, none, multiple, stage)
        walk_switch.discovery_answers(stage, stage.primary)
        walk_switch.switch(bcp_admin, passkey, stage)
        walk_switch.agents_are_led(single, none, multiple)
        walk_switch.discovery_answers(stage, bcp)
        walk_switch.revert(bcp_admin, passkey, single, none)
        walk_switch.discovery_answers(stage, stage.primary)
