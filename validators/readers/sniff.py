"""Recognise what a parsed JSON document is, by its members alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairmark.validators.core.location import Path

ONLY_IN_1_1 = {
    "CFDocument": ("frameworkType", "caseVersion", "extensions"),
    "CFItems": ("subject", "subjectURI", "extensions"),
    "CFAssociations": ("notes", "extensions"),
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document is: `standard` as in rule ids, `kind` of input, `version`, and the path of the payload, which is
    not () where it stands in a wrapper."""

    standard: str
    kind: str
    version: str
    root: Path = ()


def recognise(data: Any) -> Recognition | None:
    """What the parsed JSON `data` is, None when nothing here knows it."""
    if not isinstance(data, Mapping):
        return None
    return _case(data)


# -- CASE ------------------------------------------------------------------------------------------------------------

SETS = {
    "CFDocuments": "case-document-set",
    "CFConcepts": "case-concept-set",
    "CFSubjects": "case-subject-set",
    "CFItemTypes": "case-item-type-set",
}
SINGLES = {
    "imsx_codeMajor": "case-status-info",
    "fullStatement": "case-item",
    "originNodeURI": "case-association",
    "destinationNodeURI": "case-association",
    "associationType": "case-association",
    "CFPackageURI": "case-document",
    "creator": "case-document",
    "licenseText": "case-license",
    "CFRubricCriteria": "case-rubric",
    "typeCode": "case-item-type",
    "keywords": "case-concept",
}
"""Members that tell a class, the most telling first."""

COLLECTIONS = {
    "/CFConcepts/": "case-concept",
    "/CFSubjects/": "case-subject",
    "/CFItemTypes/": "case-item-type",
    "/CFAssociationGroupings/": "case-association-grouping",
    "/CFRubrics/": "case-rubric",
    "/CFLicenses/": "case-license",
    "/CFItems/": "case-item",
    "/CFDocuments/": "case-document",
    "/CFAssociations/": "case-association",
}
"""Parts of an object's own `uri` that tell its class where its members do not."""

WRAPPED = {
    "CFPackage": "case-package",
    "CFDocument": "case-document",
    "CFItem": "case-item",
    "CFAssociation": "case-association",
    "CFAssociationGrouping": "case-association-grouping",
    "CFConcept": "case-concept",
    "CFSubject": "case-subject",
    "CFItemType": "case-item-type",
    "CFLicense": "case-license",
    "CFRubric": "case-rubric",
}


def _case(data: Mapping[str, Any]) -> Recognition | None:
    kind, root = _case_kind(data)
    if kind is None:
        return None
    payload = data[str(root[0])] if root else data
    return Recognition("CASE", kind, _case_version(payload, kind), root)


def _case_kind(data: Mapping[str, Any]) -> tuple[str | None, Path]:
    if len(data) == 1 and (wrapped := _wrapped(data)):
        return wrapped, (next(iter(data)),)
    if "CFItem" in data and "CFDocument" not in data:
        return "case-association-set", ()
    for member in ("CFDocument", "CFItems", "CFAssociations", "CFDefinitions", "CFRubrics"):
        if member in data:
            return "case-package", ()
    for member, kind in SETS.items():
        if member in data:
            return kind, ()
    for member, kind in SINGLES.items():
        if member in data:
            return kind, ()
    uri = data.get("uri")
    if isinstance(uri, str):
        return next((kind for part, kind in COLLECTIONS.items() if part in uri), None), ()
    return None, ()


def _wrapped(data: Mapping[str, Any]) -> str | None:
    """The kind of the payload of a one-member object, None where that member is no wrapper. A package may hold nothing
    but its CFDocument, and then that document has no CFPackageURI."""
    name, inner = next(iter(data.items()))
    if name == "CFDocument" and not (isinstance(inner, Mapping) and "CFPackageURI" in inner):
        return None
    return WRAPPED.get(name) if isinstance(inner, Mapping) else None


def _case_version(payload: Any, kind: str) -> str:
    """1.1 where anything says so that 1.0 lacks, else what the links to the service say, else 1.1: a 1.0 payload
    breaks no rule by being read as 1.1."""
    if not isinstance(payload, Mapping):
        return "1.1"
    head = payload.get("CFDocument") if kind == "case-package" else payload
    if any(_has(payload.get(name, ()), fields) for name, fields in ONLY_IN_1_1.items()):
        return "1.1"
    if kind != "case-package" and _has(payload, ("frameworkType", "caseVersion", "extensions")):
        return "1.1"
    if isinstance(head, Mapping) and "/ims/case/v1p0/" in str(head.get("uri")):
        return "1.0"
    return "1.1"


def _has(objects: Any, fields: tuple[str, ...]) -> bool:
    members = objects if isinstance(objects, list) else [objects]
    return any(name in member for member in members if isinstance(member, Mapping) for name in fields)
