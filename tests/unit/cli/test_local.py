"""Why a file cannot be read or written is told in words, in the reader's language, with what to do next."""

from pathlib import Path

import pytest

from releve.cli.local import read_file, write_file
from releve.cli.tokens import TokenFile
from releve.domain.errors import Invalid
from releve.languages.speaker import Speaker


def told(error: pytest.ExceptionInfo[Invalid]) -> str:
    assert error.value.hint is not None
    return Speaker("fr").say(error.value.message)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_file(tmp_path / "absent")
    assert told(caught).endswith("il n’existe pas.")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_file(tmp_path)
    assert told(caught).endswith("c’est un dossier.")


def test_what_cannot_be_written_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Invalid) as caught:
        write_file(tmp_path / "file" / "inside", b"x")
    assert "un des dossiers de ce chemin est un fichier" in told(caught)
    write_file(tmp_path / "new" / "deep", b"x")
    assert (tmp_path / "new" / "deep").read_bytes() == b"x"


def test_tokens_that_cannot_be_kept_are_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for file in (TokenFile(tmp_path), TokenFile(tmp_path / "file" / "tokens.json")):
        with pytest.raises(Invalid) as caught:
            file.push("http://x.test", "secret")
        assert "RELEVE_TOKEN_FILE" in str(caught.value.hint)
