"""Twins of PV-EXP."""

from conftest import ROOT
from credential_twins.signing import Json
from mixed_twins.recipe import Change, Twins
from mixed_twins.samples import badge, badge_in, identifier, record

FAMILY = "privacy"
PEOPLE = ("orgs", "roles", "userProfiles", "users")
GRADEBOOK = ("academicSessions", "categories", "classes", "courses", "lineItems", "results", *PEOPLE)
AGREED = """\
{
  "elements": ["orgs", "roles", "users", "demographics.birthDate", "P1"]
}
"""

EDFI = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "fixtures" / "edfi" / "samples").glob("*.xml"))}
SECURE = "CompetencyLevelDescriptor#Secure</CompetencyLevel>\n"

RESULTS = """\
student name,student id,student sis id,learning outcome name,learning outcome id,outcome score
"Lund, Mia",2001,S1001,Fractions on a line,42,3.0
"""

COVERAGE = """\
schoolSourcedId,school,courseSourcedId,course,standardId,state,lineItems,results,learners,enrolled,share,minimum
org-school,Pier School,course-math5,Mathematics 5,0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,evidence,3,40,24,25,0.9600,1
"""
COVERAGE_JSON = """\
{
  "input": "export.zip",
  "minimum": 1,
  "headline": "1 of 1 standards has evidence.",
  "frameworks": [],
  "courses": [{"course": "Mathematics 5", "enrolled": 25, "learners": 24}],
  "standards": [],
  "rows": [{"course": 0, "learners": 24, "results": 40}]
}
"""


def evident(document: Json) -> Json:
    """Give the badge of a record a narrative about the evidence."""
    badge_in(document)["evidence"] = [
        {"type": ["Evidence"], "name": "Number line", "narrative": "Placed all six fractions, and explained why."}
    ]
    return document


def told(narrative: str) -> Json:
    return {"type": ["Evidence"], "name": "Number line", "narrative": narrative}


def telling(narrative: str) -> Change:
    def change(document: Json) -> None:
        badge_in(document)["evidence"] = [told(narrative)]

    return change


def named(document: Json) -> Json:
    """A badge that gives the name of its learner."""
    document["credentialSubject"]["identifier"].append(identifier("name", "Mia Lund"))
    return document


def praising(document: Json) -> None:
    document["credentialSubject"]["achievement"]["description"] = "Places fractions on a line, as Mia Lund does."


def praising_in_record(document: Json) -> None:
    praising(badge_in(document))


TWINS = [
    Twins(
        family=FAMILY,
        rule="PV-EXP-001",
        tables=PEOPLE,
        edits=[("users.csv", "Lund,,1001,,,,,05,,", "Lund,,1001,,,,,05,fraction7,")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-002",
        tables=PEOPLE,
        both=[("users.csv", "Lund,,1001,", "Lund,,123456789,")],
        edits=[("users.csv", "Lund,,123456789,", "Lund,,123-45-6789,")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-002",
        name="named",
        tables=PEOPLE,
        both=[("users.csv", "{SIS:1001}", "{SIS:123456789}")],
        edits=[("users.csv", "{SIS:123456789}", "{SSN:123456789}")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-002",
        name="canvas",
        file="results.csv",
        files={"results.csv": RESULTS},
        edits=[("results.csv", "S1001", "123-45-6789")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-003",
        tables=("demographics", *PEOPLE),
        both=[("demographics.csv", "student-1,,,2016-03-04,female,,true,,,false,", "student-1,,,2016-03-04,,,,,,,")],
        edits=[("demographics.csv", "2016-03-04,,", "2016-03-04,female,")],
        options={"agreement": "{folder}/agreement.json"},
        others={"agreement.json": AGREED},
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-004",
        tables=GRADEBOOK,
        edits=[("results.csv", "Well explained", "Well explained to Ben Osei")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-004",
        name="own",
        tables=GRADEBOOK,
        both=[("results.csv", "Well explained", "Mia Lund explained well")],
        edits=[("results.csv", "Mia Lund explained well", "Mia Lund explained well: 503-555-0188")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-004",
        name="evidence",
        file="record.json",
        credentials={"record.json": lambda: evident(record())},
        change={"record.json": telling("Placed all six fractions; ask mia@pier.example.")},
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-004",
        name="edfi",
        files=EDFI,
        both=[
            (
                "4-student-grade.xml",
                SECURE,
                f"{SECURE}    <DiagnosticStatement>Hears them all; see page 5.</DiagnosticStatement>\n",
            )
        ],
        edits=[("4-student-grade.xml", "see page 5.", "call 503-555-0188.")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-004",
        name="together",
        tables=PEOPLE,
        credentials={"record.json": lambda: evident(record())},
        change={"record.json": telling("Placed all six fractions with Ben Osei.")},
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-005",
        file="badge.json",
        credentials={"badge.json": lambda: named(badge())},
        change={"badge.json": praising},
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-005",
        name="together",
        tables=PEOPLE,
        credentials={"record.json": record},
        change={"record.json": praising_in_record},
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-006",
        tables=("orgs",),
        both=[
            ("orgs.csv", "parentSourcedId", "parentSourcedId,metadata.principal"),
            ("orgs.csv", "9900001,", "9900001,,"),
            ("orgs.csv", "990000100001,org-district", "990000100001,org-district,"),
        ],
        edits=[("orgs.csv", "org-district,\n", "org-district,Rosa Ames\n")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-007",
        file="coverage.csv",
        files={"coverage.csv": COVERAGE},
        edits=[("coverage.csv", "40,24,25", "3,3,25")],
    ),
    Twins(
        family=FAMILY,
        rule="PV-EXP-007",
        name="json",
        file="coverage.json",
        files={"coverage.json": COVERAGE_JSON},
        edits=[("coverage.json", '"learners": 24, "results"', '"learners": 3, "results"')],
    ),
]
