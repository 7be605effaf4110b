"""Gathers what the code and the pages say and brings every catalogue up to date: `python -m releve.languages.extract`.

What is still said keeps its translation, what is said no more goes, what is new comes in empty. A catalogue that
says the same already is left untouched. `--check` writes nothing and fails if anything is out of date or missing.
"""

import argparse
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from releve.languages.catalogue import (
    DOMAIN,
    ENGLISH,
    LOCALE,
    languages,
    mismatched,
    po_file,
    read,
    untranslated,
)

SOURCE = Path(__file__).parents[1]

_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {
    "**/templates/**.html": {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
}
_KEYWORDS: Mapping[str, tuple[int, ...] | None] = MappingProxyType(
    {"say": None, "say_n": (1, 2), "_": None, "gettext": None, "ngettext": (1, 2)}
)
_HEADER = """\
# What Relève says, in {name}. Kept by `python -m releve.languages.extract`: write between the quotes of each
# msgstr and leave the rest to it. Places such as {{tenant}} stay as they are.
#"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update found in one catalogue, as English texts."""

    language: str
    total: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: bool


def said(source: Path = SOURCE) -> Catalog:
    """Everything that is said under `source`. Raises on a page or module that cannot be read."""
    catalogue = Catalog(domain=DOMAIN, charset="utf-8")
    for file, _, text, comments, _ in extract_from_dir(
        source,
        _METHODS,
        _OPTIONS,
        _KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        catalogue.add(text, locations=[(Path(file).as_posix(), 0)], auto_comments=comments)
    return catalogue


def update(
    language: str, template: Catalog, locale: Path = LOCALE, *, write: bool = True
) -> Outcome:
    """Bring one catalogue up to date with what is said; with `write` false, only tell."""
    file = po_file(language, locale)
    catalogue = read(language, locale)
    before = _texts(catalogue)
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    after, text = _texts(catalogue), _written(catalogue)
    changed = not file.exists() or file.read_bytes() != text
    if changed and write:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    new, gone = sorted(after - before), sorted(before - after)
    return Outcome(language, len(after), tuple(new), tuple(gone), changed)


def _texts(catalogue: Catalog) -> set[str]:
    return {one.id if isinstance(one.id, str) else one.id[0] for one in catalogue if one.id}


def _written(catalogue: Catalog) -> bytes:
    """The file, in one order and without dates, so that two people's changes seldom touch."""
    assert catalogue.locale is not None, "a catalogue is of a language"
    head = _HEADER.format(name=catalogue.locale.get_display_name("en"))
    body = io.BytesIO()
    write_po(
        body, catalogue, omit_header=True, sort_output=True, ignore_obsolete=True,
        include_previous=False, include_lineno=False, width=0,
    )  # fmt: skip
    fields = (
        f"Language: {catalogue.locale}",
        f"Plural-Forms: {catalogue.plural_forms}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    lines = [head, 'msgid ""', 'msgstr ""', *(f'"{field}\\n"' for field in fields), "", ""]
    return "\n".join(lines).encode() + body.getvalue().rstrip() + b"\n"


def report(outcome: Outcome, locale: Path = LOCALE) -> Iterator[str]:
    """What a developer wants to know of one catalogue, line by line."""
    missing, wrong = untranslated(outcome.language, locale), mismatched(outcome.language, locale)
    state = "changed" if outcome.changed else "up to date"
    yield (
        f"{outcome.language}: {outcome.total} texts, {len(outcome.new)} new, {len(outcome.gone)} gone, "
        f"{len(missing)} to translate, {len(wrong)} with other places; {state}"
    )
    yield from (f"  gone          {text!r}" for text in outcome.gone)
    yield from (f"  to translate  {text!r}" for text in missing)
    yield from (f"  other places  {text!r}" for text in wrong)


def main(arguments: list[str] | None = None) -> int:
    """Update every catalogue, and those named though they do not exist yet. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m releve.languages.extract", description=__doc__)
    parser.add_argument(
        "language", nargs="*", help="a language to begin or to update (default: all)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if not up to date"
    )
    asked = parser.parse_args(arguments)
    template = said()
    complete = True
    for language in asked.language or [name for name in languages() if name != ENGLISH]:
        outcome = update(language, template, write=not asked.check)
        print(*report(outcome), sep="\n")
        faulty = outcome.changed or untranslated(language) or mismatched(language)
        complete = complete and not faulty
    return 1 if asked.check and not complete else 0


if __name__ == "__main__":
    sys.exit(main())
