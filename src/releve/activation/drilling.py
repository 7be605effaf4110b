"""What a rehearsal has found out, judged: purely, from what was seen.

Laws: only what was seen to work has passed. What could not be tried is told as that. Whatever is broken is named, with
what mends it; a contact may be broken in several places at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releve.activation.verdict import Verdict
from releve.domain.drills import Line, Outcome, Part, Step, worst
from releve.domain.errors import ReleveError
from releve.domain.hindrances import Reason
from releve.domain.say import Message, say, say_n
from releve.domain.tenancy import Side


def step_of(part: Part, told: Message, lines: Sequence[Line]) -> Step:
    """A step that is as good as the worst of its lines."""
    return Step(part, worst(line.outcome for line in lines), told, tuple(lines))


def not_done(part: Part, fault: ReleveError) -> Step:
    """A part that could not be tried at all."""
    lines = (fault_line("", Outcome.NOT_DONE, fault),)
    return Step(part, Outcome.NOT_DONE, say("This could not be tried."), lines)


def fault_line(name: str, outcome: Outcome, fault: ReleveError, ms: float | None = None) -> Line:
    return Line(name, outcome, fault.message, fault.hint, str(fault.code), ms)


def left_out(part: Part, told: Message) -> Step:
    return Step(part, Outcome.LEFT_OUT, told)


# ---------------------------------------------------------------- the verdict


def judge_verdict(verdict: Verdict) -> Step:
    """What stands in the way has failed; what it would cost is worth knowing."""
    lines = [
        *(Line("", Outcome.FAILED, one.message, code=one.code) for one in verdict.obstacles),
        *(Line("", Outcome.NOTED, one.message, code=one.code) for one in verdict.warnings),
    ]
    if verdict.go:
        told = say("A planned switch could be ordered now.")
        return Step(Part.VERDICT, Outcome.PASSED, told, tuple(lines))
    return Step(
        Part.VERDICT,
        Outcome.FAILED,
        say("A planned switch would be refused now."),
        tuple(lines),
    )


# ---------------------------------------------------------------- people


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """What the region says of somebody who would log in. `reasons` keep them out. `chooses`: they are asked which tenant they
    want. `has_factor`, `reads_factor`: whether they show codes of an app, and whether this region can check them. `enrols`:
    they would have to set such an app up first. `fault`: their session could not be written."""

    username: str
    known: bool = True
    reasons: tuple[Reason, ...] = ()
    chooses: bool = False
    has_factor: bool = False
    reads_factor: bool = True
    enrols: bool = False
    fault: ReleveError | None = None
    ms: float | None = None


def judge_person(seen: PersonSeen, side: Side, tenant: str) -> Line:
    """Whether they would land in the tenant of this name, on this side."""
    name, ms = seen.username, seen.ms
    if not seen.known:
        told = say("{tenant} has no employee of this name.", tenant=tenant)
        next_ = say("Look at the spelling, or sync.")
        return Line(name, Outcome.FAILED, told, next_, Reason.NOT_THERE, ms)
    if seen.reasons:
        first = seen.reasons[0]
        next_ = first.remedy if side is Side.BCP else say("Look at their profile there.")
        return Line(name, Outcome.FAILED, _kept_out(first, tenant), next_, first, ms)
    if seen.has_factor and not seen.reads_factor:
        return Line(
            name,
            Outcome.FAILED,
            say("The codes of their app cannot be checked in this region."),
            say(
                "Give the region the key under which second factors are sealed, or reset theirs, then sync."
            ),
            "factor_unreadable",
            ms,
        )
    if seen.fault is not None:
        return fault_line(name, Outcome.FAILED, seen.fault, ms)
    return Line(name, Outcome.PASSED, _landed(seen, tenant), None, "", ms)


def _kept_out(reason: Reason, tenant: str) -> Message:
    match reason:
        case Reason.DEACTIVATED:
            return say("Deactivated in {tenant}.", tenant=tenant)
        case Reason.NO_PASSWORD:
            return say("No password in {tenant}.", tenant=tenant)
        case Reason.NO_ROLE:
            return say("No active role in {tenant}.", tenant=tenant)
        case _:
            return reason.label


def _landed(seen: PersonSeen, tenant: str) -> Message:
    if seen.enrols:
        return say("Sets up a second factor first, then lands in {tenant}.", tenant=tenant)
    if seen.chooses:
        return say("Chooses, and gets into {tenant}.", tenant=tenant)
    return say("Lands in {tenant}.", tenant=tenant)


def judge_people(seen: Sequence[PersonSeen], side: Side, tenant: str, could: int) -> Step:
    """`could` is how many employees have nothing that keeps them out, tried or not."""
    if not seen:
        told = say("Nobody could work in {tenant} now.", tenant=tenant)
        line = Line("", Outcome.FAILED, told, code="nobody_could_log_in")
        return Step(Part.PEOPLE, Outcome.FAILED, told, (line,))
    lines = [judge_person(one, side, tenant) for one in seen]
    n = sum(line.outcome is Outcome.PASSED for line in lines)
    told = say_n(
        "{n} of {tried} who were tried would get into {tenant}. {could} could in all.",
        "{n} of {tried} who were tried would get into {tenant}. {could} could in all.",
        n,
        tried=len(lines),
        tenant=tenant,
        could=could,
    )
    return step_of(Part.PEOPLE, told, lines)


# ---------------------------------------------------------------- contacts


@dataclass(frozen=True, slots=True)
class SkillSeen:
    """A skill to which a contact may come; `people` have it and would get in."""

    title: str
    active: bool
    people: int


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A number or address, followed through the tenant that would take it. `script` is the path it names ("" for none), `found`
    whether that is there. `scripts` were read on the way; `unread` could not be, `missing` are calls (of which script, which
    path) that lead nowhere, `lost` are skills that a script ("": the point of contact itself) asks for and the tenant does not have. `unknown_calls` are put
    together at run time. `cut`: there were more scripts than are followed."""

    address: str
    known: bool = True
    active: bool = True
    script: str = ""
    found: bool = True
    scripts: int = 0
    unread: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    skills: tuple[SkillSeen, ...] = ()
    unknown_calls: int = 0
    cut: bool = False


def judge_contact(seen: ContactSeen) -> list[Line]:
    """Everything in it that is broken; or the one line that it works, or that it could not be followed to its end."""
    broken = [
        Line(seen.address, Outcome.FAILED, told, next_, code) for code, told, next_ in _broken(seen)
    ]
    return broken or [_followed(seen)]


_MEND_SYNC = say("See in the newest run whether it is held back, and why.")


def _broken(seen: ContactSeen) -> Iterator[tuple[str, Message, Message]]:
    if not seen.known:
        yield (
            "contact_missing",
            say("There is no point of contact with this number or address."),
            say("Look at the spelling, or sync."),
        )
        return
    if not seen.active:
        yield (
            "contact_inactive",
            say("The point of contact is not active."),
            say("Activate it in the primary tenant, then sync."),
        )
    if not seen.script and not seen.skills and not seen.lost:
        yield (
            "contact_nowhere",
            say("It names neither a script nor a skill."),
            say("Give it one in the primary tenant, then sync."),
        )
    if not seen.found:
        yield (
            "script_missing",
            say("Its script {path} is not there.", path=seen.script),
            _MEND_SYNC,
        )
    for path in seen.unread:
        yield (
            "script_unreadable",
            say("The script {path} cannot be read.", path=path),
            say("Export it from Studio again, import it, then sync."),
        )
    for caller, path in seen.missing:
        yield (
            "call_missing",
            say("The script {caller} runs {path}, which is not there.", caller=caller, path=path),
            _MEND_SYNC,
        )
    for script, value in seen.lost:
        told = say(
            "The script {path} asks for the skill {id}, which is not there.", path=script, id=value
        )
        yield (
            "skill_missing",
            told if script else say("Its skill {id} is not there.", id=value),
            say("Open the script in Studio and settle it there, then sync.")
            if script
            else _MEND_SYNC,
        )
    yield from _unstaffed(seen)


def _unstaffed(seen: ContactSeen) -> Iterator[tuple[str, Message, Message]]:
    if not seen.skills or any(one.active and one.people for one in seen.skills):
        return
    skills = ", ".join(one.title for one in seen.skills)
    if not any(one.active for one in seen.skills):
        yield (
            "skill_inactive",
            say("None of its skills is active: {skills}.", skills=skills),
            say("Activate one in the primary tenant, then sync."),
        )
        return
    yield (
        "skill_unstaffed",
        say("Nobody who has one of its skills would get in: {skills}.", skills=skills),
        say("Give somebody with one of these skills a BCP type and a password, then sync."),
    )


def _followed(seen: ContactSeen) -> Line:
    if seen.cut:
        told = say("It leads over more scripts than are followed here: {n}.", n=seen.scripts)
        return Line(seen.address, Outcome.NOT_DONE, told, say("Rehearse its parts one by one."))
    unknown = say_n(
        "{n} call is put together at run time and was not followed.",
        "{n} calls are put together at run time and were not followed.",
        seen.unknown_calls,
    )
    beside = unknown if seen.unknown_calls else None
    if not seen.skills:
        return Line(
            seen.address,
            Outcome.NOTED,
            say("All its scripts are there. None of them leads to a skill."),
            beside,
            "no_skill",
        )
    staffed = [one for one in seen.skills if one.active and one.people]
    return Line(seen.address, Outcome.PASSED, _arrived(seen, staffed), beside)


def _arrived(seen: ContactSeen, staffed: Sequence[SkillSeen]) -> Message:
    skills = ", ".join(one.title for one in staffed)
    people = say_n(
        "{n} employee would get in",
        "{n} employees would get in",
        max(one.people for one in staffed),
    )
    if not seen.scripts:
        return say(
            "It leads straight to {skills}; {people}.",
            skills=skills,
            people=people,
        )
    return say_n(
        "It leads over {n} script to {skills}; {people}.",
        "It leads over {n} scripts to {skills}; {people}.",
        seen.scripts,
        skills=skills,
        people=people,
    )


def judge_contacts(seen: Sequence[ContactSeen]) -> Step:
    """Of no contact at all nothing is known."""
    if not seen:
        told = say("There is no active point of contact to try.")
        return Step(Part.CONTACTS, Outcome.NOT_DONE, told)
    judged = [judge_contact(one) for one in seen]
    good = sum(all(line.outcome in _GOOD for line in lines) for lines in judged)
    told = say_n(
        "{n} of {tried} that were tried arrives.",
        "{n} of {tried} that were tried arrive.",
        good,
        tried=len(seen),
    )
    return step_of(Part.CONTACTS, told, [line for lines in judged for line in lines])


_GOOD = (Outcome.PASSED, Outcome.NOTED)


# ---------------------------------------------------------------- what was tried, and how it went


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: what was seen, or the fault it ended with; None: nobody knows how to try it. `beside` is worth knowing."""

    name: str
    outcome: Message | ReleveError | None
    ms: float | None = None
    beside: Message | None = None


def judge_try(tried: Tried) -> Line:
    """Whoever does not answer has failed: a switch would meet the same."""
    match tried.outcome:
        case None:
            return Line(
                tried.name,
                Outcome.NOT_DONE,
                say("This driver cannot be rehearsed."),
                None,
                "not_offered",
            )
        case ReleveError() as fault:
            return fault_line(tried.name, Outcome.FAILED, fault, tried.ms)
        case told:
            return Line(tried.name, Outcome.PASSED, told, tried.beside, "", tried.ms)


def judge_tries(part: Part, tries: Sequence[Tried]) -> Step:
    """All of them must have gone well."""
    lines = [judge_try(one) for one in tries]
    good = sum(line.outcome is Outcome.PASSED for line in lines)
    told = say_n(
        "{n} of {tried} attempts went well.",
        "{n} of {tried} attempts went well.",
        good,
        tried=len(lines),
    )
    return step_of(part, told, lines)


def result(steps: Sequence[Step]) -> Outcome:
    """Of a whole drill: passed if nothing has failed and nothing that was wanted could not be tried."""
    found = worst(step.outcome for step in steps)
    return found if found in (Outcome.FAILED, Outcome.NOT_DONE) else Outcome.PASSED
