"""The product itself, served to a browser or a client: its own settings, hashes that cost nothing, data in a folder."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from releve.daemon.main import Server, embedded
from releve.daemon.settings import Settings, load

#: As cheap as a hash can be: what a test waits for is not Argon2.
CHEAP = {"hashing.time_cost": 1, "hashing.memory_kib": 8, "hashing.parallelism": 1}


def free_port() -> int:
    """A port that was free a moment ago. Discovery tells people the port, so it must be known beforehand."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def settings_in(folder: Path, toml: str = "", **flags: Any) -> Settings:
    """Settings for a server of two regions that keeps everything in `folder`, unless `toml`, which is then its file
    of settings, says otherwise; `releve.toml` and the environment of the machine do not count."""
    config = folder / "settings.toml"
    config.write_text(toml, encoding="utf-8")
    own = {"data": folder / "data", "port": free_port(), "sync_tick_s": 0.5, "log.level": "error"}
    own["switch_calm_s"] = 0  # people in tests revert at once
    return load({}, {**own, **CHEAP, **flags}, config=config)


@contextmanager
def running(folder: Path, toml: str = "", **flags: Any) -> Iterator[Server]:
    """A server that answers; stopped and closed at the end. `server.house` is for use cases."""
    with embedded(settings_in(folder, toml, **flags)) as server:
        yield server
