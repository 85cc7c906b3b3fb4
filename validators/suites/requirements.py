"""How each requirement of a standard came out, from the checks of the rules that its table names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators.core.events import Checked, Required
from fairmark.validators.core.levels import WORST_FIRST, Outcome
from fairmark.validators.core.profile import Profile

PARTLY = "What was looked at shows a part of it only."


@dataclass(frozen=True, slots=True)
class Seen:
    """How a system was looked at, where its standard lets itself be tested in several ways: in which `modes`, and the
    reason that checks give which look in another one."""

    modes: frozenset[str]
    elsewhere: str


def came_out(profile: Profile, checks: Sequence[Checked], seen: Seen | None = None) -> Iterator[Required]:
    """The requirements that the profile's standard, version and role has, each with the worst outcome of its checks. An
    information that leaves a check at pass leaves the requirement there too.

    With `seen`, a requirement that can be shown in these modes comes out by the checks of these modes; another one may
    have failed, but is not kept.
    """
    for requirement in requirements(profile.standard):
        if profile.version not in requirement.versions or profile.role not in requirement.actors:
            continue
        concerned = [check for check in checks if _concerns(requirement, check)]
        if concerned and seen:
            concerned = _within(requirement, concerned, seen)
        worst = min(concerned, key=lambda check: WORST_FIRST.index(check.outcome), default=None)
        outcome, reason = (worst.outcome, worst.reason) if worst else (Outcome.CANNOT_TELL, _why_untested(requirement))
        yield Required(
            requirement.id,
            requirement.level,
            requirement.clause,
            requirement.summary,
            requirement.rules,
            outcome,
            reason,
        )


def _within(requirement: Requirement, concerned: Sequence[Checked], seen: Seen) -> list[Checked]:
    """The checks that say how the requirement came out."""
    asked = [check for check in concerned if check.reason != seen.elsewhere]
    if seen.modes.isdisjoint(requirement.modes):
        return [*concerned, Checked("", "", Outcome.CANNOT_TELL, PARTLY if asked else seen.elsewhere)]
    return asked or list(concerned)


def told(required: Sequence[Required]) -> str:
    """How many of the requirements came out how, level by level."""
    levels = dict.fromkeys(one.level for one in required)
    return "; ".join(f"{level}: {_counted([one for one in required if one.level == level])}" for level in levels)


def _counted(required: Sequence[Required]) -> str:
    counts = {outcome: sum(one.outcome is outcome for one in required) for outcome in WORST_FIRST}
    said = (f"{count:,} {outcome.value}" for outcome, count in counts.items() if count)
    return f"{len(required):,}, of which {', '.join(said)}"


def _concerns(requirement: Requirement, check: Checked) -> bool:
    return check.rule in requirement.rules and requirement.operation in ("", check.operation)


def _why_untested(requirement: Requirement) -> str:
    return requirement.untestable or "Nothing that was answered could show it."
