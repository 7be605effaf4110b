"""Every door of the field's own API, in the order in which paths are compared: what is named before what is numbered."""

from fastapi import APIRouter

from releve.api.cxone import (
    agents,
    assignments,
    business_unit,
    dispositions,
    skills,
    tags,
)
from releve.api.cxone.told import ACD, USERHUB

#: The first parts of its paths, besides those of tokens.
PATHS = (*ACD, *USERHUB)

ROUTERS: tuple[APIRouter, ...] = (
    business_unit.router,
    assignments.router,
    agents.router,
    skills.router,
    dispositions.router,
    tags.router,
)
