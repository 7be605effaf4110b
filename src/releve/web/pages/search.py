"""The search across pages: a page of its own, and what the pop-up of the top bar fetches of it while somebody types."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from releve.app.looking_up import TEXT_MAX, Group, Hit, look_up
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.languages.speaker import Speaker
from releve.web.door import Door
from releve.web.frame import Frame, frame_of
from releve.web.menus import APPLICATIONS
from releve.web.naming import named
from releve.web.pages.kind_groups import ELSEWHERE

HOME = "/search"
#: What the pop-up replaces.
FOUND = "finder-found"
#: So many pages of the menu are offered.
PLACES_MAX = 8
#: What is no entity: its heading, where its pages stand, and the list that has more of it.
_OTHERS = {
    "tenant": (say("Tenants"), "/tm/tenants/", "/tm/tenants"),
    "run": (say("Runs"), "/admin/sync/runs/", ""),
    "report": (say("Switch reports"), "/admin/enablement/reports/", ""),
    "drill": (say("Rehearsals"), "/admin/enablement/drills/", ""),
}
_ICONS = {"employee": "users", "script": "script", "role": "user-shield", "tenant": "building"}
_OTHER_ICONS = {"run": "refresh", "report": "switch-horizontal", "drill": "checklist"}


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was found, and where it leads. `at` is when it was, for what has no name."""

    href: str
    title: Message | str
    beside: Message | str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`more` is the address of the list that has all of them, "" where that is no list, or there are no others."""

    key: str
    label: Message
    icon: str
    lines: tuple[Line, ...]
    more: str = ""


def router(door: Door) -> APIRouter:
    routes = APIRouter()

    @routes.get(HOME)
    def search(request: Request, q: Annotated[str, Query(max_length=5000)] = "") -> Response:
        groups = look_up(door.house, door.caller(request), q)
        pages = _places(frame_of(request), door.shell.speaker(request), q)
        sections = [*pages, *(_section(one, q) for one in groups)]
        fetched = request.headers.get("hx-target") == FOUND
        return door.render(
            request,
            "search/found.html" if fetched else "search/page.html",
            q=q,
            sections=sections,
            total=sum(len(one.lines) for one in sections),
            picking=fetched,
        )

    return routes


def _places(frame: Frame, speaker: Speaker, q: str) -> Iterator[Section]:
    """The pages of the menu that are called so in the reader's language."""
    words = _plain(q[:TEXT_MAX])
    if not words:
        return
    lines = [
        Line(entry.href, entry.label, application.label)
        for key, application in APPLICATIONS.items()
        if key in frame.apps
        for entry in application.entries
        if frame.shows(entry.key) and words in _plain(speaker.say(entry.label))
    ]
    if lines:
        yield Section("page", say("Pages"), "apps", tuple(lines[:PLACES_MAX]))


def _plain(text: str) -> str:
    """As it is compared: accents and case do not matter to who types in a hurry."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(one for one in parted if not unicodedata.combining(one)).split())


def _section(group: Group, q: str) -> Section:
    if group.kind in _OTHERS:
        label, place, many = _OTHERS[group.kind]
        lines = tuple(_other(group.kind, one, place) for one in group.hits)
        icon = (_ICONS | _OTHER_ICONS)[group.kind]
    else:
        label = KINDS[group.kind].plural
        many = ELSEWHERE.get(group.kind, f"/admin/entities/{group.kind}")
        lines = tuple(
            Line(f"{many}/{quote(one.id, safe='')}", named(group.kind, one.title), one.beside)
            for one in group.hits
        )
        icon = _ICONS.get(group.kind, "list-details")
    more = f"{many}?q={quote(q.strip())}" if group.more and many else ""
    return Section(group.kind, label, icon, lines, more)


def _other(kind: str, one: Hit, place: str) -> Line:
    href = f"{place}{quote(one.id, safe='')}"
    if kind == "report":
        return Line(href, say("Report of the switch in epoch {epoch}", epoch=one.title))
    if kind == "drill":
        return Line(href, say("Rehearsal {n}", n=one.title))
    if kind == "run":
        return Line(href, say("Run of the sync"), at=one.beside)
    return Line(href, one.title, one.beside)
