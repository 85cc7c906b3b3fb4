"""How each requirement of a standard came out, from the checks of the rules that its table names."""

from collections.abc import Iterator, Sequence

from fairmark.schemas.requirements import Requirement, requirements
from fairmark.validators.core.events import Checked, Required
from fairmark.validators.core.levels import WORST_FIRST, Outcome
from fairmark.validators.core.profile import Profile


def came_out(profile: Profile, checks: Sequence[Checked]) -> Iterator[Required]:
    """The requirements that the profile's standard, version and role has, each with the worst outcome of its checks. An
    information that leaves a check at pass leaves the requirement there too."""
    for requirement in requirements(profile.standard):
        if profile.version not in requirement.versions or profile.role not in requirement.actors:
            continue
        concerned = [check for check in checks if _concerns(requirement, check)]
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


def _concerns(requirement: Requirement, check: Checked) -> bool:
    return check.rule in requirement.rules and requirement.operation in ("", check.operation)


def _why_untested(requirement: Requirement) -> str:
    return requirement.untestable or "Nothing that was answered could show it."
