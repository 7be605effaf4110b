"""The console's door: who is asking, what their page's frame shows, and how a refusal looks as a page.

A page module offers `router(door)`; its functions ask `door.caller(request)` first and hand the caller to a use case.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from releve.app.glass import told_of
from releve.app.house import House
from releve.app.login import SentAway, caller_of
from releve.app.notices import unread
from releve.app.over_http import origin_of
from releve.app.pairing import bond_of_pair
from releve.app.rights import Act, may
from releve.domain.changes import Way
from releve.domain.errors import NotFound, ReleveError, Unauthenticated
from releve.domain.people import Caller
from releve.domain.say import Message, say
from releve.domain.tenancy import Side
from releve.web.flash import Tone
from releve.web.frame import Frame, frame_of, put_frame
from releve.web.shell import SESSION_COOKIE, Shell, local

#: The operator's own session, kept while they impersonate somebody.
OPERATOR_COOKIE = "releve_operator"

#: Menu entry → what one needs to see it.
PLACES: Mapping[str, Act] = {
    "pairs": Act.TENANTS_VIEW,
    "tenants": Act.TENANTS_VIEW,
    "tm-audit": Act.TENANTS_VIEW,
    "employees": Act.EMPLOYEES_VIEW,
    "roles": Act.ROLES_VIEW,
    "sync": Act.SYNC_VIEW,
    "enablement": Act.SWITCH_VIEW,
    "entities": Act.ENTITIES_VIEW,
    "audit": Act.AUDIT_VIEW,
    "scripts": Act.SCRIPTS_VIEW,
    "search": Act.SCRIPTS_VIEW,
    "review": Act.SCRIPTS_VIEW,
    "outside": Act.SCRIPTS_VIEW,
    "checklists": Act.SCRIPTS_VIEW,
    "studio-settings": Act.STUDIO_VIEW,
}
#: The development workflow is a place for whoever may look at one of its steps.
WORKFLOW = (Act.DRAFTS_VIEW, Act.REVIEW_VIEW, Act.PUBLISHED_VIEW)


#: Lists: whoever looks for something that is not there goes back to the one it would stand in.
_LISTS = ("/admin/employees", "/admin/roles", "/studio/outside", "/studio/scripts", "/tm/tenants")
_KINDS_LIST = "/admin/entities/"


class LoginAgain(Exception):
    """The session is over; the login page says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Door:
    """One per process. Threads may share it."""

    def __init__(self, house: House, shell: Shell) -> None:
        self.house, self.shell = house, shell

    def caller(self, request: Request, *, by_itself: bool = False) -> Caller | None:
        """Who is asking, with the frame of their page prepared. Raises LoginAgain after a switch, and when the
        region of their session does not answer. `by_itself`: their page asks again and again, not they."""
        token = request.cookies.get(SESSION_COOKIE, "")
        found = None
        if token:
            origin = origin_of(request)
            found = caller_of(self.house, token, origin=origin, by_itself=by_itself)
        if isinstance(found, SentAway):
            raise LoginAgain(found.message)
        if found is None:
            return None
        put_frame(request, self._frame(found))
        return replace(found, way=Way.CONSOLE)

    def _frame(self, caller: Caller) -> Frame:
        places = frozenset(place for place, act in PLACES.items() if may(caller, act))
        if "scripts" in places and any(may(caller, act) for act in WORKFLOW):
            places |= {"workflow"}
        if caller.tenant is None:
            return Frame(user=caller.username, apps=frozenset({"tm"}), places=places)
        tenant, _ = self.house.registry.tenant(caller.tenant)
        apps = frozenset({"admin"} | ({"studio"} if "scripts" in places else set()))
        frame = Frame(
            user=caller.username,
            tenant=tenant.name,
            impersonator=caller.operator or "",
            apps=apps,
            places=places,
        )
        if tenant.pair is None:
            return frame
        bond = bond_of_pair(self.house, tenant.pair)
        away = tenant.id == bond.primary.id and bond.activation.active is Side.BCP
        return replace(
            frame,
            zone=bond.pair.sync.zone,
            active_instead=bond.bcp.name if away else "",
            broken_glass=told_of(bond.activation, self.house),
            unread=unread(self.house, caller, bond),
        )

    def show_times_in(self, request: Request, zone: str) -> None:
        """For an operator's page about one pair: its times are those of the pair."""
        put_frame(request, replace(frame_of(request), zone=zone))

    def render(
        self, request: Request, template: str, *, status: int = 200, **context: Any
    ) -> Response:
        if self.house.whereabouts.fault is not None:
            read_at = self.house.directory_read_at
            put_frame(request, replace(frame_of(request), directory_read_at=read_at))
        return self.shell.render(request, template, status=status, **context)

    def redirect(
        self, request: Request, url: str, *notes: Message | tuple[Tone, Message]
    ) -> Response:
        return self.shell.redirect(request, url, *notes)

    def to_login(self, request: Request, message: Message | None) -> Response:
        """The login page of the application the person was in; they come back to where they were. An operator whose
        impersonation is over acts under their own name again. Asks no store: it may be why they are here."""
        path = request.url.path
        page = "/tm/login" if path.startswith("/tm") else "/login"
        notes = [(Tone.INFO, message)] if message else []
        if is_login(
            path
        ):  # a proof is over: a session that was opened since is none of its business
            return self.shell.redirect(request, page, *notes)
        if request.cookies.get(OPERATOR_COOKIE):
            return self.own_name_again(request, say("The impersonation has ended."))
        back = quote(path) if request.method == "GET" and path != "/" else ""
        response = self.shell.redirect(request, f"{page}?next={back}" if back else page, *notes)
        self.shell.drop_cookie(response, SESSION_COOKIE)
        return response

    def own_name_again(self, request: Request, message: Message) -> Response:
        """The operator's own session takes the place of the impersonation."""
        response = self.shell.redirect(request, "/tm/tenants", (Tone.INFO, message))
        self.shell.set_cookie(response, SESSION_COOKIE, request.cookies.get(OPERATOR_COOKIE, ""))
        self.shell.drop_cookie(response, OPERATOR_COOKIE)
        return response

    def refused(self, request: Request, error: ReleveError, status: int) -> Response:
        """A refusal that no page of its own shows."""
        if isinstance(error, Unauthenticated):
            return self.to_login(request, _why(request, error))
        return self.shell.error(request, error, status=status, back=_back(request, error))


def _back(request: Request, error: ReleveError) -> str:
    """Where a refusal leads back to: a form to the page it was on, what does not exist to its list. "" is the start."""
    if request.method != "GET":
        return _page_before(request)
    if not isinstance(error, NotFound):
        return ""
    path = request.url.path
    if path.startswith(_KINDS_LIST):
        kind, _, rest = path.removeprefix(_KINDS_LIST).partition("/")
        return f"{_KINDS_LIST}{kind}" if rest else _KINDS_LIST.rstrip("/")
    return next((one for one in _LISTS if path.startswith(f"{one}/")), "")


def _page_before(request: Request) -> str:
    """The page of ours that the browser says it comes from, if it can be asked for again."""
    before = urlsplit(request.headers.get("referer", ""))
    if before.netloc != request.headers.get("host", "") or not before.path:
        return ""
    scope = {"type": "http", "method": "GET", "path": before.path}
    if all(route.matches(scope)[0] is not Match.FULL for route in request.app.routes):
        return ""
    return local(f"{before.path}?{before.query}" if before.query else before.path)


def _why(request: Request, error: Unauthenticated) -> Message | None:
    """Why somebody arrives at the login page; nothing for who was not logged in and only followed a link."""
    if is_login(request.url.path):
        return say("{what} {next}", what=error.message, next=error.hint or "")
    if request.cookies.get(SESSION_COOKIE):
        return say("Your session has ended. Log in again.")
    return None


def is_login(path: str) -> bool:
    """Whether a path is one of the login pages, to which nobody is sent back after logging in."""
    return path.startswith(("/login", "/tm/login"))
