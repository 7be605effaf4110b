"""From the bytes of a file to a `Script`, in whichever of the three formats they are.

Laws: no byte is lost (`script.text.encode(script.encoding)` is the file), and whatever is not a script raises Invalid
with a message, never anything else.
"""

from releve.domain.errors import Invalid
from releve.domain.say import say
from releve.scripts.formats.clipboard import MARK, read_clipboard
from releve.scripts.formats.desktop import read_desktop
from releve.scripts.formats.refusal import not_a_script
from releve.scripts.formats.web import read_web
from releve.scripts.script import Script

#: Far above any real script (a hundred kilobytes), far below what would hurt.
BYTES_MAX = 8 * 1024 * 1024

_MARK = b"\xef\xbb\xbf"


def read_script(raw: bytes) -> Script:
    """The script in these bytes. Raises Invalid for anything that is not one."""
    text, encoding = _decoded(raw)
    if text.startswith(MARK):
        return read_clipboard(text, encoding)
    start = text.lstrip(" \t\r\n")
    if start.startswith("<"):
        return read_desktop(text, encoding)
    if start.startswith("{"):
        return read_web(text, encoding)
    raise not_a_script(say("It is neither JSON nor XML nor text from the clipboard of Studio."))


def _decoded(raw: bytes) -> tuple[str, str]:
    if not raw.strip():
        raise not_a_script(say("It is empty."))
    if len(raw) > BYTES_MAX:
        raise _too_large(len(raw))
    encoding = "utf-8-sig" if raw.startswith(_MARK) else "utf-8"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise not_a_script(say("It is not text in UTF-8.")) from None
    if "\x00" in text:
        raise not_a_script(say("It is not text in UTF-8."))
    return text, encoding


def _too_large(size: int) -> Invalid:
    return not_a_script(
        say(
            "It has {size} bytes, and a script has at most {max}.",
            size=f"{size:,}",
            max=f"{BYTES_MAX:,}",
        )
    )
