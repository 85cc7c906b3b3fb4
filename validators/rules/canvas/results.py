"""CV-RES: reports on outcome results, each row by itself."""

from fairmark.validators.core.levels import WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import RESULTS, Results
from fairmark.validators.readers.tables.values import Meanings, number
from fairmark.validators.rules.canvas.versions import ANY

REPORT = "Canvas, Outcome Results and Student Competency reports"
SCORE, POSSIBLE, MASTERY, MASTERED = (
    "outcome score",
    "learning outcome points possible",
    "learning outcome mastery score",
    "learning outcome mastered",
)
SAID = {"1": True, "0": False}


@rule(
    "CV-RES-001",
    severity=WARNING,
    versions=ANY,
    basis=f"{REPORT}: a learner has mastered an outcome whose score is at least its mastery score",
    message="{expected}",
    kinds=(RESULTS,),
    notes="Results of quizzes are not judged: their score is that of a question, on a scale of its own. Nor is one "
    "whose mastery score is above the points possible, which are then on another scale, nor one whose points are "
    "hidden.",
)
def mastery_agrees_with_the_score(results: Results) -> Findings:
    """An outcome is marked as mastered where the score reaches the mastery score, and only there.

    Why: Whoever reads the mark and whoever reads the score take the learner to be at different places.

    Example: Score 4, mastery score 3, and 0 in `learning outcome mastered`.

    Repair: Look at the mastery scale of the outcome: it may have changed since the work was graded. Grade it again.
    """
    table, read = results.table, Meanings(number)
    columns = table.cells(SCORE, POSSIBLE, MASTERY, MASTERED, "assessment type", "assessment question id")
    for row, (score, possible, mastery, mastered, sort, question) in enumerate(columns):
        reached, due, most, said = read[score], read[mastery], read[possible], SAID.get(mastered.strip())
        if reached is None or due is None or said is None or sort.strip().lower() == "quiz" or question:
            continue
        if (most is None or due <= most) and said != (reached >= due):
            told = "marked as mastered, below" if said else "not marked as mastered, though it reaches"
            yield finding(at=table.at(row, MASTERED), observed=mastered, expected=f"{told} the mastery score")


@rule(
    "CV-RES-002",
    severity=WARNING,
    versions=ANY,
    basis=f"{REPORT}: the score is part of the points possible",
    message="the score is above the points possible",
    kinds=(RESULTS,),
    notes="Work with no points possible, which is extra credit, is not judged.",
)
def score_is_possible(results: Results) -> Findings:
    """The score of an outcome is not above its points possible.

    Why: It spoils averages, and shows as more than 100 %; often the scale of the outcome has changed meanwhile.

    Example: Score 5 where 4 points are possible.

    Repair: Look at the rubric of the work; grade it again on the scale of today.
    """
    table, read = results.table, Meanings(number)
    for row, (score, possible) in enumerate(table.cells(SCORE, POSSIBLE)):
        reached, most = read[score], read[possible]
        if reached is not None and most and reached > most:
            yield finding(at=table.at(row, SCORE), observed=score)
