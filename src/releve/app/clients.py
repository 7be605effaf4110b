"""Which program is asking for tokens, and whether it is the one it says it is."""

from collections.abc import Sequence

from releve.access.clients import secret_right
from releve.app.house import House
from releve.domain.errors import Unauthenticated
from releve.domain.say import say

#: A program that does not say who it is.
UNNAMED = "unnamed"
_CHARS_MAX = 200

#: A client's ID and the secret that it shows; None when it shows none.
Reading = tuple[str, str | None]


def must_be_client(house: House, readings: Sequence[Reading]) -> str:
    """The client's ID. What a client sends may be read in several ways; one that is right is enough.

    Raises Unauthenticated (fact `oauth`: invalid_client) for a declared client without its secret, and for one that is
    not declared where the settings ask for that.
    """
    declared = [
        (one, secret) for name, secret in readings if (one := house.terms.client(name)) is not None
    ]
    for client, secret in declared:
        if secret_right(client, secret or ""):
            return client.id
    if declared:
        raise Unauthenticated(
            say("The client {id} did not show its secret.", id=declared[0][0].id),
            say("Send it with HTTP Basic; the settings of Relève hold its hash."),
            oauth="invalid_client",
        )
    if house.terms.declared_only:
        raise Unauthenticated(
            say("This client is not declared here."),
            say("Ask your operator to declare it in the settings."),
            oauth="invalid_client",
        )
    return readings[0][0].strip()[:_CHARS_MAX] or UNNAMED


def origin_allowed(house: House, origin: str) -> bool:
    """Whether pages of that origin may read what the doors for programs answer."""
    return house.terms.origin_allowed(origin)
