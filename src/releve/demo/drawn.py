"""The scripts of the company with its ids filled in, as entities."""

from collections.abc import Callable, Iterator, Mapping

from releve.demo.book import Book
from releve.demo.scripts import SCRIPTS
from releve.demo.shelf import Shelf
from releve.demo.studio.as_clipboard import as_clipboard
from releve.demo.studio.as_json import as_json
from releve.demo.studio.as_xml import as_xml
from releve.demo.studio.places import Filling
from releve.demo.studio.script import Script
from releve.domain.kind import Body

#: Who drew the scripts of Desktop Studio.
_AUTHOR = "Tobias Wrenlock"

_WRITERS: Mapping[str, Callable[[Script, Filling], str]] = {
    "json": as_json,
    "xml": as_xml,
    "clipboard": as_clipboard,
}


def scripts_shelf(business_unit: int, area: str) -> Shelf:
    """`area` is the region's code in host names: `https://api-<area>.niceincontact.com`."""

    def bodies(book: Book) -> Iterator[Body]:
        for script in SCRIPTS:
            facts = {
                "busNo": str(business_unit),
                "area": area,
                "userID": book.id("employee", _AUTHOR),
                "userName": _AUTHOR,
                "libraryID": book.alt("script", script.path),
            }
            yield _body(script, Filling(book, facts))

    return Shelf("script", tuple(script.path for script in SCRIPTS), bodies)


def _body(script: Script, filling: Filling) -> Body:
    return {
        "path": script.path,
        "mediaType": script.media,
        "purposeType": script.purpose,
        "status": "Active",
        "format": script.format,
        "encoding": "utf-8-sig" if script.format == "xml" else "utf-8",
        "content": _WRITERS[script.format](script, filling),
    }
