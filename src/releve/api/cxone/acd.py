"""The base path of the ACD's resources, and the version in it."""

from fastapi import APIRouter, Depends

from releve.api.caller import somebody
from releve.domain.errors import NotFound, Refused
from releve.domain.say import Message, say

BASE = "/incontactapi/services/v{version}"
#: The newest version of the field's API of which a handler knows the shapes.
VERSION_MAX = 34


def known_version(version: str) -> int:
    """Raises NotFound for a version that there is not. All there are give the same, but where a handler says so."""
    number, _, rest = version.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 4 and rest in ("", "0")):
        raise _no_version(version)
    if not 1 <= int(number) <= VERSION_MAX:
        raise _no_version(version)
    return int(number)


def _no_version(version: str) -> NotFound:
    return NotFound(
        say("There is no version “{version}” of this API.", version=version),
        say("Use v{newest}.0 or an earlier one.", newest=VERSION_MAX),
    )


def acd_router(tag: str) -> APIRouter:
    """Nobody is told 401 before anything else is looked at."""
    looked_at = [Depends(somebody), Depends(known_version)]
    return APIRouter(prefix=BASE, tags=[tag], dependencies=looked_at)


def hub_router(prefix: str, tag: str) -> APIRouter:
    """The same for UserHub, whose paths have versions of their own."""
    return APIRouter(prefix=prefix, tags=[tag], dependencies=[Depends(somebody)])


def not_offered(what: Message) -> Refused:
    """For what clients of the field may ask for and Relève does not do (501)."""
    return Refused(
        what, say("Relève keeps configuration; it carries no contacts."), not_offered=True
    )
