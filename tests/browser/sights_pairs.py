"""What the pages say of other pairs: never synced, switched to the BCP tenant, at work; and of a region that is out."""

from collections.abc import Iterator
from functools import partial

from releve.domain.tenancy import Tenant
from tests.browser.other_pairs import Others
from tests.browser.person import Person
from tests.browser.sight import Act, Sight, Viewer, as_operator, impersonate
from tests.browser.sights_scripts import at_work
from tests.browser.stage import Stage
from tests.helpers.outages import outage


def other_viewers(stage: Stage, others: Others, log_in: Act) -> Iterator[Viewer]:
    """An operator inside each pair; and somebody of the company, who comes in by `log_in`, during an outage."""
    yield Viewer("unpaired", partial(_inside, stage.newcomer), (Sight("unpaired-admin", "/admin"),))
    yield Viewer("newcomer", partial(_inside, others.fresh), tuple(_never_synced(others)))
    yield Viewer("switched", partial(_inside, others.away), tuple(_switched()))
    yield Viewer("busy", partial(_inside, others.busy), tuple(_busy(others)))
    yield Viewer("back", partial(_inside, others.back), tuple(_back()))
    yield Viewer("stranded", log_in, tuple(_stranded(stage)))


def _inside(tenant: Tenant, person: Person) -> None:
    as_operator(person)
    person.go(f"/tm/tenants/{tenant.id}")
    impersonate(person)


def _never_synced(others: Others) -> Iterator[Sight]:
    yield Sight("new-admin", "/admin")
    yield Sight("new-paths", "/admin/paths")
    yield Sight("new-sync", "/admin/sync")
    yield Sight("new-runs", "/admin/sync/runs")
    yield Sight("new-plans", "/admin/sync/plans")
    yield Sight("new-losing", "/admin/sync/losing")
    yield Sight("new-drift", "/admin/sync/drift")
    yield Sight("new-keep", "/admin/sync/keep")
    yield Sight("new-restore", "/admin/sync/restore")
    yield Sight("new-enablement", "/admin/enablement")
    yield Sight("new-enablement-refused", "/admin/enablement", _unread)
    yield Sight("new-drills", "/admin/enablement/drills")
    yield Sight("new-scripts", "/studio/scripts")
    yield Sight("new-review", "/studio/review")
    yield Sight("new-kind", "/admin/entities/campaign")


def _unread(p: Person) -> None:
    p.toggle(p.labels.toggle).check()
    p.main.get_by_label(p.labels.passkey).fill("0000-0000")
    p.click(p.labels.submit)
    p.sees(p.labels.wrong_passkey)


def _switched() -> Iterator[Sight]:
    yield Sight("away-admin", "/admin")
    yield Sight("away-sync", "/admin/sync")
    yield Sight("away-losing", "/admin/sync/losing")
    yield Sight("away-restore", "/admin/sync/restore")
    yield Sight("away-restore-confirm", "/admin/sync/restore", _first_point)
    yield Sight("away-enablement", "/admin/enablement")
    yield Sight("away-report", "/admin/enablement/reports/2")
    yield Sight("away-report-figures", "/admin/enablement/reports/2", _figures)
    yield Sight("away-keep", "/admin/sync/keep")


def _figures(p: Person) -> None:
    """The tables behind the pictures."""
    for summary in p.main.locator(".chart-behind > summary").all():
        summary.click()


def _back() -> Iterator[Sight]:
    """The primary is active again, and what was changed meanwhile waits to be kept."""
    yield Sight("keep", "/admin/sync/keep")
    yield Sight("keep-apply", "/admin/sync/keep", _opens("apply"))
    yield Sight("keep-overwrite", "/admin/sync/keep", _opens("drop"))
    yield Sight("keep-unticked", "/admin/sync/keep", _unticked)
    yield Sight("keep-sync", "/admin/sync")
    yield Sight("keep-enablement", "/admin/enablement")


def _opens(dialog: str) -> Act:
    def act(p: Person) -> None:
        p.page.locator(f"[data-opens={dialog}]").click()
        p.popup.wait_for()

    return act


def _unticked(p: Person) -> None:
    """Nothing is ticked: the page says so, and loses nothing."""
    p.main.locator("button[name=choice][value=leave]").click()
    p.page.locator("[role=alert]").first.wait_for()


def _first_point(p: Person) -> None:
    p.main.locator("tbody .row-actions a").first.click()
    p.page.wait_for_url("**/restore/*")


def _busy(others: Others) -> Iterator[Sight]:
    yield Sight("busy-sync", "/admin/sync")
    yield Sight("busy-enablement-waiting", "/admin/enablement")
    yield Sight("busy-runs", "/admin/sync/runs")
    yield Sight("busy-runs-figures", "/admin/sync/runs", _figures)
    yield Sight("busy-run", f"/admin/sync/runs/{others.running}")
    yield Sight("busy-run-failed", f"/admin/sync/runs/{others.failed}")
    yield Sight("busy-run-cancelled", f"/admin/sync/runs/{others.cancelled}")
    yield from at_work()


def _stranded(stage: Stage) -> Iterator[Sight]:
    """The region of the BCP tenant first: without that of the primary tenant the session is over."""
    bcp, primary = stage.newcomer_bcp.region, stage.primary.region
    for name, path in (
        ("admin", "/admin"),
        ("paths", "/admin/paths"),
        ("sync", "/admin/sync"),
        ("drift", "/admin/sync/drift"),
        ("enablement", "/admin/enablement"),
    ):
        yield Sight(f"out-{name}", path, partial(_while_out, stage, bcp, path))
    yield Sight("out-login", "/admin", partial(_while_out, stage, primary, "/admin"), at="/login")


def _while_out(stage: Stage, region: str, path: str, p: Person) -> None:
    with outage(stage.house, region):
        p.go(path)
        p.page.wait_for_load_state("networkidle")
    p.complaints[:] = [one for one in p.complaints if not one.startswith("503")]
