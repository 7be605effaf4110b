"""Admin › Notifications: what was told of the pair, what the reader has not read, and the choice of what leaves the house."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from releve.app import notices
from releve.app.over_http import HTTP_STATUS
from releve.domain.clock import instant
from releve.domain.errors import ReleveError
from releve.domain.notices import Channel, Phase, Post, PostState, Topic
from releve.domain.say import Message, say, say_n
from releve.web.door import Door
from releve.web.editing import Sending, text_of, whole

HERE = "/admin/notifications"
Text = Annotated[str, Form()]

#: How a topic looks while it goes on; it is always in words too.
TONES = {
    Topic.SYNC: "bad",
    Topic.COPY: "warn",
    Topic.DRIFT: "warn",
    Topic.SWITCH: "info",
    Topic.DRILL: "info",
}
_ADDRESSES = "addresses_"


def router(door: Door) -> APIRouter:
    routes = APIRouter(prefix=HERE)

    @routes.get("")
    def page(request: Request) -> Response:
        return _show(door, request)

    @routes.post("/read")
    def read(request: Request, until: Text = "") -> Response:
        notices.mark_read(door.house, door.caller(request), until)
        return door.redirect(request, HERE)

    @routes.post("")
    def choose(request: Request, form: Sending) -> Response:
        caller = door.caller(request)
        typed = {
            name.removeprefix(_ADDRESSES): text_of(form, name)
            for name in form
            if name.startswith(_ADDRESSES)
        }
        version, wanted = whole(text_of(form, "version")) or 0, _wanted(form)
        try:
            notices.choose(door.house, caller, wanted, typed, version)
        except ReleveError as error:
            return _show(door, request, error, typed, wanted)
        return door.redirect(request, HERE, say("What is sent is saved."))

    return routes


def _wanted(form: FormData) -> Mapping[Topic, frozenset[Channel]]:
    """The boxes that are ticked; a name that there is not is none of them."""
    ticked = {str(one) for one in form.getlist("wanted")}
    return {
        topic: frozenset(way for way in Channel if f"{topic}.{way}" in ticked) for topic in Topic
    }


def said_of(post: Post) -> Message:
    """What became of a post."""
    told = {"way": post.channel.label, "what": _PHASES[post.phase]}
    if post.state is PostState.SENT:
        return say("{way}, {what}: sent on {when}.", when=instant(post.done_at), **told)
    if post.state is PostState.GIVEN_UP:
        return say_n(
            "{way}, {what}: given up after {n} try.",
            "{way}, {what}: given up after {n} tries.",
            post.tries,
            **told,
        )
    if post.tries:
        return say_n(
            "{way}, {what}: not taken in {n} try, tried again on {when}.",
            "{way}, {what}: not taken in {n} tries, tried again on {when}.",
            post.tries,
            when=instant(post.next_at),
            **told,
        )
    return say("{way}, {what}: is sent.", **told)


_PHASES: Mapping[Phase, Message] = {Phase.BEGAN: say("beginning"), Phase.ENDED: say("end")}


def _show(
    door: Door,
    request: Request,
    error: ReleveError | None = None,
    typed: Mapping[str, str] | None = None,
    wanted: Mapping[Topic, frozenset[Channel]] | None = None,
) -> Response:
    found = notices.notices_page(door.house, door.caller(request))
    choice = found.choice if wanted is None else replace(found.choice, wanted=wanted)
    return door.render(
        request,
        "admin/notifications.html",
        status=HTTP_STATUS[error.code] if error else 200,
        place="notifications",
        found=found,
        choice=choice,
        expect=found.version,
        ways=[way for way in Channel if way in found.ways],
        topics=list(Topic),
        typed=typed or {},
        tones=TONES,
        said_of=said_of,
        error=error,
        errors=error.fields if error else {},
    )
