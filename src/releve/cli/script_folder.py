"""A folder of script files on the machine of the person, or one file: what is in it, and how each is called."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from releve.cli.local import read_file
from releve.domain.errors import Invalid
from releve.domain.say import say

#: How the names of script files end. The server has its own list; whoever asks it loads none of it.
ENDINGS = (".json", ".xml", ".txt")


@dataclass(frozen=True, slots=True)
class ScriptFolder:
    """`given` as it was typed: `..`, a link and a single file too. A file is called by its path from the folder's own name on."""

    given: Path

    def files(self) -> dict[str, Path]:
        """Where each file is, by what it is called. Raises Invalid where there is none."""
        if not self.given.exists():
            raise Invalid(
                say("There is no file or folder {path}.", path=self.given),
                say("Give the path of a script file or of a folder of them."),
            )
        if not self.given.is_dir():
            return {self._called(Path()): self.given}
        found = {self._called(one): self.given / one for one in self._inside()}
        if not found:
            raise Invalid(
                say("No script was found in {places}.", places=self.given),
                say(
                    "Looked for are files whose names end in {endings}, in folders within too.",
                    endings=", ".join(ENDINGS),
                ),
            )
        return found

    def read(self) -> list[tuple[str, bytes]]:
        """Every file with what it is called. Raises Invalid for one that cannot be read."""
        return [(name, read_file(file)) for name, file in self.files().items()]

    def where(self, name: str) -> str:
        """The path of a file from the folder one works in, where it lies below that; else what it is called."""
        whole = self._stands_in() / name
        here = Path.cwd().resolve()
        return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else name

    def _inside(self) -> Iterator[Path]:
        """Yield the paths of script files from the folder on. What is hidden is passed over: `.git` holds no scripts."""
        for one in sorted(self.given.rglob("*")):
            inner = one.relative_to(self.given)
            hidden = any(part.startswith(".") for part in inner.parts)
            if not hidden and one.suffix.casefold() in ENDINGS and one.is_file():
                yield inner

    def _called(self, inner: Path) -> str:
        """Names that are no text in UTF-8 are shown as well as they can be."""
        named = self.given.name not in ("", "..")
        own = self.given.name if named else self.given.resolve().name
        return (Path(own) / inner).as_posix().encode("utf-8", "backslashreplace").decode()

    def _stands_in(self) -> Path:
        named = self.given.name not in ("", "..")
        return self.given.parent.resolve() if named else self.given.resolve().parent
