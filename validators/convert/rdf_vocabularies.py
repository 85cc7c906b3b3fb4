"""Where the fields and associations of CASE stand in SKOS and in CTDL-ASN, and what has no place there.

The tables are all that differs between the two. A field that is not in its table is dropped, with the reason that the
vocabulary gives for it, else that it has no term. What is marked `changed` says less, or something else, than CASE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

DCT = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OWL = "http://www.w3.org/2002/07/owl#"
ADMS = "http://www.w3.org/ns/adms#"
CEASN = "https://purl.org/ctdlasn/terms/"
CETERMS = "https://purl.org/ctdl/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"

PUBLICATION = "http://credreg.net/ctdlasn/vocabs/publicationStatus/"


class Form(StrEnum):
    """How a value is written: in the language of its object, as it stands, as an IRI, or with a data type."""

    WORDS = "words"
    PLAIN = "plain"
    IRI = "iri"
    DATE = "date"
    MOMENT = "moment"
    CTID = "ctid"
    STATUS = "status"


class Place(NamedTuple):
    """The predicate of a field; `changed` says how its meaning differs, "" where it does not."""

    predicate: str
    form: Form = Form.WORDS
    changed: str = ""


class Relation(NamedTuple):
    """The predicate of an association between objects of the framework, and of one that leads out of it; "" for none.
    `to_document` is that of an association with the framework itself. `changed` says how the meaning differs."""

    inside: str
    outside: str
    to_document: str = ""
    changed: str = ""
    changed_outside: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A target: its classes, its tables, and why it has no place for something."""

    name: str
    prefixes: Mapping[str, str]
    document_class: str
    item_class: str
    member_of: str
    document: Mapping[str, Place]
    item: Mapping[str, Place]
    associations: Mapping[str, Relation]
    lacking: Mapping[str, str]
    period: str = ""


_AS_TEXT = "a name stands where DCMI has an agent or concept"

SKOS_OUT: Final = Vocabulary(
    name="SKOS",
    prefixes={"skos": SKOS, "dct": DCT, "owl": OWL, "adms": ADMS, "xsd": XSD},
    document_class=SKOS + "ConceptScheme",
    item_class=SKOS + "Concept",
    member_of=SKOS + "inScheme",
    period=DCT + "valid",
    document={
        "identifier": Place(DCT + "identifier", Form.PLAIN),
        "title": Place(DCT + "title"),
        "creator": Place(DCT + "creator", Form.PLAIN, _AS_TEXT),
        "publisher": Place(DCT + "publisher", Form.PLAIN, _AS_TEXT),
        "description": Place(DCT + "description"),
        "version": Place(OWL + "versionInfo", Form.PLAIN),
        "adoptionStatus": Place(ADMS + "status", Form.PLAIN, "a word stands where ADMS has a concept"),
        "subject": Place(DCT + "subject", changed=_AS_TEXT),
        "subjectURI": Place(DCT + "subject", Form.IRI),
        "officialSourceURL": Place(DCT + "source", Form.IRI),
        "licenseURI": Place(DCT + "license", Form.IRI),
        "notes": Place(SKOS + "note"),
        "lastChangeDateTime": Place(DCT + "modified", Form.MOMENT),
    },
    item={
        "identifier": Place(DCT + "identifier", Form.PLAIN),
        "fullStatement": Place(SKOS + "definition"),
        "abbreviatedStatement": Place(SKOS + "prefLabel"),
        "alternativeLabel": Place(SKOS + "altLabel"),
        "humanCodingScheme": Place(SKOS + "notation", Form.PLAIN),
        "CFItemType": Place(DCT + "type", changed=_AS_TEXT),
        "CFItemTypeURI": Place(DCT + "type", Form.IRI),
        "educationLevel": Place(DCT + "educationLevel", Form.PLAIN, _AS_TEXT),
        "subject": Place(DCT + "subject", changed=_AS_TEXT),
        "subjectURI": Place(DCT + "subject", Form.IRI),
        "conceptKeywords": Place(DCT + "subject", changed=_AS_TEXT),
        "conceptKeywordsURI": Place(DCT + "subject", Form.IRI),
        "licenseURI": Place(DCT + "license", Form.IRI),
        "notes": Place(SKOS + "note"),
        "lastChangeDateTime": Place(DCT + "modified", Form.MOMENT),
    },
    associations={
        "isChildOf": Relation(
            SKOS + "broader",
            SKOS + "broadMatch",
            SKOS + "topConceptOf",
            changed_outside="a match between schemes, not a place in a hierarchy",
        ),
        "isPartOf": Relation(
            DCT + "isPartOf", SKOS + "broadMatch", DCT + "isPartOf", changed_outside="SKOS says broader of a whole"
        ),
        "exactMatchOf": Relation(SKOS + "exactMatch", SKOS + "exactMatch"),
        "isRelatedTo": Relation(SKOS + "related", SKOS + "relatedMatch"),
        "isPeerOf": Relation(
            SKOS + "related", SKOS + "relatedMatch", "", "SKOS says related of peers", "SKOS says related of peers"
        ),
        "replacedBy": Relation(DCT + "isReplacedBy", DCT + "isReplacedBy"),
        "exemplar": Relation(
            SKOS + "example", SKOS + "example", "", "any example, not the best one", "any example, not the best one"
        ),
        "isTranslationOf": Relation(
            DCT + "isVersionOf",
            DCT + "isVersionOf",
            "",
            "any version, not a translation",
            "any version, not a translation",
        ),
    },
    lacking={
        "precedes": "SKOS has no order of learning: what comes before what is lost",
        "hasSkillLevel": "SKOS has no relation to a level of skill",
        "listEnumeration": "SKOS concepts have no number in a list",
        "sequenceNumber": "SKOS concepts have no order",
        "CFRubric": "SKOS has no rubrics",
    },
)

CTDL_ASN_OUT: Final = Vocabulary(
    name="CTDL-ASN",
    prefixes={"ceasn": CEASN, "ceterms": CETERMS, "xsd": XSD},
    document_class=CEASN + "CompetencyFramework",
    item_class=CEASN + "Competency",
    member_of=CEASN + "isPartOf",
    document={
        "identifier": Place(CETERMS + "ctid", Form.CTID),
        "title": Place(CEASN + "name"),
        "creator": Place(CEASN + "author", Form.PLAIN),
        "publisher": Place(CEASN + "publisherName"),
        "description": Place(CEASN + "description"),
        "adoptionStatus": Place(CEASN + "publicationStatusType", Form.STATUS),
        "statusStartDate": Place(CEASN + "dateValidFrom", Form.DATE),
        "statusEndDate": Place(CEASN + "dateValidUntil", Form.DATE),
        "language": Place(CEASN + "inLanguage", Form.PLAIN),
        "subject": Place(CEASN + "localSubject"),
        "officialSourceURL": Place(CEASN + "source", Form.IRI),
        "licenseURI": Place(CEASN + "license", Form.IRI),
        "lastChangeDateTime": Place(CEASN + "dateModified", Form.MOMENT),
    },
    item={
        "identifier": Place(CETERMS + "ctid", Form.CTID),
        "fullStatement": Place(CEASN + "competencyText"),
        "abbreviatedStatement": Place(CEASN + "competencyLabel"),
        "humanCodingScheme": Place(CEASN + "codedNotation", Form.PLAIN),
        "listEnumeration": Place(CEASN + "listID", Form.PLAIN),
        "CFItemType": Place(CEASN + "competencyCategory"),
        "educationLevel": Place(CEASN + "educationLevelType", Form.PLAIN, "a code stands where CTDL-ASN has a concept"),
        "subject": Place(CEASN + "localSubject"),
        "conceptKeywords": Place(CEASN + "conceptKeyword"),
        "conceptKeywordsURI": Place(CEASN + "conceptTerm", Form.IRI),
        "language": Place(CEASN + "inLanguage", Form.PLAIN),
        "notes": Place(CEASN + "comment"),
        "lastChangeDateTime": Place(CEASN + "dateModified", Form.MOMENT),
    },
    associations={
        "isChildOf": Relation(
            CEASN + "isChildOf",
            CEASN + "narrowAlignment",
            CEASN + "isTopChildOf",
            changed_outside="an alignment, not a place in a hierarchy; which way it reads is not settled",
        ),
        "isPartOf": Relation(
            CEASN + "isPartOf",
            CEASN + "narrowAlignment",
            CEASN + "isPartOf",
            "CTDL-ASN means the framework that a competency is part of",
            "an alignment, not a part; which way it reads is not settled",
        ),
        "exactMatchOf": Relation(CEASN + "exactAlignment", CEASN + "exactAlignment"),
        "isRelatedTo": Relation(CEASN + "alignTo", CEASN + "alignTo"),
        "isPeerOf": Relation(
            CEASN + "alignTo", CEASN + "alignTo", "", "an alignment, not peers", "an alignment, not peers"
        ),
        "hasSkillLevel": Relation(
            CEASN + "complexityLevel",
            CEASN + "complexityLevel",
            "",
            "an item stands where CTDL-ASN has a concept",
            "an item stands where CTDL-ASN has a concept",
        ),
    },
    lacking={
        "precedes": "CTDL-ASN has no such relation, and the inverse of prerequisiteAlignment claims more: what comes "
        "before what is lost",
        "replacedBy": "no term of CTDL-ASN for it could be verified",
        "exemplar": "no term of CTDL-ASN for it could be verified",
        "isTranslationOf": "no term of CTDL-ASN for it could be verified",
        "version": "no term of CTDL-ASN for it could be verified",
        "statusStartDate": "no term of CTDL-ASN for the dates of an item could be verified",
        "statusEndDate": "no term of CTDL-ASN for the dates of an item could be verified",
        "sequenceNumber": "the order of siblings has no term on a competency",
        "CFRubric": "no terms of ASN for rubrics could be verified",
    },
)

STATUS = {
    "Private Draft": ("Draft", "CTDL-ASN has no private drafts"),
    "Draft": ("Draft", ""),
    "Adopted": ("Published", "CTDL-ASN says published of what is adopted"),
    "Deprecated": ("Deprecated", ""),
}
"""adoptionStatus to the concept of CTDL-ASN, and how its meaning differs."""
