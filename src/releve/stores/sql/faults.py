"""What a database says when it fails, in our words: no exception of a driver leaves a store.

SQLite tells the reason by its result code, PostgreSQL by SQLSTATE. A fault that neither table knows is
Unavailable if the database caused it, and our own mistake (AssertionError) if the statement did. A value that
no database can keep, such as text with a NUL in it, is Invalid: somebody has sent it.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.engine import ExceptionContext

from releve.domain.errors import Conflict, Invalid, ReleveError, Unavailable
from releve.domain.say import Message, say

#: Marks the connections of reading transactions.
READS = "releve_reads"

Fault = Callable[[Message], ReleveError]


def unreachable(store: Message) -> ReleveError:
    return Unavailable(
        say("The database does not answer ({store}).", store=store),
        say("Check that it is running and can be reached, then try again."),
    )


def busy(store: Message) -> ReleveError:
    return Unavailable(
        say("The database is kept locked by somebody else ({store}).", store=store),
        say("Close other programs that work on it, such as a shell or a backup, then try again."),
    )


def crowded(store: Message) -> ReleveError:
    return Unavailable(
        say("All connections to the database are in use ({store}).", store=store),
        say("Try again in a moment."),
    )


def _full(store: Message) -> ReleveError:
    return Unavailable(
        say("The database has no space left to write ({store}).", store=store),
        say("Nothing was changed. Make room on its disk, then try again."),
    )


def _read_only(store: Message) -> ReleveError:
    return Unavailable(
        say("The database can be read but not written ({store}).", store=store),
        say("Check the permissions of its file and folder, and that it is not a standby."),
    )


def _closed_door(store: Message) -> ReleveError:
    return Unavailable(
        say("The database does not let us in ({store}).", store=store),
        say("Check the address, the user name and the database name in the settings."),
    )


def cannot_open(store: Message) -> ReleveError:
    return Unavailable(
        say("The database file cannot be opened ({store}).", store=store),
        say("Check that its folder exists and may be read and written."),
    )


def _damaged(store: Message) -> ReleveError:
    return Unavailable(
        say("The database is damaged, or is not one of ours ({store}).", store=store),
        say("Restore it from a backup, or name another one in the settings."),
    )


def _disk(store: Message) -> ReleveError:
    return Unavailable(
        say("The disk of the database fails ({store}).", store=store),
        say("Check the disk and the system log, then try again."),
    )


def _slow(store: Message) -> ReleveError:
    return Unavailable(
        say("The database takes too long to answer ({store}).", store=store),
        say(
            "Nothing was changed. Try again in a moment; if it stays so, look at what it is doing."
        ),
    )


def _unstorable(_: Message | None = None) -> ReleveError:
    return Invalid(
        say("This text holds characters that cannot be stored."),
        say("Take out invisible control characters, then try again."),
    )


def _too_large(_: Message | None = None) -> ReleveError:
    return Invalid(
        say("A number is too large to be stored."), say("Give a smaller one, then try again.")
    )


def _too_long(store: Message) -> ReleveError:
    return Invalid(
        say("A name is too long for the database to find it again ({store}).", store=store),
        say("Choose a shorter one."),
    )


def _raced(store: Message) -> ReleveError:
    return Conflict(
        say("Somebody else saved the same thing at the same moment ({store}).", store=store),
        say("Read it again, then repeat what you wanted to do."),
    )


_SQLITE: Mapping[int, Fault] = {
    1: _damaged,  # SQLITE_ERROR: a table is not there, for our statements are in order
    5: busy,  # SQLITE_BUSY
    6: busy,  # SQLITE_LOCKED
    8: _read_only,  # SQLITE_READONLY
    10: _disk,  # SQLITE_IOERR
    11: _damaged,  # SQLITE_CORRUPT
    13: _full,  # SQLITE_FULL
    14: cannot_open,  # SQLITE_CANTOPEN
    19: _raced,  # SQLITE_CONSTRAINT
    26: _damaged,  # SQLITE_NOTADB
}

#: By SQLSTATE, else by its class (the first two characters).
_POSTGRESQL: Mapping[str, Fault] = {
    "08": unreachable,
    "22003": _too_large,
    "22021": _unstorable,
    "22P05": _unstorable,
    "23": _raced,
    "25006": _read_only,
    "28": _closed_door,
    "3D": _closed_door,
    "42P01": _damaged,  # a table is not there, for our statements are in order
    "40": _raced,  # serialization failure, deadlock
    "53": crowded,
    "53100": _full,
    "54": _too_long,
    "55P03": busy,
    "57": unreachable,
    "57014": _slow,
    "58": _disk,
    "XX": _damaged,
}

#: Exceptions of a driver by which it blames the statement, so that the fault is ours.
_OURS = ("ProgrammingError", "DataError", "NotSupportedError")


def told(error: BaseException, store: Message) -> ReleveError | None:
    """What a driver's exception means; None if the mistake is ours."""
    if (refused := value_refused(error)) is not None:
        return refused
    fault = _fault(error)
    return fault(store) if fault else None


def value_refused(error: BaseException) -> ReleveError | None:
    """What it means that a value could not even be handed to the driver; None if it is not about a value."""
    unfit = isinstance(error, TypeError) and str(error)  # so says our maker of JSON
    if isinstance(error, UnicodeEncodeError) or (unfit and "surrogates" in unfit):
        return _unstorable()
    too_large = isinstance(error, OverflowError) or (unfit and "64-bit" in unfit)
    return _too_large() if too_large else None


def _fault(error: BaseException) -> Fault | None:
    number = getattr(error, "sqlite_errorcode", None)
    state = getattr(error, "sqlstate", None) or ""
    # The low byte is the result code; the rest refines it.
    known = _SQLITE.get(number & 0xFF) if number is not None else None
    known = known or _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if known is not None:
        return known
    names = {base.__name__ for base in type(error).__mro__}
    if "DataError" in names and not state:
        return _unstorable  # the driver's own refusal, of a NUL
    return None if names.intersection(_OURS) else unreachable


def translator(store: Message) -> Callable[[ExceptionContext], BaseException | None]:
    """A listener for SQLAlchemy's `handle_error` that raises our errors in place of the driver's."""

    def translate(context: ExceptionContext) -> BaseException | None:
        original = context.original_exception
        if not isinstance(original, context.dialect.loaded_dbapi.Error):
            # One of ours goes on as it is: SQLAlchemy would wrap it.
            return original if isinstance(original, ReleveError) else value_refused(original)
        fault = _fault(original)
        if fault is None or (fault is _read_only and _reads(context)):
            return AssertionError(f"the store was asked something it cannot do: {original}")
        return fault(store)

    return translate


def _reads(context: ExceptionContext) -> bool:
    connection = context.connection
    return connection is not None and bool(connection.get_execution_options().get(READS))
