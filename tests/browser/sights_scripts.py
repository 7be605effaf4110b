"""What there is to be seen of the work on scripts: checklists on both sides, the development workflow, its setting."""

from collections.abc import Iterator

from tests.browser.person import Person
from tests.browser.sight import Sight
from tests.browser.stage import Stage

#: A script with keys, addresses and identifiers in code.
SCRIPT = "prod\\menu_prod"


def checklists(stage: Stage) -> Iterator[Sight]:
    """In the primary tenant."""
    yield Sight("checklists", "/studio/checklists")
    yield Sight("checklists-none", "/studio/checklists?q=zzz")
    yield Sight("checklist", f"/studio/scripts/{stage.id_of('script', SCRIPT)}/checklist")


def checklists_beyond() -> Iterator[Sight]:
    """In the BCP tenant."""
    yield Sight("bcp-checklists", "/studio/checklists?show=open")
    yield Sight("bcp-checklist", "/studio/checklists", open_first, at="/studio/scripts/1/checklist")


def open_first(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/checklist")


def at_work() -> Iterator[Sight]:
    """Where the development workflow is on."""
    yield Sight("workflow", "/studio/workflow")
    yield Sight("workflow-none", "/studio/workflow?step=nowhere")
    yield Sight("studio-settings", "/studio/settings")
    yield Sight("studio-settings-refused", "/studio/settings", _turn_off)
    yield Sight("script-waiting", "/studio/scripts?q=menu", _open_script, at="/studio/scripts/1")


def _turn_off(p: Person) -> None:
    p.main.locator("input[name=steps]").uncheck()
    p.main.locator("form:has(input[name=steps]) .btn-primary").click()
    p.main.locator(".note-bad, .note-warn").first.wait_for()


def _open_script(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/studio/scripts/*")
