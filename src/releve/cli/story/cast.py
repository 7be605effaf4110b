"""The people of the story: those of the example company who have what a role in it asks for."""

from dataclasses import dataclass

from releve.demo.cast import CAST
from releve.domain.people import BcpType


@dataclass(frozen=True, slots=True)
class Players:
    """Usernames: an administrator who may choose the tenant, and an agent of each BCP type."""

    administrator: str
    none: str
    single: str
    multiple: str


def players() -> Players:
    return Players(
        administrator=_who("Administrator", BcpType.MULTIPLE),
        none=_who("Agent", BcpType.NONE),
        single=_who("Agent", BcpType.SINGLE),
        multiple=_who("Agent", BcpType.MULTIPLE),
    )


def _who(role: str, bcp_type: BcpType) -> str:
    return next(one.username for one in CAST if one.role == role and one.bcp_type is bcp_type)
