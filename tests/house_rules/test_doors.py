"""Every way of saying no has its own word at every door."""

import importlib

import pytest

from releve.domain.errors import Code

DOORS = [("releve.app.over_http", "HTTP_STATUS"), ("releve.cli.exits", "EXIT_STATUS")]


@pytest.mark.parametrize(("module", "table"), DOORS)
def test_every_code_has_a_word_at_every_door(module: str, table: str) -> None:
    words = getattr(importlib.import_module(module), table)
    assert set(words) == set(Code)
    assert all(isinstance(word, int) and word > 0 for word in words.values())
