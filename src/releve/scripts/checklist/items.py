"""What a checklist is made of: the items of the requirement page, and the states they can be in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from releve.domain.say import Message, say
from releve.domain.script_work import Confirmation


class Topic(StrEnum):
    """The items, in the order of the requirement page."""

    IDENTIFIERS = "identifiers"
    INSTANCES = "instances"
    VARIABLES = "variables"
    HARD_CODED = "hard-coded"
    CALLED = "called"
    BASE_URLS = "base-urls"
    OFF_PLATFORM = "off-platform"
    NAMES = "names"
    KEYS = "keys"
    WORKFLOW = "workflow"
    SAVED = "saved"
    TESTED = "tested"


TOPICS: Mapping[Topic, Message] = {
    Topic.IDENTIFIERS: say("All unique IDs are updated in the BCP version of the script."),
    Topic.INSTANCES: say("All instances of the IDs are found (advanced search)."),
    Topic.VARIABLES: say(
        "All occurrences of the variables that hold IDs are found (Variables tab)."
    ),
    Topic.HARD_CODED: say(
        "Hard-coded IDs: a dynamic switch checks in which tenant the script runs before an ID is referenced, or the sync rewrites them."
    ),
    Topic.CALLED: say(
        "Entry scripts and queue scripts: every script that this one leads to is there, with nothing left to review."
    ),
    Topic.BASE_URLS: say(
        "API requests: the region in the base URL is found by API discovery, not hard-coded."
    ),
    Topic.OFF_PLATFORM: say(
        "IDs that are stored off-platform, as in a CRM: tested in the BCP tenant."
    ),
    Topic.NAMES: say(
        "Prompts and files whose names are put together from IDs are found in the BCP tenant."
    ),
    Topic.KEYS: say("The access keys that the script uses are created in the BCP tenant."),
    Topic.WORKFLOW: say("Development workflow steps: the script is published."),
    Topic.SAVED: say("The script is in the BCP tenant, in its present version."),
    Topic.TESTED: say(
        "The script works in the BCP tenant, and whatever else it needs was checked there."
    ),
}
#: The same in a word or two, for lists.
SHORT: Mapping[Topic, Message] = {
    Topic.IDENTIFIERS: say("Unique IDs"),
    Topic.INSTANCES: say("Instances of IDs"),
    Topic.VARIABLES: say("Variables"),
    Topic.HARD_CODED: say("Hard-coded IDs"),
    Topic.CALLED: say("Entry and queue scripts"),
    Topic.BASE_URLS: say("Base URLs"),
    Topic.OFF_PLATFORM: say("Off-platform IDs"),
    Topic.NAMES: say("Prompts and files"),
    Topic.KEYS: say("Access keys"),
    Topic.WORKFLOW: say("Workflow steps"),
    Topic.SAVED: say("In the BCP tenant"),
    Topic.TESTED: say("Tested"),
}
#: What only a person can know, in some scripts or in all.
CONFIRMABLE = (Topic.CALLED, Topic.OFF_PLATFORM, Topic.KEYS, Topic.TESTED)


class State(StrEnum):
    OPEN = "open"
    CONFIRM = "confirm"
    DONE = "done"
    NOT_NEEDED = "not-needed"

    @property
    def is_settled(self) -> bool:
        return self in (State.DONE, State.NOT_NEEDED)


STATES: Mapping[State, Message] = {
    State.OPEN: say("To do"),
    State.CONFIRM: say("To be confirmed"),
    State.DONE: say("Done"),
    State.NOT_NEEDED: say("Not needed"),
}


class Place(StrEnum):
    """Where an open item is settled."""

    NOWHERE = ""
    REVIEW = "review"  # the places to review of this script
    IDENTIFIERS = (
        "identifiers"  # the identifiers of this script, with the dynamic switches that are proposed
    )
    CALLED = "called"  # another script: the first that `Item.at` names
    HOSTS = "hosts"  # the search, for `Item.at`
    OUTSIDE = "outside"  # the outside identifiers of the system that `Item.at` names
    SCRIPT = "script"
    KEYS = "keys"  # the access keys of the tenant
    WORKFLOW = "workflow"
    SYNC = "sync"


class Other(StrEnum):
    """How the script stands in the pair."""

    NO_PAIR = "no-pair"
    SILENT = "silent"  # seen from the primary tenant: the region of the BCP tenant does not answer
    ABSENT = "absent"  # it is not in the BCP tenant
    HELD = "held"  # nor did the last sync bring it there
    BEHIND = "behind"  # the BCP tenant has an earlier version
    IN_STEP = "in-step"
    COPIED = "copied"  # seen from the BCP tenant: a copy, and the region of the primary tenant does not answer
    CHANGED = "changed"  # a copy that somebody has changed in the BCP tenant
    LEFT = "left"  # seen from the BCP tenant: a copy of what the primary tenant has deleted
    OWN = "own"  # made in the BCP tenant itself


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `evidence` says what the state rests on; `place` and `at` where it is settled. `mark` is what a person who
    confirms it has looked at; `confirmation` is there if somebody did, and `is_stale` if it counts no more."""

    topic: Topic
    state: State
    evidence: tuple[Message, ...]
    place: Place = Place.NOWHERE
    at: str = ""
    mark: str = ""
    confirmation: Confirmation | None = None
    is_stale: bool = False


def counts(checklist: Iterable[Item]) -> Mapping[State, int]:
    """How many items are in each state."""
    found = dict.fromkeys(State, 0)
    for one in checklist:
        found[one.state] += 1
    return found


def is_complete(checklist: Iterable[Item]) -> bool:
    return all(one.state.is_settled for one in checklist)
