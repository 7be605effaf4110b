"""The name of a test is a law, and a law is a sentence."""

import ast
from collections.abc import Iterator

from tests.house_rules.addresses import ROOT, tracked

WORDS_MIN = 4  # with `test`: "checking writes nothing" is a sentence
FOLDERS = frozenset(
    {
        "browser",
        "contract",
        "corpus",
        "golden",
        "helpers",
        "house",
        "house_rules",
        "scenario",
        "simulation",
        "unit",
    }
)


def short_names() -> Iterator[str]:
    for file in tracked():
        if file.suffix == ".py" and file.is_relative_to(ROOT / "tests"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    words = node.name.split("_")
                    if words[0] == "test" and len(words) < WORDS_MIN:
                        yield f"{file.relative_to(ROOT)}: {node.name}"


def test_the_name_of_every_test_is_a_sentence() -> None:
    assert list(short_names()) == []


def test_every_folder_of_tests_answers_a_known_question() -> None:
    files = (
        file.relative_to(ROOT / "tests")
        for file in tracked()
        if file.is_relative_to(ROOT / "tests")
    )
    assert {file.parts[0] for file in files if len(file.parts) > 1} <= FOLDERS


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {
        file.parent
        for file in tracked()
        if file.is_relative_to(ROOT / "tests") and file.suffix == ".py"
    }
    assert [
        str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()
    ] == []
