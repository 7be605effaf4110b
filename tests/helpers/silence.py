"""A directory that does not answer."""

import pytest

from releve.app.whereabouts import Whereabouts
from releve.domain.directory import Change, Record
from releve.domain.errors import Unavailable
from releve.domain.say import say


class Silent:
    """Implements `Directory`."""

    def get(self, key: str) -> Record | None:
        raise self._fault()

    def list(self, prefix: str) -> list[Record]:
        raise self._fault()

    def commit(self, *changes: Change) -> None:
        raise self._fault()

    def mark(self) -> int:
        raise self._fault()

    def wait(self, after: int, patience_s: float) -> int:
        raise self._fault()

    def close(self) -> None:
        pass

    def _fault(self) -> Unavailable:
        return Unavailable(say("The directory does not answer."))


def silence(whereabouts: Whereabouts, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, until `monkeypatch` is undone, the directory does not answer."""
    monkeypatch.setattr(whereabouts, "_directory", Silent())
