"""What an administrator of the company sees, refusals included, and what a supervisor sees, who changes nothing."""

from collections.abc import Iterator
from functools import partial

from releve.app.employee_files import export_employees
from tests.browser.factors import WITH_FACTOR
from tests.browser.person import Person
from tests.browser.sight import Sight, delete, find, save
from tests.browser.sights_scripts import checklists
from tests.browser.stage import MAELLE, PASSWORD, TOBIAS, Stage
from tests.browser.sync_scene import SyncScene

#: A script with many variables, and one that others run.
SCRIPT, RUN = "prod\\menu_prod", "common\\hooextended"
#: A script that names the hosts of its region.
HOSTED = "common\\crmlookup"

#: One kind with tabs of fields, one with rows, one that is named by a number, one with rows in rows, one that ties two
#: others together.
KINDS = ("skill", "hours", "point_of_contact", "address_book", "agent_skill")


def admins(stage: Stage, scene: SyncScene) -> Iterator[Sight]:
    yield Sight("admin", "/admin")
    yield Sight("admin-paths", "/admin", see_the_paths)
    yield Sight("admin-menu", "/admin", _open_menu)
    yield Sight("paths", "/admin/paths")
    yield Sight("admin-finder", "/admin", partial(find, "ma"))
    yield Sight("admin-shortcuts", "/admin", _ask_for_shortcuts)
    yield Sight("admin-search", "/search?q=ma")
    yield Sight("admin-search-none", "/search?q=zzz")
    yield Sight("keys-none", "/profile/keys")
    yield Sight("keys-made", "/profile/keys", _make_key)
    yield Sight("keys", "/profile/keys")
    yield Sight("keys-revoke", "/profile/keys", _ask_to_revoke)
    yield Sight("no-such-employee", "/admin/employees/nobody")
    yield from _people(stage)
    yield from _roles(stage)
    yield from _sync(scene)
    yield Sight("enablement", "/admin/enablement")
    yield Sight("enablement-refused", "/admin/enablement", _wrong_passkey)
    yield Sight("enablement-emergency", "/admin/enablement?mode=emergency")
    yield Sight("passkey", "/admin/enablement/passkey")
    yield Sight("drills", "/admin/enablement/drills")
    yield Sight("drills-refused", "/admin/enablement/drills", _too_many)
    yield Sight("drill", "/admin/enablement/drills/1")
    yield Sight("notifications", "/admin/notifications")
    yield Sight("notifications-refused", "/admin/notifications", _no_address)
    yield Sight("kinds", "/admin/entities")
    for kind in KINDS:
        yield Sight(f"{kind}-list", f"/admin/entities/{kind}")
        yield Sight(f"{kind}-one", f"/admin/entities/{kind}/{stage.id_of(kind)}")
    skill = f"/admin/entities/skill/{stage.id_of('skill')}"
    yield Sight("skill-none", "/admin/entities/skill?q=zzz")
    yield Sight("skill-new", "/admin/entities/skill/new")
    yield Sight("skill-conflict", skill, _overtaken)
    yield Sight("skill-delete", skill, delete)
    yield Sight("admin-audit", "/admin/audit")
    yield Sight("admin-audit-none", "/admin/audit?q=zzz")
    yield Sight("skill-delete-used", skill, _delete_knowing)
    yield Sight("skill-uses", f"{skill}/uses")
    yield Sight("scripts", "/studio/scripts")
    yield Sight("search", "/studio/search")
    yield Sight("search-found", "/studio/search?q=skill&where=values")
    yield Sight("search-name", "/studio/search?q=r%C3%A9clamations&where=names")
    yield Sight("search-none", "/studio/search?q=zzz&where=captions")
    yield Sight("search-refused", "/studio/search?q=(a%2B)%2Bb&regex=on", _open_help)
    script = f"/studio/scripts/{stage.id_of('script', SCRIPT)}"
    yield Sight("script-variables", f"{script}/variables", _open_variables)
    yield Sight("script-uses", f"/studio/scripts/{stage.id_of('script', RUN)}/uses")
    yield Sight("script-uses-none", f"{script}/uses")
    yield Sight("scripts-none", "/studio/scripts?q=zzz")
    yield from checklists(stage)
    yield Sight("review-primary", "/studio/review")
    yield Sight("script-to-settle", "/studio/review", open_first_script, at="/studio/scripts/1")
    yield from _outside(stage)
    yield Sight("out-of-date", "/admin/roles/new", _another_session, at="/admin/roles/new")


def _outside(stage: Stage) -> Iterator[Sight]:
    """The register, one line of it, a test that is refused; and the proposal of API discovery on a script's page."""
    yield Sight("outside", "/studio/outside")
    yield Sight("outside-none", "/studio/outside?q=zzz")
    yield Sight("outside-line", "/studio/outside", open_first_line, at="/studio/outside/1")
    yield Sight("outside-refused", "/studio/outside", _no_outcome, at="/studio/outside/1")
    hosted = f"/studio/scripts/{stage.id_of('script', HOSTED)}"
    yield Sight("script-hosts", hosted, _open_proposals)


def open_first_line(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/studio/outside/*")


def _no_outcome(p: Person) -> None:
    open_first_line(p)
    p.main.locator("form[action$='/tests'] .btn").click()
    p.main.locator(".field-error").wait_for()


def _open_proposals(p: Person) -> None:
    for summary in p.main.locator(".proposal summary").all():
        summary.click()


def _make_key(p: Person) -> None:
    p.main.locator("form[action$='/keys'] .btn").click()
    p.popup.wait_for()


def _ask_to_revoke(p: Person) -> None:
    p.main.locator("tbody summary").first.click()
    p.main.locator("[data-opens^=revoke]").first.click()
    p.popup.wait_for()


def _delete_knowing(p: Person) -> None:
    """The question says where it is used."""
    delete(p)
    p.popup.locator("[hx-get] p:not(.text-quiet)").first.wait_for()


def _open_help(p: Person) -> None:
    p.main.locator("summary").click()


def _open_variables(p: Person) -> None:
    for summary in p.main.locator(".fold summary").all()[:2]:
        summary.click()


def supervisors(stage: Stage) -> Iterator[Sight]:
    yield Sight("reading-admin", "/admin")
    yield Sight("reading-employees", "/admin/employees")
    yield Sight("reading-employee", f"/admin/employees/{stage.id_of('employee', MAELLE)}")
    yield Sight("reading-employee-bcp", f"/admin/employees/{stage.id_of('employee', MAELLE)}/bcp")
    yield Sight("reading-forbidden", "/admin/roles")


def _people(stage: Stage) -> Iterator[Sight]:
    employee = f"/admin/employees/{stage.id_of('employee', MAELLE)}"
    yield Sight("employees", "/admin/employees")
    yield Sight("employees-nobody", "/admin/employees?q=havre", _set_nobody)
    yield Sight("employees-none", "/admin/employees?q=zzz")
    yield Sight("employee-new", "/admin/employees/new")
    yield Sight("employees-import", "/admin/employees/import")
    yield Sight("employees-none-chosen-bcp", "/admin/employees?bcp=none", _ask_for_all)
    yield Sight(
        "employees-import-checked",
        "/admin/employees/import",
        partial(_import, stage),
        at="/admin/employees/import/1",
    )
    yield Sight(
        "employees-import-bad",
        "/admin/employees/import",
        _import_broken,
        at="/admin/employees/import/1",
    )
    yield Sight(
        "employees-import-applied",
        "/admin/employees/import",
        partial(_apply, stage),
        at="/admin/employees/import/1",
    )
    yield Sight("employee", employee)
    yield Sight("employee-security", f"{employee}/security")
    yield Sight("employee-password-refused", f"{employee}/security", _two_passwords)
    yield Sight("employee-bcp", f"{employee}/bcp")
    yield Sight("employee-history", f"{employee}/history")
    tobias = f"/admin/employees/{stage.id_of('employee', TOBIAS)}"
    yield Sight("employee-deactivate", tobias, _deactivate)
    yield Sight("employee-access", f"{employee}/access")
    yield Sight("employee-access-link", f"{employee}/access", _make_link)
    locked = f"/admin/employees/{stage.id_of('employee', WITH_FACTOR)}/access"
    yield Sight("employee-access-factor", locked)
    yield Sight("tonight", "/admin/tonight")
    yield Sight("tonight-one-reason", "/admin/tonight?reason=not_there")
    yield Sight("tonight-none", "/admin/tonight?q=zzz")
    yield Sight("profile", "/profile/security")
    yield Sight("profile-refused", "/profile/security", _wrong_password)
    yield Sight("profile-enrol", "/profile/security", begin_factor)


def _too_many(p: Person) -> None:
    p.main.locator("#f-employees").fill("\n".join(f"personne{n}" for n in range(51)))
    p.main.locator("form[action$='/drills'] button").click()
    p.main.locator(".field-error").wait_for()


def _make_link(p: Person) -> None:
    p.main.locator("form[action$='/link'] button").click()
    p.main.locator(".secret").wait_for()


def _wrong_password(p: Person) -> None:
    form = p.main.locator("form[action='/profile/security/password']")
    form.locator("#f-current").fill("not the one")
    form.locator("#f-password").fill(PASSWORD + "!")
    form.locator("#f-again").fill(PASSWORD + "!")
    form.locator("button").click()
    p.main.locator(".field-error").wait_for()


def begin_factor(p: Person) -> None:
    """As far as the picture."""
    form = p.main.locator("form[action='/profile/security/second-factor']")
    form.locator("input[type=password]").fill(PASSWORD)
    form.locator("button").first.click()
    p.main.locator(".qr svg").wait_for()


def _roles(stage: Stage) -> Iterator[Sight]:
    role = f"/admin/roles/{stage.id_of('role', 'administrator')}"
    yield Sight("roles", "/admin/roles")
    yield Sight("roles-none", "/admin/roles?q=zzz")
    yield Sight("role-new", "/admin/roles/new")
    yield Sight("role-new-refused", "/admin/roles/new", _same_role)
    yield Sight("role", role)
    yield Sight("role-permissions", f"{role}/permissions")
    yield Sight("role-permissions-default", f"{role}/permissions?like=Manager")
    yield Sight("role-history", f"{role}/history")
    yield Sight("role-delete", f"/admin/roles/{stage.id_of('role', 'superviseur')}", delete)


def _sync(scene: SyncScene) -> Iterator[Sight]:
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


def see_the_paths(p: Person) -> None:
    """The part of the home page that comes after it."""
    p.page.locator("#paths[hx-trigger^=every]").wait_for()


def _ask_for_shortcuts(p: Person) -> None:
    p.page.keyboard.press("?")
    p.popup.wait_for()


def _open_menu(p: Person) -> None:
    """What is beside the page on a desk is behind a button on a phone."""
    button = p.page.locator("[data-menu]")
    if button.is_visible():
        button.click()


def _set_nobody(p: Person) -> None:
    p.main.locator(".bulk .btn:not([name])").click()
    p.main.locator(".note-warn").wait_for()


def _ask_for_all(p: Person) -> None:
    p.main.locator(".bulk button[name=scope]").click()
    p.main.locator(".panel-warn").wait_for()


def _deactivate(p: Person) -> None:
    p.page.locator(".page-actions summary").click()
    p.page.locator("[data-opens=activity]").click()
    p.popup.wait_for()


def _import_broken(p: Person) -> None:
    """Its quotation marks do not match further down."""
    _send(p, b'Username,First Name\nx,"Ada\n')
    p.main.locator(".note-bad").wait_for()


def _apply(stage: Stage, p: Person) -> None:
    _import(stage, p)
    p.main.locator("form[action$='/apply'] .btn-primary").click()
    p.main.locator(".note-good").wait_for()


def _send(p: Person, raw: bytes) -> None:
    p.main.locator("#f-file").set_input_files(
        {"name": "employees.csv", "mimeType": "text/csv", "buffer": raw}
    )
    p.click(p.labels.check_file)


def _import(stage: Stage, p: Person) -> None:
    """Of three rows one is right, one is wrong and one changes nothing; nothing is stored."""
    raw = export_employees(stage.house, stage.inside(stage.primary))
    head, *rows = raw.decode("cp1252").splitlines()
    names = head.split(",")
    first, last = names.index("First Name"), names.index("BCP Type")
    chosen = [row.split(",") for row in rows if row.count(",") == head.count(",")][:3]
    chosen[0][first] = "Maëlle" if chosen[0][first] == "Océane" else "Océane"  # applied before
    chosen[1][last] = "Sometimes"
    text = "\r\n".join([head, *(",".join(row) for row in chosen)])
    _send(p, text.encode("cp1252"))
    p.main.locator(".stats").wait_for()


def _two_passwords(p: Person) -> None:
    p.main.locator("#f-password").fill("lanterne-fjord-harbour-43")
    p.main.locator("#f-again").fill("lanterne-fjord-harbour-44")
    p.main.locator("form[action$='/password'] .btn").click()
    p.main.locator(".field-error").wait_for()


def _same_role(p: Person) -> None:
    p.main.locator("#f-roleName").fill("Superviseur")
    save(p)


def _overtaken(p: Person) -> None:
    """Somebody else has saved since the page was opened."""
    p.main.locator("form:has(.save-bar) input[name=expect]").evaluate("(one) => { one.value = 1; }")
    save(p)


def open_first_script(p: Person) -> None:
    p.main.locator("tbody").get_by_role("link").first.click()
    p.page.wait_for_url("**/studio/scripts/*")


def _another_session(p: Person) -> None:
    """The form is of a session that is over."""
    p.main.locator("#f-roleName").fill("Nuit")
    p.main.locator("form:has(.save-bar) input[name=csrf_token]").evaluate(
        "(one) => { one.value = 'over'; }"
    )
    p.main.locator(".save-bar .btn-primary").click()
    p.page.locator(".fault").wait_for()


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


def _no_address(p: Person) -> None:
    p.main.locator("#f-addresses_fr").fill("garde")
    p.main.locator("form[action='/admin/notifications'] .btn-primary").click()
    p.main.locator(".field-error").first.wait_for()


def _wrong_passkey(p: Person) -> None:
    p.toggle(p.labels.toggle).check()
    p.main.get_by_label(p.labels.passkey).fill("0000-0000")
    p.click(p.labels.submit)
    p.sees(p.labels.wrong_passkey)
