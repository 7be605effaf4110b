"""The settings of the drivers that make traffic follow the active side: `[drivers.<name>]`, checked with all the others.

Laws: a driver has a value for every region, or it is refused at the start and not on the bad day; a secret comes from the
environment or from a file, it is read now, and it stands in no `repr` and in no message.
"""

import base64
import ipaddress
import re
import ssl
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from releve.activation.drivers import webhook
from releve.daemon.catalogue import DRIVER_SETTINGS, Setting, driver_variable
from releve.daemon.expected import no_such, not_right
from releve.domain.say import Message, say

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\.?")
_BACKEND = re.compile(r"[A-Za-z0-9_.:-]+")

#: The sorts that lead to another place in each region.
BY_REGION = ("dns", "haproxy")


@dataclass(frozen=True, slots=True)
class DriverSettings:
    """`values` are by the keys of its sort; `regions` is region → what leads there, of the sorts that need it."""

    name: str
    sort: str
    values: Mapping[str, Any]
    regions: Mapping[str, tuple[str, ...]]
    secret: str = field(default="", repr=False)


@dataclass(slots=True)
class DriverReading:
    """Reads one table after the other; faults are added to those of the rest."""

    file: str
    environ: MutableMapping[str, str]
    faults: list[Message]
    regions: Collection[str]

    def driver(self, name: str, table: Mapping[str, Any]) -> DriverSettings | None:
        """None if it cannot be one; then there are faults."""
        left, group, before = dict(table), f"drivers.{name}", len(self.faults)
        sort, by_region = left.pop("sort", None), left.pop("regions", {})
        if not isinstance(sort, str) or sort not in DRIVER_SETTINGS:
            options = ", ".join(DRIVER_SETTINGS)
            told = say("One of {options} is expected.", options=options)
            self._wrong(f"{group}.sort", told)
            return None
        values = {one.key: self._value(one, left, group) for one in DRIVER_SETTINGS[sort]}
        self._unknown(group, left, [one.key for one in DRIVER_SETTINGS[sort]])
        regions = self._by_region(sort, group, by_region, str(values.get("record", "")))
        secret = ""
        if "secret" in values:
            secret = self._secret(name, sort, values.pop("secret"), values.pop("secret_file"))
        if sort == "dns" and values["zone"] and values["names"]:
            self._in_zone(group, values["zone"], values["names"])
        if values.get("ca_file") and not _is_authority(values["ca_file"]):
            told = say("The path of a file with certificates is expected.")
            self._wrong(f"{group}.ca_file", told)
        if len(self.faults) > before:
            return None
        return DriverSettings(name, sort, values, regions, secret)

    def _value(self, setting: Setting, left: dict[str, Any], group: str) -> Any:
        if setting.key in left:
            try:
                return setting.expected.typed(left.pop(setting.key))
            except ValueError:
                self._wrong(f"{group}.{setting.key}", setting.expected.told)
        elif setting.default is None:
            self._wrong(f"{group}.{setting.key}", setting.expected.told)
        return setting.default

    def _by_region(
        self, sort: str, group: str, table: object, record: str
    ) -> dict[str, tuple[str, ...]]:
        if sort not in BY_REGION:
            if table:
                self._wrong(f"{group}.regions", say("Remove it."))
            return {}
        if not isinstance(table, dict):
            self._wrong(f"{group}.regions", say("A value for each region is expected."))
            return {}
        self._unknown(f"{group}.regions", table, self.regions)
        found = {}
        for region in self.regions:
            told = _expected(sort, record)
            given = table.get(region)
            listed = tuple(given) if isinstance(given, list) and sort == "dns" else (given,)
            if (
                not listed
                or not all(_is_fit(one, sort, record) for one in listed)
                or (record == "CNAME" and len(listed) > 1)
            ):
                self._wrong(f"{group}.regions.{region}", told)
            else:
                found[region] = tuple(str(one) for one in listed)
        return found

    def _secret(self, name: str, sort: str, told: str, file: str) -> str:
        variable = driver_variable(name)
        given = self.environ.pop(variable, "") or told
        key = f"drivers.{name}.secret"
        if bool(given) == bool(file):
            either = say("Either {variable} or a secret_file is expected.", variable=variable)
            self._wrong(key, either)
            return ""
        try:
            secret = given or Path(file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self._wrong(f"{key}_file", say("The path of a file that can be read is expected."))
            return ""
        if not _is_secret(sort, secret):
            wanted = (
                say("whsec_ and Base64 of 24 bytes or more is expected.")
                if sort == "webhook"
                else say(
                    "Base64 of 16 bytes or more is expected, as in the key of the name server."
                )
            )
            self._wrong(key, wanted)
        return secret

    def _in_zone(self, group: str, zone: str, names: Collection[str]) -> None:
        for name in names:
            if not name.lower().removesuffix(".").endswith("." + zone.lower().removesuffix(".")):
                told = say("Names in the zone {zone} are expected.", zone=zone)
                self._wrong(f"{group}.names", told)
                return

    def _unknown(self, group: str, left: Collection[str], known: Collection[str]) -> None:
        for key in left:
            if key not in known:
                near = get_close_matches(key, list(known), 1)
                meant = f"{group}.{near[0]}" if near else ""
                self.faults.append(no_such(self.file, f"{group}.{key}", meant))

    def _wrong(self, key: str, told: Message) -> None:
        self.faults.append(not_right(self.file, key, told))


def _expected(sort: str, record: str) -> Message:
    if sort == "haproxy":
        return say("The name of a backend is expected.")
    if record == "CNAME":
        return say("The name of a host is expected.")
    return say("One or more addresses for a record {record} are expected.", record=record)


def _is_fit(value: object, sort: str, record: str) -> bool:
    if not isinstance(value, str):
        return False
    if sort == "haproxy":
        return _BACKEND.fullmatch(value) is not None
    if record == "CNAME":
        return _HOST.fullmatch(value) is not None
    try:
        return ipaddress.ip_address(value).version == (6 if record == "AAAA" else 4)
    except ValueError:
        return False


def _is_secret(sort: str, text: str) -> bool:
    try:
        if sort == "webhook":
            return bool(webhook.secret_of(text))
        return len(base64.b64decode(text, validate=True)) >= 16
    except ValueError:
        return False


def _is_authority(file: str) -> bool:
    try:
        ssl.create_default_context(cafile=file)
    except (OSError, ValueError):
        return False
    return True
