"""Curriculum data of the BBC (RDF) to CASE: one document for each programme of study, which is a subject at a level of
one nation's curriculum.

    topic of study, in the list of its programme or of another topic of study   CFItem, isChildOf, sequenceNumber
    topic, what a topic of study is about                                        CFConcept (bbc_topics)
    another address of the same thing (owl:sameAs)                               exactMatchOf

The published files are Notation3, not Turtle: they write owl:sameAs as `=`.
"""

from collections import Counter
from typing import Any

from rdflib import DCTERMS, OWL, RDF, RDFS

from fairmark.validators.convert.bbc_topics import Topics
from fairmark.validators.convert.licences import give_licence
from fairmark.validators.convert.loss import UNREAD, Statement, Supplied
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
from fairmark.validators.convert.rdf_source import RdfSource, Thing, carry_rest, iri_of, language, parse, positions
from fairmark.validators.convert.settings import Settings

CURRIC = "http://www.bbc.co.uk/ontologies/curriculum/"
CORE = "http://www.bbc.co.uk/ontologies/coreconcepts/"
OLO = "http://purl.org/ontology/olo/core#"
PROVENANCE = "http://www.bbc.co.uk/ontologies/provenance/"

PREFIXES = {
    "curric": CURRIC,
    "core": CORE,
    "olo": OLO,
    "provenance": PROVENANCE,
    "dc": str(DCTERMS),
    "owl": str(OWL),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
}

TYPE, LABEL, SAME_AS = str(RDF.type), str(RDFS.label), str(OWL.sameAs)
NAME, HINT = f"{CORE}preferredLabel", f"{CORE}disambiguationHint"
TOPICS, LEVEL = f"{CURRIC}topics", f"{CURRIC}appropriateFor"
STUDY = f"{CURRIC}TopicOfStudy"
LONGEST_INDEX = 10
DESCRIPTIONS = (f"{CURRIC}preferredDescription", str(DCTERMS.description))


def convert_bbc(data: bytes, settings: Settings, supplied: Supplied) -> tuple[list[Object], list[Statement[Any]]]:
    """The packages of a BBC file, by the IRI of their programme, and all its statements with their fates."""
    source = parse(data, "n3", PREFIXES)
    mapping = _Mapping(source, settings, supplied)
    drafts = [draft for programme in mapping.programmes() if (draft := mapping.document(programme))]
    mapping.account_for_the_rest()
    return [draft.finish() for draft in drafts], [*source.statements]


class _Mapping:
    def __init__(self, source: RdfSource, settings: Settings, supplied: Supplied) -> None:
        self._source = source
        self._settings = settings
        self._supplied = supplied
        self._items: dict[Thing, Object] = {}
        self._studies: dict[Thing | None, list[Thing]] = {}
        self._only_named: dict[str, Thing] = {}
        for study in source.of(STUDY):
            self._studies.setdefault(self._programme(study), []).append(study)
        self.topics = Topics(source)

    def programmes(self) -> list[Thing]:
        """What is a programme of study: by its class, or because topics of study are appropriate for it. The files
        leave out the class of some."""
        known = dict.fromkeys(self._source.of(f"{CURRIC}ProgrammeOfStudy"))
        known.update(dict.fromkeys(thing for thing in self._studies if thing is not None))
        return sorted((thing for thing in known if thing.iri), key=lambda thing: thing.iri)

    # -- documents ---------------------------------------------------------------------------------------------------

    def document(self, programme: Thing) -> PackageDraft | None:
        """The package of a programme; None for one that the file gives no topics of study for."""
        studies = self._studies.get(programme, [])
        if not any(self._name(study) for study in studies):
            programme.drop("the file has no topics of study for this programme")
            return None
        draft = PackageDraft(
            programme.iri, title=self._title(studies), creator="BBC", settings=self._settings, supplied=self._supplied
        )
        draft.supply("CFDocument.creator", "BBC, as the data sets come from there and name no creator")
        self._describe(draft, programme)
        for statement in programme.all(TYPE):
            statement.keep("CFDocument")
        for study in studies:
            self._make_item(study, draft)
        self._build_tree(programme, studies, draft)
        for study in studies:
            if study in self._items:
                carried = {SOURCE: study.iri, **_other_labels(study), **carry_rest(study, "CFItem")}
                set_fields(self._items[study], {"extensions": carried})
        languages = {item.get("language", "") for study in studies if (item := self._items.get(study))}
        carried = {SOURCE: programme.iri, **carry_rest(programme, "CFDocument")}
        set_fields(draft.document, {"language": languages.pop() if len(languages) == 1 else "", "extensions": carried})
        return draft

    def _title(self, studies: list[Thing]) -> str:
        """What most topics of study say that they belong to: the programmes themselves have no names."""
        hints = [hint for study in studies for hint in study.all(HINT)]
        title = Counter(hint.text for hint in hints if hint.text).most_common(1)
        for hint in hints:
            if title and hint.text == title[0][0]:
                hint.change("CFDocument.title", "what topics of study say that they belong to names the document")
        return title[0][0] if title else "Programme of study"

    def _describe(self, draft: PackageDraft, programme: Thing) -> None:
        """What the data set says about itself holds for each of its documents."""
        for dataset in self._source.of(f"{PROVENANCE}Dataset"):
            for statement in dataset.all(TYPE):
                statement.keep("CFDocument")
            for name, property in (("description", LABEL), ("version", f"{PROVENANCE}version")):
                if said := dataset.first(property):
                    set_fields(draft.document, {name: said.carry(f"CFDocument.{name}")})
            if licence := dataset.first(str(DCTERMS.license)):
                give_licence(draft, licence)

    # -- items -------------------------------------------------------------------------------------------------------

    def _name(self, study: Thing) -> Statement[Any] | None:
        name = study.first(NAME) or study.first(LABEL)
        return name if name and name.text and study.iri else None

    def _make_item(self, study: Thing, draft: PackageDraft) -> None:
        name = self._name(study)
        if name is None:
            study.drop("it has no IRI or no name")
            return
        item_type = draft.define("CFItemType", STUDY, "Topic of study", description="What a programme of study covers.")
        for label in study.all(LABEL):
            if label.value == name.value:
                label.keep("CFItem.fullStatement")
        item = draft.item(
            study.iri,
            name.carry("CFItem.fullStatement"),
            CFItemType=item_type["title"],
            notes=_notes(study),
            language=language(name),
            CFItemTypeURI=link(item_type),
        )
        for statement in study.all(TYPE):
            statement.keep("CFItem.CFItemType")
        for statement in study.all(LEVEL)[:1]:
            statement.keep("CFAssociation isChildOf")
        self._items[study] = item
        give_keywords(item, self.topics.about(study, draft))
        self._match(study, item, draft)

    def _match(self, study: Thing, item: Object, draft: PackageDraft) -> None:
        for statement in study.all(SAME_AS):
            if uri := as_uri(statement.text):
                end = foreign_node(item["fullStatement"], uri, uri, "bbc.TopicOfStudy")
                draft.associate("exactMatchOf", node(item), end)
                statement.keep("CFAssociation exactMatchOf")

    # -- hierarchy ---------------------------------------------------------------------------------------------------

    def _build_tree(self, programme: Thing, studies: list[Thing], draft: PackageDraft) -> None:
        """Hang every item: those that lists lead to from the programme, then the others below the document."""
        waiting = {study: None for study in studies if study in self._items}
        document = node(draft.document)
        highest = self._walk(programme, document, waiting, draft)
        while waiting:
            study = next(iter(waiting))
            del waiting[study]
            highest = highest + 1 if highest else 0
            draft.associate("isChildOf", node(self._items[study]), document, sequenceNumber=highest or None)
            draft.supply("CFAssociation isChildOf", "a topic of study that no list leads to hangs at the end")
            self._walk(study, node(self._items[study]), waiting, draft)

    def _walk(self, start: Thing, end: Object, waiting: dict[Thing, None], draft: PackageDraft) -> int:
        """Hang what the lists of `start` lead to, level by level; the highest position below `start`, 0 for none. Only
        what waits for a place gets one, so that no circle can come about."""
        level, highest = [(start, end)], 0
        while level:
            below: list[tuple[Thing, Object]] = []
            for owner, parent in level:
                slots = self._slots(owner, waiting)
                numbers = positions([slot.first(f"{OLO}index") for slot, _ in slots], "CFAssociation.sequenceNumber")
                for (_, member), number in zip(slots, numbers, strict=True):
                    child = node(self._items[member])
                    draft.associate("isChildOf", child, parent, sequenceNumber=number)
                    below.append((member, child))
                    highest = max(highest, number or 0) if owner is start else highest
            level = below
        return highest

    def _slots(self, owner: Thing, waiting: dict[Thing, None]) -> list[tuple[Thing, Thing]]:
        """The slots of the owner's lists and the topics of study in them, which now wait no longer."""
        found = []
        for statement in owner.all(TOPICS):
            topics = self._source.at(statement)
            if topics is None:
                statement.drop("the list is not in the file")
                continue
            for said in topics.all(SAME_AS):
                said.drop("CASE has no object for a list")
            for said in (statement, *topics.all(TYPE)):
                said.keep("CFAssociation isChildOf")
            for said in sorted(topics.all(f"{OLO}slot"), key=self._order):
                slot = self._source.at(said)
                if slot is None:
                    said.drop("the slot is not in the file")
                elif (member := self._member(said, slot, waiting)) is not None:
                    del waiting[member]
                    found.append((slot, member))
        return found

    def _member(self, said: Statement[Any], slot: Thing, waiting: dict[Thing, None]) -> Thing | None:
        """The topic of study in a slot, None where it cannot hang here."""
        item = slot.first(f"{OLO}item")
        member = self._source.at(item) if item else None
        if item is not None and member in waiting:
            for statement in (said, item, *slot.all(TYPE)):
                statement.keep("CFAssociation isChildOf")
            return member
        known = member is not None and STUDY in member.classes
        why = (
            "the topic of study hangs elsewhere, or is for another programme"
            if known
            else "its item is not in the file"
        )
        for statement in (said, *slot.everything()):
            statement.drop(why)
        return None

    def _order(self, said: Statement[Any]) -> tuple[str, str]:
        """Index and item of a slot: an order that blank nodes have too."""
        slot = self._source.at(said)
        stated = [slot.first(f"{OLO}{name}") if slot else None for name in ("index", "item")]
        index, item = (statement.text if statement else "" for statement in stated)
        return index.rjust(LONGEST_INDEX), item

    def account_for_the_rest(self) -> None:
        """Say why topics of study, lists and topics are in no package."""
        for study in self._studies.get(None, ()):
            study.drop("it does not say which programme it is for")
        for topics in self._source.of(f"{CURRIC}TopicOfStudyList"):
            if any(statement.fate is UNREAD for statement in topics.all(TYPE)):
                topics.drop("no topic of study or programme in a package leads to this list")
        self.topics.account_for_the_rest()

    def _programme(self, study: Thing) -> Thing | None:
        """The programme that a topic of study is for, which the file may say nothing more about."""
        level = study.first(LEVEL)
        name = iri_of(level.value) if level else ""
        if level is None or not name:
            return None
        return self._source.at(level) or self._only_named.setdefault(name, Thing(name))


def _notes(study: Thing) -> str:
    """The description that is preferred, else any; most are blank. Others are left for the extensions."""
    described = [said for property in DESCRIPTIONS for said in study.all(property)]
    for said in described:
        if not said.text:
            said.drop("it is blank")
    return next((said.carry("CFItem.notes") for said in described if said.text), "")


def _other_labels(study: Thing) -> Object:
    """Labels in other languages, as JSON-LD writes texts with their language."""
    unread = [label for label in study.all(LABEL) if label.fate is UNREAD and label.text]
    for label in unread:
        label.change("CFItem.extensions", "an item has one text; an extension carries the label of another language")
    labels = [{"@value": label.text, "@language": language(label)} for label in unread]
    return {LABEL: labels} if labels else {}
