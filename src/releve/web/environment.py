"""The Jinja environment of one language: escaping on, undefined names are errors, i18n and filters bound to a speaker.

Texts in pages are written like texts in code: `_("Hello {name}", name=…)`, `ngettext("{n} row", "{n} rows", n)`, or
`{% trans %}`. They hold no HTML; markup is handed over as a value. A `Message` shown on a page is put into the
language by itself.
"""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from releve.app.audit_words import act_named, subject_named
from releve.domain.say import Message
from releve.languages.speaker import Moment, Speaker
from releve.web.naming import author_named, named, outcome_toned

TEMPLATES = Path(__file__).parent / "templates"


def environment(speaker: Speaker, *folders: Path) -> Environment:
    """An environment that looks for templates in `folders`, then among our own."""
    env = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize(speaker),
    )
    env.policies["ext.i18n.trimmed"] = True
    _bind_texts(env, speaker)
    _bind_filters(env, speaker)
    return env


def macros(env: Environment, shared: Mapping[str, Any]) -> SimpleNamespace:
    """Every macro of `macros/*.html` under one name, seeing what `shared` holds: the `ui` of the pages."""
    found = SimpleNamespace()
    for name in env.list_templates(filter_func=lambda name: name.startswith("macros/")):
        module = env.get_template(name).make_module(dict(shared))
        for key, macro in vars(module).items():
            if isinstance(macro, Macro) and not key.startswith("_"):
                assert not hasattr(found, key), f"two macros are called {key}"
                setattr(found, key, macro)
    return found


def _finalize(speaker: Speaker) -> Any:
    @pass_context
    def shown(context: Context, value: Any) -> Any:
        if isinstance(value, Message):
            return speaker.say(value, _zone(context))
        return "" if value is None else value

    return shown


def _zone(context: Context) -> str:
    """The zone in which the page shows times, "" where it has none."""
    return str(context.get("zone") or "")


def _bind_texts(env: Environment, speaker: Speaker) -> None:
    @pass_context
    def gettext(context: Context, text: str | Message, /, **values: Any) -> str:
        if isinstance(text, Message):
            return speaker.say(text, _zone(context))
        return _filled(speaker, speaker.gettext(text), values, _zone(context))

    @pass_context
    def ngettext(context: Context, one: str, many: str, n: int, /, **values: Any) -> str:
        values = {"n": n, "num": n, **values}
        return _filled(speaker, speaker.ngettext(one, many, n), values, _zone(context))

    env.newstyle_gettext = True  # type: ignore[attr-defined]
    env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    env.globals.update(
        named=named,
        act_named=act_named,
        author_named=author_named,
        outcome_named=outcome_toned,
        subject_named=subject_named,
    )


def _filled(speaker: Speaker, template: str, values: Mapping[str, Any], zone: str) -> str:
    """The template with its values. If one of them is markup the rest is escaped and the whole is markup."""
    if not any(isinstance(value, Markup) for value in values.values()):
        return speaker.fill(template, values, zone)
    safe = {
        name: escape(speaker.text(value, zone)) if not isinstance(value, Markup) else value
        for name, value in values.items()
    }
    return Markup(speaker.fill(str(escape(template)), safe))  # noqa: S704  every part is escaped above


def _bind_filters(env: Environment, speaker: Speaker) -> None:
    def zoned(name: str) -> Any:
        @pass_context
        def show(context: Context, value: Moment, zone: str | None = None) -> str:
            return str(getattr(speaker, name)(value, zone or _zone(context) or "UTC"))

        return show

    @pass_context
    def ago(context: Context, value: Moment) -> str:
        return speaker.ago(value, context["now"])

    @pass_context
    def said(context: Context, value: object) -> str:
        return speaker.text(value, _zone(context))

    env.filters.update(
        {name: zoned(name) for name in ("date", "time", "datetime", "moment", "exactly")}
    )

    @pass_context
    def breakable(context: Context, value: object) -> Markup:
        """A name that, where it does not fit, goes on in the next line behind an @ and not in the middle of a word."""
        return escape(said(context, value)).replace("@", Markup("@<wbr>"))

    env.filters.update(
        ago=ago,
        breakable=breakable,
        number=speaker.number,
        percent=speaker.percent,
        duration=speaker.duration,
        joined=speaker.joined,
        say=said,
    )
