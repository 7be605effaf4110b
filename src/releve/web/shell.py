"""The shell of the console: turns a template and its context into the page that this reader sees.

It chooses the language, gives every page its frame, its macros (`ui`) and its CSRF token, carries flashes from one
page to the next, and sets the cookies of the console: HttpOnly, SameSite=Lax, Secure where the console is https.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from releve.domain.clock import Clock
from releve.domain.errors import ReleveError
from releve.domain.say import Message
from releve.languages.catalogue import ENGLISH
from releve.languages.choice import choose
from releve.languages.speaker import Speaker, speakers
from releve.web import flash
from releve.web.assets import Assets
from releve.web.csrf import token_of
from releve.web.environment import environment, macros
from releve.web.flash import Flash, Tone
from releve.web.frame import frame_of
from releve.web.menus import APPLICATIONS, Addresses

SESSION_COOKIE = "releve_session"
LANGUAGE_COOKIE = "releve_language"
THEME_COOKIE = "releve_theme"
#: Light, dark, or as the device is, which needs no cookie.
THEMES = ("light", "dark", "device")
#: So long a browser remembers what somebody chose.
CHOICE_AGE_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Style:
    """What a deployment may choose. `secure`: the console is reached by https, so cookies are for https only.
    `language`: for readers whose browser asks for none of ours."""

    secure: bool = False
    version: str = ""
    language: str = ENGLISH


class Shell:
    """One per process; may be used by many threads. `folders` are looked in for templates before our own."""

    def __init__(self, clock: Clock, style: Style | None = None, *folders: Path) -> None:
        self._clock, self.style = clock, style or Style()
        self.assets = Assets()
        self._speakers = speakers()
        self._environments = {
            language: environment(speaker, *folders) for language, speaker in self._speakers.items()
        }

    def speaker(self, request: Request) -> Speaker:
        """The speaker of this reader's language."""
        language = choose(
            tuple(self._speakers),
            preference=frame_of(request).language,
            cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
            accept_language=request.headers.get("accept-language", ""),
            default=self.style.language,
        )
        return self._speakers[language]

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """One for each language, for what is to be read by people of all of them."""
        return tuple(self._speakers.values())

    def render(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        block: str = "",
        **context: Any,
    ) -> HTMLResponse:
        """The page, or one `block` of it (for htmx; a flash is then left for the next whole page)."""
        env = self._environments[self.speaker(request).language]
        values = self._context(request, env) | context
        page = env.get_template(template)
        if block:
            text = "".join(page.blocks[block](page.new_context(values)))
        else:
            text = page.render(values)
        response = HTMLResponse(
            text, status, headers={"Vary": "Accept-Language, Cookie, HX-Request"}
        )
        if values["flashes"] and not block:
            response.delete_cookie(flash.COOKIE, path="/")
        return response

    def error(
        self,
        request: Request,
        error: ReleveError | None,
        *,
        status: int = 500,
        request_id: str = "",
        back: str = "",
    ) -> HTMLResponse:
        """The page that says what went wrong; None for a mistake of ours. `back` is a local address."""
        return self.render(
            request,
            "layout/error.html",
            status=status,
            error=error,
            request_id=request_id,
            back=back,
        )

    def redirect(
        self, request: Request, url: str, *notes: Message | tuple[Tone, Message]
    ) -> Response:
        """Go to a local address after a form (303); the page there shows `notes`, good ones unless a tone is given.
        An htmx request is told to go there as a whole page."""
        target = local(url)
        response: Response
        if request.headers.get("hx-request") == "true":
            response = Response(status_code=204, headers={"HX-Redirect": target})
        else:
            response = RedirectResponse(target, 303)
        if notes:
            speaker = self.speaker(request)
            self.set_cookie(
                response, flash.COOKIE, flash.written(_flashes(speaker, notes)), flash.AGE_S_MAX
            )
        return response

    def switch_language(self, request: Request, language: str, next: str = "/") -> Response:
        """What the language switcher's form asks for; an unknown language changes nothing."""
        response = RedirectResponse(local(next), 303)
        if language in self._speakers:
            self.set_cookie(response, LANGUAGE_COOKIE, language, CHOICE_AGE_S)
        return response

    def switch_theme(self, request: Request, theme: str, next: str = "/") -> Response:
        """What the theme switcher's form asks for; an unknown theme changes nothing."""
        response = RedirectResponse(local(next), 303)
        if theme in THEMES:
            self.set_cookie(response, THEME_COOKIE, theme, CHOICE_AGE_S)
        return response

    def set_cookie(
        self, response: Response, name: str, value: str, age_s: int | None = None
    ) -> None:
        """A cookie for the console alone; without an age it goes with the browser's session."""
        response.set_cookie(
            name,
            value,
            max_age=age_s,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.style.secure,
        )

    def drop_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(
            name, path="/", httponly=True, samesite="lax", secure=self.style.secure
        )

    def _context(self, request: Request, env: Environment) -> dict[str, Any]:
        frame, language = frame_of(request), self.speaker(request).language
        shared: dict[str, Any] = {
            "request": request,
            "frame": frame,
            "language": language,
            "languages": [(code, speaker.name) for code, speaker in self._speakers.items()],
            "theme": _theme(request),
            "zone": frame.zone,
            "now": self._clock(),
            "csrf_token": token_of(request.cookies.get(SESSION_COOKIE, "")),
            "here": Here(request),
            "static": self.assets.url,
            "applications": APPLICATIONS,
            "addresses": Addresses(),
            "version": self.style.version,
        }
        page: dict[str, Any] = {
            "flashes": flash.read(request.cookies.get(flash.COOKIE, "")),
            "error": None,
            "errors": {},
            "crumbs": [],
            "place": "",
            "wide": False,
        }
        return shared | page | {"ui": macros(env, shared)}


class Here:
    """The address of the page being shown, with changes: `here(sort="name")`. None takes a parameter away, and so
    does any change to `skip`: another order or search begins at the first page."""

    def __init__(self, request: Request) -> None:
        self._path = request.url.path
        self._query = request.query_params.multi_items()

    def __call__(self, **changes: object) -> str:
        gone = {*changes, *({"skip"} if changes else ())}
        kept = [(name, value) for name, value in self._query if name not in gone]
        new = [(name, str(value)) for name, value in changes.items() if value is not None]
        query = urlencode(kept + new)
        return f"{self._path}?{query}" if query else self._path


def _theme(request: Request) -> str:
    """What this browser was told to show."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else "device"


def local(url: str) -> str:
    """The address if it is one of ours, else `/`: nobody is sent to another host by a parameter."""
    fine = url.startswith("/") and not url.startswith("//")
    return url if fine and "\\" not in url and url.isprintable() else "/"


def _flashes(speaker: Speaker, notes: tuple[Message | tuple[Tone, Message], ...]) -> list[Flash]:
    pairs = [note if isinstance(note, tuple) else (Tone.GOOD, note) for note in notes]
    return [Flash(speaker.say(message), tone) for tone, message in pairs]
