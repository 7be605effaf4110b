"""A directory in front of another, for tests in which something happens on the way."""

from dataclasses import dataclass

from releve.domain.directory import Change, Directory, Record


@dataclass
class Front:
    """Passes everything on."""

    directory: Directory

    def get(self, key: str) -> Record | None:
        return self.directory.get(key)

    def list(self, prefix: str) -> list[Record]:
        return self.directory.list(prefix)

    def commit(self, *changes: Change) -> None:
        self.directory.commit(*changes)

    def mark(self) -> int:
        return self.directory.mark()

    def wait(self, after: int, patience_s: float) -> int:
        return self.directory.wait(after, patience_s)

    def close(self) -> None:
        self.directory.close()
