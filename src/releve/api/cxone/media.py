"""Media types in the field's own words, which programs compare."""

from collections.abc import Mapping

from releve.app.seeking import Known
from releve.domain.entities import Entity

NAMES: Mapping[object, str] = {
    1: "Email",
    3: "Chat",
    4: "Phone Call",
    5: "Voice Mail",
    6: "Work Item",
    7: "SMS",
    8: "Social",
    9: "Digital",
}


def media_name(row: Entity, known: Known) -> str:
    return NAMES.get(row.body.get("mediaTypeId"), "")
