"""Twins of X-MAP."""

from collections.abc import Sequence
import json

from credential_twins.signing import Json
from mixed_twins.recipe import Change, Twins
from mixed_twins.samples import ADDING, CASE, HOST, badge_in, identifier, record

FAMILY = "cross_form"
GRADEBOOK: Sequence[str] = (
    "academicSessions",
    "categories",
    "classes",
    "courses",
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "lineItems",
    "orgs",
    "resultLearningObjectiveIds",
    "results",
    "roles",
    "scoreScales",
    "userProfiles",
    "users",
)
ONE_RECORD = {"record.json": record}
OTHER = "9b2d5b0f-2f1c-4e11-8a2e-6d634c1b0f7a"
"""An identifier that no framework has."""

OUTCOMES = """\
vendor_guid,object_type,title,description,ratings,,,,,
0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,outcome,5.NF.A.1,Place fractions on a number line,4,Exceeds,3,Meets,,
0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e12,outcome,5.NF.A.2,Add fractions,4,Exceeds,3,Meets,,
"""
STANDARDS = """\
abbreviatedStatement,fullStatement,humanCodingScheme,identifier,parentIdentifier
On a line,Place fractions on a number line.,5.NF.A.1,0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e11,
Adding,Add fractions.,5.NF.A.2,0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e12,
"""
LOSS = {
    "sourceForm": "case",
    "statements": 3,
    "kept": 2,
    "changed": 0,
    "dropped": 0,
    "entries": [
        {"source": "CFItem/fullStatement", "fate": "kept", "count": 2, "target": "skos:definition", "examples": []}
    ],
    "supplied": [],
}
LOST = {
    "source": "CFAssociation/precedes",
    "fate": "dropped",
    "count": 1,
    "how": "SKOS has no order of learning",
    "examples": [],
}


def subject_of(document: Json) -> Json:
    """The subject of the badge in a record."""
    inner: Json = badge_in(document)["credentialSubject"]
    return inner


def aligned_elsewhere(document: Json) -> None:
    alignment = subject_of(document)["achievement"]["alignment"][0]
    alignment.update(targetUrl=f"{CASE}/{ADDING}", targetName="Add fractions with unlike denominators.")


def achieving(level: str) -> Change:
    def change(document: Json) -> None:
        subject_of(document)["result"][0]["achievedLevel"] = level

    return change


def of_somebody_else(document: Json) -> None:
    stranger = [identifier("oneRosterSourcedId", "student-9")]
    document["credentialSubject"]["identifier"] = subject_of(document)["identifier"] = stranger


def of_another_issuer(document: Json) -> None:
    document["issuer"]["name"] = badge_in(document)["issuer"]["name"] = "Museum of Glass"


def about_another_standard(document: Json) -> None:
    alignment = subject_of(document)["achievement"]["alignment"][0]
    alignment.update(targetUrl=f"{CASE}/{OTHER}", targetName="Read a thermometer.")


def retitled() -> Json:
    """A record whose badge is called otherwise than the line item."""
    document = record()
    subject_of(document)["achievement"]["name"] = badge_in(document)["name"] = "Number lines"
    return document


def scored() -> Json:
    """A record with a number of points as result."""
    document = record()
    subject = subject_of(document)
    subject["achievement"]["resultDescription"] = [
        {
            "id": f"{HOST}/points",
            "type": ["ResultDescription"],
            "name": "Points",
            "resultType": "RawScore",
            "valueMin": "0",
            "valueMax": "4",
        }
    ]
    subject["result"] = [{"type": ["Result"], "resultDescription": f"{HOST}/points", "value": "3"}]
    return document


def scoring(value: str) -> Change:
    def change(document: Json) -> None:
        subject_of(document)["result"][0]["value"] = value

    return change


def completed() -> Json:
    """A record that says that something is completed."""
    document = record()
    subject = subject_of(document)
    subject["achievement"]["resultDescription"] = [
        {"id": f"{HOST}/status", "type": ["ResultDescription"], "name": "Status", "resultType": "Status"}
    ]
    subject["result"] = [{"type": ["Result"], "resultDescription": f"{HOST}/status", "status": "Completed"}]
    return document


def without_status(document: Json) -> None:
    result = subject_of(document)["result"][0]
    del result["status"]
    result["value"] = "3"


def coded() -> Json:
    """A record whose alignment has the code of the standard."""
    document = record()
    alignment = subject_of(document)["achievement"]["alignment"][0]
    alignment.update(targetCode="5.NF.A.1", targetName="Place fractions on a number line.")
    return document


def with_derived_identifier(document: Json) -> None:
    subject_of(document)["achievement"]["alignment"][0]["targetUrl"] = f"{CASE}/{OTHER}"


TWINS = [
    Twins(
        family=FAMILY,
        rule="X-MAP-001",
        tables=GRADEBOOK,
        both=[
            ("lineItemLearningObjectiveIds.csv", "lo-1,", f"lo-2,,,item-2,case,urn:uuid:{ADDING}\nlo-1,"),
        ],
        credentials=ONE_RECORD,
        change={"record.json": aligned_elsewhere},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-002",
        tables=GRADEBOOK,
        credentials=ONE_RECORD,
        change={"record.json": achieving(f"{HOST}/levels/4")},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-002",
        name="points",
        tables=GRADEBOOK,
        credentials={"record.json": scored},
        change={"record.json": scoring("2")},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-002",
        name="status",
        tables=GRADEBOOK,
        both=[
            ("results.csv", "fully graded,3.0,2026-10-09,Well explained,Meets,", "fully graded,3.0,2026-10-09,,Meets,")
        ],
        edits=[("results.csv", "fully graded,3.0,2026-10-09,,Meets,", "partially graded,3.0,2026-10-09,,Meets,")],
        credentials={"record.json": completed},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-003",
        tables=GRADEBOOK,
        credentials=ONE_RECORD,
        change={"record.json": achieving(f"{HOST}/levels/5")},
        compared=True,
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-004",
        tables=GRADEBOOK,
        credentials={"record.json": scored},
        change={"record.json": scoring("5")},
        compared=True,
        expect={"X-MAP-002": "a value that cannot be is not that of the gradebook either"},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-005",
        tables=GRADEBOOK,
        credentials={"record.json": completed},
        change={"record.json": without_status},
        compared=True,
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-006",
        tables=GRADEBOOK,
        credentials=ONE_RECORD,
        change={"record.json": of_somebody_else},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-006",
        name="issuer",
        tables=GRADEBOOK,
        credentials=ONE_RECORD,
        change={"record.json": of_another_issuer},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-006",
        name="standard",
        tables=GRADEBOOK,
        credentials={"record.json": retitled},
        change={"record.json": about_another_standard},
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-007",
        file="loss.json",
        files={"loss.json": json.dumps(LOSS, indent=2) + "\n"},
        edits=[
            ("loss.json", '"dropped": 0', '"dropped": 1'),
            ("loss.json", '"examples": []\n    }\n  ]', f'"examples": []\n    }},\n    {json.dumps(LOST)}\n  ]'),
        ],
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-008",
        files={"outcomes.csv": OUTCOMES, "standards.csv": STANDARDS},
        edits=[("standards.csv", "0f7a6a2e-6d63-4c1b-9a2d-5b0f2f1c7e12", OTHER)],
    ),
    Twins(
        family=FAMILY,
        rule="X-MAP-008",
        name="credential",
        files={"outcomes.csv": OUTCOMES},
        credentials={"record.json": coded},
        change={"record.json": with_derived_identifier},
    ),
]
