"""Why something at a place is taken for an id of a kind, or for none."""

from enum import StrEnum
from typing import NamedTuple


class Rule(StrEnum):
    """What a verdict rests on."""

    TYPED = "typed"  # the property holds ids of this kind
    COPY = "copy"  # the display text beside a typed id
    HEADER = "header"  # the tenant's own number, who saved the script
    FLOW = "flow"  # the value arrives in such a property
    PARAMETER = "parameter"  # it is handed to a script that uses it so
    COMPARED = "compared"  # it is held against a value of this kind
    VERB = "verb"  # it stands in a list behind a word that says so
    ADDRESS = "address"  # it stands in the path of an API address
    FIELD = "field"  # it is the value of a field of that name
    NAMED = "named"  # the name of the variable or function says so
    COLUMN = "column"  # all that stands in this column of a table are such ids
    UNIQUE = "unique"  # a GUID, which nothing else can equal
    SETTING = "setting"  # a number of seconds, a limit, a position
    TEXT = "text"  # spoken, shown or sent, never looked up
    PHONE = "phone"
    PATH = "path"  # a script, a file: called the same in both tenants
    REMARK = "remark"  # a comment, a caption, left-over state: nothing acts on it
    SWITCHED = "switched"  # code that asks itself in which tenant it runs
    CONSTANT = "constant"  # the same in every tenant
    UNKNOWN = "unknown"  # where an id stands, yet the tenant has none like it
    AMBIGUOUS = "ambiguous"  # more than one kind, or a kind and something else
    EXISTS = "exists"  # the tenant has such an id, and nothing else speaks for it
    BUILT = "built"  # a name put together from an id at run time
    CREDENTIAL = "credential"
    HOST = "host"  # the address of a region
    DECIDED = "decided"  # a person has said so


class Claim(NamedTuple):
    """`kind` is a kind of entity, or `number`, `phone`, `file` … for what is no id. `via` says where the proof is found:
    an action and its property, a variable, a field. `several`: a list may stand there."""

    kind: str
    rule: Rule
    via: str = ""
    several: bool = False
