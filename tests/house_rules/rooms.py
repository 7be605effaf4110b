"""The drawing of the rooms as a table, and how to read a source file against it.

An arrow that is missing here is missing on purpose: `docs/decisions/0001-rooms-and-walls.md` says why.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = "releve"

ENGINES = frozenset({"sync", "scripts", "activation", "access"})

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "domain": frozenset(),
    "languages": frozenset({"domain"}),
    **{engine: frozenset({"domain"}) for engine in ENGINES},
    "stores": frozenset({"domain"}),
    "jobs": frozenset({"domain"}),
    "app": ENGINES | {"domain"},
    "demo": frozenset({"domain", "app"}),
    "api": frozenset({"domain", "languages", "app"}),
    "web": frozenset({"domain", "languages", "app"}),
    "daemon": ENGINES | {"domain", "languages", "stores", "jobs", "app", "demo", "api", "web"},
    "cli": frozenset({"domain", "languages", "app", "demo"}),
}

#: Doors for one module only: the command line starts the daemon, or builds a house of its own for one command; and
#: `python -m releve` starts the command line.
DOORS: Mapping[str, frozenset[str]] = {
    "releve.cli.programs": frozenset({"daemon"}),
    "releve.__main__": frozenset({"cli"}),
}

#: Rooms in which only values come in and go out.
PURE = ENGINES | {"domain"}
#: Parts of pure rooms whose work is to move something in the world.
NOT_PURE = ("releve.activation.drivers", "releve.activation.mover")

_OUTSIDE = """
    os sys io socket ssl select selectors signal subprocess multiprocessing asyncio concurrent shutil tempfile glob
    time random secrets getpass platform logging http urllib ftplib smtplib sqlite3 dbm pickle shelve
    requests httpx httpcore anyio sqlalchemy alembic psycopg etcd3gw dbos structlog prometheus_client
    fastapi starlette uvicorn jinja2 typer click rich
"""
WORLDLY = frozenset(_OUTSIDE.split())
#: Functions that look at the clock or throw dice, of modules that are otherwise innocent.
CHANCE = frozenset(
    {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("uuid", "uuid1"),
        ("uuid", "uuid4"),
    }
)


class Source:
    """One file of the product, parsed."""

    def __init__(self, file: Path, root: Path = SOURCE) -> None:
        self.file = file
        parts = file.relative_to(root).with_suffix("").parts
        self.module = ".".join(part for part in parts if part != "__init__")
        self.room = parts[1] if len(parts) > 1 and not parts[1].startswith("__") else ""
        self.text = file.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def pure(self) -> bool:
        return self.room in PURE and not self.module.startswith(NOT_PURE)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield every module imported, wherever in the file, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node.lineno
                if node.module == PACKAGE:
                    yield from ((f"{PACKAGE}.{alias.name}", node.lineno) for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def sources(root: Path = SOURCE) -> list[Source]:
    return [Source(file, root) for file in sorted((root / PACKAGE).rglob("*.py"))]


def open_doors(source: Source) -> Iterator[str]:
    """Yield one line per import that goes through a wall."""
    allowed = MAY_IMPORT.get(source.room, frozenset()) | DOORS.get(source.module, frozenset())
    for target, line in source.imports():
        head, *rest = target.split(".")
        if head != PACKAGE or not rest or rest[0].startswith("_"):
            continue
        if rest[0] not in allowed | {source.room}:
            yield f"{source.module}:{line} opens a door into {rest[0]}"


def windows(source: Source) -> Iterator[str]:
    """Yield one line per look out of a pure room: a worldly import, the clock, chance."""
    if not source.pure:
        return
    for target, line in source.imports():
        if target.split(".")[0] in WORLDLY:
            yield f"{source.module}:{line} is pure, yet looks out at {target}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (_last(node.value), node.attr) in CHANCE:
            yield f"{source.module}:{node.lineno} is pure, yet asks {_last(node.value)}.{node.attr}"
        elif isinstance(node, ast.Call) and _last(node.func) in ("open", "print", "input"):
            yield f"{source.module}:{node.lineno} is pure, yet calls {_last(node.func)}"


def hidden_imports(source: Source) -> Iterator[str]:
    """Yield one line per import that is not at the top of its file."""
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{source.module}:{node.lineno} imports inside {function.name}"


def _last(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case _:
            return ""
