"""Finds what a module would keep between two calls: lists to add to, clients, caches, `global`.

Tables in capitals are constants, and nobody writes to them.
"""

import ast
import re
from collections.abc import Iterator

from tests.house_rules.rooms import Source

_KEEPERS = re.compile(
    r"(Client|Session|Engine|Pool|Lock|RLock|Semaphore|Event|Connection|Store|Cache|House|Thread|Queue|SimpleQueue"
    r"|create_engine|connect|local|count|defaultdict|deque|Counter|OrderedDict)"
)
_CONTAINERS = ("dict", "list", "set", "bytearray")
_LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_CACHES = ("cache", "lru_cache")
_VERBS = "append extend insert remove pop popitem clear update setdefault add discard sort"
_WRITES = frozenset(_VERBS.split())


def kept_state(source: Source) -> Iterator[str]:
    """Yield one line per thing that a module keeps."""
    names = set()
    for statement in source.tree.body:
        for name, value in _assigned(statement):
            names.add(name)
            if _keeps(name, value):
                yield f"{source.module}:{statement.lineno} keeps {name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global):
            yield f"{source.module}:{node.lineno} rebinds {', '.join(node.names)}"
    for function in source.functions():
        yield from (f"{source.module}:{line} {what}" for line, what in _writes(function, names))
        if _is_cached(function):
            yield f"{source.module}:{function.lineno} keeps the answers of {function.name}"


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            yield from ((one.id, value) for one in targets if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value


def _keeps(name: str, value: ast.expr) -> bool:
    if name.startswith("__"):
        return False
    constant = name == name.upper()
    if isinstance(value, _LITERALS):
        return not constant
    if isinstance(value, ast.Call):
        called = value.func.attr if isinstance(value.func, ast.Attribute) else ""
        called = value.func.id if isinstance(value.func, ast.Name) else called
        return bool(_KEEPERS.fullmatch(called)) or (called in _CONTAINERS and not constant)
    return False


def _writes(function: ast.AST, names: set[str]) -> Iterator[tuple[int, str]]:
    """Changes to what stands at the top of the module, unless a name of the function's own hides it."""
    own = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    } | {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    shared = names - own
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb)):
                if name in shared and verb in _WRITES:
                    yield node.lineno, f"changes {name}"
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                if name in shared:
                    yield node.lineno, f"changes {name}"


def _is_cached(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in _CACHES:
            return True
    return False
