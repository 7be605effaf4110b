"""A feedback category: what agents may report on."""

from releve.domain.ids import integer
from releve.domain.kind import Kind, Text
from releve.domain.say import say

KIND = Kind(
    name="feedback_category",
    label=say("Feedback category"),
    plural=say("Feedback categories"),
    id=integer("categoryId", digits=5),
    key=("categoryName",),
    fields=(Text(name="categoryName", label=say("Name"), required=True, max=100),),
)
