"""A sync configuration in the words of the field's API: `entitySyncConfiguration[]`, one item for each kind.

    {"syncMode": "OneWay", "syncFrequency": "Daily", "syncType": "Standard", "domain": "acd", "entityType": "skill"}

The field has two frequencies, we have four: weekly and hourly are told as `Daily`, and who sends back what they
were told changes nothing. The names of domains and entity types are not published; these are ours. An item
whose names mean nothing to us is kept and told again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from releve.domain.errors import Invalid, Refused
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say
from releve.domain.tenancy import Frequency, SyncConfig
from releve.sync.selection import copied_kinds, selected

Item = Mapping[str, str]

#: Where a kind that is named nowhere stands, such as one added yesterday.
_DOMAIN = "acd"
_DOMAINS: Mapping[str, str] = {
    "admin": "business_unit division location",
    "digital": "branding_profile chat_profile digital_channel digital_queue digital_tag message_template quick_reply"
    " routing_attribute",
    "outbound": "call_list campaign dnc_group outbound_route suppressed_contact",
    "studio": "file script script_schedule workflow_data",
    "user": "access_key employee group hiring_source login_authenticator role team view",
}
_FREQUENCIES: Mapping[str, Frequency] = {
    "Daily": Frequency.DAILY,
    "RealTime": Frequency.CONTINUOUS,
}
_FIELDS = ("syncMode", "syncFrequency", "syncType", "domain", "entityType")


def name_of(kind: str) -> tuple[str, str]:
    """The domain and the entity type of a kind."""
    domain = next((one for one, kinds in _DOMAINS.items() if kind in kinds.split()), _DOMAIN)
    first, *rest = kind.split("_")
    return domain, first + "".join(word.title() for word in rest)


def items_of(config: SyncConfig) -> list[Item]:
    """The configuration as items: the kinds it selects, in the order of sync, then what we do not know."""
    names = [*map(name_of, selected(config)), *config.others]
    return [
        {
            "syncMode": "OneWay",
            "syncFrequency": _frequency_word(config.frequency),
            "syncType": "Standard",
            "domain": domain,
            "entityType": entity_type,
        }
        for domain, entity_type in names
    ]


def configured(items: Sequence[Mapping[str, object]], before: SyncConfig) -> SyncConfig:
    """`before`, with what the items say: which kinds, how often, and the names that we do not know.

    Raises Invalid naming every field that cannot be read; Refused for what is asked for and not offered.
    """
    read = _read(items)
    _offered(read)
    known = {_folded(*name_of(kind)): kind for kind in KINDS}
    named = {_folded(item["domain"], item["entityType"]): item for item in read}
    kinds = {known[name] for name in named if name in known}
    others = [item for name, item in named.items() if name not in known]
    return replace(
        _selecting(kinds, before),
        frequency=_frequency({item["syncFrequency"] for item in read}, before),
        others=tuple((item["domain"], item["entityType"]) for item in others),
    )


def _frequency_word(frequency: Frequency) -> str:
    return next((word for word, ours in _FREQUENCIES.items() if ours is frequency), "Daily")


def _frequency(words: Iterable[str], before: SyncConfig) -> Frequency:
    [word] = words
    unchanged = word == _frequency_word(before.frequency)
    return before.frequency if unchanged else _FREQUENCIES[word]


def _selecting(kinds: set[str], before: SyncConfig) -> SyncConfig:
    if kinds == set(selected(before)):
        return before
    if kinds == set(copied_kinds()):
        return replace(before, custom=False, kinds=())
    return replace(before, custom=True, kinds=tuple(sorted(kinds)))


def _folded(domain: str, entity_type: str) -> tuple[str, str]:
    return domain.casefold(), entity_type.casefold()


def _read(items: Sequence[Mapping[str, object]]) -> list[Item]:
    """The items as text. Raises Invalid for a field that is missing or has a value the field's API has not."""
    words = MappingProxyType(
        {"syncMode": ("OneWay", "TwoWay"), "syncFrequency": _FREQUENCIES, "syncType": ("Standard",)}
    )
    wrong = {}
    for n, item in enumerate(items):
        for name in _FIELDS:
            value = item.get(name)
            if not isinstance(value, str) or not value.strip():
                wrong[f"entitySyncConfiguration[{n}].{name}"] = say("This field is missing.")
            elif name in words and value not in words[name]:
                told = say("Choose one of: {names}.", names=", ".join(words[name]))
                wrong[f"entitySyncConfiguration[{n}].{name}"] = told
    if not items:
        wrong["entitySyncConfiguration"] = say(
            "Name at least one entity type; syncStart turns the sync off."
        )
    if wrong:
        raise _invalid(wrong)
    return [{name: str(item[name]).strip() for name in _FIELDS} for item in items]


def _offered(items: list[Item]) -> None:
    """Raises Refused with everything that can be asked for in the field's words and is not offered here."""
    reasons = list(_not_offered(items))
    if reasons:
        raise Refused(
            say("The sync configuration was not saved."),
            say("Ask for what is offered, or choose it on the page Sync Configuration."),
            reasons=reasons,
        )


def _not_offered(items: list[Item]) -> Iterator[Message]:
    if any(item["syncMode"] == "TwoWay" for item in items):
        yield say("syncMode “TwoWay” is not offered: data is copied from the primary tenant only.")
    if len({item["syncFrequency"] for item in items}) > 1:
        yield say("All entity types are synced together: give them the same syncFrequency.")
    fixed = {_folded(*name_of(kind.name)): kind for kind in KINDS.values() if not kind.copied}
    asked = {_folded(item["domain"], item["entityType"]) for item in items}
    for name in fixed.keys() & asked:
        yield say("{kinds} cannot be synced.", kinds=fixed[name].plural)
    known = {_folded(*name_of(kind)) for kind in copied_kinds()}
    if not asked & known:
        yield say("None of the entity types named is one that can be synced here.")


def _invalid(wrong: Mapping[str, Message]) -> Invalid:
    return Invalid(
        say("The sync configuration was not saved."),
        say("Correct the fields named and try again."),
        fields=wrong,
    )
