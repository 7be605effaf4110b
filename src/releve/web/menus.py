"""The applications, their left menus, and the addresses that every page knows.

Data only: a new page is a line here and a route. Labels are those of the requirement page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from releve.domain.say import Message, say


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a left menu. `key` is what a page passes as `place`, and what `Frame.places` holds. `letter` goes there
    after a `g`, wherever one is: nobody sees two entries with the same."""

    key: str
    label: Message
    href: str
    icon: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """One of the three applications of the selector."""

    label: Message
    hint: Message
    href: str
    icon: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the buttons of the frame send their forms."""

    login: str = "/login"
    logout: str = "/logout"
    profile: str = "/profile"
    language: str = "/language"
    theme: str = "/theme"
    search: str = "/search"
    stop_impersonating: str = "/impersonation/stop"


APPLICATIONS: Mapping[str, Application] = {
    "tm": Application(
        say("TM"),
        say("Tenant Management"),
        "/tm",
        "building",
        (
            Entry("pairs", say("Pairs"), "/tm/pairs", "switch-horizontal", "p"),
            Entry("tenants", say("Tenants"), "/tm/tenants", "building", "t"),
            Entry("tm-audit", say("Audit"), "/tm/audit", "history", "a"),
        ),
    ),
    "admin": Application(
        say("Admin"),
        say("Employees, sync and switch of your tenant"),
        "/admin",
        "adjustments",
        (
            Entry("employees", say("Employees"), "/admin/employees", "users", "e"),
            Entry("roles", say("Roles & Permissions"), "/admin/roles", "user-shield", "r"),
            Entry("sync", say("Sync Configuration"), "/admin/sync", "refresh", "s"),
            Entry(
                "enablement", say("BC Enablement"), "/admin/enablement", "switch-horizontal", "b"
            ),
            Entry("entities", say("Configuration"), "/admin/entities", "list-details", "c"),
            Entry("audit", say("Audit"), "/admin/audit", "history", "a"),
        ),
    ),
    "studio": Application(
        say("Studio"),
        say("Call scripts and the identifiers in them"),
        "/studio/scripts",
        "script",
        (
            Entry("scripts", say("Scripts"), "/studio/scripts", "script", "p"),
            Entry("search", say("Script search"), "/studio/search", "search", "f"),
            Entry("review", say("To review"), "/studio/review", "list-check", "v"),
            Entry("outside", say("Outside identifiers"), "/studio/outside", "world", "o"),
            Entry("checklists", say("Checklist"), "/studio/checklists", "checklist", "l"),
            Entry("workflow", say("Development workflow"), "/studio/workflow", "history", "w"),
            Entry(
                "studio-settings", say("Studio settings"), "/studio/settings", "adjustments", "n"
            ),
        ),
    ),
}
