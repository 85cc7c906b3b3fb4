"""The names that Oak's curriculum files use, and the items that their classes become.

Classes and properties: https://w3id.org/uk/oak/curriculum/ontology, version 0.1.3.
"""

from typing import NamedTuple

from rdflib import DCTERMS, RDFS

CURRIC = "https://w3id.org/uk/oak/curriculum/ontology/"
DC = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://schema.org/"
MODIFIED = str(DCTERMS.modified)
LABEL = str(RDFS.label)

PREFIXES = {
    "curric": CURRIC,
    "oakcurric": "https://w3id.org/uk/oak/curriculum/oakcurriculum/",
    "schema": SCHEMA,
    "dc": DC,
    "dcterms": str(DCTERMS),
    "rdfs": str(RDFS),
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "vann": "http://purl.org/vocab/vann/",
}


class ItemClass(NamedTuple):
    """A class whose members become items of a type. `statement` is the property that holds the fullStatement; where
    that is not the label, the label becomes the abbreviatedStatement. `notes` is the property of the notes."""

    title: str
    description: str
    statement: str = LABEL
    notes: str = ""


ITEMS = {
    "Programme": ItemClass("Programme", "A structured sequence of units for one year group."),
    "UnitVariantChoice": ItemClass(
        "Unit variant choice", "A point of a programme where one of several units is taken."
    ),
    "UnitVariant": ItemClass("Unit variant", "A version of a unit: a sequence of lessons."),
    "Unit": ItemClass(
        "Unit",
        "A coherent body of knowledge and skills.",
        statement=str(RDFS.comment),
        notes=f"{CURRIC}whyThisWhyNow",
    ),
    "Lesson": ItemClass("Lesson", "A single teaching session of a unit variant."),
    "KeyLearningPoint": ItemClass("Key learning point", "The knowledge or skill that pupils should gain in a lesson."),
    "PupilLessonOutcome": ItemClass("Pupil lesson outcome", "What pupils should be able to do after a lesson."),
    "PriorKnowledgeRequirement": ItemClass(
        "Prior knowledge requirement", "What pupils are expected to know or do before they start a unit."
    ),
}
"""Class to the items it becomes. A later class may hang below an earlier one, never the other way round, except that
prior knowledge hangs below its unit."""


class Outside(NamedTuple):
    """A property that points to what other files of Oak hold: the association that it becomes, and the kind of thing
    that it points to."""

    association: str
    target: str


OUTSIDE = {
    f"{CURRIC}isProgrammeOf": Outside("isPartOf", "oak.Scheme"),
    f"{CURRIC}isUnitOf": Outside("isPartOf", "oak.Scheme"),
    f"{CURRIC}includesThread": Outside("isRelatedTo", "oak.Thread"),
    f"{CURRIC}includesContent": Outside("isRelatedTo", "oak.ContentDescriptor"),
}
