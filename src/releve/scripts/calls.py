"""The calls of a script by which it hands something to another one, seen without reading its code."""

import re

from releve.scripts.script import Action, Script

#: The actions that start another script.
CALLING = frozenset({"RUNSUB", "SPAWN", "RUNSCRIPT"})

#: No script has a longer path.
PATH_MAX = 500
#: What is put in at run time; what no database takes for a text.
_NO_PATH = re.compile("[{\0\ud800-\udfff]")


def calls(script: Script) -> list[str]:
    """The paths that stand there, each once. Those put together at run time are not known, and a call that hands nothing over
    tells nothing of what it hands over."""
    found = (
        _path(action)
        for action in script.actions
        if action.name.upper() in CALLING and _hands_over(action)
    )
    return [path for path in dict.fromkeys(found) if _can_be_path(path)]


def _can_be_path(text: str) -> bool:
    return 0 < len(text) <= PATH_MAX and not _NO_PATH.search(text)


def _path(action: Action) -> str:
    named = (each for each in action.properties if each.name.casefold() == "scriptname")
    return next((value.text.strip() for each in named for value in each.values if value.text), "")


def _hands_over(action: Action) -> bool:
    return any(
        each.name.partition("[")[0].casefold() == "parameters" and each.values
        for each in action.properties
    )
