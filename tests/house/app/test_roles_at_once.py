"""Two people at one role: what the first has changed is not undone by the second, who has said no revision."""

from collections.abc import Mapping
from typing import Any

import pytest

from releve.app import entities, roles
from releve.app.house import House
from releve.domain.entities import Entity
from releve.domain.errors import Conflict
from releve.domain.people import Action, Caller
from tests.house.app.larkmont import Larkmont


def test_what_was_changed_between_reading_and_writing_stays(
    larkmont: Larkmont, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = larkmont.put("role", {"roleName": "Desk", "status": "DRAFT", "permissions": []})

    def late(
        house: House, caller: Caller, kind: str, id: str, body: Mapping[str, Any], **how: Any
    ) -> Entity:
        first = {**role.body, "description": "Somebody was first"}
        entities.save_entity(house, caller, kind, id, first)
        return entities.save_entity(house, caller, kind, id, body, **how)

    monkeypatch.setattr(roles, "save_entity", late)
    with pytest.raises(Conflict):
        roles.set_permissions(
            larkmont.house, larkmont.caller, role.id, [("admin.roles", Action.VIEW)]
        )
    assert larkmont.found("role", "Desk").body["description"] == "Somebody was first"
