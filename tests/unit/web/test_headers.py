"""Every answer carries the security headers, and the pages keep to what they say."""

import hashlib
import re
from pathlib import Path

from releve.web.assets import FOLDER
from releve.web.environment import TEMPLATES
from tests.helpers.browser import Browser


def test_every_answer_forbids_foreign_and_inline_code(client: Browser) -> None:
    for path in ("/", "/nowhere", "/static/releve.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_stored_and_dated_files_are_kept(client: Browser) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    address = re.search(r'href="(/static/releve\.css\?v=\w+)"', page.text)
    assert address is not None
    assert "immutable" in client.get(address[1]).headers["cache-control"]
    assert client.get("/static/releve.css?v=old").headers["cache-control"] == "no-cache"


def test_no_template_holds_inline_code_or_names_another_host() -> None:
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|hx-on|javascript:|https?://", re.IGNORECASE
    )
    for file in sorted(TEMPLATES.rglob("*.html")):
        found = inline.search(file.read_text())
        assert found is None, f"{file.relative_to(TEMPLATES)}: {found and found[0]!r}"


def test_the_vendored_files_are_those_written_down() -> None:
    notes = (FOLDER / "vendor" / "README.md").read_text()
    for file in [*Path(FOLDER / "vendor").glob("*.css"), *Path(FOLDER / "vendor").glob("*.js")]:
        assert _sum(file) in notes, f"{file.name} was changed"


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
