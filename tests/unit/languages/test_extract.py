"""The catalogues follow what is said: translations stay, what is said no more goes, what is new comes empty."""

from pathlib import Path

import pytest

from releve.languages.catalogue import untranslated
from releve.languages.extract import said, update
from releve.languages.speaker import Speaker


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "src"
    (root / "web" / "templates").mkdir(parents=True)
    (root / "speech.py").write_text(
        'say("Tenants")\nsay(\n    "A long "\n    "sentence.",\n)\nsay_n("{n} run", "{n} runs", 3)\n'
    )
    (root / "web" / "templates" / "page.html").write_text(
        '{{ _("Skills") }}{{ ngettext("{n} row", "{n} rows", 2) }}{% trans name=x %}\n Hello {{ name }}\n{% endtrans %}'
    )
    return root


def test_code_and_pages_are_both_heard(source: Path) -> None:
    texts = {message.id for message in said(source) if message.id}
    assert texts == {
        "Tenants",
        "A long sentence.",
        ("{n} run", "{n} runs"),
        "Skills",
        ("{n} row", "{n} rows"),
        "Hello %(name)s",
    }


def test_a_translation_survives_and_what_is_said_no_more_goes(source: Path, tmp_path: Path) -> None:
    update("fr", said(source), tmp_path)
    file = tmp_path / "fr" / "releve.po"
    file.write_text(
        file.read_text().replace(
            'msgid "Tenants"\nmsgstr ""', 'msgid "Tenants"\nmsgstr "Locataires"'
        )
    )
    (source / "web" / "templates" / "page.html").write_text('{{ _("Teams") }}')

    outcome = update("fr", said(source), tmp_path)

    assert outcome.new == ("Teams",)
    assert outcome.gone == ("Hello %(name)s", "Skills", "{n} row")
    assert Speaker("fr", tmp_path).gettext("Tenants") == "Locataires"
    assert "Skills" not in file.read_text()
    assert "Teams" in untranslated("fr", tmp_path)


def test_a_catalogue_that_says_the_same_is_left_untouched(source: Path, tmp_path: Path) -> None:
    assert update("fr", said(source), tmp_path).changed
    assert not update("fr", said(source), tmp_path).changed


def test_checking_writes_nothing(source: Path, tmp_path: Path) -> None:
    assert update("fr", said(source), tmp_path, write=False).changed
    assert not (tmp_path / "fr").exists()


def test_a_page_with_a_fault_stops_the_extraction(source: Path) -> None:
    (source / "web" / "templates" / "page.html").write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        said(source)
