"""Admin › Employees: the BCP type of many at once, of those ticked or of the whole list, asked before it is done."""

from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app.employees import (
    Choice,
    count_chosen,
    may_set_types,
    set_bcp_type,
    set_bcp_type_of_all,
)
from releve.domain.people import BcpType
from releve.domain.say import Message, say, say_n
from releve.web.door import Door
from releve.web.editing import Sending, text_of, whole
from releve.web.flash import Tone
from releve.web.pages.admin_employees import FILTERS, HOME, filters
from releve.web.shell import local

#: What the button says that means everybody on the list.
ALL = "all"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HOME)

    @routes.post("/bcp-type")
    def bcp_type(request: Request, form: Sending) -> Response:
        """Asked first: how many, which type. Done when it is confirmed."""
        back = local(text_of(form, "back") or HOME)
        wanted = may_set_types(door.caller(request), text_of(form, "type"))
        if text_of(form, "scope") == ALL:
            return _all(door, request, form, back, wanted)
        ids = {one for one in form.getlist("ids") if isinstance(one, str)}
        if not ids:
            nobody = say("Nobody was chosen. Tick the employees first, then choose their BCP type.")
            return door.redirect(request, back, (Tone.WARN, nobody))
        if text_of(form, "confirmed") != "yes":
            return _question(door, request, back, wanted, len(ids), ids=sorted(ids))
        set_bcp_type(door.house, door.caller(request), ids, wanted)
        return door.redirect(request, back, _done(len(ids), wanted))

    return routes


def _all(door: Door, request: Request, form: FormData, back: str, wanted: BcpType) -> Response:
    caller, choice = door.caller(request), _choice(back)
    if text_of(form, "confirmed") != "yes":
        many = count_chosen(door.house, caller, choice)
        return _question(door, request, back, wanted, many, scope=ALL)
    expect = whole(text_of(form, "expect")) or 0
    many = set_bcp_type_of_all(door.house, caller, choice, wanted, expect=expect)
    return door.redirect(request, back, _done(many, wanted))


def _choice(back: str) -> Choice:
    """The list that the person was looking at: its address says how it is searched and filtered."""
    query = dict(parse_qsl(urlsplit(back).query))
    chosen = {name: value for name, value in query.items() if name in FILTERS}
    return Choice(query.get("q", ""), filters(**chosen))


def _question(
    door: Door,
    request: Request,
    back: str,
    wanted: BcpType,
    many: int,
    *,
    ids: list[str] | None = None,
    scope: str = "",
) -> Response:
    return door.render(
        request,
        "admin/employees_bcp_type.html",
        place="employees",
        back=back,
        wanted=wanted,
        many=many,
        ids=ids or [],
        scope=scope,
        is_filtered=bool(urlsplit(back).query),
    )


def _done(many: int, wanted: BcpType) -> Message:
    return say_n(
        "{n} employee has the BCP type “{type}” now.",
        "{n} employees have the BCP type “{type}” now.",
        many,
        type=wanted.label,
    )
