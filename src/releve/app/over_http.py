"""What the two doors over HTTP, pages and API, have in common: the status of each refusal, and where a request is from."""

from collections.abc import Mapping
from typing import Any, Protocol

from releve.domain.errors import Code

HTTP_STATUS: Mapping[Code, int] = {
    Code.INVALID: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.REFUSED: 422,
    Code.UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}


class Asked(Protocol):
    """As much of a request as is needed here; the doors know their framework."""

    @property
    def client(self) -> Any: ...


def origin_of(request: Asked) -> str:
    """The address a request came from, for the audit."""
    return str(request.client.host) if request.client else ""
