"""The operations of a CASE provider and what each answers. CASE 1.1 RB 2 (the same twelve in 1.0)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """`name` as the standard spells it; `path` below the base, to which an identifier is added except for the list;
    `kind` of the body as readers name it; `cls` the class of the identifier that it takes, "" for the list."""

    name: str
    path: str
    kind: str
    cls: str
    optional: bool = False


LIST = Operation("getAllCFDocuments", "/CFDocuments", "case-document-set", "")
PACKAGE = Operation("getCFPackage", "/CFPackages", "case-package", "CFDocument")
ASSOCIATIONS = Operation("getCFItemAssociations", "/CFItemAssociations", "case-association-set", "CFItem")
SINGLES = (
    Operation("getCFDocument", "/CFDocuments", "case-document", "CFDocument"),
    Operation("getCFItem", "/CFItems", "case-item", "CFItem"),
    Operation("getCFAssociation", "/CFAssociations", "case-association", "CFAssociation"),
    Operation(
        "getCFAssociationGrouping",
        "/CFAssociationGroupings",
        "case-association-grouping",
        "CFAssociationGrouping",
    ),
    Operation("getCFConcept", "/CFConcepts", "case-concept-set", "CFConcept"),
    Operation("getCFSubject", "/CFSubjects", "case-subject-set", "CFSubject"),
    Operation("getCFItemType", "/CFItemTypes", "case-item-type-set", "CFItemType"),
    Operation("getCFLicense", "/CFLicenses", "case-license", "CFLicense"),
    Operation("getCFRubric", "/CFRubrics", "case-rubric", "CFRubric", optional=True),
)
"""Operations that answer about the object whose identifier they take."""

SETS = {"getCFConcept": "CFConcepts", "getCFSubject": "CFSubjects", "getCFItemType": "CFItemTypes"}
"""Operations that answer with a set, and the member that holds it."""

BY_IDENTIFIER = (*SINGLES, ASSOCIATIONS, PACKAGE)
OPERATIONS = (LIST, *BY_IDENTIFIER)
BY_NAME = {operation.name: operation for operation in OPERATIONS}
