"""What the index of an interchange knows: places, keys, references by id, texts."""

import pickle

import pytest

from conftest import ROOT
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.readers.edfi import Interchange
from fairmark.validators.readers.edfi_reading import read_interchange
from fairmark.validators.readers.xml_safe import elements, forget, line_of

SAMPLES = ROOT / "fixtures" / "edfi" / "samples"
FIRST = "f4e246ea-9a17-5237-b95c-55f384cb9900"


def grades() -> Interchange:
    return read_interchange((SAMPLES / "4-student-grade.xml").read_bytes())


def interchange(root: str, records: str, version: str = "5.2.0") -> Interchange:
    return read_interchange(f'<{root} xmlns="http://ed-fi.org/{version}">{records}</{root}>'.encode())


def test_a_place_is_counted_as_xpath_counts() -> None:
    marks = list(grades().references["LearningStandard"])
    places = [grades().at(mark) for mark in marks]
    assert [place.pointer for place in places] == [
        "/InterchangeStudentGrade/Grade/1/LearningStandardGrade/1/LearningStandardReference",
        "/InterchangeStudentGrade/Grade/1/LearningStandardGrade/2/LearningStandardReference",
        "/InterchangeStudentGrade/Grade/2/LearningStandardGrade/LearningStandardReference",
    ]
    text = (SAMPLES / "4-student-grade.xml").read_text("utf-8").splitlines()
    assert all("<LearningStandardReference>" in text[(place.line or 0) - 1] for place in places)


def test_a_record_is_named_by_its_key_the_person_first() -> None:
    found = grades()
    place = found.of_row(next(found.named("Grade")))
    assert place.record == "900101 / READ-1-A / First trimester / 2026-2027 / Grading Period"
    assert place.key is Privacy.RECORD_KEY
    standards = read_interchange((SAMPLES / "2-standards.xml").read_bytes())
    place = standards.of_row(next(standards.named("LearningStandard")))
    assert (place.record, place.key) == (FIRST, Privacy.PUBLIC)


def test_no_outcome_of_a_course_stands_in_the_name_of_a_record() -> None:
    found = interchange(
        "InterchangeStudentTranscript",
        "<CourseTranscript><CourseAttemptResult>uri://ed-fi.org/CourseAttemptResultDescriptor#Fail</CourseAttemptResult>"
        "<CourseReference><CourseIdentity><CourseCode>READ</CourseCode></CourseIdentity></CourseReference>"
        "<StudentAcademicRecordReference><StudentAcademicRecordIdentity><StudentReference><StudentIdentity>"
        "<StudentUniqueId>900101</StudentUniqueId></StudentIdentity></StudentReference>"
        "</StudentAcademicRecordIdentity></StudentAcademicRecordReference></CourseTranscript>",
    )
    assert found.of_row(found.rows[0]).record == "900101 / READ"


def test_an_id_stands_for_what_it_is_the_id_of() -> None:
    """Of a record and of a reference; and an id may be used before it is given."""
    objective = (
        '<CompetencyObjective id="C"><Objective>Rhymes</Objective><ObjectiveGradeLevel>K</ObjectiveGradeLevel>'
        '<EducationOrganizationReference ref="O"/></CompetencyObjective>'
    )
    organization = (
        '<EducationOrganizationReference id="O"><EducationOrganizationIdentity>'
        "<EducationOrganizationId>1</EducationOrganizationId></EducationOrganizationIdentity>"
        "</EducationOrganizationReference>"
    )
    level = '<StudentCompetencyObjective><CompetencyObjectiveReference ref="C"/></StudentCompetencyObjective>'
    found = interchange("InterchangeStudentGrade", level + objective + organization)
    [reference] = found.references["CompetencyObjective"]
    assert reference.value == next(found.named("CompetencyObjective")).key
    assert reference.value.label == "Rhymes / K / 1"


@pytest.mark.parametrize("ref", ["", "nobody", "S"])
def test_an_id_that_leads_nowhere_or_round_is_no_key(ref: str) -> None:
    found = interchange(
        "InterchangeStudentGrade",
        f'<StudentReference id="S"><StudentIdentity><StudentReference ref="{ref}"/></StudentIdentity>'
        "</StudentReference>"
        '<ReportCard><StudentReference ref="S"/></ReportCard>',
    )
    assert next(found.named("ReportCard")).key is None


def test_ids_that_refer_to_ids_do_not_blow_up() -> None:
    """A hundred times a hundred times a hundred …, as entities could."""
    level = '<StudentReference id="S{}"><StudentIdentity>{}</StudentIdentity></StudentReference>'
    chain = "".join(level.format(n, f'<StudentReference ref="S{n + 1}"/>' * 100) for n in range(40))
    found = interchange("InterchangeStudentGrade", chain + '<ReportCard><StudentReference ref="S0"/></ReportCard>')
    assert next(found.named("ReportCard")).key is None


def test_a_reference_by_something_else_than_the_key_is_not_followed() -> None:
    found = interchange(
        "InterchangeStudentGradebook",
        "<StudentGradebookEntry><GradebookEntryReference><GradebookEntryLookup><GradebookEntryType>x</GradebookEntryType>"
        "</GradebookEntryLookup></GradebookEntryReference></StudentGradebookEntry>",
    )
    assert not found.references


def test_lines_are_right_far_down_in_a_file() -> None:
    """libxml2 keeps 16 bits of a line; the rest has to be made out."""
    record = b"<a>\n <b>x</b>\n <c/>\n <d>\n  <e>y</e>\n </d>\n</a>\n"
    for number, (depth, element) in enumerate(elements(b"<r>\n" + record * 20_000 + b"</r>")):
        if depth:
            first = 2 + 7 * (number - 1)
            lines = [line_of(each) for each in (element, *element.iterdescendants())]
            assert lines == [first, first + 1, first + 2, first + 3, first + 4]
            forget(element)


def test_an_index_goes_to_another_process() -> None:
    found = grades()
    again = pickle.loads(pickle.dumps(found))  # noqa: S301
    assert (again.rows, again.namespace) == (found.rows, found.namespace)
    assert list(again.descriptors) == list(found.descriptors)


def test_utf_16_is_xml_too() -> None:
    text = (SAMPLES / "2-standards.xml").read_text("utf-8").replace("UTF-8", "UTF-16")
    found = read_interchange(text.encode("utf-16"))
    assert found.obstacle is None
    assert found.rows == read_interchange(text.replace("UTF-16", "UTF-8").encode()).rows
