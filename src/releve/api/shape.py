"""The form of what goes in and out: names in camel case on the wire, unknown fields refused."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    """One JSON object of the API."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


Item = TypeVar("Item")


class Listed(Shape, Generic[Item]):
    """A part of a list."""

    total: int = Field(description="How many there are in all, before paging.")
    items: list[Item]
