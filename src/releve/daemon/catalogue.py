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
    flag,
    folder,
    line,
    one_of,
    seconds,
    whole,
    words,
)
from releve.domain.say import say

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

SETTINGS = (
    Setting("data", Path("data"), folder()),
    Setting("host", "127.0.0.1", line()),
    Setting("port", 8321, whole(0, 65_535)),
    Setting("language", "en", one_of("en", "fr")),
    Setting("directory", "sqlite:///{data}/directory.db", database()),
    Setting("home", "", line()),
    Setting("secure_cookies", False, flag()),
    Setting("sync_tick_s", 1.0, seconds(0.05, 3600)),
    Setting("switch_calm_s", 300, whole(0, DAY_S)),
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
)

#: Of one client; the keys are those of `[clients.<name>]`.
CLIENT_SETTINGS = (
    Setting("id", "{client}", line()),
    Setting("label", "{id}", line()),
    Setting("redirects", (), addresses()),
    Setting("secret_sha256", "", words(say("64 signs are expected: 0–9, a–f."), r"[0-9a-f]{64}")),
)

#: What there is when no region is declared.
REGIONS: Mapping[str, Mapping[str, str]] = {
    "ca1": {"label": "Canada (Montréal)"},
    "eu1": {"label": "Europe (Paris)"},
}


def region_variable(region: str, key: str) -> str:
    """`region_variable("ca1", "store")` is `RELEVE_REGIONS_CA1_STORE`."""
    return f"{PREFIX}REGIONS_{region.replace('-', '_')}_{key}".upper()
