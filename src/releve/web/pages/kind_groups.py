"""Under which heading each kind stands in Configuration. A kind named nowhere stands under the last one."""

from collections.abc import Mapping

from releve.domain.kind import Kind
from releve.domain.kinds import KINDS
from releve.domain.say import Message, say

#: Kinds that have pages of their own.
ELSEWHERE: Mapping[str, str] = {
    "access_key": "/profile/keys",
    "employee": "/admin/employees",
    "role": "/admin/roles",
    "script": "/studio/scripts",
}

_GROUPS: tuple[tuple[Message, str], ...] = (
    (
        say("Routing"),
        "skill skill_parameters agent_skill routing_attribute digital_queue hours unavailable_code disposition tag",
    ),
    (
        say("Ways in"),
        "point_of_contact phone_code digital_channel digital_tag chat_profile branding_profile feedback_category",
    ),
    (say("Outbound"), "campaign call_list dnc_group suppressed_contact outbound_route"),
    (
        say("Scripts and contents"),
        "script script_schedule file message_template quick_reply address_book workflow_data",
    ),
    (
        say("People"),
        "employee role team group view hiring_source login_authenticator access_key",
    ),
    (
        say("Organisation"),
        "business_unit division location station station_profile dialing_pattern",
    ),
)


def grouped() -> list[tuple[Message, list[Kind]]]:
    """Every kind once, under its heading, in the order of the plural names as declared here."""
    groups = [(title, [KINDS[name] for name in names.split()]) for title, names in _GROUPS]
    placed = {kind.name for _, kinds in groups for kind in kinds}
    rest = [kind for kind in KINDS.values() if kind.name not in placed]
    return [*groups, (say("Other"), rest)] if rest else groups
