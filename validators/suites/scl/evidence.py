"""SCL-EVD, SCL-LRN, and of SCL-ASM what tasks and scorers are: evidence, portfolios, goals and plans hold together."""

from collections.abc import Iterator

from fairmark.validators.core.levels import WARNING
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results, not_applicable
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.graph import as_object, as_objects, identifier_of
from fairmark.validators.suites.scl.history import EARLIEST
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package

EVIDENCE, JUDGMENT, PORTFOLIO = "EvidenceRecord", "Judgment", "Portfolio"


@check_of_package("SCL-EVD-042", "SCL-EVD-04", "not the version that was judged: {observed}")
def judgments_name_the_version_that_was_judged(export: Export) -> Results:
    """The number of the version in a judgment is that of the record of evidence that it names.

    Why: Nobody can see any more what was judged, once the work has been revised.

    Example: `evidenceVersion` 2 in a judgment whose `evidence` is the record of version 1.

    Repair: Name the record of the version that was judged.
    """

    def cases() -> Iterator[Case]:
        for judgment in export.exported.of(JUDGMENT):
            work = export.exported.learning.find(EVIDENCE, judgment.text("evidence"))
            if work is not None:
                yield judgment, judgment.data.get("evidenceVersion") != work.data.get("version")

    yield over(EVIDENCE, cases(), nothing="no judgment whose evidence is there")


@check_of_package("SCL-EVD-051", "SCL-EVD-05", "group work that does not say who did what: {observed}")
def group_work_names_each_part(export: Export) -> Results:
    """Work of several learners names the part of each of them.

    Why: What one did would count for all, and nobody could judge it.

    Example: A poster of three learners whose `provenance.creators` names two.

    Repair: Name every learner of the group in creators, each with a part.
    """

    def cases() -> Iterator[Case]:
        for work in export.exported.of(EVIDENCE):
            learners = {learner for _, learner in work.texts("learners")}
            if len(learners) > 1:
                creators = as_objects(as_object(work.data.get("provenance")).get("creators"))
                yield work, not learners <= {str(each.get("learner")) for each in creators if each.get("part")}

    yield over(EVIDENCE, cases(), nothing="no work of several learners")


@check_of_package("SCL-EVD-052", "SCL-EVD-05", "a judgment of somebody else's work: {observed}")
def judgments_are_about_the_learners_own_work(export: Export) -> Results:
    """A judgment is about a learner whose work the evidence is.

    Why: Somebody would be judged by what others have done.

    Example: A judgment of a learner by the poster of a group to which the learner does not belong.

    Repair: Name the learner among those of the evidence, or judge the learner's own work.
    """

    def cases() -> Iterator[Case]:
        for judgment in export.exported.of(JUDGMENT):
            work = export.exported.learning.find(EVIDENCE, judgment.text("evidence"))
            if work is not None:
                yield judgment, judgment.text("learner") not in {learner for _, learner in work.texts("learners")}

    yield over(JUDGMENT, cases(), nothing="no judgment whose evidence is there")


@check_of_package("SCL-EVD-061", "SCL-EVD-06", "{observed}")
def reflections_are_the_learners_own_and_stay(export: Export) -> Results:
    """A reflection on work is by a learner whose work it is, and stands unchanged in all later versions.

    Why: What learners think of their work is theirs; nobody edits it.

    Example: A second version whose reflection is that of the first, with a sentence left out.

    Repair: Keep reflections as they were written, with author and date, and add new ones beside them.
    """

    def cases() -> Iterator[Case]:
        for work in export.exported.of(EVIDENCE):
            earlier = export.exported.learning.find(EVIDENCE, work.before) if work.before else None
            own = as_objects(work.data.get("reflection"))
            before = as_objects(earlier.data.get("reflection")) if earlier is not None else []
            if own or before:
                learners = {learner for _, learner in work.texts("learners")}
                is_own = all(each.get("author") in learners for each in own)
                kept = "" if all(each in own for each in before) else "an earlier reflection is not as it was"
                yield work, kept if is_own else "by somebody whose work it is not"

    yield over(EVIDENCE, cases(), nothing="no reflection")


@check_of_package("SCL-EVD-081", "SCL-EVD-08", "{observed}")
def portfolios_are_ordered_selections(export: Export) -> Results:
    """A portfolio holds, in an order, versions of the learner's own work, by reference.

    Why: A portfolio of others' work, or of a version that never was, shows nothing of the learner.

    Example: An entry with evidenceVersion 3 whose evidence is the record of version 2.

    Repair: Refer to the record of the version that was chosen, and number the entries.
    """

    def cases() -> Iterator[Case]:
        for portfolio in export.exported.of(PORTFOLIO):
            entries = as_objects(portfolio.data.get("entries"))
            orders = [str(entry.get("order")) for entry in entries]
            said = "two entries at one place" if len(set(orders)) < len(orders) else ""
            for entry in entries:
                work = export.exported.learning.find(EVIDENCE, str(entry.get("evidence")))
                if work is not None:
                    said = said or _wrong_entry(portfolio, work, entry.get("evidenceVersion"))
            yield portfolio, said

    yield over(PORTFOLIO, cases(), nothing="no portfolio")


def _wrong_entry(portfolio: Record, work: Record, version: object) -> str:
    if portfolio.text("learner") not in {learner for _, learner in work.texts("learners")}:
        return "somebody else's work"
    return "" if version == work.data.get("version") else "not the version that is named"


@check_of_package("SCL-EVD-091", "SCL-EVD-09", "{observed}")
def submitted_portfolios_are_frozen(export: Export) -> Results:
    """A portfolio that was submitted says when, holds nothing that was recorded later, and keeps its entries in its
    later versions.

    Why: Reviewers would judge something else than what the learner has submitted.

    Example: A submitted portfolio with a version of the work that was recorded the day after.

    Repair: Keep the entries as they were at snapshotAt; a new selection is a new portfolio.
    """

    def cases() -> Iterator[Case]:
        package = export.exported.learning
        for portfolio in export.exported.of(PORTFOLIO):
            if portfolio.text("status") not in ("submitted", "reviewed"):
                continue
            taken = portfolio.instant("snapshotAt")
            entries = as_objects(portfolio.data.get("entries"))
            works = (package.find(EVIDENCE, str(entry.get("evidence"))) for entry in entries)
            earlier = package.find(PORTFOLIO, portfolio.before) if portfolio.before else None
            if taken is None:
                yield portfolio, "it does not say when"
            elif any(work is not None and (work.instant("recordedAt") or EARLIEST) > taken for work in works):
                yield portfolio, "work that was recorded later"
            elif earlier is not None and earlier.text("status") == "submitted":
                yield portfolio, "" if _chosen(earlier) == _chosen(portfolio) else "other entries than were submitted"
            else:
                yield portfolio, ""

    yield over(PORTFOLIO, cases(), nothing="no portfolio that was submitted")


def _chosen(portfolio: Record) -> list[tuple[str, str, str]]:
    names = ("order", "evidence", "evidenceVersion")
    return sorted(
        (str(one.get(names[0])), str(one.get(names[1])), str(one.get(names[2])))
        for one in as_objects(portfolio.data.get("entries"))
    )


@check_of_package("SCL-EVD-111", "SCL-EVD-11", "{observed}")
def withdrawn_work_determines_nothing_more(export: Export) -> Results:
    """After work was withdrawn no determination is made from judgments of it; and one that was made from them before is
    superseded by one that names the withdrawal in `causedBy`.

    Why: What a learner, or the law, has taken back would go on to decide about the learner.

    Example: A recording that was withdrawn in May, and a determination of April from its judgment that stands.

    Repair: Determine anew when work is withdrawn, with the withdrawal as the cause.
    """

    def cases() -> Iterator[Case]:
        for determination in export.exported.of("Determination"):
            judgments = export.accounts.judgments_of(determination) or []
            gone = [export.history.withdrawals.get(one.text("evidence")) for one in judgments]
            withdrawals = [one for one in gone if one is not None]
            if withdrawals:
                yield determination, _used(export, determination, withdrawals)

    yield over("Determination", cases(), nothing="no determination from work that was withdrawn")


def _used(export: Export, determination: Record, withdrawals: list[Record]) -> str:
    made = determination.instant("recordedAt") or EARLIEST
    if any((one.instant("recordedAt") or EARLIEST) <= made for one in withdrawals):
        return "made after the withdrawal"
    followers = export.exported.learning.followers.get(determination.id, ())
    if not followers:
        return "it stands as before"
    causes = {one.id for one in withdrawals}
    return "" if any(one.text("causedBy") in causes for one in followers) else "the cause is not named"


# -- tasks and scorers -------------------------------------------------------------------------------------------------


@check_of_package(
    "SCL-ASM-032",
    "SCL-ASM-03",
    "a judgment of one scorer is replaced by that of another: {observed}",
    severity=WARNING,
    notes="A correction may have been entered by somebody else: then it still names the scorer whose rating it is.",
)
def scorers_do_not_replace_each_other(export: Export) -> Results:
    """What supersedes a judgment is by the same scorer, in the same role.

    Why: Several people see several things; whose rating is overwritten by another's was not heard.

    Example: The rating of a moderator that supersedes that of the teacher.

    Repair: Record a judgment of its own for each scorer, and let the rule say which of them count.
    """

    def cases() -> Iterator[Case]:
        for judgment in export.exported.of(JUDGMENT):
            earlier = export.exported.learning.find(JUDGMENT, judgment.before) if judgment.before else None
            if earlier is not None:
                yield judgment, any(judgment.text(name) != earlier.text(name) for name in ("scorer", "scorerRole"))

    yield over(JUDGMENT, cases(), nothing="no correction of a judgment")


@check_of_package("SCL-ASM-051", "SCL-ASM-05", "without a target that its rubric judges: {observed}")
def tasks_can_be_judged(export: Export) -> Results:
    """A task that may be used for determinations has a target level, and a rubric with a criterion about each target or
    its competency.

    Why: Work on it could not be judged, or not for what it was meant to show.

    Example: A task for a level of writing whose rubric has criteria about reading alone.

    Repair: Name the rubric by which the task is judged, and give it a criterion for each target.
    """
    graph = export.exported.graph

    def cases() -> Iterator[Case]:
        for task in export.exported.of("Task"):
            judged = graph.rubrics.get(identifier_of(task.text("rubric")))
            targets = [identifier_of(target) for _, target in task.texts("targets")]
            known = [target for target in targets if target in graph.items]
            if task.data.get("usableForDeterminations") is True and (judged is not None or not task.text("rubric")):
                about = judged or set()
                yield (
                    task,
                    not targets or any(about.isdisjoint({each, *graph.competency_of(each)}) for each in known),
                )

    yield over("Task", cases(), nothing="no task that may be used for determinations")


@check_of_package("SCL-ASM-061", "SCL-ASM-06", "evidence of quality that leads nowhere: {observed}", severity=WARNING)
def quality_of_tasks_can_be_followed(export: Export) -> Results:
    """What speaks for the quality of a task leads to the calibration session that it comes from, where it names one.

    Why: A number that nobody can follow to its ratings is an assertion.

    Example: An agreement of 0.83 with the id of a session that is not in the package.

    Repair: Name the session, and export it with the task.
    """

    def cases() -> Iterator[Case]:
        for task in export.exported.of("Task"):
            entries = as_objects(task.data.get("qualityEvidence"))
            named = [str(entry["session"]) for entry in entries if "session" in entry]
            if entries:
                yield task, any(export.exported.learning.find("CalibrationSession", each) is None for each in named)

    yield over("Task", cases(), nothing="no evidence of the quality of a task")


@check_of_package("SCL-ACC-021", "SCL-ACC-02", "{observed}")
def other_forms_belong_to_the_same_work(export: Export) -> Results:
    """Another form of a file, such as its transcript, names a file of the same work.

    Why: A scorer who reads the transcript would judge another piece of work than one who listens.

    Example: A transcript whose alternateFormOf is the digest of no file of the record.

    Repair: Keep all forms of a piece of work in its record, and name the file of which each is another form.
    """

    def cases() -> Iterator[Case]:
        for work in export.exported.of(EVIDENCE):
            files = as_objects(work.data.get("files"))
            digests = {str(file.get("digest")) for file in files if "alternateFormOf" not in file}
            others = [str(file["alternateFormOf"]) for file in files if "alternateFormOf" in file]
            if others:
                yield work, "" if set(others) <= digests else "another form of no file of the work"

    yield over(EVIDENCE, cases(), nothing="no other form of a file")


# -- goals and pathways ------------------------------------------------------------------------------------------------


@check_of_package("SCL-LRN-041", "SCL-LRN-04", "{observed}")
def pathways_begin_from_templates(export: Export) -> Results:
    """A pathway that is based on another one is a learner's, and the other one a template, which is nobody's.

    Why: Whoever changes their own plan would change somebody else's.

    Example: The pathway of one learner that is basedOn that of another.

    Repair: Make a template without a learner, and base personal pathways on it.
    """

    def cases() -> Iterator[Case]:
        for pathway in export.exported.of("Pathway"):
            template = export.exported.learning.find("Pathway", pathway.text("basedOn"))
            if template is not None:
                said = "" if pathway.text("learner") else "a template that is based on another one"
                yield pathway, "based on somebody's own pathway" if template.text("learner") else said

    yield over("Pathway", cases(), nothing="no pathway that is based on a template")


@check_of_package("SCL-LRN-081", "SCL-LRN-08", "{observed}")
def goals_are_agreed_by_two(export: Export) -> Results:
    """A goal is active only once somebody beside its proposer has agreed, and each agreement says who and when.

    Why: A plan that was made for a learner, or by the learner alone, is not what both rely on.

    Example: An active goal to which only the learner, who proposed it, has agreed.

    Repair: Record every agreement with its time, and activate the goal with the second one.
    """

    def cases() -> Iterator[Case]:
        for goal in export.exported.of("Goal"):
            agreed = as_objects(goal.data.get("agreedBy"))
            others = {str(each.get("by")) for each in agreed} - {goal.text("proposedBy")}
            if not all(each.get("by") and each.get("at") for each in agreed):
                yield goal, "an agreement without who or when"
            elif goal.text("status") == "active":
                yield goal, "" if others else "active without an agreement"

    yield over("Goal", cases(), nothing="no goal that is active")


# -- what comes after what ---------------------------------------------------------------------------------------------


@check_of_package("SCL-GRO-011", "SCL-GRO-01", "{observed}")
def nothing_refers_to_what_came_later(export: Export) -> Results:
    """What a determination was made from was recorded before it, and had not been superseded by then; and what was
    judged was recorded before the judgment.

    Why: A judgment that is younger than what was made from it was written over an earlier one.

    Example: A determination of March whose judgment was recorded in April.

    Repair: Leave records as they were recorded; a correction is a new record that supersedes the earlier one.
    """
    yield over("Determination", _from_later(export), nothing="no determination whose judgments are there")
    yield over(JUDGMENT, _of_later(export), nothing="no judgment whose evidence is there")


def _from_later(export: Export) -> Iterator[Case]:
    for determination in export.exported.of("Determination"):
        made, judgments = determination.instant("recordedAt"), export.accounts.judgments_of(determination)
        if made is None or not judgments:
            continue
        replaced = (each for one in judgments for each in export.exported.learning.followers.get(one.id, ()))
        if any((one.instant("recordedAt") or EARLIEST) > made for one in judgments):
            yield determination, "from what was recorded later"
        elif any((one.instant("recordedAt") or made) < made for one in replaced):
            yield determination, "from what had been superseded"
        else:
            yield determination, ""


def _of_later(export: Export) -> Iterator[Case]:
    for judgment in export.exported.of(JUDGMENT):
        work = export.exported.learning.find(EVIDENCE, judgment.text("evidence"))
        made = judgment.instant("recordedAt")
        if work is not None and made is not None:
            yield judgment, "of what was recorded later" if (work.instant("recordedAt") or EARLIEST) > made else ""


@check_of_package("SCL-EVD-041", "SCL-EVD-04, SCL-LRN-03 and SCL-PRT-03", "{observed}")
def versions_follow_each_other(export: Export) -> Results:
    """The first version of a record has the number 1, and each later one the next number.

    Why: A version that is missing was lost on the way, or overwritten.

    Example: Version 3 of a piece of work whose previousVersion is version 1.

    Repair: Keep every version as a record of its own, and number them without gaps.
    """
    is_part = (
        export.exported.learning.manifest is not None and export.exported.learning.manifest.get("kind") == "changes"
    )
    for cls in ("EvidenceRecord", "Pathway", "Goal", "Portfolio"):
        if export.exported.learning.records.get(cls):
            yield over(cls, _numbered(export, cls, is_part), nothing=f"no first version of a {cls}")
        else:
            yield not_applicable(cls, f"There is no {cls}.")


def _numbered(export: Export, cls: str, is_part: bool) -> Iterator[Case]:
    for record in export.exported.of(cls):
        version = number(record.data.get("version"))
        earlier = export.exported.learning.find(cls, record.before) if record.before else None
        if version is None:
            continue
        if earlier is not None:
            before = number(earlier.data.get("version"))
            yield record, "not the number after the one before" if before is not None and version != before + 1 else ""
        elif not record.before and not is_part:
            yield record, "a first version with another number than 1" if version != 1 else ""
