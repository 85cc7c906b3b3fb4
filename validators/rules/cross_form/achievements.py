"""X-MAP: what an achievement is about, in the record and in the gradebook."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.rules.cross_form.scales import plain
from fairmark.validators.rules.cross_form.together import ANY, TOGETHER, Met, Side, Together


@rule(
    "X-MAP-001",
    severity=WARNING,
    versions=ANY,
    basis="best practice: Open Badges 3.0 section B.1.5 Alignment (targetUrl) and OneRoster CSV 1.2 "
    "learningObjectiveId name the same item of CASE",
    message="{observed} is no standard of the line item of the same name",
    kinds=(TOGETHER,),
    notes="The same achievement is one that has the name of a line item for which the learner has a result. Nothing is "
    "said where the two share a standard, or where a code and its words show that two identifiers mean one standard: "
    "of that X-MAP-008 speaks.",
)
def achievements_are_about_the_standards_of_the_gradebook(together: Together) -> Findings:
    """An achievement is aligned to a standard of the line item that it comes from.

    Why: Progress that the gradebook counts for one standard shows in the record of the learner as another one.

    Example: The badge "Fractions on a line" is aligned to adding fractions, the line item of that name to the number
    line.

    Repair: Align both to the standard that was judged.
    """
    for side in together.sides:
        for batch in together.met(side):
            yield from _differing(together, side, batch)


def _differing(together: Together, side: Side, batch: list[Met]) -> Findings:
    wanted = {(met.learner, plain(met.claim.title)) for met in batch if met.claim.standards and met.claim.title}
    known = side.gradebook.standards_by_title(wanted)
    for credential, claim, learner in batch:
        due = known.get((learner, plain(claim.title)), set())
        own = {standard.uuid for standard in claim.standards}
        if due and own and not due & own and not any(map(together.statements.has_rival, claim.standards)):
            first = claim.standards[0]
            yield finding(at=credential.at((*first.path, "targetUrl")), observed=first.uuid)
