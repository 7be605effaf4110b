"""The campaigns that skills belong to."""

from collections.abc import Iterator

from releve.demo.book import Book
from releve.demo.shelf import Shelf
from releve.domain.kind import Body

_CAMPAIGNS = {
    "Sinistres et urgences": "Havrelune",
    "Service aux assurés": "Havrelune",
    "Ventes et renouvellements": "Québec",
    "Débordement": "Havrelune",
    "Numérique": "Havrelune",
}


def _bodies(book: Book) -> Iterator[Body]:
    for name, division in _CAMPAIGNS.items():
        yield {"name": name, "isActive": True, "divisionId": book.id("division", division)}


SHELVES = (Shelf("campaign", tuple(_CAMPAIGNS), _bodies),)
