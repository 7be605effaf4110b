"""`releve directory move`: the directory of the settings goes to another address."""

from contextlib import closing

from releve.app.directory_move import Move, move, plan_move
from releve.daemon.ground import alone
from releve.daemon.settings import Settings
from releve.domain.errors import Invalid
from releve.domain.say import say
from releve.stores.directory.addresses import directory_at


def move_directory(settings: Settings, to: str, *, dry_run: bool) -> Move:
    """Copy it, compare, and close the old one; with `dry_run` only look.

    Raises Invalid for an address that is not understood, Unavailable while a server holds the folder or when a
    directory does not answer, Refused and Conflict as `app.directory_move` does.
    """
    if to == settings.directory:
        raise Invalid(
            say("The directory is there already."),
            say("Leave the setting `directory` as it is until the move is done."),
        )
    try:
        target = directory_at(to)
    except ValueError as error:
        raise Invalid(
            say("This is no address of a directory: {address}.", address=without_login(to)),
            say("etcd://host:2379,host:2379,host:2379 is expected, or the address of a database."),
        ) from error
    with closing(target), alone(settings), closing(directory_at(settings.directory)) as source:
        if dry_run:
            return plan_move(source, target)
        return move(source, target, without_login(to))


def without_login(address: str) -> str:
    """The address without the user and the password."""
    scheme, mark, rest = address.partition("://")
    return scheme + mark + rest.rpartition("@")[2]
