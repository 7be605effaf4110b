"""Authorizing: somebody who is logged in on our pages lets a program act for them. They are sent back to it with a code,
which the program exchanges for tokens (authorization code with PKCE).

Laws: nobody is sent to an address that is not declared for the client; a code is good once, for a minute, with the
address and the proof (PKCE, S256) with which it was asked for.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from releve.access import clients, sessions
from releve.app import tokens
from releve.app.house import House
from releve.app.strangers import strangers_are_told_less
from releve.domain.clock import stamp
from releve.domain.errors import Forbidden, Invalid, Unauthenticated
from releve.domain.families import Family, Purpose, Ticket
from releve.domain.people import Caller
from releve.domain.say import say

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program asks for when it sends somebody to log in."""

    client: str
    redirect_uri: str
    challenge: str
    nonce: str = ""


class Unasked(Exception):
    """The wish is faulty in a way that the program is told of: `error` is the word of OAuth."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def must_be_declared(house: House, client: str, redirect_uri: str) -> str:
    """What people call the client. Raises Invalid where nobody may be sent: the program is not told, the person is."""
    if not house.terms.redirect_allowed(client, redirect_uri):
        raise Invalid(
            say(
                "The program that sent you here is not known, or has given an address that is not its own."
            ),
            say(
                "Tell whoever runs it: its client ID and its address must be declared in the settings of Relève."
            ),
            client=client,
        )
    declared = house.terms.client(client)
    return declared.label if declared else urlsplit(redirect_uri).netloc


def must_be_asked_well(response_type: str, scope: str, challenge: str, method: str) -> None:
    """Raises Unasked for a wish that cannot be granted as it is written."""
    if response_type != "code":
        raise Unasked("unsupported_response_type")
    if "openid" not in scope.split():
        raise Unasked("invalid_scope")
    if method != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise Unasked("invalid_request")


@strangers_are_told_less()
def grant_code(house: House, caller: Caller, wish: Wish) -> str:
    """A code for the person who is logged in. Raises Forbidden for operators, impersonating or not: a program would go on
    acting when they have left."""
    must_be_declared(house, wish.client, wish.redirect_uri)
    if caller.tenant is None or caller.employee is None or caller.operator is not None:
        raise Forbidden(
            say("Operators cannot let a program act for them."),
            say("Log in as an employee of the tenant."),
        )
    tenant, _ = house.registry.tenant(caller.tenant)
    epoch = tokens.epoch_for(house, tenant, caller.bcp_type)
    family = tokens.begin_family(
        house, tenant, caller.employee, client=wish.client.strip(), epoch=epoch
    )
    code = f"{tenant.region}.{sessions.make_token(house.random_bytes)}"
    ticket = Ticket(
        sessions.token_hash(code),
        Purpose.CODE,
        tenant.id,
        family.id,
        stamp(house.clock() + house.terms.code_life),
        {"redirect": wish.redirect_uri, "challenge": wish.challenge, "nonce": wish.nonce},
    )
    with house.regions.of(tenant.region).writing() as tx:
        if tx.sessions.get(caller.session) is None:
            raise Unauthenticated(say("Your session has ended."), say("Log in again."))
        tx.families.add(family)
        tx.families.add_ticket(ticket)
        house.trace(tx, caller, "authorize", caller.employee, client=family.client)
    return code


@strangers_are_told_less()
def redeem_code(
    house: House, code: str, *, client: str, redirect_uri: str, verifier: str, origin: str
) -> tokens.Issued:
    """Tokens for a code. Raises Unauthenticated; a code that is shown twice, or with something else than what it was asked
    for with, ends whatever it has given."""

    def fits(ticket: Ticket, family: Family) -> bool:
        return (
            family.client == client.strip()
            and ticket.data.get("redirect") == redirect_uri
            and _proves(verifier, str(ticket.data.get("challenge", "")))
        )

    return tokens.redeem(house, code, Purpose.CODE, fits, client=client, origin=origin)


def _proves(verifier: str, challenge: str) -> bool:
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(made, challenge)


def may_return_to(house: House, client: str, uri: str) -> bool:
    """Whether somebody who has logged out may be sent there: to an origin of the client's own."""
    declared = house.terms.client(client)
    if declared is None:
        return house.terms.loopback and clients.is_loopback(uri)
    return clients.is_fit(uri) and clients.origin_of(uri) in declared.origins
