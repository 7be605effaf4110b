"""Numbers that a page carries in its address or in its form. All have bounds: anybody can write anything there."""

from typing import Annotated

from fastapi import Form, Query

SKIP_MAX = 10_000_000

#: How many rows of a list to pass over.
Skip = Annotated[int, Query(ge=0, le=SKIP_MAX)]
#: Which page of a pop-up is open.
Step = Annotated[int, Query(ge=0, le=99)]
#: The version or epoch that a form was made from.
Seen = Annotated[int, Form(ge=0, lt=2**63)]
