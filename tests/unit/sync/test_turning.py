"""What the parts of a sync say is true of the way back, with the two tenants the other way round."""

import pytest

from releve.domain.kinds import KINDS
from releve.domain.rewriting import no_counterpart
from releve.domain.say import Message
from releve.sync import reasons
from releve.sync.turning import turned

SAID = [
    reasons.no_such_referent("tag", "7", "Team"),
    reasons.deleted_over_there("tag", "7", "Team"),
    reasons.key_taken("tag", "Urgent"),
    reasons.key_not_free_yet("tag", "Urgent"),
    reasons.no_such_builtin("tag", "Urgent"),
    reasons.still_used("tag", "Urgent"),
    reasons.username_taken("eva"),
    no_counterpart("1", "skill", KINDS["skill"].label, "7"),
]


@pytest.mark.parametrize("reason", SAID)
def test_each_names_the_other_tenant_and_keeps_its_values(reason: Message) -> None:
    there = turned(reason)
    pair = {"BCP", "primary"}
    named, other = ({one for one in pair if one in str(said)} for said in (reason, there))
    assert len(named) == 1
    assert other == pair - named
    assert there.values == reason.values


def test_what_counts_still_counts() -> None:
    one, many = (str(turned(reasons.to_settle(n))) for n in (1, 3))
    assert one.startswith("Of 1 place ")
    assert many.startswith("Of 3 places ")


def test_what_names_no_tenant_stays_as_it_is() -> None:
    stays = reasons.builtin_stays("tag", "Urgent")
    assert turned(stays) == stays
