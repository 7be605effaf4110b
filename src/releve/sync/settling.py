"""Settling what the sheets want of each other.

- No two living entities of a kind share a key. A key may pass from one to another in one run (two names exchanged, one
  deleted and made anew): whoever takes it over can do so only if the other leaves it in the same run. Whatever else
  stands under the key is somebody's work in the BCP tenant: it is told, never guessed about.
- What a held-back entity still uses in the BCP tenant is not deleted.
"""

from collections.abc import Iterator

import orjson

from releve.domain.ids import Which
from releve.domain.kinds import KINDS
from releve.domain.say import Message
from releve.sync import reasons
from releve.sync.desk import Desk
from releve.sync.sheet import Contested, Doomed, Sheet
from releve.sync.slots import Space


def settle(desk: Desk) -> None:
    """Hold back until nobody wants what is not to be had. Each round holds back at least one more."""
    looked: set[tuple[str, str]] = set()
    while _settle_keys(desk) | _spare_what_is_used(desk, looked):
        pass
    for sheet in desk.sheets.values():
        if any(one.primary_id in sheet.held for one in sheet.contested):
            sheet.count_again()


def _settle_keys(desk: Desk) -> bool:
    held = False
    for sheet in desk.sheets.values():
        for one in sheet.contested:
            if one.primary_id not in sheet.held and not _becomes_free(sheet, one):
                sheet.hold(one.primary_id, one.title, _why(sheet, one))
                held = True
    return held


def _becomes_free(sheet: Sheet, one: Contested) -> bool:
    renamed = sheet.leaving.get(one.holder.id)
    if renamed is not None and renamed not in sheet.held:
        return True
    doomed = one.holder.twin
    return doomed in sheet.doomed and doomed not in sheet.held


def _why(sheet: Sheet, one: Contested) -> Message:
    """It waits for one that is held back, or it is somebody else's."""
    waiting = sheet.held.get(sheet.leaving.get(one.holder.id) or one.holder.twin or "")
    if waiting is not None:
        return reasons.key_not_free_yet(sheet.kind, waiting.title)
    return reasons.key_taken(sheet.kind, one.title)


def _spare_what_is_used(desk: Desk, looked: set[tuple[str, str]]) -> bool:
    doomed = dict(_doomed(desk))
    spared = False
    for user, sheet, one in _used(desk, doomed, looked) if doomed else ():
        assert one.twin.twin is not None
        if one.twin.twin not in sheet.held:
            sheet.hold(one.twin.twin, one.title, user, bcp_id=one.twin.id)
            spared = True
    return spared


def _doomed(desk: Desk) -> Iterator[tuple[tuple[Space, str], tuple[Sheet, Doomed]]]:
    for sheet in desk.sheets.values():
        for one in sheet.doomed.values():
            yield ((sheet.kind, Which.ID), one.twin.id), (sheet, one)
            if one.twin.alt_id:
                yield ((sheet.kind, Which.ALT), one.twin.alt_id), (sheet, one)


def _used(
    desk: Desk,
    doomed: dict[tuple[Space, str], tuple[Sheet, Doomed]],
    looked: set[tuple[str, str]],
) -> Iterator[tuple[Message, Sheet, Doomed]]:
    """What those held back refer to as they stand in the BCP tenant now."""
    for sheet in list(desk.sheets.values()):
        olds = [old for old in sheet.held if (sheet.kind, old) not in looked]
        looked |= {(sheet.kind, old) for old in olds}
        twins = desk.counterparts.twins(desk.scope.bcp, sheet.kind, olds) if olds else []
        ids = [one.id for one in twins if not one.deleted]
        texts = desk.target.entities.texts(desk.scope.bcp, sheet.kind, ids) if ids else {}
        for text in texts.values():
            body = orjson.loads(text)
            user = reasons.still_used(sheet.kind, KINDS[sheet.kind].title_of(body))
            for holder, at, space, _, _ in desk.finders[sheet.kind].slots(body):
                if (found := doomed.get((space, str(holder[at])))) is not None:
                    yield user, *found
