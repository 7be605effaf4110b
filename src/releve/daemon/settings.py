"""The settings: parsed once, typed, from `releve.toml`, then the environment, then flags; the later one wins.

Laws:
- a value that is not understood is never replaced by a default: it is refused, with every other fault;
- the environment and the flags change what the file says; only the file declares regions;
- addresses of databases may hold a password, so they are in no `repr` and in no message.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from releve.daemon import notice_settings
from releve.daemon.catalogue import (
    AREA_TAKEN,
    CLIENT_SETTINGS,
    PREFIX,
    REGION_NAME,
    REGION_SETTINGS,
    REGIONS,
    SETTINGS,
    Setting,
    region_variable,
)
from releve.daemon.driver_settings import DriverReading, DriverSettings
from releve.daemon.expected import no_such, not_right
from releve.daemon.notice_settings import NoticeSettings, SmtpSettings
from releve.domain.errors import Invalid
from releve.domain.ids import STRIDE
from releve.domain.say import Message, say

FILE = "releve.toml"
CONFIG = PREFIX + "CONFIG"


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """A region this process serves: its store, and the names under which clients are told to reach it."""

    name: str
    label: str
    store: str = field(repr=False)
    key_file: str
    area: str
    cluster: str
    domain: str
    url: str
    sip: str


@dataclass(frozen=True, slots=True)
class HashingSettings:
    """What one hash of a secret costs, and how many are made at once."""

    time_cost: int
    memory_kib: int
    parallelism: int
    concurrency: int


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: str
    format: str


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Seconds without a request, and in all, after which a session ends; and how long a wizard is kept."""

    employee_idle_s: int
    employee_s: int
    operator_idle_s: int
    operator_s: int
    impersonation_idle_s: int
    impersonation_s: int
    draft_s: int


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """A program that may send people to log in here, and where to they are sent back."""

    id: str
    label: str
    redirects: tuple[str, ...]
    secret_sha256: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SipSettings:
    """Where calls are redirected, "" if nowhere; and how old the copy of the directory may be for that, 0 for any age."""

    listen: str
    copy_s: int


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Under which name tokens are issued, what seals the signing keys, how long tokens live, who may ask for them."""

    issuer: str
    secret: str = field(repr=False)
    access_s: int
    login_s: int
    code_s: int
    loopback: bool
    declared_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may choose, checked. `regions` keeps the order of the file."""

    data: Path
    host: str
    port: int
    language: str
    directory: str = field(repr=False)
    directory_copy_s: int
    regions: Mapping[str, RegionSettings]
    home: str
    region: str
    secure_cookies: bool
    sync_tick_s: float
    switch_calm_s: int
    region_look_s: int
    hashing: HashingSettings
    log: LogSettings
    sessions: SessionSettings
    sip: SipSettings
    smtp: SmtpSettings
    notices: NoticeSettings
    tokens: TokenSettings
    clients: Sequence[ClientSettings]
    drivers: Sequence[DriverSettings]


def load(
    environ: Mapping[str, str],
    flags: Mapping[str, object] | None = None,
    *,
    config: Path | None = None,
) -> Settings:
    """Read the settings. `flags` are by key (`{"port": 9000}`); those that are None were not given.

    `config` names the file (else the variable RELEVE_CONFIG, else `releve.toml` if there is one here).
    Raises Invalid, with every fault among its reasons: where, which key, what is expected.
    """
    return _Reading(_file(environ, config), environ, flags or {}).settings()


def _file(environ: Mapping[str, str], config: Path | None) -> tuple[str, dict[str, Any]]:
    """The file's name and content. One that is named must exist; `releve.toml` need not."""
    named = config or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    path = named or Path(FILE)
    try:
        return str(path), tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Invalid(
            say("{file} is not TOML: {fault}.", file=path, fault=fault),
            say("Correct the file at the place named and start again."),
            file=str(path),
        ) from fault
    except FileNotFoundError as fault:
        if named is None:
            return FILE, {}
        raise _unreadable(path, say("there is no such file")) from fault
    except OSError as fault:
        raise _unreadable(path, say("it cannot be read")) from fault


def _unreadable(path: Path, why: Message) -> Invalid:
    return Invalid(
        say("The settings file {file} is of no use: {why}.", file=path, why=why),
        say("Give the path of a file you may read, or start without one for the defaults."),
        file=str(path),
    )


class _Reading:
    """One pass over the three sources. Faults are collected, so that all are told at once."""

    def __init__(
        self,
        file: tuple[str, dict[str, Any]],
        environ: Mapping[str, str],
        flags: Mapping[str, object],
    ) -> None:
        self._name, content = file
        self._regions = content.pop("regions", REGIONS)
        self._clients = content.pop("clients", {})
        self._drivers = content.pop("drivers", {})
        self._file = dict(_flat(content))
        self._environ = {
            name: text for name, text in environ.items() if name.startswith(PREFIX) and text
        }
        self._flags = {key: value for key, value in flags.items() if value is not None}
        self._faults: list[Message] = []

    def settings(self) -> Settings:
        known = {setting.key for setting in SETTINGS}
        assert self._flags.keys() <= known, f"no such settings: {self._flags.keys() - known}"
        values = {setting.key: self._value(setting) for setting in SETTINGS}
        self._unknown(self._file, known)
        regions = self._all_regions(values)
        clients = self._all_clients()
        drivers = self._all_drivers(regions)
        self._unknown_variables(regions)
        self._together(values, regions)
        if self._faults:
            raise Invalid(
                say("The settings are not right."),
                say("Correct them and start again; docs/operating/settings.md lists them all."),
                reasons=self._faults,
                file=self._name,
            )
        return _built(values, regions, clients, drivers)

    def _value(self, setting: Setting) -> Any:
        """The last source that gives it wins; a wrong value in an earlier one is told all the same."""
        value = setting.default
        if setting.key in self._file:
            value = self._typed(setting, self._file.pop(setting.key), self._name, setting.key)
        value = self._from_environ(setting, setting.variable, value)
        if setting.key in self._flags:
            flag_name = "--" + setting.key.replace("_", "-").replace(".", "-")
            value = self._typed(setting, self._flags[setting.key], flag_name, setting.key)
        return value

    def _typed(self, setting: Setting, value: object, where: str, key: str) -> Any:
        try:
            return setting.expected.typed(value)
        except ValueError:
            self._wrong(where, key, setting.expected.told)
            return setting.default

    def _from_environ(self, setting: Setting, variable: str, value: Any) -> Any:
        if (text := self._environ.pop(variable, None)) is None:
            return value
        try:
            return setting.expected.text(text)
        except ValueError:
            self._wrong(say("The environment"), variable, setting.expected.told)
            return value

    def _all_regions(self, values: Mapping[str, Any]) -> dict[str, RegionSettings]:
        if self._regions == {}:
            wanted = say("A table [{group}.<name>] each is expected.", group="regions")
            self._wrong(self._name, "regions", wanted)
        return {
            name: self._region(name, table, values)
            for name, table in self._tables("regions", self._regions)
        }

    def _tables(self, group: str, declared: object) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the tables `[group.<name>]`."""
        wanted = say("A table [{group}.<name>] each is expected.", group=group)
        if not isinstance(declared, dict):
            self._wrong(self._name, group, wanted)
            return
        for name, table in declared.items():
            if not REGION_NAME.fullmatch(name):
                told = say("Small letters, figures and hyphens are expected, a letter first.")
                self._wrong(self._name, f"{group}.{name}", told)
            elif not isinstance(table, dict):
                self._wrong(self._name, f"{group}.{name}", wanted)
            else:
                yield name, table

    def _all_clients(self) -> list[ClientSettings]:
        clients: dict[str, ClientSettings] = {}
        for name, table in self._tables("clients", self._clients):
            client = self._client(name, table)
            if client.id in clients:
                told = say("Another client has this ID already.")
                self._wrong(self._name, f"clients.{name}.id", told)
            clients[client.id] = client
        return list(clients.values())

    def _all_drivers(self, regions: Collection[str]) -> list[DriverSettings]:
        reading = DriverReading(self._name, self._environ, self._faults, regions)
        read = (reading.driver(*named) for named in self._tables("drivers", self._drivers))
        return [driver for driver in read if driver is not None]

    def _client(self, name: str, table: Mapping[str, Any]) -> ClientSettings:
        left, fill = dict(table), {"client": name}
        found: dict[str, Any] = {}
        for setting in CLIENT_SETTINGS:
            key, value = setting.key, setting.default
            if key in left:
                value = self._typed(setting, left.pop(key), self._name, f"clients.{name}.{key}")
            found[key] = _filled(value, fill) if isinstance(value, str) else value
            if isinstance(found[key], str):
                fill[key] = found[key]
        self._unknown(
            {f"clients.{name}.{key}": left[key] for key in left},
            {f"clients.{name}.{setting.key}" for setting in CLIENT_SETTINGS},
        )
        return ClientSettings(**found)

    def _region(
        self, name: str, table: Mapping[str, Any], values: Mapping[str, Any]
    ) -> RegionSettings:
        left = dict(table)
        fill = {key: str(values[key]) for key in ("data", "host", "port")} | {"region": name}
        for setting in REGION_SETTINGS:
            key, value = setting.key, setting.default
            if key in left:
                value = self._typed(setting, left.pop(key), self._name, f"regions.{name}.{key}")
            value = self._from_environ(setting, region_variable(name, key), value)
            fill[key] = _filled(value, fill)
        self._unknown(
            {f"regions.{name}.{key}": left[key] for key in left},
            {f"regions.{name}.{setting.key}" for setting in REGION_SETTINGS},
        )
        return RegionSettings(
            name, **{setting.key: fill[setting.key] for setting in REGION_SETTINGS}
        )

    def _unknown(self, left: Mapping[str, Any], known: set[str]) -> None:
        for key in left:
            near = get_close_matches(key, known, 1)
            self._absent(self._name, key, near)

    def _unknown_variables(self, regions: Mapping[str, RegionSettings]) -> None:
        """Other programs of ours have variables too, so only what is nearly a setting is a fault."""
        known = [setting.variable for setting in SETTINGS]
        known += [region_variable(name, row.key) for name in regions for row in REGION_SETTINGS]
        for variable in self._environ:
            least = 0.0 if variable.startswith(PREFIX + "REGIONS_") else 0.9
            if near := get_close_matches(variable, known, 1, least):
                self._absent(say("The environment"), variable, near)

    def _absent(self, where: str | Message, key: str, near: list[str]) -> None:
        self._faults.append(no_such(where, key, near[0] if near else ""))

    def _together(self, values: dict[str, Any], regions: Mapping[str, RegionSettings]) -> None:
        """What is right alone but not together."""
        where = say("The settings")
        values["home"] = values["home"] or values["region"] or next(iter(regions), "")
        for key in ("home", "region"):
            if regions and values[key] and values[key] not in regions:
                told = say("One of the regions is expected: {names}.", names=", ".join(regions))
                self._wrong(where, key, told)
        for key, told in notice_settings.faults(values):
            self._wrong(where, key, told)
        if len(regions) > STRIDE:
            self._wrong(where, "regions", say("At most {n} are possible.", n=STRIDE))
        owners: dict[str, str] = {}
        for name, region in regions.items():
            if (owner := owners.setdefault(region.store, name)) != name:
                told = say("A store of its own is expected, not that of {owner}.", owner=owner)
                self._wrong(where, f"regions.{name}.store", told)
            if region.area == AREA_TAKEN:
                told = say("Another name than “{area}” is expected.", area=AREA_TAKEN)
                self._wrong(where, f"regions.{name}.area", told)
            if values["sip.listen"] and not region.sip:
                told = say("Where calls to this region go is expected, because of sip.listen.")
                self._wrong(where, f"regions.{name}.sip", told)

    def _wrong(self, where: str | Message, key: str, told: Message) -> None:
        self._faults.append(not_right(where, key, told))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Only our own names are places; other braces may belong to a password."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _built(
    values: Mapping[str, Any],
    regions: Mapping[str, RegionSettings],
    clients: Sequence[ClientSettings],
    drivers: Sequence[DriverSettings],
) -> Settings:
    def group(name: str) -> dict[str, Any]:
        """The values of one table of the file, by the last part of their keys."""
        return {
            key.removeprefix(name + "."): value
            for key, value in values.items()
            if key.startswith(name + ".")
        }

    plain = {key: value for key, value in values.items() if "." not in key}
    plain["directory"] = _filled(plain["directory"], {"data": str(plain["data"])})
    return Settings(
        **plain,
        regions=regions,
        hashing=HashingSettings(**group("hashing")),
        log=LogSettings(**group("log")),
        sessions=SessionSettings(**group("sessions")),
        sip=SipSettings(**group("sip")),
        smtp=SmtpSettings(**group("smtp")),
        notices=NoticeSettings(**group("notices")),
        tokens=TokenSettings(**group("tokens")),
        clients=clients,
        drivers=drivers,
    )
