"""Paging: how much of a list is wanted. Both ends have a bound."""

from typing import Annotated

from fastapi import Query

SKIP_MAX = 10_000_000
TOP_MAX = 1000

Skip = Annotated[int, Query(ge=0, le=SKIP_MAX, description="How many to pass over.")]
Top = Annotated[int, Query(ge=1, le=TOP_MAX, description="How many to return at most.")]
Search = Annotated[str, Query(max_length=200, description="A part of the name, in any case.")]
