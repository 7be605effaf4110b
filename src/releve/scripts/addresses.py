"""The addresses of other systems in a script: where identifiers may be kept off-platform, as in a CRM."""

import re

from releve.scripts.script import Script
from releve.scripts.searched import searched

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]*[A-Za-z0-9])", re.IGNORECASE)
#: Names under which the platform itself is reached.
_PLATFORM = re.compile(
    r"(^|\.)(niceincontact|nice-incontact|nicecxone|incontact|cxone|nice)\.(com|net|eu)$",
    re.IGNORECASE,
)
DISCOVERY = "cxone-configuration"


def outside_hosts(script: Script) -> tuple[str, ...]:
    """The hosts of other systems that the script speaks to, each once, in the order of the file."""
    found: dict[str, None] = {}
    for text in _acting(script):
        for one in _ADDRESS.finditer(text):
            host = one[1].casefold()
            if not _PLATFORM.search(host):
                found[host] = None
    return tuple(found)


def texts_about_outside(script: Script) -> tuple[str, ...]:
    """The values in which such a host stands."""
    return tuple(
        text
        for text in _acting(script)
        if any(not _PLATFORM.search(one[1]) for one in _ADDRESS.finditer(text))
    )


def asks_discovery(script: Script) -> bool:
    """Whether the script asks API discovery where it is."""
    return any(DISCOVERY in text for text in _acting(script))


def _acting(script: Script) -> list[str]:
    """The values on which something acts."""
    starts = {
        value.start
        for action in script.actions
        for each in action.properties
        for value in each.values
    }
    return [one.value.text for one in searched(script, starts) if not one.is_remark]
