"""Calls placed to a house in this process: points of contact written, numbers read, and where a call is sent."""

from collections.abc import Callable
from dataclasses import replace

from releve.app.calls import destination
from releve.app.house import House
from releve.app.lookout import Lookout
from releve.app.numbers import NumberReader
from releve.domain.errors import Unavailable
from tests.helpers.houses import Story


def with_sip(house: House) -> House:
    """The same house, whose regions have addresses for calls: `sip:sbc.ca1.example`."""
    places = {
        name: replace(place, sip=f"sip:sbc.{name}.example") for name, place in house.places.items()
    }
    return replace(house, places=places)


def give_number(story: Story, token: str, number: str) -> str:
    """A point of contact with this number, in the tenant of the token; returns its ID."""
    body = {"contactAddress": number, "contactDescription": "Reception", "mediaTypeId": 4}
    return str(story.done("POST", "/entities/point_of_contact", token, body)["id"])


def caller(house: House, copy_s_max: float = 0.0) -> Callable[[str], str]:
    """Says of a number to which region a call goes: its name, `unknown`, or `not now`."""

    def call(number: str) -> str:
        try:
            found = destination(house, copy_s_max, number)
        except Unavailable:
            return "not now"
        return "unknown" if found is None else found.address.split(".")[1]

    return call


def look(story: Story, reader: NumberReader) -> list[str]:
    """Have the directory and the numbers read, a while later."""
    story.hands.turn(seconds=5)
    return Lookout(reader.house, watch_s=0).turn() + reader.turn()
