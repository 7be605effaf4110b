"""The picture of an entity among what uses it and what it refers to, one step each way; the lists on the same page say all of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from releve.app.referring import Referred
from releve.app.uses import Uses
from releve.domain.entities import Entity
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say, say_n
from releve.languages.speaker import Speaker
from releve.web.charts.graph import SIDE_MAX, Graph, Node, graph
from releve.web.naming import named

#: What an entity is called on the page, and where its own page is.
Name = Callable[[Entity], object]
Address = Callable[[str, str], str]


def pictured(
    found: Uses,
    refers: Sequence[Referred],
    speaker: Speaker,
    *,
    name_of: Name,
    page_of: Address,
) -> Mapping[str, Any]:
    """`picture` is None where there is nothing to be drawn: nothing before it, nothing behind it."""
    before = list(_before(found, speaker, name_of, page_of))
    after = [
        Node(
            speaker.text(named(one.kind, one.title)),
            speaker.text(KINDS[one.kind].label),
            page_of(one.kind, one.id) if one.may_see else "",
        )
        for one in refers
    ]
    picture = None
    if before or after:
        picture = _drawn(found, speaker, name_of, page_of, before, after)
    return {"picture": picture, "refers": refers}


def _drawn(
    found: Uses,
    speaker: Speaker,
    name_of: Name,
    page_of: Address,
    before: Sequence[Node],
    after: Sequence[Node],
) -> Graph:
    entity = found.entity
    home = page_of(entity.kind, entity.id)
    if entity.kind != "script":  # people and roles have pages of their own, their uses have not
        home = f"/admin/entities/{entity.kind}/{quote(entity.id)}"
    uses = f"{home}/uses"
    is_all = found.next is None and not found.skip and all(one.is_all for one in found.referrers)
    middle = Node(speaker.text(name_of(entity)), speaker.text(KINDS[entity.kind].label))
    return graph(
        middle,
        before,
        after,
        more_before=_more(speaker, len(before), uses, is_all=is_all),
        more_after=_more(speaker, len(after), uses, is_all=True),
    )


def _before(found: Uses, speaker: Speaker, name_of: Name, page_of: Address) -> Iterator[Node]:
    """Scripts first, for they are what breaks."""
    script = speaker.text(KINDS["script"].label)
    for one in found.scripts:
        path = str(one.script.body["path"])
        places = speaker.say(say_n("{n} place", "{n} places", len(one.hits)))
        yield Node(path, f"{script} · {places}", page_of("script", one.script.id))
    for group in found.referrers:
        for row in group.rows:
            fields = ", ".join(speaker.text(field.label) for field in row.fields)
            under = f"{speaker.text(group.kind.label)} · {fields}"
            yield Node(
                speaker.text(name_of(row.entity)), under, page_of(group.kind.name, row.entity.id)
            )


def _more(speaker: Speaker, many: int, href: str, *, is_all: bool) -> Node | None:
    """The last box of a side that does not show all, or of which not all is known."""
    rest = many - (SIDE_MAX - 1)
    if many > SIDE_MAX:
        told: Message = say_n("and {n} more", "and {n} more", rest)
        if not is_all:
            told = say_n("and at least {n} more", "and at least {n} more", rest)
    elif is_all:
        return None
    else:
        told = say("and there may be more")
    return Node(speaker.say(told), speaker.say(say("See the lists")), href)
