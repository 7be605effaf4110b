"""The chains of the audit: that nothing was done to it afterwards."""

from typing import Annotated

from fastapi import APIRouter, Query

from releve.api.caller import Open, Whoever
from releve.api.shape import Shape
from releve.api.speaking import Speaking
from releve.app.audit_chains import OPERATORS, chains, check_chain, told
from releve.domain.chains import Break

router = APIRouter(prefix="/audit/chains", tags=["audit"])


class ChainOut(Shape):
    """The end of a chain in one region: the number and hash of its last line. `chain` is the ID of its tenant, or
    `operators`."""

    region: str
    chain: str
    name: str | None
    seq: int
    hash: str


class ChainsOut(Shape):
    """`silent` are regions that do not answer: what they hold is not told."""

    chains: list[ChainOut]
    silent: list[str]


class CheckedOut(Shape):
    """`lines` that fit were read, the last of them with this `hash`. `brokenAt` is the first line that does not fit, `how`
    says in what way, and `told` says it to people."""

    region: str
    chain: str
    whole: bool
    lines: int
    hash: str
    broken_at: int | None
    how: Break | None
    told: str


@router.get("", summary="Where the chains of the audit end")
def list_chains(house: Open, caller: Whoever) -> ChainsOut:
    """Of the caller's tenant, or for an operator all there are. Note them somewhere else: a chain that was cut off together
    with what is known of its end shows only against such a note."""
    found = chains(house, caller)
    return ChainsOut(
        chains=[
            ChainOut(
                region=region,
                chain=head.tenant or OPERATORS,
                name=found.names.get(head.tenant or ""),
                seq=head.seq,
                hash=head.hash,
            )
            for region, head in found.heads
        ],
        silent=list(found.silent),
    )


@router.get("/{chain}/{region}", summary="Verify one of them, line by line")
def verify(
    house: Open,
    caller: Whoever,
    chain: str,
    region: str,
    speaker: Speaking,
    seq: Annotated[int, Query(ge=0, le=2**53)] = 0,
    hash: Annotated[str, Query(max_length=64)] = "",
) -> CheckedOut:
    """Reads every line of it. `seq` and `hash` are an end of the chain that was noted earlier."""
    found = check_chain(house, caller, region, chain, (seq, hash) if seq else None)
    return CheckedOut(
        region=region,
        chain=chain,
        whole=found.whole,
        lines=found.lines,
        hash=found.hash,
        broken_at=found.broken_at,
        how=found.how,
        told=speaker.say(told(found)),
    )
