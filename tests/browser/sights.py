"""Every page of the console, by who sees it: where it is, and what is clicked so that all of it shows.

For what is true of all pages: accessibility (`test_accessibility`) and pictures (`shots`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from releve.app.tenants import create_tenant
from releve.domain.people import Caller
from tests.browser.person import Person
from tests.browser.stage import CLOVIS, MAELLE, NOOR, TOBIAS, Stage
from tests.browser.sync_scene import SyncScene, play
from tests.browser.walk_tm import BCP_NAME

Act = Callable[[Person], object]


@dataclass(frozen=True)
class Sight:
    """`name` is for pictures and messages. `then` is done on the page at `path`."""

    name: str
    path: str
    then: Act | None = None


@dataclass(frozen=True)
class Viewer:
    """Somebody, how they come in, and what they see."""

    name: str
    enter: Act
    sights: tuple[Sight, ...]


def furnish(stage: Stage) -> SyncScene:
    """Havrelune paired and synced, with something to decide; Atelier Norva left as it was."""
    pair_up(stage)
    return play(stage, BCP_NAME)


def pair_up(stage: Stage) -> None:
    """Havrelune with its BCP tenant, and its sync enabled."""
    there = stage.newcomer_bcp.region
    noor = Caller(NOOR, "test", operator=NOOR)
    stage.pair(stage.primary, create_tenant(stage.house, noor, name=BCP_NAME, region=there))
    stage.grant_bcp(stage.primary)
    stage.enable_sync(stage.primary)


def viewers(stage: Stage, scene: SyncScene) -> Iterator[Viewer]:
    """Everybody, strangers first."""
    yield Viewer("stranger", lambda _: None, tuple(_strangers()))
    yield Viewer("operator", _as_operator, tuple(_operators(stage)))
    yield Viewer(
        "administrator", partial(_chosen, MAELLE, "Havrelune"), tuple(_admins(stage, scene))
    )
    yield Viewer("developer", partial(_chosen, TOBIAS, BCP_NAME), tuple(_developers(stage)))
    yield Viewer("agent", partial(_employee, CLOVIS), (Sight("agent-home", "/admin"),))


def _as_operator(person: Person) -> None:
    person.log_in(NOOR, path="/tm/login")
    person.page.wait_for_url("**/tm/tenants")


def _employee(username: str, person: Person) -> None:
    person.log_in(username)
    person.page.wait_for_url("**/admin")


def _chosen(username: str, tenant: str, person: Person) -> None:
    person.log_in(username)
    person.choose(tenant)
    person.page.wait_for_url("**/admin")


def _strangers() -> Iterator[Sight]:
    yield Sight("login", "/login")
    yield Sight("login-refused", "/login", lambda p: p.log_in(MAELLE, password="not the one"))
    yield Sight("login-selector", "/login", lambda p: p.log_in(MAELLE))
    yield Sight("login-operator", "/tm/login")
    yield Sight("no-such-page", "/no/such/page")


def _operators(stage: Stage) -> Iterator[Sight]:
    paired, free = f"/tm/tenants/{stage.primary.id}", f"/tm/tenants/{stage.newcomer.id}"
    yield Sight("tenants", "/tm/tenants")
    yield Sight("tenants-apps", "/tm/tenants", _open_apps)
    yield Sight("tenants-none", "/tm/tenants?q=zzz")
    yield Sight("tenant-new", "/tm/tenants/new")
    yield Sight("tenant-general", paired)
    yield Sight("tenant-features", f"{paired}/features")
    yield Sight("tenant-unpaired", free)
    yield Sight("tenant-impersonate", free, _ask_to_impersonate)
    yield Sight("bcp-off", f"{free}/features")
    yield Sight("bcp-confirm", f"{free}/features", lambda p: p.toggle(p.labels.bcp).click())
    yield Sight("bcp-features", f"{free}/features", _begin)
    yield Sight("bcp-features-refused", f"{free}/features", _refused)
    yield Sight("bcp-mapping", f"{free}/features", _to_mapping)
    yield Sight("bcp-validated", f"{free}/features", partial(_to_validated, stage))
    yield Sight("bcp-passkey", f"{free}/features", partial(_to_passkey, stage))
    yield Sight("bcp-pending", f"{free}/features", partial(_to_pending, stage))
    yield Sight("tm-audit", "/tm/audit")
    yield Sight("impersonating", paired, _impersonate)


def _open_apps(p: Person) -> None:
    p.page.get_by_label(p.labels.app_selector).click()


def _ask_to_impersonate(p: Person) -> None:
    p.page.locator(".page-actions summary").click()
    p.click(p.labels.impersonate)


def _impersonate(p: Person) -> None:
    _ask_to_impersonate(p)
    p.click(p.labels.confirm, p.popup)
    p.page.locator(".impersonation").wait_for()


def _begin(p: Person) -> None:
    p.toggle(p.labels.bcp).click()
    p.click(p.labels.enable, p.popup)
    p.page.wait_for_url("**page=1")


def _refused(p: Person) -> None:
    _begin(p)
    p.click(p.labels.next, p.popup)
    p.page.locator(".reasons, .note-warn, .note-bad").first.wait_for()


def _to_mapping(p: Person) -> None:
    _begin(p)
    for feature in (p.labels.bcp_configurations, p.labels.bcp_enablement):
        p.toggle(feature, p.popup).check()
    p.click(p.labels.next, p.popup)
    p.page.wait_for_url("**page=2")


def _to_validated(stage: Stage, p: Person) -> None:
    _to_mapping(p)
    p.popup.get_by_label(p.labels.regions).select_option(label=p.labels.there)
    line = p.popup.locator(f"option[value='{stage.newcomer_bcp.id}']")
    line.wait_for(state="attached")
    p.popup.get_by_label(p.labels.dr_tenant).select_option(value=stage.newcomer_bcp.id)
    p.click(p.labels.validate, p.popup)
    p.sees(p.labels.mapping_can_be_made, p.popup)


def _to_passkey(stage: Stage, p: Person) -> None:
    _to_validated(stage, p)
    p.click(p.labels.generate_passkey, p.popup)
    p.sees(p.labels.shown_once, p.popup)


def _to_pending(stage: Stage, p: Person) -> None:
    _to_passkey(stage, p)
    p.click(p.labels.finish, p.popup)
    p.sees(p.labels.not_saved_yet)


def _admins(stage: Stage, scene: SyncScene) -> Iterator[Sight]:
    employee = f"/admin/employees/{stage.id_of('employee', MAELLE)}"
    role = f"/admin/roles/{stage.id_of('role', 'administrator')}"
    yield Sight("admin", "/admin")
    yield Sight("employees", "/admin/employees")
    yield Sight("employees-none", "/admin/employees?q=zzz")
    yield Sight("employee-new", "/admin/employees/new")
    yield Sight("employees-import", "/admin/employees/import")
    yield Sight("employee", employee)
    yield Sight("employee-security", f"{employee}/security")
    yield Sight("employee-bcp", f"{employee}/bcp")
    yield Sight("roles", "/admin/roles")
    yield Sight("role-new", "/admin/roles/new")
    yield Sight("role", role)
    yield Sight("role-permissions", f"{role}/permissions")
    yield Sight("sync", "/admin/sync?tab=default")
    yield Sight("sync-custom", "/admin/sync?tab=custom")
    yield Sight("sync-weekly", "/admin/sync?tab=default", _choose_weekly)
    yield Sight("sync-refused", "/admin/sync?tab=custom", _wrong_minute)
    yield Sight("sync-runs", "/admin/sync/runs")
    yield Sight("sync-run", f"/admin/sync/runs/{scene.done}")
    yield Sight("sync-run-held", f"/admin/sync/runs/{scene.done}?verb=hold")
    yield Sight("sync-run-asking", f"/admin/sync/runs/{scene.asking}")
    yield Sight("sync-plans", "/admin/sync/plans")
    yield Sight("sync-plan", f"/admin/sync/plans/{scene.plan}")
    yield Sight("sync-plan-moved", f"/admin/sync/plans/{scene.asking}")
    yield Sight("sync-losing", "/admin/sync/losing")
    yield Sight("sync-drift", "/admin/sync/drift")
    yield Sight("sync-restore", "/admin/sync/restore")
    yield Sight("sync-restore-confirm", f"/admin/sync/restore/{scene.done}")
    yield Sight("enablement", "/admin/enablement")
    yield Sight("enablement-refused", "/admin/enablement", _wrong_passkey)
    yield Sight("kinds", "/admin/entities")
    for kind in ("skill", "hours", "point_of_contact", "address_book"):
        yield Sight(f"{kind}-list", f"/admin/entities/{kind}")
        yield Sight(f"{kind}-one", f"/admin/entities/{kind}/{stage.id_of(kind)}")
    yield Sight("skill-new", "/admin/entities/skill/new")
    yield Sight("admin-audit", "/admin/audit")
    yield Sight("scripts", "/studio/scripts")
    yield Sight("review-primary", "/studio/review")


def _choose_weekly(p: Person) -> None:
    p.main.locator("#f-frequency-weekly").check()
    p.main.locator(".more-settings summary").click()
    p.main.locator("#f-deletions-follow").check()
    p.main.locator("#f-weekday").wait_for()
    p.main.locator("#f-deletions_max").wait_for()


def _wrong_minute(p: Person) -> None:
    p.main.locator("#f-frequency-hourly").check()
    p.main.locator("#f-minute").fill("75")
    p.main.locator("#f-kinds-skill").uncheck()
    p.click(p.labels.save)
    p.main.locator("#f-at-error, #f-minute-error").wait_for()


def _open_first_run(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/runs/*")


def _wrong_passkey(p: Person) -> None:
    p.toggle(p.labels.toggle).check()
    p.main.get_by_label(p.labels.passkey).fill("0000-0000")
    p.click(p.labels.submit)
    p.sees(p.labels.wrong_passkey)


def _developers(stage: Stage) -> Iterator[Sight]:
    yield Sight("bcp-admin", "/admin")
    yield Sight("bcp-scripts", "/studio/scripts")
    yield Sight("review", "/studio/review")
    yield Sight("script", "/studio/review", _open_first_script)


def _open_first_script(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/studio/scripts/*")
