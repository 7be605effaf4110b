"""Every setting there is: its key, its default, and what is expected of it.

A setting exists if and only if it stands in a table below, and then in `docs/operating/settings.md`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from releve.daemon.expected import (
    Expected,
    addresses,
    database,
    directory,
    flag,
    folder,
    line,
    one_of,
    seconds,
    templates,
    whole,
    words,
)
from releve.domain.say import say
from releve.domain.traffic import PLACES

PREFIX = "RELEVE_"
DAY_S = 24 * 3600

REGION_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
#: The field's own clients send this area to a fixed domain of theirs, whatever we answer.
AREA_TAKEN = "na2"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: the key in the file, its default, and what is expected of it. `{…}` is filled in at the end."""

    key: str
    default: Any
    expected: Expected

    @property
    def variable(self) -> str:
        return PREFIX + self.key.replace(".", "_").upper()


_HOST = words(
    say("The name of a host is expected, with a port or without, and no path."),
    r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:(\d{1,5}|\{port\}))?",
)
_LABEL_OF_HOST = words(
    say("Small letters, figures and hyphens are expected."),
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?",
)
_URL = words(
    say("An address is expected: http://… or https://…, without a slash at the end."),
    r"https?://[^\s/]+(/[^\s/]+)*",
)
_PORT = r"(6553[0-5]|655[0-2]\d|65[0-4]\d{2}|6[0-4]\d{3}|[1-5]?\d{1,4})"
_LISTEN = words(
    say("An address and a port are expected, such as 127.0.0.1:5060 or [::]:5060."),
    rf"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):{_PORT}",
)
#: At most as long as `ADDRESS_MAX` of the SIP answers.
_SIP = words(
    say("The address of a SIP server is expected, without a user: sbc.example:5060 or sip:…."),
    rf"(?=.{{1,115}}$)(sips?:)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:{_PORT})?(;[A-Za-z0-9.=_-]+)*",
)

_HOST_ALONE = words(
    say("A name of letters, figures, hyphens and dots is expected."),
    r"[A-Za-z0-9_]([A-Za-z0-9_.:-]*[A-Za-z0-9])?",
)
_WEBHOOK = words(
    say("An address is expected: https://…, or http:// on this machine."),
    r"(https://[^\s/?#@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)(/[^\s#]*)?",
)

_MAIL = words(say("An e-mail address is expected."), r"[^\s@<>,;]+@[A-Za-z0-9.-]+")

SETTINGS = (
    Setting("data", Path("data"), folder()),
    Setting("host", "127.0.0.1", line()),
    Setting("port", 8321, whole(0, 65_535)),
    Setting("language", "en", one_of("en", "fr")),
    Setting("directory", "sqlite:///{data}/directory.db", directory()),
    Setting("directory_copy_s", DAY_S, whole(0, 30 * DAY_S)),
    Setting("home", "", line()),
    Setting("region", "", line()),
    Setting("secure_cookies", False, flag()),
    Setting("sync_tick_s", 1.0, seconds(0.05, 3600)),
    Setting("switch_calm_s", 300, whole(0, DAY_S)),
    Setting("region_look_s", 5, whole(0, 60)),
    Setting("hashing.time_cost", 3, whole(1, 100)),
    Setting("hashing.memory_kib", 65_536, whole(8, 4 * 1024 * 1024)),
    Setting("hashing.parallelism", 4, whole(1, 64)),
    Setting("hashing.concurrency", 4, whole(1, 256)),
    Setting("log.level", "info", one_of("debug", "info", "warning", "error")),
    Setting("log.format", "text", one_of("text", "json")),
    Setting("sessions.employee_idle_s", 2 * 3600, whole(1, 30 * DAY_S)),
    Setting("sessions.employee_s", 12 * 3600, whole(1, 30 * DAY_S)),
    Setting("sessions.operator_idle_s", 3600, whole(1, 30 * DAY_S)),
    Setting("sessions.operator_s", 12 * 3600, whole(1, 30 * DAY_S)),
    Setting("sessions.impersonation_idle_s", 1800, whole(1, DAY_S)),
    Setting("sessions.impersonation_s", 2 * 3600, whole(1, DAY_S)),
    Setting("sessions.draft_s", 1800, whole(1, DAY_S)),
    Setting("sip.listen", "", _LISTEN),
    Setting("sip.copy_s", DAY_S, whole(0, 30 * DAY_S)),
    Setting("smtp.host", "", _HOST_ALONE),
    Setting("smtp.port", 587, whole(1, 65_535)),
    Setting("smtp.sender", "", _MAIL),
    Setting("smtp.security", "starttls", one_of("tls", "starttls", "none")),
    Setting("smtp.user", "", line()),
    Setting("smtp.password", "", line()),
    Setting("smtp.password_file", "", line()),
    Setting("smtp.ca_file", "", line()),
    Setting("smtp.patience_s", 10.0, seconds(0.1, 60)),
    Setting("notices.url", "", _WEBHOOK),
    Setting("notices.secret", "", line()),
    Setting("notices.secret_file", "", line()),
    Setting("notices.ca_file", "", line()),
    Setting("notices.patience_s", 5.0, seconds(0.1, 30)),
    Setting("tokens.issuer", "", _URL),
    Setting("tokens.secret", "", words(say("A long text of chance is expected."), r"[!-~]{32,}")),
    Setting("tokens.access_s", 3600, whole(601, DAY_S)),
    Setting("tokens.login_s", 12 * 3600, whole(601, 30 * DAY_S)),
    Setting("tokens.code_s", 60, whole(5, 600)),
    Setting("tokens.loopback", False, flag()),
    Setting("tokens.declared_only", False, flag()),
)

#: Of one region; the keys are those of `[regions.<name>]`.
REGION_SETTINGS = (
    Setting("label", "{region}", line()),
    Setting("store", "sqlite:///{data}/{region}.db", database()),
    Setting("key_file", "{data}/{region}.key", line()),
    Setting("area", "{region}", _LABEL_OF_HOST),
    Setting("cluster", "{area}", _LABEL_OF_HOST),
    Setting("domain", "localhost:{port}", _HOST),
    Setting("url", "http://{host}:{port}", _URL),
    Setting("sip", "", _SIP),
)

#: Of one client; the keys are those of `[clients.<name>]`.
CLIENT_SETTINGS = (
    Setting("id", "{client}", line()),
    Setting("label", "{id}", line()),
    Setting("redirects", (), addresses()),
    Setting("secret_sha256", "", words(say("64 signs are expected: 0–9, a–f."), r"[0-9a-f]{64}")),
)

_PLACES = ", ".join(PLACES)
_SECRET = (Setting("secret", "", line()), Setting("secret_file", "", line()))

#: Of one driver, by its sort; the keys are those of `[drivers.<name>]`. None: there is no default.
DRIVER_SETTINGS: Mapping[str, tuple[Setting, ...]] = {
    "dns": (
        Setting("server", None, _HOST_ALONE),
        Setting("port", 53, whole(1, 65_535)),
        Setting("zone", None, _HOST_ALONE),
        Setting(
            "names",
            None,
            templates(
                r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?",
                say(
                    "A list of names in the zone is expected; {places} are filled in.",
                    places=_PLACES,
                ),
            ),
        ),
        Setting("record", "A", one_of("A", "AAAA", "CNAME")),
        Setting("ttl", 5, whole(1, DAY_S)),
        Setting("key", None, _HOST_ALONE),
        Setting("algorithm", "hmac-sha256", one_of("hmac-sha256", "hmac-sha384", "hmac-sha512")),
        *_SECRET,
        Setting("patience_s", 2.0, seconds(0.1, 30)),
        Setting("check_s", 10.0, seconds(0.2, 3600)),
    ),
    "haproxy": (
        Setting("socket", None, line()),
        Setting(
            "map", None, words(say("The path of the map is expected, without blanks."), r"[^\s;]+")
        ),
        Setting(
            "keys",
            None,
            templates(
                r"[A-Za-z0-9._:*+-]+",
                say(
                    "A list of keys of the map is expected; {places} are filled in.", places=_PLACES
                ),
            ),
        ),
        Setting("patience_s", 2.0, seconds(0.1, 30)),
        Setting("check_s", 1.0, seconds(0.2, 3600)),
    ),
    "webhook": (
        Setting("url", None, _WEBHOOK),
        *_SECRET,
        Setting("ca_file", "", line()),
        Setting("patience_s", 5.0, seconds(0.1, 30)),
    ),
}

#: What there is when no region is declared.
REGIONS: Mapping[str, Mapping[str, str]] = {
    "ca1": {"label": "Canada (Montréal)"},
    "eu1": {"label": "Europe (Paris)"},
}


def region_variable(region: str, key: str) -> str:
    """`region_variable("ca1", "store")` is `RELEVE_REGIONS_CA1_STORE`."""
    return f"{PREFIX}REGIONS_{region.replace('-', '_')}_{key}".upper()


def driver_variable(driver: str) -> str:
    """`driver_variable("names")` is `RELEVE_DRIVERS_NAMES_SECRET`: of a driver only the secret may come from there."""
    return f"{PREFIX}DRIVERS_{driver.replace('-', '_')}_SECRET".upper()
