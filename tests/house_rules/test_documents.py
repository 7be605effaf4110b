"""What an operator can choose and what people read is written down where they look for it."""

import json
import re
from pathlib import Path

from releve.daemon.catalogue import REGION_SETTINGS, SETTINGS, Setting, region_variable
from releve.daemon.settings import load
from releve.languages.catalogue import untranslated
from tests.house_rules.addresses import ROOT

PAGE = ROOT / "docs" / "operating" / "settings.md"
ROW = re.compile(
    r"\| `(?P<key>[^`]+)` \| `(?P<variable>[^`]+)` \| `(?P<default>[^`]+)` \| (?P<what>.+) \|"
)


def as_toml(default: object) -> str:
    if isinstance(default, str | Path):
        return json.dumps(str(default))
    return str(default).lower()


def of_any_region(setting: Setting) -> tuple[str, str, str]:
    key = f"regions.<name>.{setting.key}"
    return key, region_variable("<name>", setting.key), as_toml(setting.default)


def test_the_page_of_settings_and_the_code_agree() -> None:
    rows = ROW.findall(PAGE.read_text("utf-8"))
    there = {(setting.key, setting.variable, as_toml(setting.default)) for setting in SETTINGS}
    there |= {of_any_region(setting) for setting in REGION_SETTINGS}
    assert {row[:3] for row in rows} == there
    assert len(rows) == len(there)


def test_the_example_on_the_page_of_settings_is_one(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "releve.toml").write_text(example, "utf-8")
    settings = load({}, config=tmp_path / "releve.toml")
    assert settings.regions["eu1"].url == "https://eu1.contact.example"
    assert settings.secure_cookies


def test_every_sentence_is_said_in_french() -> None:
    assert list(untranslated("fr")) == []
