"""Twins of OB-RESULT."""

from credential_twins.own_types import add_own_type, keep_own_type
from credential_twins.recipe import Edit, Twins
from credential_twins.samples import badge, rubric_badge
from credential_twins.signing import Json

RUBRIC, SCORE = 0, 1
"""Numbers of the results of `rubric_badge`, and of their descriptions."""


def result(document: Json, number: int) -> Json:
    inner: Json = document["credentialSubject"]["result"][number]
    return inner


def description(document: Json, number: int) -> Json:
    inner: Json = document["credentialSubject"]["achievement"]["resultDescription"][number]
    return inner


def status_badge() -> Json:
    """A badge with a result that says how far the learner has come."""
    document, id = badge(), "urn:example:description:status"
    document["credentialSubject"]["achievement"]["resultDescription"] = [
        {"id": id, "type": ["ResultDescription"], "name": "Status", "resultType": "Status"}
    ]
    document["credentialSubject"]["result"] = [{"type": ["Result"], "resultDescription": id, "status": "Completed"}]
    return document


def graded_badge() -> Json:
    """A badge with a letter grade."""
    document = rubric_badge()
    del (
        document["credentialSubject"]["result"][RUBRIC],
        document["credentialSubject"]["achievement"]["resultDescription"][RUBRIC],
    )
    scale, grade = description(document, 0), result(document, 0)
    for bound in ("valueMin", "valueMax"):
        del scale[bound]
    scale |= {"resultType": "LetterGrade", "allowedValue": ["F", "D", "C", "B", "A"], "requiredValue": "C"}
    grade["value"] = "B"
    return document


def result_with_own_type(document: Json) -> None:
    add_own_type(document, result(document, SCORE), "Result", "resultDescription", "value")


def result_of_own_type_alone(document: Json) -> None:
    keep_own_type(result(document, SCORE))


def description_with_own_type(document: Json) -> None:
    terms = ("requiredValue", "resultType", "valueMax", "valueMin")
    add_own_type(document, description(document, SCORE), "ResultDescription", *terms)


def description_of_own_type_alone(document: Json) -> None:
    keep_own_type(description(document, SCORE))


def of_a_description_elsewhere(document: Json) -> None:
    result(document, SCORE)["resultDescription"] = "urn:example:description:elsewhere"


def level(value: str) -> Edit:
    def edit(document: Json) -> None:
        result(document, RUBRIC)["achievedLevel"] = value

    return edit


def without_description(document: Json) -> None:
    del result(document, RUBRIC)["resultDescription"]


def without_status(document: Json) -> None:
    del result(document, 0)["status"]


def value(text: str, number: int = SCORE) -> Edit:
    def edit(document: Json) -> None:
        result(document, number)["value"] = text

    return edit


def required(text: str, number: int = SCORE) -> Edit:
    def edit(document: Json) -> None:
        description(document, number)["requiredValue"] = text

    return edit


def required_level_by_name(document: Json) -> None:
    description(document, RUBRIC)["requiredLevel"] = "Meeting"


def upside_down(document: Json) -> None:
    description(document, SCORE).update(valueMin="100", valueMax="0")


def two_levels_of_one_id(document: Json) -> None:
    levels = description(document, RUBRIC)["rubricCriterionLevel"]
    levels[1]["id"] = levels[2]["id"]
    description(document, RUBRIC)["requiredLevel"] = levels[2]["id"]


def two_descriptions_of_one_id(document: Json) -> None:
    document["credentialSubject"]["result"].pop()
    description(document, SCORE)["id"] = description(document, RUBRIC)["id"]


def without_result(document: Json) -> None:
    del result(document, SCORE)["value"]


def allowed_twice(document: Json) -> None:
    description(document, 0)["allowedValue"].append("C")


TWINS = [
    Twins(rule="OB-RESULT-001", sample=rubric_badge, good=result_with_own_type, bad=result_of_own_type_alone),
    Twins(rule="OB-RESULT-002", sample=rubric_badge, good=description_with_own_type, bad=description_of_own_type_alone),
    Twins(rule="OB-RESULT-003", sample=rubric_badge, bad=of_a_description_elsewhere),
    Twins(rule="OB-RESULT-004", sample=rubric_badge, bad=level("urn:example:level:4")),
    Twins(
        rule="OB-RESULT-004",
        name="unlinked",
        sample=rubric_badge,
        good=without_description,
        bad=level("urn:example:level:4"),
    ),
    Twins(rule="OB-RESULT-005", sample=status_badge, bad=without_status),
    Twins(rule="OB-RESULT-006", sample=graded_badge, bad=value("A+", 0)),
    Twins(rule="OB-RESULT-007", sample=rubric_badge, good=value("100.0"), bad=value("105")),
    Twins(rule="OB-RESULT-007", name="word", sample=rubric_badge, bad=value("many")),
    Twins(rule="OB-RESULT-008", sample=graded_badge, bad=required("E", 0)),
    Twins(rule="OB-RESULT-008", name="bounds", sample=rubric_badge, bad=required("160")),
    Twins(rule="OB-RESULT-009", sample=rubric_badge, bad=required_level_by_name),
    Twins(rule="OB-RESULT-010", sample=rubric_badge, bad=upside_down),
    Twins(rule="OB-RESULT-011", sample=rubric_badge, bad=two_levels_of_one_id),
    Twins(rule="OB-RESULT-011", name="description", sample=rubric_badge, bad=two_descriptions_of_one_id),
    Twins(rule="OB-RESULT-012", sample=rubric_badge, bad=without_result),
    Twins(rule="OB-RESULT-013", sample=graded_badge, bad=allowed_twice),
]
