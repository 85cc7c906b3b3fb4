"""SCL-PAC, SCL-CON-05, and of SCL-ASM and SCL-INT what shows in progress: pathways, pace, depth and flags."""

from collections.abc import Iterable, Iterator, Sequence

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import CLOSE, number
from fairmark.validators.suites.scl.exported import PROGRESS
from fairmark.validators.suites.scl.graph import Json, as_object, identifier_of
from fairmark.validators.suites.scl.history import key
from fairmark.validators.suites.scl.oracle.depth import distribution, is_legal, share_deep
from fairmark.validators.suites.scl.oracle.pace import BUFFER, remaining, status
from fairmark.validators.suites.scl.oracle.struggle import ATTAINED, INACTIVE, INDETERMINATE, flag, last_rises
from fairmark.validators.suites.scl.plans import (
    Plan,
    calendars,
    plans,
    progress_of,
    progress_without_groups,
    spans,
)
from fairmark.validators.suites.scl.progress import Stated
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import day

NO_PATHWAY = "no progress along a pathway that is there"


def _near(one: float | None, *others: float | None) -> bool:
    return any(one is other if one is None or other is None else abs(one - other) <= CLOSE for other in others)


def _plans(export: Export) -> Iterator[Plan]:
    return plans(export.exported, export.history)


@check_of_package("SCL-CON-051", "SCL-CON-05 and section 3.5", "not complete as its rule has it: {observed}")
def groups_are_complete_by_their_rule(export: Export) -> Results:
    """A group of steps of which k are enough is complete with any k of them, and not before.

    Why: There are several ways to the same level; a learner would be sent all of them, or let off after the first.

    Example: A group of three steps of which two are enough, that stays open after two of them.

    Repair: Count k as the weight of the group, and attained steps of it up to k.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            others = progress_without_groups(plan)
            right = progress_of(plan)
            if "progress" in plan.part and any(not _near(other, right) for other in others):
                said = plan.says("progress")
                yield plan.view, not _near(said, right) and any(_near(said, other) for other in others)

    yield over(PROGRESS, cases(), nothing="no progress along a pathway with a group of steps of which some are enough")


@check_of_package("SCL-PAC-011", "SCL-PAC-01 and section 3.5", "{observed}")
def progress_and_pace_are_told_apart(export: Export) -> Results:
    """For each pathway progress is told as the share of its steps that is attained, by their weights, and pace beside
    it.

    Why: A learner may be far and slow, or fast and at the beginning; one number for both hides either.

    Example: Progress 0.75, where half of the steps are attained.

    Repair: Divide the weights of attained steps by those of all; tell pace in paceGap and status.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            said, right = plan.says("progress"), progress_of(plan)
            if "progress" not in plan.part or "paceGap" not in plan.part:
                yield plan.view, "progress or pace is not told"
            elif not _near(said, right) and not any(_near(said, each) for each in progress_without_groups(plan)):
                yield plan.view, "not the share of the steps that is attained"
            else:
                yield plan.view, ""

    yield over(PROGRESS, cases(), nothing=NO_PATHWAY)


@check_of_package("SCL-PAC-021", "SCL-PAC-02", "not the learner's own steps: {observed}")
def pace_is_that_of_the_own_pathway(export: Export) -> Results:
    """`a` is the share of the learner's own steps that are attained.

    Why: Whoever has agreed on a longer way would be behind from the first day on.

    Example: A pathway of 24 steps with 9 attained ones, and `a` as a share of the 20 steps of the class.

    Repair: Count the steps of the learner's own pathway.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            if plan.says("a") is not None and plan.planned:
                yield plan.view, not _near(plan.says("a"), plan.attained / plan.planned)

    yield over(PROGRESS, cases(), nothing="no share of attained steps")


@check_of_package(
    "SCL-PAC-031",
    "SCL-PAC-03 and section 3.6",
    "{observed}",
    notes="Whether the first and the last day count is left open, so that either is accepted.",
)
def days_are_those_that_are_taught(export: Export) -> Results:
    """`e` is the share of the instructional days of the pathway that have passed, without those of agreed pauses; and
    it is said by which calendar.

    Why: Holidays, weekends and an illness would put a learner behind.

    Example: A pause of 20 days which is counted.

    Repair: Count the days of the calendar that the pathway names, without its pauses.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            said, found = plan.says("e"), spans(export.exported, plan)
            if said is None or not found:
                continue
            wrong = not any(_near(said, span.share) for span in found)
            unsaid = "" if plan.part.get("calendar") else "it is not said by which calendar"
            yield plan.view, "not the share of days that have passed" if wrong else unsaid

    yield over(PROGRESS, cases(), nothing="no share of days that have passed on a pathway whose calendar is there")


@check_of_package("SCL-PAC-041", "SCL-PAC-04 and section 3.6", "{observed}")
def pace_has_numbers_behind_it(export: Export) -> Results:
    """`paceGap` is a less e, `paceIndex` a by e, and the status is behind or ahead only where the gap is larger than
    the buffer, and tooEarly in the first days.

    Why: A word without the numbers behind it is an opinion; one against them is wrong.

    Example: `behind` with a gap of exactly the buffer.

    Repair: Compute gap and index from a and e, and compare with the buffer; equality is on pace.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            a, e = plan.says("a"), plan.says("e")
            if a is not None and e is not None:
                yield plan.view, _wrong_pace(export, plan, a, e)

    yield over(PROGRESS, cases(), nothing="no pace with its numbers")


def _wrong_pace(export: Export, plan: Plan, a: float, e: float) -> str:
    gap, index = plan.says("paceGap"), plan.says("paceIndex")
    if gap is None or not _near(gap, a - e, 100 * (a - e)):
        return "the gap is not a less e"
    if "paceIndex" in plan.part and not _near(index, a / e if e else None):
        return "the index is not a by e"
    buffer = plan.says("buffer")
    share = BUFFER if buffer is None else buffer / 100 if buffer >= 1 else buffer
    found = spans(export.exported, plan)
    planned = max((span.planned for span in found), default=180)
    elapsed = {float(span.elapsed) for span in found} or {e * planned}
    words = {status(a * planned, planned, days, days / e if e else planned, share) for days in elapsed}
    return "" if str(plan.part.get("status")) in words else "not the status of these numbers"


@check_of_package("SCL-PAC-051", "SCL-PAC-05 and section 3.6", "not the rate so far: {observed}")
def projections_go_on_as_so_far(export: Export) -> Results:
    """The days that remain are those at the rate so far, and there is no projection where nothing is attained.

    Why: A date that nothing speaks for is a promise or a threat.

    Example: 90 days remain, after 9 of 24 steps took 90 days.

    Repair: Divide the open steps by the attained ones per day, rounded up; with none attained, say null.
    """

    def cases() -> Iterator[Case]:
        for plan in _plans(export):
            found = spans(export.exported, plan)
            if "projectedRemainingDays" in plan.part and (found or not plan.attained):
                right = {remaining(plan.attained, plan.planned, span.elapsed) for span in found} or {None}
                yield plan.view, plan.says("projectedRemainingDays") not in right

    yield over(PROGRESS, cases(), nothing="no projection")


# -- depth -------------------------------------------------------------------------------------------------------------


def _depths(export: Export) -> Iterator[tuple[Stated, Json]]:
    for stated in export.statements:
        if depth := as_object(stated.part.get("depth")):
            yield stated, depth


def _shown(export: Export, stated: Stated) -> list[list[Json]]:
    """The depths of the judgments behind the levels of a competency that are attained: of those of its own levels, and
    of those too that count for them from elsewhere."""
    own = {stated.competency, *export.exported.graph.ordered(stated.competency)}
    leading = {each for one in own for each in export.history.leading_to(one, stated.reading)}
    found = []
    for targets in (own, leading):
        judgments: dict[str, Record] = {}
        for target, one in export.history.latest(stated.learner, stated.reading).items():
            if target in targets and one.text("status") == "proficient":
                judgments |= {judgment.id: judgment for judgment in export.accounts.judgments_of(one) or ()}
        found.append([depth for one in judgments.values() if (depth := as_object(one.data.get("depth")))])
    return found


@check_of_package(
    "SCL-ASM-041",
    "SCL-ASM-04 and section 3.8",
    "not the depth that was shown: {observed}",
    notes="Looked at where the judgments behind attained levels state depths of one taxonomy.",
)
def depth_is_that_of_the_performance(export: Export) -> Results:
    """The depth of a learner's work counts as it was shown, in the judgments behind attained levels; not as its task
    promised.

    Why: A deep task that was done by rote is no deep learning.

    Example: A task of depth 3, done at depth 2, that counts as depth 3.

    Repair: Count the depth of each judgment, over those that an attained level was determined from.
    """

    def cases() -> Iterator[Case]:
        for stated, depth in _depths(export):
            shown = _shown(export, stated)
            taxonomies = {str(each.get("taxonomy")) for each in shown[-1]}
            taxonomy = str(depth.get("taxonomy", taxonomies.pop() if len(taxonomies) == 1 else ""))
            if taxonomy and shown[-1] and not _is_merged(depth):
                yield stated.view, not any(_tells(depth, _in(one, taxonomy), taxonomy) for one in shown)

    yield over(PROGRESS, cases(), nothing="no depth of a learner's work in one taxonomy")


def _in(depths: Sequence[Json], taxonomy: str) -> list[object]:
    """The values that are of the taxonomy."""
    return [each.get("value") for each in depths if each.get("taxonomy") == taxonomy]


def _tells(depth: Json, stated: Sequence[object], taxonomy: str) -> bool:
    """Whether the depth in a view is that of these values: a value that does not occur may be left out."""
    values = [value for value in stated if isinstance(value, (int, str)) and is_legal(taxonomy, value)]
    counts = {name: count for name, count in as_object(depth.get("distribution")).items() if count}
    if counts != distribution(values):
        return False
    deep = share_deep(values, taxonomy)
    return "shareDeep" not in depth or deep is None or _near(number(depth.get("shareDeep")), deep)


@check_of_package("SCL-CON-092", "SCL-CON-09 and section 3.8", "two taxonomies in one number: {observed}")
def taxonomies_are_not_merged(export: Export) -> Results:
    """Depths of two taxonomies are not counted together.

    Why: A 3 of one and an "apply" of another make no sum.

    Example: A distribution with the keys 2, 3 and apply.

    Repair: Tell a distribution for each taxonomy, and say which.
    """

    def cases() -> Iterator[Case]:
        for stated, depth in _depths(export):
            if len({str(each.get("taxonomy")) for each in _shown(export, stated)[-1]}) > 1:
                yield stated.view, _is_merged(depth)

    yield over(PROGRESS, cases(), nothing="no depth of work in two taxonomies")


def _is_merged(depth: Json) -> bool:
    """Whether a distribution has numbers and words."""
    return len({name.isdecimal() for name in as_object(depth.get("distribution"))}) > 1


# -- flags -------------------------------------------------------------------------------------------------------------


@check_of_package(
    "SCL-INT-021",
    "SCL-INT-02 and section 3.11",
    "not what the scores say: {observed}",
    notes="The scores are those of the judgments that the flag names, the cut is that of the rule that it names, or "
    "that determined the competency. Days are counted by a calendar of the package, or all of them, from a score above "
    "the one before it, or above all before it. Without a code nothing is said.",
)
def flags_tell_struggle_from_being_stuck(export: Export) -> Results:
    """A flag is what the scores behind it say: attained, too little evidence, rising, stuck for long, or to be watched.

    Why: Who struggles and learns needs time; who is stuck needs help; of whom little is known needs a look.

    Example: `stuck` for the scores 1, 1.5, 2 and 2.5.

    Repair: Take the median slope per attempt, and the days since the last rise.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            said = as_object(stated.part.get("flag"))
            found = _flags(export, stated, said) if said.get("code") not in (None, INACTIVE) else set()
            if found:
                yield stated.view, str(said.get("code")) not in found

    yield over(PROGRESS, cases(), nothing="no flag with the judgments behind it")


def _flags(export: Export, stated: Stated, said: Json) -> set[str]:
    """What may be said of the scores that a flag names; empty where that cannot be told."""
    inputs, now = said.get("inputs"), day(stated.view.data.get("asOf"))
    named = [str(each) for each in inputs] if isinstance(inputs, list) else []
    judgments = [one for each in named if (one := export.exported.learning.find("Judgment", each)) is not None]
    scored = sorted((one for one in judgments if number(one.data.get("score")) is not None), key=key)
    named_rule = export.exported.learning.find("DeterminationRule", str(said.get("rule")))
    cuts = _cuts([named_rule]) if named_rule is not None else _cuts(_rules(export, stated))
    if not scored or len(judgments) < len(named) or now is None or not cuts:
        return set()
    scores = [number(one.data.get("score")) or 0.0 for one in scored]
    rises = {rose for at in last_rises(scores) if (rose := day(scored[at].data.get("effectiveAt"))) is not None}
    waited = {days.between(rose, now) for days in calendars(export.exported) for rose in rises}
    waited |= {(now - rose).days for rose in rises if not waited}
    return {flag(scores, cut, days + open) for cut in cuts for days in waited for open in (-1, 0, 1)}


def _rules(export: Export, stated: Stated) -> Iterator[Record]:
    """The rules that determine the competency or its levels."""
    targets = {stated.competency, *export.exported.graph.ordered(stated.competency)}
    for one in export.history.determinations(stated.learner, stated.reading):
        rule = export.accounts.rule_of(one)
        if rule is not None and identifier_of(one.text("target")) in targets:
            yield rule


def _cuts(rules: Iterable[Record]) -> set[float]:
    cuts = (number(as_object(rule.data.get("parameters")).get("cut")) for rule in rules)
    return {cut for cut in cuts if cut is not None}


@check_of_package("SCL-INT-061", "SCL-INT-06", "{observed}")
def flags_show_what_they_are_made_of(export: Export) -> Results:
    """A flag names the judgments behind it, which are the learner's own.

    Why: Nobody can dispute a flag of which nobody knows where it comes from.

    Example: `stuck`, with no inputs.

    Repair: List the ids of the judgments in `inputs`.
    """

    def cases() -> Iterator[Case]:
        for stated in export.statements:
            said = as_object(stated.part.get("flag"))
            if said.get("code") in (None, INACTIVE, ATTAINED):
                continue
            inputs = said.get("inputs")
            if not isinstance(inputs, list) or (not inputs and said.get("code") != INDETERMINATE):
                yield stated.view, "no inputs"
                continue
            judgments = (export.exported.learning.find("Judgment", str(each)) for each in inputs)
            is_other = any(one is not None and one.text("learner") != stated.learner for one in judgments)
            yield stated.view, "judgments of somebody else" if is_other else ""

    yield over(PROGRESS, cases(), nothing="no flag")
