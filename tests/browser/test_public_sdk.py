"""One of the field's own SDKs, unmodified, in a real browser: discovery, login with PKCE, refresh, and a switch.

The packages are fetched from the registry for the run (`tests.helpers.npm`). Every name that the SDK makes up from what
discovery tells is mapped to one door with TLS, with a certificate of the test's own authority.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from releve.domain.tenancy import Side, Tenant
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.labels import ENGLISH
from tests.browser.sights import pair_up
from tests.browser.stage import AMELIE, PASSWORD, Stage, set_the_stage
from tests.browser.sync_scene import run_to_its_end
from tests.browser.walk_tm import BCP_NAME
from tests.helpers.npm import NoPackages, bundled, fetch
from tests.helpers.pages import page_of
from tests.helpers.servers import running
from tests.helpers.tls import Front, tls_front

SDK = Path(__file__).with_name("sdk")
HOST = "desk.havrelune.example"
DESK = f"https://{HOST}"
DOMAIN = "contact.example"
TOKEN = f"https://auth.{DOMAIN}/auth/token"
WHOAMI = "/incontactauthorizationserver/token/whoami"
TOML = """
secure_cookies = true
[tokens]
issuer = "https://auth.contact.example"
secret = "a-secret-that-is-only-for-these-tests-of-chance"
[clients.desk]
id = "Agent Desk@Havrelune"
redirects = ["https://desk.havrelune.example/back"]
[regions.ca1]
domain = "contact.example"
url = "https://api-ca1.contact.example"
[regions.eu1]
domain = "contact.example"
url = "https://api-eu1.contact.example"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's script with the SDK in it."""
    folder = tmp_path_factory.mktemp("sdk")
    try:
        fetch(SDK, folder)
    except NoPackages as missing:
        pytest.skip(f"the SDK cannot be fetched: {missing}")
    return bundled(folder, "page.js")


#: What the SDK asks about the person at the end of the first login, without waiting for the answer; it keeps what it is told.
USER = "/user-management/v1/users/"
ASKED = f"performance.getEntriesByType('resource').some((one) => one.name.includes('{USER}'))"


@dataclass
class Desk:
    """The page in its window, and what the doors have answered to it: method and address → status."""

    stage: Stage
    passkey: str
    page: Page
    answers: dict[tuple[str, str], int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._answered)
        self.page.on("requestfailed", lambda asked: self.failed.append(asked.url))

    def _answered(self, answer: Response) -> None:
        path = answer.url.partition("?")[0]
        self.answers[answer.request.method, path] = answer.status

    def log_in(self) -> dict[str, Any]:
        """By the SDK's own address to our page, and back; returns what the SDK has made of it."""
        self.page.goto(f"{DESK}/")
        address = self.page.evaluate("desk.address()")
        assert "code_challenge_method=S256" in address
        self.answers.clear()
        self.page.goto(address)
        self.page.get_by_label(ENGLISH.username).fill(AMELIE)
        self.page.get_by_label(ENGLISH.password).fill(PASSWORD)
        self.page.get_by_role("button", name=ENGLISH.log_in, exact=True).click()
        self.page.wait_for_url(f"{DESK}/back?*")
        return dict(self.page.evaluate("desk.arrived"))

    def refresh(self) -> str:
        """How it ended, in the SDK's own word."""
        self.page.evaluate("desk.refresh()")
        return str(self.page.evaluate("desk.statuses.at(-1)"))

    def access_token(self) -> str:
        return str(self.page.evaluate("desk.token().accessToken"))

    def expect_in(self, tenant: Tenant, found: Mapping[str, Any]) -> None:
        """The SDK knows who is in which tenant, and where its calls go; it has asked whoami there."""
        with self.stage.house.store_of(tenant.id).reading() as tx:
            amelie = tx.entities.by_key(tenant.id, "employee", AMELIE)
        assert amelie is not None
        user, places, base = found["user"], found["places"], f"https://api-{tenant.region}.{DOMAIN}"
        assert (user["tenantId"], user["tenant"]) == (tenant.id, tenant.name)
        assert (user["icBUId"], str(user["icAgentId"])) == (tenant.business_unit, amelie.id)
        assert (user["userId"], user["userName"]) == (amelie.alt_id, "Amélie Rosegivre")
        assert places["area"] == tenant.region
        assert {places["acdApiBaseUri"], places["apiFacadeBaseUri"]} == {base}
        assert self.answers["POST", f"{base}{WHOAMI}"] == 200
        refused = [url for (_, url), status in self.answers.items() if status >= 400]
        assert [*self.failed, *refused] == []


@pytest.fixture
def desk(chromium: Browser, script: str, tmp_path: Path, plain_log: None) -> Iterator[Desk]:
    """Havrelune in step with its BCP tenant, and a browser that reaches the page and both regions by name."""
    with (
        running(tmp_path, TOML) as server,
        page_of(script) as page,
        tls_front(tmp_path / "doors", server.settings.port, ["*.contact.example"]) as doors,
        tls_front(tmp_path / "home", page, [HOST]) as home,
    ):
        stage = set_the_stage(server)
        passkey = pair_up(stage)
        run_to_its_end(stage, stage.inside(stage.primary))
        with _window(chromium, {"*.contact.example": doors, HOST: home}) as window:
            yield Desk(stage, passkey, window)


@contextmanager
def _window(chromium: Browser, names: Mapping[str, Front]) -> Iterator[Page]:
    """Of a browser that knows these names and trusts their authorities."""
    rules = ", ".join(f"MAP {name} 127.0.0.1:{front.port}" for name, front in names.items())
    trusted = ",".join(front.trusted for front in names.values())
    more = [f"--host-resolver-rules={rules}", f"--ignore-certificate-errors-spki-list={trusted}"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *more])
    yield browser.new_page(locale=ENGLISH.locale)
    browser.close()


def test_the_fields_own_sdk_logs_in_and_finds_the_other_side_after_a_switch(desk: Desk) -> None:
    stage = desk.stage
    found = desk.log_in()
    desk.page.wait_for_function(ASKED)
    desk.expect_in(stage.primary, found)
    first = desk.access_token()
    assert desk.refresh() == "RefreshTokenSuccess"
    assert desk.access_token() != first

    stage.make_active(Side.BCP, stage.inside(stage.primary), desk.passkey)
    assert desk.refresh() == "AuthenticatedFailed"
    assert desk.answers["POST", TOKEN] == 400
    desk.expect_in(stage.tenant(BCP_NAME), desk.log_in())
    assert desk.refresh() == "RefreshTokenSuccess"
