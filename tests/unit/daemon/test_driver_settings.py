"""The settings of the drivers: all that is wrong is told at the start, and no secret is shown."""

from pathlib import Path

import pytest

from releve.daemon.traffic import build_drivers
from tests.unit.daemon.test_settings import faults, loaded

DNS = """
[drivers.names]
sort = "dns"
server = "ns1.contact.example"
zone = "contact.example"
names = ["bu{business_unit}.contact.example"]
key = "releve"
[drivers.names.regions]
ca1 = "192.0.2.1"
eu1 = ["192.0.2.2", "192.0.2.3"]
"""
HAPROXY = """
[drivers.front-door]
sort = "haproxy"
socket = "/run/haproxy/admin.sock"
map = "/etc/haproxy/releve.map"
keys = ["bu{business_unit}.contact.example", "{tenant}"]
[drivers.front-door.regions]
ca1 = "be_ca1"
eu1 = "be_eu1"
"""
WEBHOOK = """
[drivers.crm]
sort = "webhook"
url = "https://crm.contact.example/releve"
"""
TSIG = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="
HOOK = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="


def test_drivers_are_made_of_their_tables_in_the_order_of_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        DNS + HAPROXY + WEBHOOK,
        RELEVE_DRIVERS_NAMES_SECRET=TSIG,
        RELEVE_DRIVERS_CRM_SECRET=HOOK,
    )
    drivers = build_drivers(settings.drivers)
    assert [(one.name, one.sort, one.check_s) for one in drivers] == [
        ("names", "dns", 10.0),
        ("front-door", "haproxy", 1.0),
        ("crm", "webhook", None),
    ]
    assert settings.drivers[0].regions["eu1"] == ("192.0.2.2", "192.0.2.3")


def test_a_secret_may_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "tsig"
    file.write_text(f"{TSIG}\n", "ascii")
    text = DNS.replace('key = "releve"', f'key = "releve"\nsecret_file = "{file}"')
    settings = loaded(tmp_path, text)
    assert settings.drivers[0].secret == TSIG
    assert TSIG not in repr(settings)
    assert TSIG not in repr(build_drivers(settings.drivers))


def test_without_a_table_there_is_no_driver(tmp_path: Path) -> None:
    assert list(loaded(tmp_path, "").drivers) == []


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("[drivers.names]\nsort = 'dms'", "drivers.names.sort", "dns, haproxy, webhook"),
        ("[drivers.names]", "drivers.names.sort", "dns, haproxy, webhook"),
        ("[drivers]\nnames = 'dns'", "drivers.names", "table"),
        ("[drivers.Names]\nsort = 'dns'", "drivers.Names", "Small letters"),
        (DNS.replace('zone = "contact.example"', ""), "drivers.names.zone", "name"),
        (DNS.replace('"bu{', '"b u{'), "drivers.names.names", "{tenant}"),
        (DNS.replace("{business_unit}", "{busno}"), "drivers.names.names", "{business_unit}"),
        (DNS.replace('.contact.example"]', '.else.example"]'), "drivers.names.names", "zone"),
        (DNS.replace("192.0.2.1", "ca1.example"), "drivers.names.regions.ca1", "record A"),
        (DNS.replace('ca1 = "192.0.2.1"', ""), "drivers.names.regions.ca1", "record A"),
        (DNS.replace("ca1 =", "us1 ="), "drivers.names.regions.us1", "no setting"),
        (DNS.replace('sort = "dns"', 'sort = "dns"\nttl = 0'), "drivers.names.ttl", "from 1"),
        (DNS.replace("server =", "sever ="), "drivers.names.sever", "drivers.names.server"),
        (HAPROXY.replace("be_ca1", "be ca1"), "drivers.front-door.regions.ca1", "backend"),
        (HAPROXY.replace('"{tenant}"', '"a;b"'), "drivers.front-door.keys", "keys"),
        (HAPROXY.replace("releve.map", "releve map"), "drivers.front-door.map", "blanks"),
        (WEBHOOK.replace("https:", "http:"), "drivers.crm.url", "https"),
        (WEBHOOK.replace("https://", "https://me:word@"), "drivers.crm.url", "https"),
        (WEBHOOK + 'ca_file = "/nowhere"', "drivers.crm.ca_file", "certificates"),
        (WEBHOOK + 'secret_file = "/nowhere"', "drivers.crm.secret", "secret_file"),
        (WEBHOOK + "regions = { ca1 = 'x' }", "drivers.crm.regions", "Remove"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_what_is_expected(
    tmp_path: Path, text: str, key: str, told: str
) -> None:
    secrets = {"RELEVE_DRIVERS_NAMES_SECRET": TSIG, "RELEVE_DRIVERS_CRM_SECRET": HOOK}
    found = [fault for fault in faults(tmp_path, text, **secrets) if f"“{key}”" in fault]
    assert [told in fault for fault in found] == [True], found


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (DNS, ""),
        (DNS, "c2hvcnQ="),
        (DNS, "no Base64!"),
        (WEBHOOK, TSIG),
        (WEBHOOK, "whsec_c2hvcnQ="),
    ],
)
def test_a_secret_that_is_none_is_told_without_repeating_it(
    tmp_path: Path, text: str, secret: str
) -> None:
    given = {"RELEVE_DRIVERS_NAMES_SECRET": secret, "RELEVE_DRIVERS_CRM_SECRET": secret}
    [fault] = faults(tmp_path, text, **given)
    assert ".secret” is not right" in fault
    assert not secret or secret not in fault


def test_every_fault_of_every_driver_is_told_at_once(tmp_path: Path) -> None:
    text = DNS.replace("192.0.2.1", "nowhere") + HAPROXY.replace("be_eu1", "") + WEBHOOK
    assert len(faults(tmp_path, "port = -1\n" + text)) == 5
