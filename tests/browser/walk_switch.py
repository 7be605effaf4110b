"""The walk, last part: the switch to the BCP tenant and the revert, and what people notice of it."""

import httpx
from playwright.sync_api import expect

from releve.domain.tenancy import Tenant
from tests.browser.person import Person
from tests.browser.stage import AMELIE, EWAN, GAETANE, SOLENE, Stage
from tests.browser.walk_admin import log_in_by_selector, tenant_of
from tests.browser.walk_tm import BCP_NAME


def agents_at_work(single: Person, none: Person, multiple: Person, stage: Stage) -> None:
    """While the primary is active only those with multiple access are asked where they want to go."""
    for agent, username in ((single, EWAN), (none, GAETANE)):
        agent.log_in(username)
        tenant_of(agent, stage.primary.name)
    log_in_by_selector(multiple, AMELIE, stage.primary.name, active=stage.primary.name)


def _submit(admin: Person, passkey: str, *, bcp: bool) -> None:
    say = admin.labels
    admin.open_menu(say.enablement)
    admin.toggle(say.toggle).set_checked(bcp)
    admin.main.get_by_label(say.passkey).fill(passkey)
    admin.click(say.submit)


def switch(admin: Person, passkey: str, stage: Stage) -> None:
    """A wrong passkey is told; the right one switches."""
    say = admin.labels
    log_in_by_selector(admin, SOLENE, stage.primary.name, active=stage.primary.name)
    _submit(admin, "0000-" + passkey[5:], bcp=True)
    admin.sees(say.wrong_passkey)
    expect(admin.main.get_by_label(say.passkey)).to_have_value("")
    _submit(admin, passkey, bcp=True)
    admin.sees(say.bcp_is_active)
    admin.open_menu(say.sync)
    admin.sees(say.sync_paused)
    expect(admin.main.get_by_role("button", name=say.run_now, exact=True)).to_have_count(0)


def agents_are_led(single: Person, none: Person, multiple: Person) -> None:
    """Open sessions end where they are no longer welcome; at the next login everybody lands where they may."""
    say = single.labels
    for agent in (single, none):
        agent.page.reload()
        agent.sees(say.session_ended)
        expect(agent.page.get_by_role("button", name=say.log_in, exact=True)).to_be_visible()
    single.log_in(EWAN)
    tenant_of(single, BCP_NAME)
    none.log_in(GAETANE)
    none.sees(say.no_access_told)
    expect(none.page.get_by_role("button", name=say.log_in, exact=True)).to_be_visible()
    multiple.page.reload()
    tenant_of(multiple, "Havrelune")
    log_in_by_selector(multiple, AMELIE, BCP_NAME, active=BCP_NAME)


def discovery_answers(stage: Stage, expected: Tenant) -> None:
    """Clients that ask where either tenant is are sent to the region of the active one."""
    for tenant in (stage.primary, stage.tenant(BCP_NAME)):
        address = f"{stage.url}/.well-known/cxone-configuration?tenantId={tenant.id}"
        assert httpx.get(address).json()["area"] == expected.region


def revert(admin: Person, passkey: str, single: Person, none: Person) -> None:
    """The same page, the toggle off: everybody is back where they were."""
    say = admin.labels
    _submit(admin, passkey, bcp=False)
    admin.sees(say.primary_is_active)
    single.page.reload()
    single.sees(say.session_ended)
    for agent, username in ((single, EWAN), (none, GAETANE)):
        agent.log_in(username)
        tenant_of(agent, "Havrelune")
    admin.open_menu(say.sync)
    expect(admin.main.get_by_text(say.sync_paused)).to_have_count(0)
