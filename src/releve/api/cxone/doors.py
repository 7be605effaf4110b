"""Every door of the field's own API, in the order in which paths are compared: what is named before what is numbered."""

from fastapi import APIRouter

from releve.api.cxone import (
    acd_access_keys,
    address_books,
    agents,
    assignments,
    business_unit,
    campaigns,
    dispositions,
    dr_manager,
    files,
    group_doors,
    hours,
    hub_teams,
    look_ups,
    message_templates,
    points_of_contact,
    roles,
    script_schedules,
    scripts,
    skills,
    tags,
    teams,
    tenant_doors,
    unavailable_codes,
    users,
    versions,
    workflow_data,
)
from releve.api.cxone.told import ACD, USERHUB

#: The first parts of its paths, besides those of tokens.
PATHS = (*ACD, *USERHUB)

ROUTERS: tuple[APIRouter, ...] = (
    business_unit.router,
    versions.router,
    look_ups.router,
    assignments.router,
    agents.router,
    teams.router,
    group_doors.router,
    skills.router,
    campaigns.router,
    points_of_contact.router,
    hours.router,
    dispositions.router,
    tags.router,
    unavailable_codes.router,
    address_books.router,
    message_templates.router,
    workflow_data.router,
    script_schedules.router,
    files.router,
    scripts.router,
    acd_access_keys.router,
    users.router,
    hub_teams.router,
    roles.router,
    tenant_doors.router,
    dr_manager.router,
)
