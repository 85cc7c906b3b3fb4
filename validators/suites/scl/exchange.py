"""SCL-CON-01, SCL-CRD, SCL-PRT and SCL-PRO: what a package holds beside the records."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fairmark.validators.readers.learning.package import CREDENTIALS, FRAMEWORKS, ROSTER, Record
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds
from fairmark.validators.suites.scl.graph import Json, as_objects
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package

NAMED = 5


def _validates(export: Export, folder: str, nothing: str) -> Result:
    """Whether the files of a folder keep the rules of their own standards."""
    operation = folder.rstrip("/")
    judged = {path: rules for path, rules in export.broken.items() if path.startswith(folder)}
    if not any(path.startswith(folder) for path in export.exported.paths):
        return cannot_tell(operation, f"There is {nothing}.")
    if judged:
        said = [f"{path} ({', '.join(sorted(rules)[:NAMED])})" for path, rules in sorted(judged.items())[:NAMED]]
        return breach(operation, observed="; ".join(said))
    return holds(operation)


@check_of_package("SCL-CON-011", "SCL-CON-01", "frameworks that do not validate: {observed}")
def frameworks_are_case_packages(export: Export) -> Results:
    """Every framework in the package is a CASE package that validates.

    Why: Nobody else can read the continuum that learners were judged by.

    Example: A CFPackage whose associations lead to items that it does not hold.

    Repair: See the findings about the file: each names the rule of CASE that it breaks.
    """
    yield _validates(export, FRAMEWORKS, "no framework")


@check_of_package("SCL-PRT-041", "SCL-PRT-04", "a roster that does not validate: {observed}")
def rosters_are_oneroster(export: Export) -> Results:
    """The roster in the package is a OneRoster package that validates.

    Why: Whoever takes over the records would not know whose they are, or in which class they arose.

    Example: A roles.csv that refers to a school which orgs.csv does not hold.

    Repair: See the findings about the tables: each names the rule of OneRoster that it breaks.
    """
    yield _validates(export, ROSTER, "no roster")


@check_of_package(
    "SCL-PRT-061",
    "SCL-PRT-06",
    "{observed}",
    notes="Files whose url is an address, not `files/` and a digest, are not in the package and not judged.",
)
def files_of_evidence_have_their_digest(export: Export) -> Results:
    """Every file of evidence that the package should hold is there, with the digest and the size that its record
    states.

    Why: What was judged cannot be looked at any more.

    Example: A recording that was converted on the way.

    Repair: Export files unchanged, and state their digest, media type and size.
    """

    def cases() -> Iterator[Case]:
        for work in export.exported.of("EvidenceRecord"):
            files = [file for file in as_objects(work.data.get("files")) if str(file.get("url")).startswith("files/")]
            if files:
                yield work, next((said for file in files if (said := _wrong_file(export, file))), "")

    yield over("EvidenceRecord", cases(), nothing="no file of evidence")


def _wrong_file(export: Export, file: Json) -> str:
    learning, url = export.exported.learning, str(file.get("url"))
    found = learning.files.get(url)
    if found is None:
        return "" if url in learning.unread else "a file is not in the package"
    if found.sha256 != file.get("digest"):
        return "a file has another digest"
    return "" if file.get("size") in (None, found.size) else "a file has another size"


@check_of_package("SCL-CRD-011", "SCL-CRD-01 and SCL-CRD-02", "credentials that do not validate: {observed}")
def credentials_validate(export: Export) -> Results:
    """The credentials in the package are Open Badges 3.0 or CLR 2.0 credentials that validate, and whose proofs verify.

    Why: A learner who leaves with them could show them to nobody.

    Example: A badge that was changed after it was signed.

    Repair: See the findings about the file: each names the rule that it breaks.
    """
    yield _validates(export, CREDENTIALS, "no credential")


@check_of_package("SCL-CRD-051", "SCL-CRD-05", "every record of a learner has a grade average: {observed}")
def records_stand_without_an_average(export: Export) -> Results:
    """There is a comprehensive learner record without a grade point average and without credit hours.

    Why: An average says nothing of what a learner can; who has to give one cannot leave it out.

    Example: A CLR each of whose achievements has a result of the type GradePointAverage.

    Repair: Issue the record with results of the types PerformanceLevel or RubricCriterionLevel.
    """
    records = {path: data for path, data in export.exported.credentials.items() if "ClrCredential" in _types(data)}
    wrong = [path for path, data in sorted(records.items()) if _has_average(data)]
    if not records:
        yield cannot_tell("credentials", "There is no comprehensive learner record.")
    elif len(wrong) == len(records):
        yield breach("credentials", observed=", ".join(wrong[:NAMED]))
    else:
        yield holds("credentials")


def _types(data: Any) -> list[Any]:
    stated = data.get("type") if isinstance(data, dict) else None
    return stated if isinstance(stated, list) else [stated]


def _has_average(data: Any) -> bool:
    return any(
        value == "GradePointAverage" or (name == "creditsEarned" and value is not None) for name, value in members(data)
    )


def members(data: Any) -> Iterator[tuple[str, Any]]:
    """Every member of an object at any depth, with its value; the texts of a list come under the name of the list."""
    waiting: list[tuple[str, Any]] = [("", data)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            for inner, each in value.items():
                yield inner, each
                waiting.append((inner, each))
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, (dict, list)):
                    waiting.append((name, each))
                else:
                    yield name, each


FLAGS = frozenset({"flag", "flags", "needssupport", "ext:flag"})


@check_of_package("SCL-INT-062", "SCL-INT-06", "a credential with a flag: {observed}")
def credentials_carry_no_flags(export: Export) -> Results:
    """No credential in the package holds a needs-support flag.

    Why: A flag is for those who help this week; in a credential it follows the learner for life.

    Example: A badge with `"flag": "stuck"` among the results.

    Repair: Leave flags out of what is issued.
    """
    wrong = [
        path
        for path, data in sorted(export.exported.credentials.items())
        if any(name.lower() in FLAGS or value == "productiveStruggle" for name, value in members(data))
    ]
    if not export.exported.credentials:
        yield cannot_tell("credentials", "There is no credential.")
    elif wrong:
        yield breach("credentials", observed=", ".join(wrong[:NAMED]))
    else:
        yield holds("credentials")


# -- the roster --------------------------------------------------------------------------------------------------------


@check_of_package("SCL-LRN-011", "SCL-LRN-01", "learners that the roster does not have once: {observed}")
def learners_are_in_the_roster_once(export: Export) -> Results:
    """Every learner of the records is one user of the roster, and every person one learner.

    Why: Of a learner who changes schools, half of the record would be lost, or belong to a stranger.

    Example: Two users with the same userMasterIdentifier, each with records of its own.

    Repair: Name a learner by one identifier, that of the user, in all schools and years.
    """
    exported = export.exported
    masters = Counter(
        master
        for learner in exported.learners
        if (master := (exported.user(learner) or {}).get("userMasterIdentifier"))
    )

    def cases() -> Iterator[Case]:
        for learner, records in exported.learners.items():
            user = exported.user(learner)
            if user is None:
                yield records[0], "not in the roster"
            else:
                is_twice = masters[user.get("userMasterIdentifier", "")] > 1
                yield records[0], "one person under two names" if is_twice else ""

    if exported.users:
        yield over("users", cases(), nothing="no record about a learner")
    else:
        yield cannot_tell("users", "There is no roster.")


# -- events ------------------------------------------------------------------------------------------------------------

EVENTS: Mapping[str, Sequence[str]] = {
    "EvidenceRecord": ("evidenceSubmitted", "revised"),
    "Judgment": ("judged", "reassessed"),
    "Determination": ("determined",),
    "Support": ("supportBegun",),
}
"""Class to the kinds of events of which each of its records makes one."""


@check_of_package(
    "SCL-PRO-011",
    "SCL-PRO-01",
    "{observed}",
    notes="Looked at where the package holds events. Corrections, and what is only for calibration, need no event.",
)
def decision_points_are_told_once(export: Export) -> Results:
    """Work that was submitted, a judgment, a determination and a support that was begun each make one event, with who
    and when.

    Why: Whether learners wait for feedback, or were let go on, can only be told from when things happened.

    Example: A judgment with two events `judged`; or one with none.

    Repair: Record an event with each decision, and none for a change of wording.
    """
    package = export.exported.learning
    events = Counter((event.text("about"), event.text("kind")) for event in export.exported.of("ProcessEvent"))

    def cases() -> Iterator[Case]:
        for cls, kinds in EVENTS.items() if events else ():
            for record in package.of(cls):
                if record.before or not _is_decision(record):
                    continue
                found = [events[record.id, kind] for kind in kinds]
                yield record, "no event" if not any(found) else "told twice" if max(found) > 1 else ""

    yield over("ProcessEvent", cases(), nothing="no event")


def _is_decision(record: Record) -> bool:
    match record.cls:
        case "EvidenceRecord":
            return record.text("status") == "submitted"
        case "Judgment":
            return record.text("purpose") in ("formative", "summative")
        case "Determination":
            return record.text("purpose") == "attainment"
        case _:
            return record.text("status") != "dismissed"
