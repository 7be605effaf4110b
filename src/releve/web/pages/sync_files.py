"""Steps as rows of a file. Names are those of the API; sentences are in the reader's language."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

import orjson
from starlette.requests import Request
from starlette.responses import Response

from releve.domain.runs import Step, reasons
from releve.languages.speaker import Speaker
from releve.web.door import Door
from releve.web.downloads import csv_file, json_file
from releve.web.pages.sync_lines import Changed, changed, primary_id_of

HEADER = ("verb", "kind", "title", "primaryId", "bcpId", "by", "at", "changes", "why")


def as_csv(
    door: Door, request: Request, name: str, steps: AbstractContextManager[Iterable[Step]]
) -> Response:
    speaker = door.shell.speaker(request)
    with steps as found:
        return csv_file(name, _rows(found, speaker))


def as_json(
    door: Door, request: Request, name: str, steps: AbstractContextManager[Iterable[Step]]
) -> Response:
    speaker = door.shell.speaker(request)
    with steps as found:
        return json_file(name, (orjson.dumps(_item(step, speaker)) for step in found))


def _rows(steps: Iterable[Step], speaker: Speaker) -> Iterator[tuple[str, ...]]:
    yield HEADER
    for step in steps:
        told = (
            f"{path}: {one.before or ''} → {one.after or ''}"
            for path, one in _changes(step, speaker)
        )
        yield (*_who(step), " | ".join(told), " ".join(_why(step, speaker)))


def _item(step: Step, speaker: Speaker) -> dict[str, object]:
    fields = [
        {"path": path, "before": one.before, "after": one.after}
        for path, one in _changes(step, speaker)
    ]
    named = dict(zip(HEADER, _who(step), strict=False))
    return {**named, "fields": fields, "why": _why(step, speaker)}


def _who(step: Step) -> tuple[str, ...]:
    return (
        step.verb.value,
        step.kind,
        step.title,
        primary_id_of(step),
        step.bcp_id or "",
        step.by,
        step.at,
    )


def _why(step: Step, speaker: Speaker) -> list[str]:
    return [speaker.say(reason) for reason in reasons(step.why)]


def _changes(step: Step, speaker: Speaker) -> Iterator[tuple[str, Changed]]:
    for path, before, after in step.fields:
        one = changed(step.kind, path, before, after)
        before_told, after_told = (
            None if value is None else speaker.text(value) for value in (one.before, one.after)
        )
        yield path, Changed(one.label, before_told, after_told)
