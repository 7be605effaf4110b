"""The file of a SQLite database: made when a store is set up, and at no other time.

SQLite by itself makes a file that is missing and goes on writing into one that was deleted or replaced: an
empty store would take the place of a lost one, or acknowledge what nobody finds again. Therefore every
connection finds its file or is none, and knows for which file it was made.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError

from releve.domain.errors import Unavailable
from releve.domain.say import Message, say
from releve.stores.sql.faults import cannot_open

#: Under this name a connection keeps which file it was made for.
MADE_FOR = "releve_file"

Info = MutableMapping[Any, Any]


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """`name` is the name by which errors speak of the store."""

    path: Path
    name: Message

    @classmethod
    def of(cls, url: URL, name: Message) -> "SqliteFile":
        """The file that a url names, as a path or in SQLite's own way (`file:path?mode=ro&uri=true`)."""
        told = url.database or ":memory:"
        assert told != ":memory:", "a store in memory has no second connection"
        path = unquote(told.removeprefix("file:")) if told.startswith("file:") else told
        return cls(Path(path).absolute(), name)

    def address(self, url: URL) -> URL:
        """The url by which SQLite opens the file if it is there, and never makes it."""
        query = {"mode": "rw", **url.query, "uri": "true"}
        return url.set(database=f"file:{quote(str(self.path))}", query=query)

    def find(self, *, create: bool) -> None:
        """Raises Unavailable if the file is missing and may not be made, or cannot be."""
        if self._is_there():
            return
        if not create:
            raise self._missing()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._no_folder() from error
        try:
            self.path.touch()
        except OSError as error:
            raise cannot_open(self.name) from error

    def watch(self, engine: Engine) -> None:
        """Have every connection compared with the file, when it is made and each time it is taken up again."""
        event.listen(engine, "do_connect", lambda *_: self.find(create=False))
        event.listen(engine, "connect", lambda _, record: self._remember(record.info))
        event.listen(engine, "checkout", lambda _, record, __: self._compare(record.info))

    def must_hold(self, info: Info) -> None:
        """Raises Unavailable if the connection with this `info` writes where nobody will read."""
        if info[MADE_FOR] != self._which():
            raise Unavailable(
                say("The database file {path} was replaced ({store}).", **self._told()),
                say("Look whether what you did is there, and repeat it if it is not."),
                path=str(self.path),
            )

    def _remember(self, info: Info) -> None:
        info[MADE_FOR] = self._which()

    def _compare(self, info: Info) -> None:
        if info[MADE_FOR] != self._which():
            raise InvalidatePoolError("the file was replaced")

    def _which(self) -> tuple[int, int]:
        """What tells a file from another one that stands in its place."""
        try:
            found = self.path.stat()
        except FileNotFoundError as error:
            raise self._missing() from error
        except OSError as error:
            raise cannot_open(self.name) from error
        return found.st_dev, found.st_ino

    def _is_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise cannot_open(self.name) from error

    def _missing(self) -> Unavailable:
        return Unavailable(
            say("The database file {path} is missing ({store}).", **self._told()),
            say("Put the file back, restore it from a backup, or set up the region anew."),
            path=str(self.path),
        )

    def _no_folder(self) -> Unavailable:
        folder = str(self.path.parent)
        return Unavailable(
            say("The folder {path} cannot be created ({store}).", path=folder, store=self.name),
            say("Choose another folder in the settings, or create it by hand."),
            path=folder,
        )

    def _told(self) -> dict[str, Any]:
        return {"path": str(self.path), "store": self.name}
