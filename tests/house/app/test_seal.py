"""The secret that seals the signing keys: made once, kept for our eyes, and never replaced in silence."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from releve.daemon.seal import FILE, secret_of
from releve.domain.errors import Unavailable


def test_the_secret_is_made_once_and_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    made = secret_of(tmp_path)
    assert len(made) >= 64
    assert secret_of(tmp_path) == made
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_several_who_make_it_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(secret_of, [tmp_path] * 16))) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_file_without_a_secret_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(Unavailable):
        secret_of(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        secret_of(tmp_path / "absent")
