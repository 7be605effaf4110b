"""The example company, on servers that offer it: a tenant full of things to try, made from nothing."""

from typing import Annotated, cast

from fastapi import APIRouter, Request
from pydantic import Field

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.app.example import CompanyMaker, load_company

router = APIRouter(tags=["tenants"])


class ExampleWanted(Shape):
    """With a password, the people of the example may log in with it."""

    employees: Annotated[int, Field(ge=1, le=50_000)] = 250
    seed: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    password: Annotated[str, Field(max_length=300)] = ""


class ExampleOut(Shape):
    """`people`: username → employee of those who may log in."""

    entities: int
    people: dict[str, str]


@router.post("/tenants/{tenant}/example", status_code=201, summary="Fill a new tenant")
def fill(
    house: Open, caller: Whoever, request: Request, tenant: str, wanted: ExampleWanted
) -> ExampleOut:
    """Puts the example company into a tenant that has no employees yet. All of it or nothing."""
    example = load_company(
        house,
        caller,
        tenant,
        cast(CompanyMaker, request.app.state.company),
        employees=wanted.employees,
        seed=wanted.seed,
        password=wanted.password,
    )
    return ExampleOut(entities=example.entities, people=dict(example.people))
