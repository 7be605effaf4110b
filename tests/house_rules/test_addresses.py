"""Pins have hashes, and no address of a registry stands in the repository."""

import tomllib

import pytest

from tests.house_rules.addresses import ROOT, addresses, broken, loose_pins

PIN = "orjson==3.13.0 \\\n    --hash=sha256:" + "0" * 64


def pinned(name: str) -> set[str]:
    text = (ROOT / name).read_text("utf-8")
    return {line.split("==")[0] for line in text.splitlines() if "==" in line}


def required(texts: list[str]) -> set[str]:
    """`psycopg[binary]>=3.3,<4` → `psycopg`."""
    return {text.split("[")[0].split(">")[0].split("=")[0].strip().lower() for text in texts}


def test_no_address_of_a_registry_stands_in_the_repository() -> None:
    assert not list(broken())


def test_everything_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert required(project["project"]["dependencies"]) <= pinned("requirements.txt")
    assert required(extras["postgres"]) <= pinned("requirements.txt")
    assert required(project["build-system"]["requires"]) <= pinned("requirements-build.txt")
    groups = project["dependency-groups"]
    assert required(groups["dev"]) <= pinned("requirements-dev.txt")
    assert required(groups["patroni"]) <= pinned("bench/requirements-patroni.txt")


def test_a_pin_with_a_hash_is_no_fault() -> None:
    assert not list(loose_pins("# made by `make lock`\n" + PIN + "\n    # via releve\n"))


@pytest.mark.parametrize(
    "line",
    [
        "--index-url somewhere",
        "--extra-index-url=https://mirror.example/simple",
        "--find-links /opt/wheels",
        "orjson==3.13.0",
        "orjson>=3 \\",
        "orjson @ file:///tmp/orjson.whl \\",
        "    # via -r /tmp/lock/dev.in",
        "# pip-compile --index-url=x",
    ],
)
def test_a_line_that_is_not_a_pin_is_found(line: str) -> None:
    assert list(loose_pins(PIN + "\n" + line)) == [line]


def test_the_host_of_a_registry_is_found_in_any_text() -> None:
    host = ".".join(("files", "Python" + "hosted", "org"))
    assert list(addresses(f"see\nhttps://{host}/x for it")) == [f"https://{host}/x for it"]
