"""What pages with generated forms share: the sent form, what fills the controls, and the rows that come and go."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from releve.app import browsing
from releve.app.browsing import Choices, Target
from releve.domain.errors import ReleveError
from releve.domain.kind import Body, Field
from releve.domain.people import Caller
from releve.domain.say import Message
from releve.web.csrf import FIELDS_MAX
from releve.web.door import Door
from releve.web.forms.controls import SELECT_MAX, Control, Known, controls
from releve.web.forms.rows import ADD, AGAIN, DROP, with_row, without_row
from releve.web.forms.sent import Sent, read

FILES_MAX = 500


async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """The form as it was sent, whatever its fields; its files are closed when the answer is made."""
    async with request.form(max_fields=FIELDS_MAX, max_files=FILES_MAX) as form:
        request.state.at_work = text_of(form, ADD) or text_of(form, DROP)
        yield form


Sending = Annotated[FormData, Depends(sent_form)]


def text_of(form: FormData, name: str) -> str:
    """One field of a form as text; empty for none, and for a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def whole(text: str) -> int | None:
    """A number that a form carries along; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def files_of(form: FormData, name: str) -> list[tuple[str, bytes]]:
    """The files chosen in a field, with their names. Nothing chosen is no file."""
    return [
        (one.filename, one.file.read())
        for one in form.getlist(name)
        if isinstance(one, UploadFile) and one.filename
    ]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form. A folded one opens when something in it is wrong."""

    title: Message | None
    controls: tuple[Control, ...]
    folded: bool = False

    @property
    def is_open(self) -> bool:
        return not self.folded or any(one.wrong for one in self.controls)


@dataclass(frozen=True, slots=True)
class Editor:
    """The form of one entity, or of a part of its fields."""

    door: Door
    caller: Caller | None
    kind: str
    fields: Sequence[Field]

    def known(
        self,
        body: Body,
        *,
        may_edit: bool,
        errors: Mapping[str, Message] | None = None,
        at_work: str = "",
    ) -> Known:
        """What fills the controls: names of what is referred to, and for who may edit, what may be chosen."""
        house = self.door.house
        wanted = browsing.targets(self.fields) if may_edit else set()
        offered: Mapping[Target, Choices] = (
            browsing.choices(house, self.caller, self.kind, wanted, top=SELECT_MAX)
            if wanted
            else {}
        )
        titles = browsing.draft_titles(house, self.caller, self.kind, body)
        return Known(titles, offered, errors or {}, at_work, reads=not may_edit)

    def sections(
        self,
        body: Body,
        known: Known,
        layout: Iterable[tuple[Message | None, Iterable[str], bool]],
    ) -> list[Section]:
        """Controls by `(title, names, folded)`. What has no fields here is left out."""
        by_name = {field.name: field for field in self.fields}
        made = []
        for title, names, folded in layout:
            fields = [by_name[name] for name in names if name in by_name]
            if fields:
                made.append(Section(title, controls(fields, body, known), folded))
        return made

    def sent(self, form: FormData, before: Mapping[str, Any]) -> Body:
        """What the form asks for, on top of what stood before. Rows come and go by its buttons."""
        pairs = ((name, value) for name, value in form.multi_items() if isinstance(value, str))
        edits = is_row_edit(form)
        house, caller, kind = self.door.house, self.caller, self.kind
        given = Sent(pairs, lambda target, text: browsing.named(house, caller, kind, target, text))
        body = {**before, **read(self.fields, given, before=before, blanks=edits)}
        if added := text_of(form, ADD):
            body = with_row(body, added, self.fields)
        if dropped := text_of(form, DROP):
            body = without_row(body, dropped, self.fields)
        return body


def is_row_edit(form: FormData) -> bool:
    """Whether the form was sent to get a row more or less, and not to be saved."""
    return any(text_of(form, button) for button in (ADD, DROP, AGAIN))


def row_at_work(request: Request) -> str:
    """The path of the list or row for which the form was sent, if it was."""
    return str(getattr(request.state, "at_work", ""))


def fields_of(error: ReleveError | None) -> Mapping[str, Message]:
    return error.fields if error else {}
