"""What the name of a file says of the script in it."""

#: How the names of script files end.
ENDINGS = (".json", ".xml", ".txt")


def path_of(file: str) -> str:
    """The path of a script whose file does not say it (a clipboard): that of the file, as an export writes it.
    `PROD/Menu.txt` is PROD\\Menu."""
    parts = (part for part in file.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    path = "\\".join(parts)
    stem, dot, ending = path.rpartition(".")
    return stem if dot and f".{ending.casefold()}" in ENDINGS else path
