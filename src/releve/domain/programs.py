"""What a program that logged in calls itself, in words that people know: the browser and the system it runs on."""

from releve.domain.say import Message, say

#: In this order, for browsers claim to be their forebears too.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def program_named(agent: str) -> Message | str:
    """Of a `User-Agent` line; a program of another sort by the name it begins with."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return say("{browser} on {system}", browser=browser, system=system)
    return browser or agent.partition(" ")[0] or say("unknown")
