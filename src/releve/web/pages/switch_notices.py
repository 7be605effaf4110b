"""What to tell people about a switch: a sentence ready to be pasted, in every language that we speak, whatever the reader's."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from releve.app.house import House
from releve.app.pairing import Bond
from releve.domain.say import Message, say
from releve.domain.tenancy import Side, Tenant
from releve.languages.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Notice:
    """The sentence in one language; `language` is its code, `name` what it calls itself."""

    language: str
    name: str
    text: str


def notices_now(house: House, bond: Bond, speakers: Iterable[Speaker]) -> list[Notice]:
    """Where people work since the last switch or revert; nothing where none has been."""
    now = bond.activation
    if now.epoch <= 1:
        return []
    tenant, address = bond.at(now.active), _address(house, bond.at(now.active))
    region, zone = house.region_label(tenant.region), bond.pair.sync.zone

    def sentence(speaker: Speaker) -> Message:
        told = {
            "time": _clock(speaker, now.at, zone),
            "day": speaker.date(now.at, zone),
            "tenant": tenant.name,
            "region": region,
            "address": address,
        }
        if now.active is Side.BCP:
            return say(
                "Since {time} on {day} we have been working in the BCP tenant {tenant}, region {region}. Log in at {address} with your usual credentials.",
                **told,
            )
        return say(
            "Since {time} on {day} we have been working in the primary tenant {tenant} again, region {region}. Log in at {address} with your usual credentials.",
            **told,
        )

    return list(_spoken(sentence, speakers))


def notices_before(house: House, bond: Bond, speakers: Iterable[Speaker]) -> list[Notice]:
    """What to announce when the next switch or revert is about to be done."""
    wanted = bond.activation.active.other
    tenant = bond.at(wanted)
    told = {
        "tenant": tenant.name,
        "region": house.region_label(tenant.region),
        "address": _address(house, tenant),
    }
    if wanted is Side.BCP:
        sentence = say(
            "In a few minutes we go over to the BCP tenant {tenant}, region {region}. You will be logged out. Then log in at {address} with your usual credentials.",
            **told,
        )
    else:
        sentence = say(
            "In a few minutes we go back to the primary tenant {tenant}, region {region}. You will be logged out. Then log in at {address} with your usual credentials.",
            **told,
        )
    return list(_spoken(lambda _: sentence, speakers))


def _spoken(
    sentence: Callable[[Speaker], Message], speakers: Iterable[Speaker]
) -> Iterator[Notice]:
    for speaker in speakers:
        yield Notice(speaker.language, speaker.name, speaker.say(sentence(speaker)))


def _clock(speaker: Speaker, at: str, zone: str) -> Message:
    """The hour, and whose: nobody should have to know what CET is."""
    time = speaker.time(at, zone)
    if city := speaker.city(zone):
        return say("{time} ({city} time)", time=time, city=city)
    return say("{time} ({zone})", time=time, zone=zone)


def _address(house: House, tenant: Tenant) -> str:
    """Of the login page in the tenant's region."""
    return f"{house.places[tenant.region].ui_endpoint}/login"
