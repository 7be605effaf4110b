"""Where packages come from is the business of the machine: no address of a registry stands in the repository.

Run as a program it prints every line that breaks the rule, and fails if there is one.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Put together here, for this file is in the repository too.
_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
    )
]
_HOST = re.compile("|".join(map(re.escape, _HOSTS)), re.IGNORECASE)
#: In a file of pins there is a name, a version and hashes; comments name packages and files of ours.
_PIN = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s/:@]+( ; [^/:@]+)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
_COMMENT = re.compile(r"\s*#(?!.*(//|://|/|@|--(extra-)?index|--find|trusted-host)).*")


def tracked(root: Path = ROOT) -> list[Path]:
    """The files of the repository, those not yet committed too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [root / name for name in sorted(set(names)) if (root / name).is_file()]


def addresses(text: str) -> Iterator[str]:
    """Yield every line that names the host of a registry."""
    yield from (line for line in text.splitlines() if _HOST.search(line))


def loose_pins(text: str) -> Iterator[str]:
    """Yield every line of a file of pins that is not a pin, a hash or a harmless comment."""
    for line in text.splitlines():
        if line and not any(form.fullmatch(line) for form in (_PIN, _HASH, _COMMENT)):
            yield line


def broken(root: Path = ROOT) -> Iterator[str]:
    """Yield `file: line` for all that breaks the rule."""
    for file in tracked(root):
        text = file.read_bytes().decode("utf-8", "replace")
        rules = [addresses]
        if re.fullmatch(r"requirements.*\.txt", file.name):
            rules.append(loose_pins)
        for rule in rules:
            yield from (f"{file.relative_to(root)}: {line.strip()[:120]}" for line in rule(text))


if __name__ == "__main__":
    found = list(broken())
    print("\n".join(found) or "No address of a registry stands in the repository.")
    sys.exit(bool(found))
