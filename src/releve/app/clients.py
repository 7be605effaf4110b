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
    if shown := shown_client(house, readings):
        return shown
    if house.terms.declared_only:
        raise Unauthenticated(
            say("This client is not declared here."),
            say("Ask your operator to declare it in the settings."),
            oauth="invalid_client",
        )
    return readings[0][0].strip()[:_CHARS_MAX] or UNNAMED


def shown_client(house: House, readings: Sequence[Reading]) -> str:
    """The ID of a declared client, which has shown its secret if it has one; "" for any other. Raises Unauthenticated
    (fact `oauth`: invalid_client) for one without its secret."""
    declared = [
        (one, secret) for name, secret in readings if (one := house.terms.client(name)) is not None
    ]
    for client, secret in declared:
        if secret_right(client, secret or ""):
            return client.id
    if declared:
        raise _without_secret(declared[0][0].id)
    return ""


def must_have_shown(house: House, holder: str, client: str) -> None:
    """Whether this client may go on with what `holder` was given. One that has a secret goes on by itself only.

    `client` is what `must_be_client` or `shown_client` has returned. Raises Unauthenticated (fact `oauth`:
    invalid_client).
    """
    declared = house.terms.client(holder)
    if declared is not None and declared.secret and client != declared.id:
        raise _without_secret(declared.id)


def _without_secret(client: str) -> Unauthenticated:
    return Unauthenticated(
        say("The client {id} did not show its secret.", id=client),
        say("Send it with HTTP Basic; the settings of Relève hold its hash."),
        oauth="invalid_client",
    )


def origin_allowed(house: House, origin: str) -> bool:
    """Whether pages of that origin may read what the doors for programs answer."""
    return house.terms.origin_allowed(origin)
