"""Names are as long as people make them: on a desk no table needs to be scrolled sideways because of one."""

import pytest
from playwright.sync_api import Browser

from releve.app.tenants import create_tenant
from releve.domain.people import Caller
from tests.browser.labels import ENGLISH, FRENCH, Labels
from tests.browser.person import somebody
from tests.browser.sight import as_operator
from tests.browser.stage import Stage

LONG_PERSON = "maximilienne-alexandrine.brisemarine-kerlouane@exploitation.tenants.example"
LONG_TENANT = "Compagnie-Internationale-des-Services-Maritimes-et-Portuaires de Havrelune"
IPV6 = "2001:0db8:85a3:0000:0000:8a2e:0370:7334"

CUT = """() => [...document.querySelectorAll("main .table-box")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => [one.scrollWidth, one.clientWidth])"""


@pytest.mark.parametrize("labels", [pytest.param(FRENCH, id="fr"), pytest.param(ENGLISH, id="en")])
def test_an_audit_with_long_names_is_read_whole_on_a_desk(
    chromium: Browser, stage: Stage, labels: Labels
) -> None:
    somewhere = Caller(LONG_PERSON, IPV6, operator=LONG_PERSON)
    create_tenant(stage.house, somewhere, name=LONG_TENANT, region=stage.primary.region)
    stage.house.trace_home(somewhere, "login", LONG_PERSON, outcome="throttled")
    with somebody(chromium, stage.url, labels, width=1280, height=900) as person:
        as_operator(person)
        person.go("/tm/audit")
        assert LONG_TENANT in person.main.inner_text()
        assert person.page.evaluate(CUT) == []
