"""The status with which a page answers each kind of refusal."""

from collections.abc import Mapping

from releve.domain.errors import Code

PAGE_STATUS: Mapping[Code, int] = {
    Code.INVALID: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.REFUSED: 422,
    Code.UNAVAILABLE: 503,
    Code.INTERNAL: 500,
}
