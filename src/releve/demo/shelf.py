"""A shelf: the named entities of one kind, and how their bodies are made once every name has its id."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from releve.demo.book import Book
from releve.domain.entities import Draft
from releve.domain.kind import Body
from releve.domain.kinds import KINDS, checked

Rows = Mapping[str, Body]


@dataclass(frozen=True, slots=True)
class Shelf:
    """`names` are what the rest of the company calls the things by; `bodies` makes one body for each, in order."""

    kind: str
    names: tuple[str, ...]
    bodies: Callable[[Book], Iterable[Body]]

    def drafts(self, book: Book) -> Iterator[Draft]:
        for name, body in zip(self.names, self.bodies(book), strict=True):
            ident = book.ident(self.kind, name)
            yield Draft(self.kind, checked(KINDS[self.kind], body), ident.id, ident.other)


def plain(kind: str, rows: Rows) -> Shelf:
    """A shelf of entities that refer to nothing: name → the rest of the body. The name goes into the key's field."""
    (field,) = KINDS[kind].key
    bodies = [{field: name, **row} for name, row in rows.items()]
    return Shelf(kind, tuple(rows), lambda book: bodies)


def named(kind: str, *names: str) -> Shelf:
    """A shelf of entities that are a name and nothing else."""
    return plain(kind, {name: {} for name in names})
