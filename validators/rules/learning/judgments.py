"""SCL-PKG: judgments, their rubrics, and the evidence that was judged."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.learning.continuums import RubricLevel, identifier_in
from fairmark.validators.readers.learning.package import LearningPackage, Record
from fairmark.validators.rules.learning.versions import ONLY

FILES = "files/"


def _level_of(package: LearningPackage, judgment: Record) -> RubricLevel | None:
    """The level that was given, None where no framework of the package has it."""
    return package.continuums.levels.get(identifier_in(judgment.text("rubricLevel")))


@rule(
    "SCL-PKG-02",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-02; SCL-ASM-01",
    message="the criterion of this level is neither about the target nor about its competency",
    notes="Judged where a framework of the package has the level.",
)
def levels_are_about_the_target(package: LearningPackage) -> Findings:
    """The `rubricLevel` of a judgment is a level of a criterion about the `target`, or about the competency whose level
    the target is.

    Why: The judgment says that something else was looked at than what it is counted for.

    Example: A level of the criterion Accuracy in a judgment of fluency.

    Repair: Give a level of a criterion whose CFItemURI is the target.
    """
    for judgment in package.of("Judgment"):
        level = _level_of(package, judgment)
        target = identifier_in(judgment.text("target"))
        about = {target, *package.continuums.competencies.get(target, ())}
        if level is not None and level.item not in about:
            yield finding(at=package.at(judgment, "rubricLevel"))


@rule(
    "SCL-PKG-03",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-03",
    message="not the score of the rubric level",
    notes="Judged where a framework of the package has the level, and the level a score.",
)
def scores_are_those_of_the_level(package: LearningPackage) -> Findings:
    """The `score` of a judgment is that of its `rubricLevel`.

    Why: Two readers of one judgment come to two results.

    Example: The level Secure, whose score is 3, with `score` 4.

    Repair: Take the score from the rubric, or give the level that was meant.
    """
    for judgment in package.of("Judgment"):
        level, score = _level_of(package, judgment), judgment.data.get("score")
        if level is not None and level.score is not None and score is not None and score != level.score:
            yield finding(at=package.at(judgment, "score"), observed=score)


@rule(
    "SCL-PKG-04",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-04; SCL-EVD-04, SCL-PRT-06",
    message="{observed}",
    notes="Files whose url is an address, not `files/` and a digest, are not in the package and not judged.",
)
def judged_versions_and_their_files_are_there(package: LearningPackage) -> Findings:
    """A judgment names the version of the evidence that it is about, and every file of evidence in the package has the
    digest that its record states.

    Why: Nobody can see any more what was judged.

    Example: `evidenceVersion` 2 in a judgment whose `evidence` is the record of version 1.

    Repair: Name the record of the version that was judged; export files unchanged.
    """
    for judgment in package.of("Judgment"):
        evidence, number = (
            package.find("EvidenceRecord", judgment.text("evidence")),
            judgment.data.get("evidenceVersion"),
        )
        if evidence is not None and number is not None and evidence.data.get("version") != number:
            said = "not the number of the version that is named"
            yield finding(at=package.at(judgment, "evidenceVersion"), observed=said)
    for evidence in package.of("EvidenceRecord"):
        for index, file in evidence.objects("files"):
            if said := _file_is_wrong(package, file.get("url"), file.get("digest"), file.get("size")):
                yield finding(at=package.at(evidence, "files", index, "digest"), observed=said)


def _file_is_wrong(package: LearningPackage, url: object, digest: object, size: object) -> str:
    """What is wrong with a file of evidence, "" where nothing is or it is not in the package."""
    if not isinstance(url, str) or not url.startswith(FILES):
        return ""
    found = package.files.get(url)
    if found is None:
        return "" if url in package.unread else "the file is not in the package"
    if found.sha256 != digest:
        return "not the digest of the file"
    return "" if size in (None, found.size) else "the file has another size"


@rule(
    "SCL-PKG-10",
    severity=ERROR,
    versions=ONLY,
    basis="Learning profile, section 4.16 V-10 and section 4.11",
    message="given for calibration only",
)
def calibration_determines_nothing(package: LearningPackage) -> Findings:
    """No determination is made from a judgment whose purpose is calibration.

    Why: Scorers practise on such work, some of it not the learner's own.

    Example: A Determination whose `judgments` hold one of a calibration session.

    Repair: Determine anew without it; a second score has the purpose secondScore.
    """
    for determination in package.of("Determination"):
        for index, id in determination.texts("judgments"):
            judgment = package.find("Judgment", id)
            if judgment is not None and judgment.text("purpose") == "calibration":
                yield finding(at=package.at(determination, "judgments", index))
