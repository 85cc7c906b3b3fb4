"""Curriculum files of the Oak National Academy (RDF) to CASE: one document for each file, which is a subject in a key
stage.

    programme ▸ unit variant ▸ lesson ▸ key learning point, pupil lesson outcome              isChildOf
    unit ▸ prior knowledge requirement                                                        isChildOf
    prior knowledge requirement → unit; each step of a programme or unit variant → the next   precedes
    unit variant → unit; unit → thread                                                        isRelatedTo

What is included a second time hangs where it was met first, and is part of (isPartOf) the others.
"""

from itertools import pairwise
from typing import Any

from rdflib import DCTERMS, OWL, RDF

from fairmark.validators.convert.errors import UnknownSource
from fairmark.validators.convert.licences import give_licence
from fairmark.validators.convert.loss import Statement, Supplied
from fairmark.validators.convert.oak_terms import CURRIC, DC, ITEMS, LABEL, MODIFIED, OUTSIDE, PREFIXES, SCHEMA
from fairmark.validators.convert.order import without_circles
from fairmark.validators.convert.package_draft import (
    SOURCE,
    Object,
    PackageDraft,
    as_uri,
    foreign_node,
    give_keywords,
    link,
    node,
    set_fields,
)
from fairmark.validators.convert.rdf_source import RdfSource, Thing, carry_rest, language, moment, parse, positions
from fairmark.validators.convert.settings import Settings

TYPE = str(RDF.type)
POSITION = f"{CURRIC}sequencePosition"


def convert_oak(data: bytes, settings: Settings, supplied: Supplied) -> tuple[list[Object], list[Statement[Any]]]:
    """The package of an Oak file and all its statements with their fates.

    Raises UnknownSource for a file without the header (owl:Ontology) that names it.
    """
    source = parse(data, "turtle", PREFIXES)
    draft = _document(source, settings, supplied)
    mapping = _Mapping(source, draft)
    mapping.make_items()
    mapping.connect()
    mapping.finish_items()
    return ([] if draft.is_empty else [draft.finish()]), [*source.statements]


def _document(source: RdfSource, settings: Settings, supplied: Supplied) -> PackageDraft:
    headers = [thing for thing in source.of(str(OWL.Ontology)) if thing.iri]
    if not headers:
        raise UnknownSource("the file has no header (owl:Ontology) that names it")
    header = headers[0]
    title = header.first(f"{DC}title") or header.first(LABEL)
    creators = header.all(f"{DC}creator") or header.all(str(DCTERMS.creator))
    draft = PackageDraft(
        header.iri,
        title=(title.carry("CFDocument.title") if title else "") or header.iri,
        creator="; ".join(statement.carry("CFDocument.creator") for statement in creators) or "unknown",
        settings=settings,
        supplied=supplied,
        changed=moment(header.first(MODIFIED), "CFDocument.lastChangeDateTime"),
    )
    for name, property in (
        ("publisher", str(DCTERMS.publisher)),
        ("description", str(DCTERMS.description)),
        ("version", str(OWL.versionInfo)),
    ):
        if statement := header.first(property):
            set_fields(draft.document, {name: statement.carry(f"CFDocument.{name}")})
    if licence := header.first(str(DCTERMS.license)):
        give_licence(draft, licence, header.first(str(DCTERMS.rights)))
    for statement in header.all(TYPE):
        statement.keep("CFDocument")
    official = as_uri(header.iri)
    set_fields(
        draft.document,
        {
            "language": language(title) if title else "",
            "officialSourceURL": official if official.startswith(("https://", "http://")) else "",
            "extensions": carry_rest(header, "CFDocument"),
        },
    )
    return draft


class _Mapping:
    """One conversion: the items made so far, and where they hang."""

    def __init__(self, source: RdfSource, draft: PackageDraft) -> None:
        self._source = source
        self._draft = draft
        self._items: dict[Thing, Object] = {}
        self._kinds: dict[Thing, str] = {}
        self._placed: dict[Thing, None] = {}
        self._steps: dict[tuple[Thing, Thing], None] = {}

    # -- items -------------------------------------------------------------------------------------------------------

    def make_items(self) -> None:
        """Make an item of everything that is one, and a concept of every keyword."""
        for kind in ITEMS:
            for thing in self._source.of(CURRIC + kind):
                if thing not in self._items:
                    self._make_item(thing, kind)
        for thing in self._source.of(f"{CURRIC}Keyword"):
            self._concept(thing)

    def _make_item(self, thing: Thing, kind: str) -> None:
        form = ITEMS[kind]
        statement, label = thing.first(form.statement), thing.first(LABEL)
        if statement is None or not statement.text:
            statement = label
        text = statement.carry("CFItem.fullStatement") if statement else ""
        if kind == "UnitVariantChoice" and not text:
            text = self._options(thing)
        if not thing.iri or not text:
            thing.drop("it has no IRI or no text")
            return
        short = label.carry("CFItem.abbreviatedStatement") if label and label is not statement else ""
        notes = thing.first(form.notes)
        item_type = self._draft.define("CFItemType", CURRIC + kind, form.title, description=form.description)
        self._items[thing] = self._draft.item(
            thing.iri,
            text,
            moment(thing.first(MODIFIED), "CFItem.lastChangeDateTime"),
            CFItemType=form.title,
            abbreviatedStatement=short,
            notes=notes.carry("CFItem.notes") if notes else "",
            language=language(statement) if statement else "",
            CFItemTypeURI=link(item_type),
        )
        self._kinds[thing] = kind
        for known in thing.all(TYPE):
            if known.text == CURRIC + kind:
                known.keep("CFItem.CFItemType")

    def _options(self, choice: Thing) -> str:
        """The text of a choice, which has none of its own."""
        options = [self._source.at(statement) for statement in choice.all(f"{CURRIC}hasUnitVariantOption")]
        labels = [label.text for option in options if option and (label := option.first(LABEL))]
        self._draft.supply("CFItem.fullStatement", "a choice is named by its options")
        return "One of: " + "; ".join(labels) if labels else ""

    def _concept(self, thing: Thing) -> Object | None:
        name, meaning = thing.first(f"{SCHEMA}name"), thing.first(f"{SCHEMA}description")
        title = name.carry("CFConcept.title") if name else ""
        if not title or not thing.iri:
            thing.drop("it has no IRI or no name")
            return None
        for known in thing.all(TYPE):
            known.keep("CFConcept")
        return self._draft.define(
            "CFConcept",
            thing.iri,
            title,
            moment(thing.first(MODIFIED), "CFConcept.lastChangeDateTime"),
            description=meaning.carry("CFConcept.description") if meaning else "",
            extensions={SOURCE: thing.iri},
        )

    def finish_items(self) -> None:
        """Carry in extensions what no field holds, and where the item comes from."""
        for thing, item in self._items.items():
            set_fields(item, {"extensions": {SOURCE: thing.iri, **carry_rest(thing, "CFItem")}})

    # -- associations ------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Add all associations. Order matters: the first place of an item is its place in the hierarchy."""
        for programme in self._of("Programme"):
            self._sequence(programme, "hasUnitVariantInclusion", "includesUnitVariant", "includesUnitVariantChoice")
        for choice in self._of("UnitVariantChoice"):
            self._hang(choice, "hasUnitVariantOption", "UnitVariant")
        for variant in self._of("UnitVariant"):
            self._sequence(variant, "hasLessonInclusion", "includesLesson")
            self._relate_to_unit(variant)
        for lesson in self._of("Lesson"):
            self._hang(lesson, "hasKeyLearningPoint", "KeyLearningPoint")
            self._hang(lesson, "hasPupilLessonOutcome", "PupilLessonOutcome")
            self._describe(lesson)
        for unit in self._of("Unit"):
            self._hang(unit, "hasPriorKnowledgeRequirement", "PriorKnowledgeRequirement")
        for thing in self._items:
            self._point_outside(thing)
        self._hang_the_rest()
        self._add_steps()

    def _of(self, kind: str) -> list[Thing]:
        """The things of that kind: first those that hang somewhere already, in that order."""
        return [thing for thing in {**self._placed, **self._kinds} if self._kinds[thing] == kind]

    def _sequence(self, parent: Thing, has: str, *includes: str) -> None:
        """The steps of a programme or unit variant, each an inclusion of its own with a position."""
        steps = []
        for statement in parent.all(CURRIC + has):
            inclusion = self._source.at(statement)
            named = [s for name in includes for s in (inclusion.all(CURRIC + name) if inclusion else ())]
            child = self._source.at(named[0]) if named else None
            if inclusion and child and self._is_below(child, parent):
                steps.append((statement, inclusion, named[0], child))
            else:
                for said in (statement, *(inclusion.everything() if inclusion else ())):
                    said.drop("what it includes is not in the file")
        numbers = positions([step[1].first(POSITION) for step in steps], "CFAssociation.sequenceNumber")
        order = sorted(range(len(steps)), key=lambda step: (numbers[step] or 0, steps[step][3].iri))
        for step in order:
            statement, inclusion, named_child, child = steps[step]
            type = self._place(child, parent, numbers[step], carry_rest_of_inclusion(inclusion))
            for said in (statement, named_child, *inclusion.all(TYPE)):
                _account(said, type)
        if None not in numbers:
            children = [steps[step][3] for step in order]
            self._steps.update(dict.fromkeys(pairwise(children)))

    def _is_below(self, child: Thing, parent: Thing) -> bool:
        """Whether the classes allow it, so that no circle can come about."""
        kinds = list(ITEMS)
        return child in self._items and kinds.index(self._kinds[child]) > kinds.index(self._kinds[parent])

    def _hang(self, parent: Thing, property: str, kind: str) -> None:
        for statement in parent.all(CURRIC + property):
            child = self._source.at(statement)
            if child is None or self._kinds.get(child) != kind:
                statement.drop("what it names is not in the file")
                continue
            _account(statement, self._place(child, parent))
            if kind == "PriorKnowledgeRequirement":
                self._draft.associate("precedes", node(self._items[child]), node(self._items[parent]))

    def _place(self, child: Thing, parent: Thing, number: int | None = None, extensions: Object | None = None) -> str:
        """Hang the child below the parent, or make it a part where it hangs elsewhere already: the type of it."""
        type = "isPartOf" if child in self._placed else "isChildOf"
        self._placed[child] = None
        self._draft.associate(
            type, node(self._items[child]), node(self._items[parent]), sequenceNumber=number, extensions=extensions
        )
        return type

    def _hang_the_rest(self) -> None:
        for thing, item in self._items.items():
            if thing not in self._placed:
                self._draft.associate("isChildOf", node(item), node(self._draft.document))
                self._draft.supply(
                    "CFAssociation isChildOf",
                    f"a {ITEMS[self._kinds[thing]].title.lower()} that nothing includes hangs below the document",
                )

    def _add_steps(self) -> None:
        """Say of each step that it precedes the next, unless the sequences contradict one another."""
        for before, after in without_circles(self._steps):
            self._draft.associate("precedes", node(self._items[before]), node(self._items[after]))
            self._draft.supply("CFAssociation precedes", "a step of a sequence precedes the next one")

    def _relate_to_unit(self, variant: Thing) -> None:
        for statement in variant.all(f"{CURRIC}isUnitVariantOf"):
            unit = self._source.at(statement)
            if unit is None or self._kinds.get(unit) != "Unit":
                statement.drop("the unit is not in the file")
                continue
            ends = node(self._items[variant]), node(self._items[unit])
            self._draft.associate("isRelatedTo", *ends, notes="The origin is a variant of the unit.")
            statement.change("CFAssociation isRelatedTo", "CASE has no type for a variant; the notes say it")

    def _describe(self, lesson: Thing) -> None:
        """Give a lesson its keywords, and its misconceptions as notes: as items they would be something to learn."""
        concepts = []
        for statement in lesson.all(f"{CURRIC}hasKeyword"):
            keyword = self._source.at(statement)
            concept = self._concept(keyword) if keyword and f"{CURRIC}Keyword" in keyword.classes else None
            if concept:
                concepts.append((statement, concept))
            else:
                statement.drop("the keyword is not in the file")
        give_keywords(self._items[lesson], concepts)
        notes = [self._misconception(statement) for statement in lesson.all(f"{CURRIC}hasMisconception")]
        set_fields(self._items[lesson], {"notes": " ".join(note for note in notes if note)})

    def _misconception(self, statement: Statement[Any]) -> str:
        misconception = self._source.at(statement)
        wrong = misconception.first(f"{CURRIC}statement") if misconception else None
        if misconception is None or wrong is None:
            statement.drop("the misconception is not in the file")
            return ""
        right = misconception.first(f"{CURRIC}correction")
        for said in (statement, wrong, right, *misconception.all(TYPE)):
            if said:
                said.change("CFItem.notes", "a misconception is a sentence in the notes of its lesson")
        for said in misconception.all(MODIFIED):
            said.drop("notes have no time of their own")
        return f"Misconception: {wrong.text}" + (f" Correction: {right.text}" if right else "")

    def _point_outside(self, thing: Thing) -> None:
        for property, outside in OUTSIDE.items():
            for statement in thing.all(property):
                uri = as_uri(statement.text)
                if uri:
                    name = uri.rstrip("/").rpartition("/")[2] or uri
                    end = foreign_node(name, uri, uri, outside.target)
                    self._draft.associate(outside.association, node(self._items[thing]), end)
                    statement.keep(f"CFAssociation {outside.association}")


def _account(statement: Statement[Any], type: str) -> None:
    if type == "isPartOf":
        statement.change(f"CFAssociation {type}", "an item hangs in one place, and is part of the others")
    else:
        statement.keep(f"CFAssociation {type}")


def carry_rest_of_inclusion(inclusion: Thing) -> Object:
    """What an inclusion says beyond its child and position, such as how many options may be taken."""
    known = {TYPE, POSITION, f"{CURRIC}includesUnitVariant", f"{CURRIC}includesUnitVariantChoice"}
    known.add(f"{CURRIC}includesLesson")
    rest = Thing("", statements={name: said for name, said in inclusion.statements.items() if name not in known})
    return carry_rest(rest, "CFAssociation")
