"""The state of each item of a checklist, from what the script tells and what its tenants tell. Pure."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from releve.domain.say import Message, say, say_n
from releve.domain.script_work import Confirmation
from releve.scripts.checklist.items import Item, Other, Place, State, Topic
from releve.scripts.checklist.reading import Ident, Reading

#: How many names an item lists.
NAMED_MAX = 5


@dataclass(frozen=True, slots=True)
class Around:
    """What the tenants tell. `counterparts`: the identifiers that the other tenant has, None if it cannot be asked. `absent` and
    `reviewed`: of the scripts that this one runs, those that are not there, and those with something left to review.
    `access_keys`: how many the BCP tenant has, None if nobody knows. `step`: where the script stands in the development
    workflow, None without one, with who published it in `published`. `works` and `fails`: of the lines of its outside identifiers,
    those whose last test in the BCP tenant counts, and those whose last test there failed. `marks` and `confirmed` are of the script in the BCP
    tenant."""

    other: Other = Other.NO_PAIR
    revision: int = 0
    since: datetime.datetime | None = None
    counterparts: Collection[Ident] | None = None
    absent: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    access_keys: int | None = None
    step: Message | None = None
    is_published: bool = True
    published: Message | None = None
    works: Collection[str] = ()
    fails: Collection[str] = ()
    marks: Mapping[Topic, str] = field(default_factory=dict)
    confirmed: Mapping[Topic, Confirmation] = field(default_factory=dict)


def items(read: Reading, around: Around) -> tuple[Item, ...]:
    """The checklist of a script, in the order of the page."""
    made: Mapping[Topic, Callable[[Reading, Around], Item]] = {
        Topic.IDENTIFIERS: _identifiers,
        Topic.INSTANCES: _instances,
        Topic.VARIABLES: _variables,
        Topic.HARD_CODED: _hard_coded,
        Topic.CALLED: _called,
        Topic.BASE_URLS: _base_urls,
        Topic.OFF_PLATFORM: _off_platform,
        Topic.NAMES: _names,
        Topic.KEYS: _keys,
        Topic.WORKFLOW: _workflow,
        Topic.SAVED: _saved,
        Topic.TESTED: _tested,
    }
    return tuple(made[topic](read, around) for topic in Topic)


def _missing(idents: Sequence[Ident], around: Around) -> int:
    if around.counterparts is None:
        return 0
    return sum(one not in around.counterparts for one in idents)


def _identifiers(read: Reading, around: Around) -> Item:
    missing = _missing(read.idents, around)
    moved = say_n("{n} ID is rewritten.", "{n} IDs are rewritten.", len(read.idents))
    if read.open or missing:
        told = [moved] if read.idents else []
        if read.open:
            told.append(
                say_n(
                    "{n} place waits for a person's decision.",
                    "{n} places wait for a person's decision.",
                    read.open,
                )
            )
        if missing:
            told.append(_no_counterpart(missing))
        place = Place.REVIEW if read.open else Place.IDENTIFIERS
        return Item(Topic.IDENTIFIERS, State.OPEN, tuple(told), place)
    if not read.idents:
        none = say("No ID stands in this script that would have to be updated.")
        return Item(Topic.IDENTIFIERS, State.NOT_NEEDED, (none,))
    return Item(Topic.IDENTIFIERS, State.DONE, (moved, say("No place is open.")))


def _no_counterpart(n: int) -> Message:
    return say_n(
        "{n} ID has no counterpart in the other tenant.",
        "{n} IDs have no counterpart in the other tenant.",
        n,
    )


def _instances(read: Reading, around: Around) -> Item:
    if read.gaps:
        return Item(Topic.INSTANCES, State.OPEN, (_unread(read),), Place.SCRIPT)
    if not read.judged:
        nothing = say("Nothing in this script looks like an ID.")
        return Item(Topic.INSTANCES, State.NOT_NEEDED, (nothing,))
    told = say_n(
        "The whole script was read; {n} place was judged.",
        "The whole script was read; {n} places were judged.",
        read.judged,
    )
    return Item(Topic.INSTANCES, State.DONE, (told,))


def _unread(read: Reading) -> Message:
    return say_n(
        "{n} piece of code could not be read: IDs in it are not followed. Correct it, or look through it by hand.",
        "{n} pieces of code could not be read: IDs in them are not followed. Correct them, or look through them by hand.",
        read.gaps,
    )


def _variables(read: Reading, around: Around) -> Item:
    if read.gaps:
        return Item(Topic.VARIABLES, State.OPEN, (_unread(read),), Place.SCRIPT)
    if not read.holders:
        none = say("No variable of this script holds an ID.")
        return Item(Topic.VARIABLES, State.NOT_NEEDED, (none,))
    told = say_n(
        "{n} variable holds IDs: what it is given was followed to where it stands.",
        "{n} variables hold IDs: what they are given was followed to where it stands.",
        read.holders,
    )
    return Item(Topic.VARIABLES, State.DONE, (told,))


def _hard_coded(read: Reading, around: Around) -> Item:
    told = []
    if read.hard:
        told.append(
            say_n(
                "{n} ID is hard-coded in the code: the sync rewrites it.",
                "{n} IDs are hard-coded in the code: the sync rewrites them.",
                len(read.hard),
            )
        )
    if read.switched:
        told.append(
            say_n(
                "{n} ID stands behind a dynamic switch.",
                "{n} IDs stand behind a dynamic switch.",
                read.switched,
            )
        )
    if read.switched and not read.names_other:
        told.append(say("The dynamic switch does not name the other tenant's number."))
        return Item(Topic.HARD_CODED, State.OPEN, tuple(told), Place.SCRIPT)
    if missing := _missing(read.hard, around):
        told.append(_no_counterpart(missing))
        return Item(Topic.HARD_CODED, State.OPEN, tuple(told), Place.IDENTIFIERS)
    if not told:
        none = say("No ID is hard-coded in the code.")
        return Item(Topic.HARD_CODED, State.NOT_NEEDED, (none,))
    return Item(Topic.HARD_CODED, State.DONE, tuple(told))


def _called(read: Reading, around: Around) -> Item:
    told = []
    if around.absent:
        told.append(say("Not there: {paths}.", paths=_listed(around.absent)))
    if around.reviewed:
        told.append(say("With places to review: {paths}.", paths=_listed(around.reviewed)))
    if told:
        at = around.reviewed[0] if around.reviewed else around.absent[0]
        return Item(Topic.CALLED, State.OPEN, tuple(told), Place.CALLED, at)
    if read.calls:
        told.append(
            say_n(
                "It leads to {n} script, which is there with nothing left to review.",
                "It leads to {n} scripts, which are there with nothing left to review.",
                len(read.calls),
            )
        )
    if read.calls_unknown:
        told.append(
            say_n(
                "{n} path is put together at run time: somebody has to see that the script is there.",
                "{n} paths are put together at run time: somebody has to see that the scripts are there.",
                read.calls_unknown,
            )
        )
        return _by_a_person(Topic.CALLED, around, *told)
    if not told:
        none = say("This script leads to no other script.")
        return Item(Topic.CALLED, State.NOT_NEEDED, (none,))
    return Item(Topic.CALLED, State.DONE, tuple(told))


def _listed(names: Sequence[str]) -> str:
    more = " …" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more


def _base_urls(read: Reading, around: Around) -> Item:
    if read.hosts:
        told = say("Addresses of one region are hard-coded: {hosts}.", hosts=_listed(read.hosts))
        return Item(Topic.BASE_URLS, State.OPEN, (told,), Place.HOSTS, read.hosts[0])
    if read.discovers:
        return Item(Topic.BASE_URLS, State.DONE, (say("The script asks API discovery."),))
    none = say("No address of one region stands in this script.")
    return Item(Topic.BASE_URLS, State.NOT_NEEDED, (none,))


def _off_platform(read: Reading, around: Around) -> Item:
    """What was tried in the BCP tenant is told by its register of outside identifiers; the rest is a person's to confirm."""
    if not read.outside:
        none = say("The script speaks to no other system.")
        return Item(Topic.OFF_PLATFORM, State.NOT_NEEDED, (none,))
    systems = {use.line: use.system for use in read.outside}
    told = [say("The script speaks to {hosts}.", hosts=_listed([*dict.fromkeys(systems.values())]))]
    tested = say_n(
        "{n} of its outside identifiers was tested in the BCP tenant, of {all}.",
        "{n} of its outside identifiers were tested in the BCP tenant, of {all}.",
        sum(line in around.works for line in systems),
        all=len(systems),
    )
    left = [system for line, system in systems.items() if line not in around.works]
    if not left:
        return Item(Topic.OFF_PLATFORM, State.DONE, (*told, tested))
    if failing := [system for line, system in systems.items() if line in around.fails]:
        fails = say("The last test in the BCP tenant failed: {hosts}.", hosts=_listed(failing))
        told.append(fails)
        return Item(Topic.OFF_PLATFORM, State.OPEN, tuple(told), Place.OUTSIDE, failing[0])
    if len(left) < len(systems):
        told.append(tested)
    made = _by_a_person(Topic.OFF_PLATFORM, around, *told)
    return made if made.state.is_settled else replace(made, place=Place.OUTSIDE, at=left[0])


def _names(read: Reading, around: Around) -> Item:
    if not read.built:
        none = say("No name is put together from an ID.")
        return Item(Topic.NAMES, State.NOT_NEEDED, (none,))
    told = say_n(
        "{n} name is put together from an ID at run time: in the BCP tenant it is another name.",
        "{n} names are put together from IDs at run time: in the BCP tenant they are other names.",
        read.built,
    )
    return Item(Topic.NAMES, State.OPEN, (told,), Place.REVIEW)


def _keys(read: Reading, around: Around) -> Item:
    if not read.keys:
        none = say("No key and no password stands in this script.")
        return Item(Topic.KEYS, State.NOT_NEEDED, (none,))
    told = [
        say_n(
            "{n} key or password stands in this script.",
            "{n} keys or passwords stand in this script.",
            read.keys,
        )
    ]
    if around.access_keys == 0:
        told.append(say("The BCP tenant has no access key yet."))
        return Item(Topic.KEYS, State.OPEN, tuple(told), Place.KEYS)
    if around.access_keys is not None:
        told.append(
            say_n(
                "The BCP tenant has {n} access key.",
                "The BCP tenant has {n} access keys.",
                around.access_keys,
            )
        )
    return _by_a_person(Topic.KEYS, around, *told)


def _workflow(read: Reading, around: Around) -> Item:
    if around.step is None:
        off = say("The development workflow has no steps in this tenant.")
        return Item(Topic.WORKFLOW, State.NOT_NEEDED, (off,))
    if around.is_published:
        return Item(Topic.WORKFLOW, State.DONE, (around.published or around.step,))
    waits = say(
        "A version waits: {step}. What is published is what the sync copies.", step=around.step
    )
    return Item(Topic.WORKFLOW, State.OPEN, (waits,), Place.WORKFLOW)


_OTHERS: Mapping[Other, Message] = {
    Other.NO_PAIR: say("This tenant has no BCP tenant."),
    Other.SILENT: say("The region of the BCP tenant does not answer: nobody can say."),
    Other.ABSENT: say("The script is not in the BCP tenant yet: the next sync brings it."),
    Other.HELD: say("The last sync held the script back. The list of what is held back says why."),
    Other.BEHIND: say(
        "The BCP tenant holds an earlier version than the primary tenant: the next sync brings the present one."
    ),
    Other.CHANGED: say(
        "It was changed in the BCP tenant after it was copied: the next sync writes over the change or keeps it, as the sync configuration says."
    ),
    Other.LEFT: say("The primary tenant has deleted this script: what stands here is left over."),
}


def _saved(read: Reading, around: Around) -> Item:
    if around.other in _OTHERS:
        return Item(Topic.SAVED, State.OPEN, (_OTHERS[around.other],), Place.SYNC)
    told = [
        say(
            "It stands in the BCP tenant at revision {revision}, since {at}.",
            revision=around.revision,
            at=around.since,
        )
    ]
    if around.other is Other.OWN:
        told.append(say("It was made in the BCP tenant itself."))
    elif around.other is Other.COPIED:
        told.append(
            say("The region of the primary tenant does not answer: there may be a later version.")
        )
    else:
        told.append(say("It is a copy of what the primary tenant has now."))
    return Item(Topic.SAVED, State.DONE, tuple(told))


def _tested(read: Reading, around: Around) -> Item:
    if around.other is Other.NO_PAIR:
        return Item(Topic.TESTED, State.OPEN, (_OTHERS[Other.NO_PAIR],), Place.SYNC)
    told = [say("Test it in the BCP tenant, for example with a call.")]
    if read.libraries:
        told.append(
            say(
                "It uses custom library actions: see that the BCP tenant has {names}.",
                names=_listed(read.libraries),
            )
        )
    return _by_a_person(Topic.TESTED, around, *told)


def _by_a_person(topic: Topic, around: Around, *told: Message) -> Item:
    mark, said = around.marks.get(topic, ""), around.confirmed.get(topic)
    if said is None:
        return Item(topic, State.CONFIRM, told, mark=mark)
    if said.mark != mark:
        changed = say(
            "It was confirmed for an earlier version: what was looked at has changed since."
        )
        stale = changed if mark else say("What was confirmed is not in the BCP tenant any more.")
        return Item(topic, State.OPEN, (*told, stale), mark=mark, confirmation=said, is_stale=True)
    return Item(topic, State.DONE, told, mark=mark, confirmation=said)
