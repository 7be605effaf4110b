"""The proof that both tenants agree, kind by kind, looked up in the stores as they are."""

from fastapi import APIRouter

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.app.equality import equality
from releve.app.verifying import Proof, verify
from releve.domain.kinds import KINDS
from releve.languages.speaker import Speaker

router = APIRouter(prefix="/sync", tags=["sync"])

#: More than this many findings of one sort are counted, not listed.
LISTED_MAX = 200


class CountOut(Shape):
    kind: str
    label: str
    primary: int
    bcp: int


class ViolationOut(Shape):
    """A law that does not hold: `counterpart`, `reference`, `count` or `id`."""

    law: str
    kind: str
    what: str


class DifferenceOut(Shape):
    """An entity that is not the same on both sides, and the fields that differ."""

    kind: str
    title: str
    what: str
    fields: list[str]


class ProofOut(Shape):
    """`holds`: every entity of the primary has its counterpart, no declared reference holds an id of the primary,
    the counts are equal, no id is used on both sides, and what is written is equivalent."""

    holds: bool
    primary_total: int
    bcp_total: int
    counts: list[CountOut]
    held: int
    violations_total: int
    violations: list[ViolationOut]
    differences_total: int
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, proof: Proof, speaker: Speaker) -> "ProofOut":
        return cls(
            holds=proof.holds,
            primary_total=sum(one.primary for one in proof.counts),
            bcp_total=sum(one.bcp for one in proof.counts),
            counts=_counts(proof, speaker),
            held=proof.held,
            violations_total=len(proof.violations),
            violations=[
                ViolationOut(law=one.law, kind=one.kind, what=speaker.say(one.what))
                for one in proof.violations[:LISTED_MAX]
            ],
            differences_total=len(proof.differences),
            differences=[
                DifferenceOut(
                    kind=one.kind,
                    title=one.title,
                    what=speaker.say(one.what),
                    fields=list(one.where),
                )
                for one in proof.differences[:LISTED_MAX]
            ],
        )


def _counts(proof: Proof, speaker: Speaker) -> list[CountOut]:
    return [
        CountOut(
            kind=one.kind,
            label=speaker.say(KINDS[one.kind].plural),
            primary=one.primary,
            bcp=one.bcp,
        )
        for one in proof.counts
    ]


@router.get("/verify", summary="Prove that both tenants agree")
def get_proof(house: Open, caller: Whoever, speaker: Speaking) -> ProofOut:
    """Reads both tenants whole: for after a sync, not for every minute. Both regions must answer."""
    return ProofOut.of(verify(house, caller), speaker)


class KindEqualityOut(CountOut):
    """Whether both tenants hold the same of a kind, and how many."""

    equal: bool


class EqualityOut(Shape):
    """`equal`: all the kinds that are selected are."""

    equal: bool
    kinds: list[KindEqualityOut]


@router.get("/equal", summary="Are both tenants equal now?")
def get_equality(house: Open, caller: Whoever, speaker: Speaking) -> EqualityOut:
    """Asked of the sums that every write keeps: cheap, whatever the size. Both regions must answer."""
    kinds = [
        KindEqualityOut(
            kind=one.kind,
            label=speaker.say(KINDS[one.kind].plural),
            primary=one.primary,
            bcp=one.bcp,
            equal=one.equal,
        )
        for one in equality(house, caller)
    ]
    return EqualityOut(equal=all(one.equal for one in kinds), kinds=kinds)
