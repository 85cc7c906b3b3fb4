"""SCL-PRF, and of SCL-ASM what decides which judgments count: determinations follow from their rule and judgments."""

from collections.abc import Callable, Iterator

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import Account, Cause, displays, number
from fairmark.validators.suites.scl.graph import Json, as_object, as_objects, identifier_of
from fairmark.validators.suites.scl.history import Reading
from fairmark.validators.suites.scl.oracle.depth import TAXONOMIES
from fairmark.validators.suites.scl.oracle.determining import BODY, INSUFFICIENT, LAST_VS_REST, RECURSIVE
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package

DETERMINATION = "Determination"
ADJUDICATION, CALIBRATION = "adjudication", "calibration"
NONE = "no determination whose rule and judgments are all there"


def _any(_account: Account) -> bool:
    return True


def _cases(export: Export, cause: Cause, concerned: Callable[[Account], bool] = _any) -> Iterator[Case]:
    """The determinations that a mistake could concern, each with whether it explains them."""
    for account in export.accounts.all:
        if concerned(account):
            yield account.determination, account.cause is cause


@check_of_package(
    "SCL-PRF-011",
    "SCL-PRF-01 and section 3.2",
    "the rule gives something else: {observed}",
    notes="Values may differ by 1e-9. What one well-known mistake explains is said by the check of that mistake.",
)
def determinations_follow_from_rule_and_judgments(export: Export) -> Results:
    """A determination has the status and the value that its rule gives for its judgments.

    Why: It claims what the evidence does not show, or denies what it does.

    Example: `proficient` with the value 3, where the mean of the judgments is 2.8.

    Repair: Determine anew, or say by `override` who decided otherwise, and why.
    """
    for method in sorted({account.method for account in export.accounts.all}) or [DETERMINATION]:
        cases = (each for each in export.accounts.all if each.method == method)
        judged = ((each.determination, each.cause is Cause.UNEXPLAINED) for each in cases)
        yield over(method, judged, nothing=NONE)


@check_of_package("SCL-PRF-031", "SCL-PRF-03 and section 3.2", "the other decaying average: {observed}")
def decaying_averages_are_those_that_are_named(export: Export) -> Results:
    """A value by decayingRecursive is not the one by decayingLastVsRest, nor the other way round.

    Why: For 2, 3, 2, 4, 3 one gives 3.1329 and the other 2.9125: the same learner is proficient or not.

    Example: A rule whose method is decayingRecursive, and the value 2.9125.

    Repair: Compute the average that the rule names, or name the one that is computed.
    """
    cases = _cases(export, Cause.OTHER_AVERAGE, lambda account: account.method in (RECURSIVE, LAST_VS_REST))
    yield over(DETERMINATION, cases, nothing="no determination by a decaying average")


@check_of_package("SCL-PRF-041", "SCL-PRF-04 and section 3.1", "in another order than that of the work: {observed}")
def judgments_count_in_the_order_of_the_work(export: Export) -> Results:
    """Judgments count in the order of effective time, then of record time, then of identifier.

    Why: Old work that is entered late would pass for the latest.

    Example: The most recent score is that of a performance in September, entered in May, though there is one of April.

    Repair: Order by effectiveAt first.
    """
    cases = _cases(export, Cause.OTHER_ORDER, lambda account: account.method not in ("highest", "mean", "nTimes", BODY))
    yield over(DETERMINATION, cases, nothing="no determination by a method that looks at the order")


@check_of_package("SCL-PRF-051", "SCL-PRF-05 and section 3.2", "the body of evidence says otherwise: {observed}")
def bodies_of_evidence_are_whole(export: Export) -> Results:
    """A body of evidence holds when the scores at the cut are enough, from enough tasks and scorers, and none of the
    last scores lies below the floor; and not otherwise.

    Why: Four good scores of one task by one teacher show that the task was done, not what was learned.

    Example: `proficient` from four scores of one task, where the rule wants two tasks.

    Repair: Count distinct tasks and scorers among the scores at or above the cut, and look at the last ones.
    """
    cases = _cases(export, Cause.BODY, lambda account: account.method == BODY)
    yield over(DETERMINATION, cases, nothing="no determination by a body of evidence")


@check_of_package("SCL-PRF-071", "SCL-PRF-07", "{observed}")
def values_are_rounded_for_display_alone(export: Export) -> Results:
    """The unrounded value is compared with the cut; `display` is that value, rounded half away from zero.

    Why: A value of 2.9999 is shown as 3.00 and lies below the cut; who is told otherwise cannot rely on the cut.

    Example: `proficient` with the value 2.9999 and the cut 3.

    Repair: Compare first, round last.
    """

    def cases() -> Iterator[Case]:
        for account in export.accounts.all:
            value, shown = number(account.determination.data.get("value")), account.determination.text("display")
            if value is not None:
                said = "compared after rounding" if account.cause is Cause.ROUNDED else ""
                yield account.determination, said or ("shown as another value" if not displays(value, shown) else "")

    yield over(DETERMINATION, cases(), nothing="no determination with a value")


@check_of_package("SCL-PRF-081", "SCL-PRF-08", "{observed}")
def too_little_is_neither_zero_nor_failure(export: Export) -> Results:
    """Where there are fewer judgments than the rule wants, the status is insufficientEvidence, without a value, and
    `missing` says what is needed; and it is that only there.

    Why: A learner of whom nothing is known yet would have failed.

    Example: `notYet` with the value 0 from one judgment, under a rule that wants three.

    Repair: Conclude nothing before there is enough, and say what is missing.
    """

    def cases() -> Iterator[Case]:
        for account in export.accounts.all:
            determination = account.determination
            if account.cause is Cause.TOO_LITTLE:
                yield determination, "another status than insufficientEvidence, or that without cause"
            elif determination.text("status") == INSUFFICIENT and "override" not in determination.data:
                yield determination, "" if as_objects(determination.data.get("missing")) else "nothing is said to miss"
            elif account.right.statuses == {INSUFFICIENT}:
                yield determination, ""

    yield over(DETERMINATION, cases(), nothing="no determination from too little evidence")


@check_of_package("SCL-ASM-081", "SCL-ASM-08", "what was not scored counts as a score: {observed}")
def only_real_scores_count(export: Export) -> Results:
    """What is missing, exempt or not yet evidenced is in no mean, mode or slope: only real scores are.

    Why: A learner who was ill would have worked badly.

    Example: The mean of 4, 4 and a missing piece, given as 2.67.

    Repair: Keep statuses apart from scores, and compute from judgments whose status is scored.
    """
    unscored = {
        (one.text("learner"), identifier_of(one.text("target")))
        for one in export.exported.of("Judgment")
        if one.text("status") != "scored"
    }
    cases = _cases(
        export,
        Cause.MISSING_AS_ZERO,
        lambda account: (
            (account.determination.text("learner"), identifier_of(account.determination.text("target"))) in unscored
            or account.cause is Cause.MISSING_AS_ZERO
        ),
    )
    yield over(DETERMINATION, cases, nothing="no determination beside a judgment without a score")


# -- which judgments, by which rule ------------------------------------------------------------------------------------


def _inputs(export: Export) -> Iterator[tuple[Record, Record, list[Record]]]:
    """Each determination by a rule, with the rule and the judgments that it was made from."""
    for determination in export.exported.of(DETERMINATION):
        rule, judgments = export.accounts.rule_of(determination), export.accounts.judgments_of(determination)
        if rule is not None and judgments:
            yield determination, rule, judgments


@check_of_package(
    "SCL-ASM-031",
    "SCL-ASM-03",
    "made from judgments that the rule does not admit: {observed}",
    notes="Judgments for calibration are left to SCL-PKG-10. An adjudication stands for the scores that it settles.",
)
def rules_admit_whom_they_name(export: Export) -> Results:
    """A determination is made from judgments of the roles, purposes and depth that its rule admits.

    Why: What a learner says of their own work, or a friend does, is kept, and decides nothing unless that was agreed.

    Example: A self-assessment among the judgments of a determination whose rule admits educators alone.

    Repair: Leave out what the rule does not admit.
    """

    def cases() -> Iterator[Case]:
        for determination, rule, judgments in _inputs(export):
            admits = as_object(rule.data.get("admits"))
            yield determination, not all(_admits(admits, one) for one in judgments)

    yield over(DETERMINATION, cases(), nothing=NONE)


def _admits(admits: Json, judgment: Record) -> bool:
    purpose, least = judgment.text("purpose"), as_object(admits.get("minDepth"))
    if purpose == ADJUDICATION:
        return True
    return (
        judgment.text("scorerRole") in _listed(admits.get("roles"))
        and (purpose == CALIBRATION or purpose in _listed(admits.get("purposes")))
        and (not least or _reaches(as_object(judgment.data.get("depth")), least))
    )


def _reaches(seen: Json, least: Json) -> bool:
    """Whether the depth that was seen is at least the other one; of a taxonomy that is not known nobody can tell."""
    if seen.get("taxonomy") != least.get("taxonomy"):
        return False
    order = TAXONOMIES.get(str(least.get("taxonomy")), ())
    known = [order.index(each) for each in (seen.get("value"), least.get("value")) if each in order]
    return len(known) < 2 or known[0] >= known[1]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@check_of_package(
    "SCL-EVD-021",
    "SCL-EVD-02",
    "made from judgments of something else: {observed}",
    notes="Judgments of the competency of a level count for the level, and those of what exactMatchOf, replacedBy and "
    "isTranslationOf lead from.",
)
def judgments_count_for_what_was_judged(export: Export) -> Results:
    """A determination about a level is made from judgments of that level or its competency.

    Why: Work that is aligned to three competencies, and judged in one of them, would count as judged in all three.

    Example: A determination of writing from a judgment of reading, since both were aligned to the same work.

    Repair: Count a judgment for its target only.
    """

    def cases() -> Iterator[Case]:
        for determination, _, judgments in _inputs(export):
            yield determination, not all(_is_about(export, determination, one) for one in judgments)

    yield over(DETERMINATION, cases(), nothing=NONE)


def _is_about(export: Export, determination: Record, judgment: Record) -> bool:
    if judgment.text("learner") != determination.text("learner"):
        return False
    target, judged = identifier_of(determination.text("target")), identifier_of(judgment.text("target"))
    leading = export.history.leading_to(target, Reading(both_ways=True))
    graph = export.exported.graph
    return judged in leading or any(judged in graph.competencies.get(each, ()) for each in leading)


@check_of_package("SCL-PRF-061", "SCL-PRF-06", "an override that does not say what was computed: {observed}")
def overrides_stand_beside_the_computed_value(export: Export) -> Results:
    """An override says who decided, why, and what the rule had come to.

    Why: Nobody could tell a professional's judgement from a mistake, and nobody could count them.

    Example: An override without computedValue: what the rule had said is lost.

    Repair: Keep status and value as the rule computed them in computedStatus and computedValue.
    """

    def cases() -> Iterator[Case]:
        for determination in export.exported.of(DETERMINATION):
            if "override" in determination.data:
                yield determination, not _is_told(export, determination)

    yield over(DETERMINATION, cases(), nothing="no override")


def _is_told(export: Export, determination: Record) -> bool:
    said, rule = as_object(determination.data["override"]), export.accounts.rule_of(determination)
    has_value = rule is None or rule.text("method") != BODY
    return all(said.get(name) for name in ("by", "reason", "computedStatus")) and (
        not has_value or "computedValue" in said
    )


@check_of_package(
    "SCL-PRF-091",
    "SCL-PRF-09",
    "{observed}",
    notes="A determination that is made anew by a rule of a later date names the rule, or what else made it necessary, "
    "in causedBy.",
)
def rules_are_valid_when_they_decide(export: Export) -> Results:
    """A determination is recorded while its rule is valid, and one that is made anew by another rule says what caused
    it.

    Why: Learners were told by which rule they would be judged; a result that changes without a cause is a riddle.

    Example: A determination of May by a rule that is valid from September on.

    Repair: Use the rule of the day; when the rule changes, determine anew and name it in causedBy.
    """

    def cases() -> Iterator[Case]:
        for determination in export.exported.of(DETERMINATION):
            rule = export.accounts.rule_of(determination)
            recorded = determination.instant("recordedAt")
            if rule is None or recorded is None or determination.text("status") == "placed":
                continue
            begin, end = rule.instant("validFrom"), rule.instant("validTo")
            valid = (begin is None or begin <= recorded) and (end is None or recorded < end)
            yield determination, _uncaused(export, determination) if valid else "by a rule that was not valid then"

    yield over(DETERMINATION, cases(), nothing="no determination whose rule is there")


def _uncaused(export: Export, determination: Record) -> str:
    earlier = export.exported.learning.find(DETERMINATION, determination.text("supersedes"))
    is_anew = earlier is not None and earlier.text("rule") != determination.text("rule")
    return "by another rule than before, without a cause" if is_anew and not determination.text("causedBy") else ""
