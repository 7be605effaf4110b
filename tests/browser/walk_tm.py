"""The walk through the requirement page, first part: what the account representative does in Tenant Management."""

import re

from playwright.sync_api import Dialog, expect

from releve.domain.tenancy import Tenant
from tests.browser.person import Person
from tests.browser.stage import NOOR, Stage

BCP_NAME = "Havrelune BCP"


def prerequisites(noor: Person, stage: Stage) -> Tenant:
    """Create the additional tenant, and copy its ID from the General tab."""
    say = noor.labels
    noor.log_in(NOOR, path="/tm/login")
    noor.open_app(say.tm)
    noor.main.get_by_role("link", name=say.create_tenant, exact=True).click()
    noor.page.get_by_label(say.name).fill(BCP_NAME)
    noor.page.get_by_label(say.region).select_option(label=say.there)
    noor.click(say.create)
    noor.open_tab(say.general)
    noor.click(say.copy_id)
    created = stage.tenant(BCP_NAME)
    assert noor.page.evaluate("navigator.clipboard.readText()") == created.id
    return created


def _open_features(noor: Person, tenant: str) -> None:
    """Locate the tenant on the Tenants page, select it, open its Applications & Features."""
    noor.open_menu(noor.labels.tenants)
    noor.main.get_by_role("searchbox").fill(tenant)
    noor.main.get_by_role("link", name=tenant, exact=True).click()
    noor.open_tab(noor.labels.features)


def _enable_bcp(noor: Person) -> None:
    """Enable BCP, confirm; in the pop-up enable both features and go on."""
    say = noor.labels
    noor.toggle(say.bcp).click()
    noor.click(say.enable, noor.popup)
    for feature in (say.bcp_configurations, say.bcp_enablement):
        noor.toggle(feature, noor.popup).check()
    noor.click(say.next, noor.popup)
    noor.sees(say.configure_settings, noor.popup)


def set_up_primary(noor: Person, colleague: Person, stage: Stage, bcp: Tenant) -> str:
    """Step 1 of the page. Returns the passkey, as it was read from the screen."""
    say = noor.labels
    _open_features(noor, stage.primary.name)
    _enable_bcp(noor)
    _validation_fails_with_reasons(noor, stage)
    _choose_mapping(noor, bcp.name)
    noor.click(say.validate, noor.popup)
    noor.sees(say.mapping_can_be_made, noor.popup)
    _another_choice_must_be_validated_anew(noor, bcp.name)
    noor.click(say.generate_passkey, noor.popup)
    noor.sees(say.shown_once, noor.popup)
    passkey = _passkey_shown(noor)
    _a_reload_makes_no_other_passkey(noor)
    noor.click(say.finish, noor.popup)
    expect(noor.popup).to_have_count(0)
    noor.sees(say.not_saved_yet)
    assert passkey not in noor.page.content(), "a passkey is shown once"
    _nothing_is_stored(colleague, stage)
    _leaving_without_save_warns(noor)
    _who_leaves_all_the_same_can_go_on(noor, stage.primary.name, passkey)
    passkey = _another_passkey(noor, passkey)
    noor.click(say.save)
    expect(noor.toggle(say.bcp)).to_be_checked()
    assert stage.is_paired(stage.primary)
    return passkey


def _passkey_shown(noor: Person) -> str:
    return noor.popup.locator(".secret code").inner_text()


def _choose_mapping(noor: Person, tenant: str) -> None:
    say = noor.labels
    region = noor.popup.get_by_label(say.regions)
    if region.evaluate("field => field.selectedOptions[0].label") != say.there:
        region.select_option(label=say.there)
    choice = noor.popup.get_by_label(say.dr_tenant)
    line = choice.locator("option").filter(has_text=f"{tenant} · ")
    expect(line).to_have_count(1)
    choice.select_option(value=line.get_attribute("value"))


def _validation_fails_with_reasons(noor: Person, stage: Stage) -> None:
    """No choice is no mapping; nor is a tenant that a colleague has mapped a moment ago. One cannot go on."""
    say = noor.labels
    noor.click(say.validate, noor.popup)
    region = noor.popup.get_by_label(say.regions)
    assert region.evaluate("field => field.validity.valueMissing"), "a region must be chosen"
    _choose_mapping(noor, stage.newcomer_bcp.name)
    stage.pair(stage.newcomer, stage.newcomer_bcp)
    noor.click(say.validate, noor.popup)
    noor.sees(say.mapping_cannot_be_made, noor.popup)
    noor.sees(f"{stage.newcomer_bcp.name} {say.already_mapped}", noor.popup)
    for later in (say.generate_passkey, say.finish):
        expect(noor.popup.get_by_role("button", name=later, exact=True)).to_be_disabled()


def _another_choice_must_be_validated_anew(noor: Person, tenant: str) -> None:
    """What was validated is what is finished: a choice that was changed is not."""
    say = noor.labels
    noor.page.wait_for_load_state()  # the page's script sees the change: it must be there
    noor.popup.get_by_label(say.dr_tenant).select_option(index=0)
    for later in (say.generate_passkey, say.finish):
        expect(noor.popup.get_by_role("button", name=later, exact=True)).to_be_disabled()
    _choose_mapping(noor, tenant)
    noor.click(say.validate, noor.popup)
    noor.sees(say.mapping_can_be_made, noor.popup)


def _nothing_is_stored(colleague: Person, stage: Stage) -> None:
    """Before Save, everybody else sees the tenant as it was."""
    colleague.log_in(NOOR, path="/tm/login")
    colleague.open_menu(colleague.labels.tenants)
    row = colleague.main.get_by_role("row").filter(
        has=colleague.page.get_by_role("link", name=stage.primary.name, exact=True)
    )
    colleague.sees(colleague.labels.not_set_up, row)
    assert not stage.is_paired(stage.primary)


def _a_reload_makes_no_other_passkey(noor: Person) -> None:
    noor.page.reload()
    noor.sees(noor.labels.passkey_was_generated, noor.popup)
    expect(noor.popup.locator(".secret")).to_have_count(0)


def _leaving_without_save_warns(noor: Person) -> None:
    """The browser asks, and whoever stays has lost nothing."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    noor.page.once("dialog", stay)
    noor.page.get_by_role("link", name=noor.labels.tenants, exact=True).first.click()
    noor.sees(noor.labels.not_saved_yet)
    assert asked == ["beforeunload"]


def _who_leaves_all_the_same_can_go_on(noor: Person, tenant: str, passkey: str) -> None:
    """Nothing is lost but the sight of the passkey."""
    noor.page.once("dialog", lambda dialog: dialog.accept())
    noor.page.get_by_role("link", name=noor.labels.tenants, exact=True).first.click()
    _open_features(noor, tenant)
    expect(noor.main.get_by_text(noor.labels.not_saved_yet)).to_have_count(0)
    assert passkey not in noor.page.content()
    noor.main.get_by_role("link", name=noor.labels.continue_set_up, exact=True).click()
    noor.sees(noor.labels.not_saved_yet)
    assert passkey not in noor.page.content()


def _another_passkey(noor: Person, passkey: str) -> str:
    """For who has not noted the first one. The browser does not ask whether to leave: it would stay where it is."""
    say = noor.labels
    noor.click(say.another_passkey)
    noor.click(say.generate_another, noor.popup)
    noor.sees(say.shown_once, noor.popup)
    another = _passkey_shown(noor)
    assert another != passkey
    noor.click(say.finish, noor.popup)
    expect(noor.popup).to_have_count(0)
    noor.sees(say.not_saved_yet)
    return another


def set_up_bcp(noor: Person, stage: Stage) -> None:
    """Step 2: the same path on the BCP tenant. The mapping is there already; no new passkey is made."""
    say = noor.labels
    _open_features(noor, BCP_NAME)
    _enable_bcp(noor)
    noor.sees(say.already_configured, noor.popup)
    noor.click(say.finish, noor.popup)
    noor.click(say.save)
    expect(noor.toggle(say.bcp)).to_be_checked()
    assert stage.tenant(BCP_NAME).features.bcp_enablement


def grant_permissions(noor: Person, stage: Stage) -> None:
    """Step 3: impersonate in the primary, give the role Administrator both BCP permissions, stop."""
    say = noor.labels
    noor.open_menu(say.tenants)
    noor.main.get_by_label(f"{say.options_of} {stage.primary.name}", exact=True).click()
    noor.click(say.impersonate)
    noor.click(say.confirm, noor.popup)
    banner = noor.page.locator(".impersonation")
    noor.sees(NOOR, banner)
    noor.sees("Impersonated Admin", banner)
    noor.open_menu(say.roles)
    noor.main.get_by_role("link", name=say.administrator, exact=True).click()
    noor.open_tab(say.permissions)
    noor.open_tab(say.bcp)
    bcp = noor.page.locator("#app-bcp")
    for action in (say.view, say.edit):
        both = bcp.get_by_role("switch", name=re.compile(rf"› {action}$"))
        expect(both).to_have_count(2)
        for permission in both.all():
            permission.check()
    noor.click(say.save)
    noor.sees(say.permissions_saved)
    for permission in bcp.get_by_role("switch").all():
        expect(permission).to_be_checked()
    noor.click(say.stop_impersonating, banner)
    expect(banner).to_have_count(0)
