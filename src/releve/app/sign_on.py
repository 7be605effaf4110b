"""Single sign-on: a company's people log in at its own identity provider.

The setting stands in the directory under the primary tenant, and both sides of the pair use the same: it is there after a
switch, with the primary's region gone. The client's secret is never stored: the setting names it, and the process finds
it in its environment. A second factor is then the provider's business.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from releve.access import oidc, sessions
from releve.access.policy import Act, must
from releve.app import proofs, tries
from releve.app.accounts import Account, find_signed_on
from releve.app.house import House
from releve.app.login import Landed, land
from releve.app.proofs import Holder, Step, Visit
from releve.app.strangers import strangers_are_told_less
from releve.app.tenants import tenant_named
from releve.domain.directory import Change
from releve.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    Refused,
    Unauthenticated,
)
from releve.domain.ids import TenantId
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.store import Session
from releve.domain.tenancy import SignOn, Tenant

CALLBACK = "/login/sso/callback"
NEXT_CHARS_MAX = 4_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


# ---------------------------------------------------------------- the setting


def setting_for(house: House, caller: Caller | None, tenant: TenantId) -> SignOn | None:
    """For operators: what is set for the company of a tenant."""
    must(caller, Act.SIGN_ON)
    return house.registry.sign_on(_home(house, tenant).id)


def save_setting(house: House, caller: Caller | None, tenant: TenantId, wanted: SignOn) -> None:
    """Raises Invalid with every wrong field; Unavailable or Refused when the issuer does not answer as one."""
    caller = must(caller, Act.SIGN_ON)
    home = _home(house, tenant)
    _check(house, wanted)
    _provider(house, wanted, anew=True)
    _write(house, home, asdict(wanted))
    house.trace_home(caller, "sign_on.save", home.id, issuer=wanted.issuer, claim=wanted.claim)


def remove_setting(house: House, caller: Caller | None, tenant: TenantId) -> None:
    caller = must(caller, Act.SIGN_ON)
    home = _home(house, tenant)
    if house.registry.sign_on(home.id) is None:
        raise NotFound(say("Single sign-on is not set up for {tenant}.", tenant=home.name))
    _write(house, home, None)
    house.trace_home(caller, "sign_on.remove", home.id)


def redirects(house: House) -> list[str]:
    """What the identity provider must know: where it may send people back to."""
    return list(dict.fromkeys(f"{one.ui_endpoint}{CALLBACK}" for one in house.places.values()))


def _home(house: House, tenant: TenantId) -> Tenant:
    """The tenant under which the company's setting stands."""
    found, _ = house.registry.tenant(tenant)
    if found.pair is None:
        return found
    return house.registry.tenant(house.registry.pair(found.pair)[0].primary)[0]


def _write(house: House, home: Tenant, value: Mapping[str, Any] | None) -> None:
    key = f"sign_on/{home.id}"
    stands = house.registry.directory.get(key)
    change = Change(key, dict(value) if value else None, stands.version if stands else 0)
    house.registry.commit(
        [change],
        Conflict(
            say("Somebody else has changed the single sign-on of {tenant}.", tenant=home.name),
            say("Look at it again, then repeat what you wanted to do."),
        ),
    )


def _check(house: House, wanted: SignOn) -> None:
    wrong: dict[str, Message] = {}
    parts = urlsplit(wanted.issuer)
    loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.netloc or not (parts.scheme == "https" or loopback) or parts.query:
        wrong["issuer"] = say("An address is expected that begins with https://.")
    for name in ("client_id", "claim"):
        if not getattr(wanted, name).strip():
            wrong[name] = say("This field is required.")
    if wanted.secret and house.secret_named(wanted.secret) is None:
        wrong["secret"] = say(
            "The server does not know this secret: set the variable RELEVE_SIGN_ON_{name} and start it again.",
            name=wanted.secret,
        )
    if wrong:
        raise Invalid(
            say("The single sign-on is not right as it stands."),
            say("Correct the fields named."),
            fields=wrong,
        )


# ---------------------------------------------------------------- logging in


@strangers_are_told_less()
def begin(
    house: House, company: str, host: str, visit: Visit, *, next: str = ""
) -> tuple[str, str]:
    """Where the browser goes, and the token for its cookie. `host` is what the browser calls us, `next` the page of ours
    for which somebody logs in: it is kept until they come back."""
    tenant = tenant_named(house, company)
    home = _home(house, tenant.id) if tenant else None
    setting = house.registry.sign_on(home.id) if home else None
    if home is None or setting is None:
        raise NotFound(
            say("No company of this name has single sign-on here."),
            say(
                "Type the name of your tenant as it is written there, or log in with your password."
            ),
        )
    made = {
        name: sessions.make_token(house.random_bytes) for name in ("state", "nonce", "verifier")
    }
    redirect = f"{_endpoint(house, host)}{CALLBACK}"
    provider = _provider(house, setting)
    kept = {**made, "redirect": redirect, "issuer": setting.issuer}
    kept["next"] = next if len(next) <= NEXT_CHARS_MAX else ""
    token = proofs.give_anywhere(house, Holder(home.id, None, ""), Step.SIGN_ON, visit, data=kept)
    endpoint = str(provider["authorization_endpoint"])
    return _address(endpoint, setting, redirect=redirect, **made), token


def _address(
    endpoint: str, setting: SignOn, *, redirect: str, state: str, nonce: str, verifier: str
) -> str:
    """Where the browser is sent."""
    asked = {
        "response_type": "code",
        "client_id": setting.client_id,
        "redirect_uri": redirect,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": oidc.challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def _endpoint(house: House, host: str) -> str:
    """The address of ours under which the browser is here; the home region's if none is called so."""
    known = [place.ui_endpoint for place in house.places.values()]
    return next(
        (one for one in known if urlsplit(one).netloc == host), house.places[house.home].ui_endpoint
    )


@strangers_are_told_less()
def finish(
    house: House, token: str, *, state: str, code: str, error: str, visit: Visit
) -> tuple[Landed, str]:
    """The login, and the `next` with which it was begun. What the provider sent the browser back with. Raises Unauthenticated when nothing was begun here, Refused when
    the provider or the answer says no, or the name it says is nobody's here."""
    proof = proofs.read(house, token, Step.SIGN_ON)
    if proof is None or not oidc.same(state, str(proof.data["state"])):
        raise Unauthenticated(
            say("This login was not begun in this browser, or too long ago."),
            say("Begin again with single sign-on."),
        )
    proofs.use_up_now(house, token, proof)
    if error or not code:
        raise Refused(
            say("Your company's identity provider did not let you in: {why}.", why=error or "–"),
            say("Try again, or log in with your password."),
        )
    setting = house.registry.sign_on(proof.tenant or "")
    if setting is None or setting.issuer != proof.data["issuer"]:
        raise Unauthenticated(say("The single sign-on was changed meanwhile."), say("Begin again."))
    name = _who(house, setting, proof, code)
    landed = land(house, _account(house, proof, name, visit), visit)
    return landed, str(proof.data.get("next", ""))


def _who(house: House, setting: SignOn, proof: Session, code: str) -> str:
    provider = _provider(house, setting)
    answer = _exchanged(house, setting, provider, proof, code)
    token, nonce = str(answer.get("id_token", "")), str(proof.data["nonce"])
    uri = str(provider["jwks_uri"])
    keys = house.providers.told(uri)
    if not oidc.is_signed_by(token, keys):  # with a key that is newer than what we know
        keys = house.providers.told(uri, anew=True)
    return oidc.username_in(token, keys, setting, nonce=nonce, now=house.clock())


def _account(house: House, proof: Session, name: str, visit: Visit) -> Account:
    company, _ = house.registry.tenant(proof.tenant or "")
    found = find_signed_on(house, company, name)
    if found is None or not found.is_open:
        tries.trace_refused(house, [found] if found else [], visit.origin, "refused", "sign_on")
        raise Refused(
            say(
                "“{name}” is not an employee of {tenant} who may log in.",
                name=name,
                tenant=company.name,
            ),
            say("Ask your administrator: the name at the identity provider must be your username."),
        )
    return found


# ---------------------------------------------------------------- the provider


def _provider(house: House, setting: SignOn, *, anew: bool = False) -> Mapping[str, Any]:
    """What the issuer says about itself."""
    uri = f"{setting.issuer.rstrip('/')}/.well-known/openid-configuration"
    found = house.providers.told(uri, anew=anew)
    if found.get("issuer") != setting.issuer:
        raise oidc.not_believed(say("it calls itself “{name}”", name=found.get("issuer", "")))
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise oidc.not_believed(say("it does not say its “{name}”", name=name))
    return found


def _exchanged(
    house: House, setting: SignOn, provider: Mapping[str, Any], proof: Session, code: str
) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": str(proof.data["redirect"]),
        "code_verifier": str(proof.data["verifier"]),
        "client_id": setting.client_id,
    }
    secret = house.secret_named(setting.secret) if setting.secret else None
    auth = httpx.BasicAuth(setting.client_id, secret) if secret else None
    return house.providers.ask("POST", str(provider["token_endpoint"]), data=form, auth=auth)
