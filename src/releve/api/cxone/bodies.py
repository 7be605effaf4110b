"""What clients of the field send: a form, whatever its type is said to be, or JSON.

One of them sends its forms raw, not percent-encoded, and calls them JSON. So what is a JSON object is read as one, and
everything else as a form.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote

import orjson
from fastapi import Depends, Request

from releve.domain.errors import Invalid
from releve.domain.say import say

BODY_BYTES_MAX = 64 * 1024
FIELDS_MAX = 50


async def sent(request: Request) -> Mapping[str, Any]:
    """The fields of the body. Reading it is all that is asynchronous. Raises Invalid for what is neither."""
    return fields_of(await request.body())


def fields_of(body: bytes) -> Mapping[str, Any]:
    if len(body) > BODY_BYTES_MAX:
        raise Invalid(
            say("The request is too long."), say("Send what is asked for, and nothing else.")
        )
    text = body.strip()
    if text.startswith(b"{"):
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError as fault:
            raise Invalid(
                say("This is not JSON."), say("Send a JSON object, or a form.")
            ) from fault
        return found if isinstance(found, dict) else {}
    try:
        form = parse_qsl(
            text.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict"
        )
    except ValueError as fault:
        raise Invalid(
            say("The form could not be read."), say("Send it as application/x-www-form-urlencoded.")
        ) from fault
    return dict(form)


Sent = Annotated[Mapping[str, Any], Depends(sent)]


def word(fields: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    """One field as text. Raises Invalid when it is missing."""
    value = fields.get(name)
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if required and not text.strip():
        raise Invalid(
            say("The field “{name}” is missing.", name=name),
            say("Send it as a form or as JSON."),
            fields={name: say("This field is required.")},
        )
    return text


@dataclass(frozen=True, slots=True)
class Basic:
    """A client as it introduces itself. `secret` is None for one that has shown none."""

    client: str
    secret: str | None


def client_in(authorization: str, fields: Mapping[str, Any]) -> list[Basic]:
    """As whom a client introduces itself: with HTTP Basic, raw or with both halves percent-encoded, which cannot be told
    apart, or in the body. Every reading of it, the likelier first."""
    kind, _, given = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            text = base64.b64decode(given.strip(), validate=True).decode("utf-8")
        except (binascii.Error, ValueError) as fault:
            raise Invalid(
                say("The header Authorization could not be read."),
                say("Send Basic and the base64 of client:secret."),
                oauth="invalid_client",
            ) from fault
        client, colon, secret = text.partition(":")
        raw = Basic(client, secret if colon else None)
        decoded = Basic(unquote(client), unquote(secret) if colon else None)
        return [raw] if raw == decoded else [raw, decoded]
    posted = fields.get("client_secret")
    own = word(fields, "client_id", required=False)
    return [Basic(own, posted if isinstance(posted, str) else None)]
