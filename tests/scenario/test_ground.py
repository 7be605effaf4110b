"""What a server takes before it begins: its port, and the folder of its embedded stores."""

from contextlib import closing
from pathlib import Path

import pytest

from releve.daemon.ground import LOCK, take
from releve.daemon.settings import Settings, load
from releve.domain.errors import Unavailable

SERVER = "postgresql+psycopg://somebody@db.example"


def settings_of(data: Path, **environ: str) -> Settings:
    return load({"RELEVE_DATA": str(data), "RELEVE_PORT": "0", **environ})


def test_a_folder_is_held_until_the_ground_is_given_back(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with closing(take(settings)), pytest.raises(Unavailable, match="Another server uses"):
        take(settings)
    take(settings).close()


def test_servers_whose_stores_are_all_on_postgresql_share_a_folder(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        RELEVE_DIRECTORY=f"{SERVER}/directory",
        RELEVE_REGIONS_CA1_STORE=f"{SERVER}/ca1",
        RELEVE_REGIONS_EU1_STORE=f"{SERVER}/eu1",
    )
    with closing(take(settings)), closing(take(settings)):
        assert not (tmp_path / LOCK).exists()


def test_one_embedded_store_is_enough_to_hold_the_folder(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, RELEVE_DIRECTORY=f"{SERVER}/directory")
    with closing(take(settings)), pytest.raises(Unavailable, match="Another server uses"):
        take(settings)
