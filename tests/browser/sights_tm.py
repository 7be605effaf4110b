"""What an operator sees in TM, the set-up of BCP step by step included."""

from collections.abc import Iterator
from functools import partial

from tests.browser.person import Person
from tests.browser.sight import Sight, ask_to_impersonate, find, impersonate, open_themes
from tests.browser.stage import Stage


def operators(stage: Stage) -> Iterator[Sight]:
    paired, free = f"/tm/tenants/{stage.primary.id}", f"/tm/tenants/{stage.newcomer.id}"
    yield Sight("pairs", "/tm/pairs")
    yield Sight("pairs-none", "/tm/pairs?q=zzz")
    yield Sight("tenants", "/tm/tenants")
    yield Sight("tenants-apps", "/tm/tenants", _open_apps)
    yield Sight("tenants-account", "/tm/tenants", _open_account)
    yield Sight("tenants-theme", "/tm/tenants", open_themes)
    yield Sight("tenants-finder", "/tm/tenants", partial(find, "hav"))
    yield Sight("tenants-search", "/search?q=norva")
    yield Sight("tenants-none", "/tm/tenants?q=zzz")
    yield Sight("tenant-new", "/tm/tenants/new")
    yield Sight("tenant-new-refused", "/tm/tenants/new", _name_taken)
    yield Sight("tenant-general", paired)
    yield Sight("tenant-features", f"{paired}/features")
    yield Sight("tenant-sign-on", f"{paired}/sign-on")
    yield Sight("tenant-switch", f"{paired}/switch")
    yield Sight("tenant-turn-off", f"{paired}/features", lambda p: p.toggle(p.labels.bcp).click())
    yield Sight("tenant-configure", f"{paired}/features", _configure)
    yield Sight("tenant-another-passkey", f"{paired}/features", _another_passkey)
    yield Sight("tenant-then", f"{paired}?then=/admin/sync")
    yield Sight("tenant-unpaired", free)
    yield Sight("tenant-impersonate", free, ask_to_impersonate)
    yield Sight("bcp-off", f"{free}/features")
    yield Sight("bcp-confirm", f"{free}/features", lambda p: p.toggle(p.labels.bcp).click())
    yield Sight("bcp-features", f"{free}/features", _begin)
    yield Sight("bcp-features-refused", f"{free}/features", _refused)
    yield Sight("bcp-mapping", f"{free}/features", _to_mapping)
    yield Sight("bcp-validated", f"{free}/features", partial(_to_validated, stage))
    yield Sight("bcp-passkey", f"{free}/features", partial(_to_passkey, stage))
    yield Sight("bcp-pending", f"{free}/features", partial(_to_pending, stage))
    yield Sight("bcp-pending-another", f"{free}/features", partial(_to_another, stage))
    yield Sight("tm-audit", "/tm/audit")
    yield Sight("tm-audit-none", "/tm/audit?q=zzz")
    yield Sight("tm-no-such-page", "/tm/tenants/nobody")
    yield Sight("tm-outside", "/admin")
    yield Sight("api-docs", "/api/docs")
    yield Sight("api-docs-cxone", "/api/docs/cxone")
    yield Sight("impersonating", paired, impersonate, at="/admin")


def _open_apps(p: Person) -> None:
    p.page.get_by_label(p.labels.app_selector).click()


def _open_account(p: Person) -> None:
    p.page.locator("summary.user").click()


def _name_taken(p: Person) -> None:
    p.main.locator("#f-name").fill("Havrelune")
    p.click(p.labels.create)
    p.main.locator(".note-bad, .note-warn").first.wait_for()


def _configure(p: Person) -> None:
    p.main.locator("form[action$='/begin'] .btn-quiet").first.click()
    p.page.wait_for_url("**page=1")


def _another_passkey(p: Person) -> None:
    _configure(p)
    p.click(p.labels.next, p.popup)
    p.page.wait_for_url("**page=2")
    p.click(p.labels.generate_passkey, p.popup)
    p.page.locator("#another[open]").wait_for()


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


def _to_another(stage: Stage, p: Person) -> None:
    _to_pending(stage, p)
    p.page.locator("[data-opens=another]").click()
    p.page.locator("#another[open]").wait_for()
