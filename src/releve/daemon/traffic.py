"""The drivers of the settings, and the threads that drive them."""

import ssl
from collections.abc import Sequence

from releve.activation.drivers.dns import DnsDriver, Key
from releve.activation.drivers.haproxy import HaproxyDriver
from releve.activation.drivers.runtime_socket import RuntimeSocket
from releve.activation.drivers.webhook import WebhookDriver, secret_of
from releve.activation.mover import Mover
from releve.app.house import House
from releve.app.moving import HouseStage
from releve.daemon.driver_settings import DriverSettings
from releve.domain.traffic import TrafficDriver
from releve.jobs.movement import Movement


def build_drivers(settings: Sequence[DriverSettings]) -> tuple[TrafficDriver, ...]:
    return tuple(_driver(one) for one in settings)


def build_movement(house: House) -> Movement:
    """A mover for each driver of the house, woken by what this process commits."""
    movement = Movement([Mover(driver, HouseStage(house)) for driver in house.drivers])
    house.whereabouts.watch(movement.wake)
    return movement


def _driver(settings: DriverSettings) -> TrafficDriver:
    match settings.sort:
        case "dns":
            return _dns(settings)
        case "haproxy":
            return _haproxy(settings)
        case "webhook":
            return _webhook(settings)
    raise AssertionError(f"there is no sort {settings.sort}")


def _dns(settings: DriverSettings) -> DnsDriver:
    values = settings.values
    return DnsDriver(
        name=settings.name,
        server=values["server"],
        port=values["port"],
        zone=values["zone"],
        names=values["names"],
        record=values["record"],
        ttl=values["ttl"],
        values=settings.regions,
        key=Key(values["key"], values["algorithm"], settings.secret),
        patience_s=values["patience_s"],
        check_s=values["check_s"],
    )


def _haproxy(settings: DriverSettings) -> HaproxyDriver:
    values = settings.values
    return HaproxyDriver(
        name=settings.name,
        socket=RuntimeSocket(values["socket"], values["patience_s"]),
        map=values["map"],
        keys=values["keys"],
        backends={region: one for region, (one,) in settings.regions.items()},
        check_s=values["check_s"],
    )


def _webhook(settings: DriverSettings) -> WebhookDriver:
    values = settings.values
    return WebhookDriver(
        name=settings.name,
        url=values["url"],
        secret=secret_of(settings.secret),
        trust=ssl.create_default_context(cafile=values["ca_file"] or None),
        patience_s=values["patience_s"],
    )
