"""The topics of BBC curriculum data as CASE concepts: what a topic of study is about.

Topics form a tree by subTopicOf, which CASE tells by a dotted hierarchyCode. A package gets the topics that it uses,
those above them, and those below them, as CASE asks for (IM 3.3). The codes come from the whole file, so that a concept
is the same in every package.
"""

from typing import Any

from rdflib import RDF, RDFS

from fairmark.validators.convert.loss import Statement
from fairmark.validators.convert.order import circular
from fairmark.validators.convert.package_draft import SOURCE, HierarchyCodes, Object, PackageDraft
from fairmark.validators.convert.rdf_source import RdfSource, Thing, carry_rest

CURRIC = "http://www.bbc.co.uk/ontologies/curriculum/"
NAME = "http://www.bbc.co.uk/ontologies/coreconcepts/preferredLabel"
PARENT, ABOUT = f"{CURRIC}subTopicOf", f"{CURRIC}about"
TYPE, LABEL = str(RDF.type), str(RDFS.label)

DEEPEST = 20
"""Parts of a hierarchyCode. Real topics nest three deep; the codes of a hostile chain would grow with its square."""


class Topics:
    """The topics of a file, with a code for each."""

    def __init__(self, source: RdfSource) -> None:
        self._source = source
        self._topics = {topic: name for topic in source.of(f"{CURRIC}Topic") if (name := _name(topic))}
        stated = {topic: parent for topic in self._topics if (parent := self._stated_parent(topic))}
        self._parents = dict(stated)
        for topic in circular(stated):
            self._cut(topic, "the topics above go round in a circle")
        self._children: dict[Thing | None, list[Thing]] = {}
        for topic in self._topics:
            self._children.setdefault(self._parents.get(topic), []).append(topic)
        self._codes: dict[Thing, str] = {}
        self._carried: dict[Thing, Object] = {}
        self._families: set[tuple[str, Thing]] = set()
        self._number()

    def about(self, study: Thing, draft: PackageDraft) -> list[tuple[Statement[Any], Object]]:
        """The concepts that a topic of study is about, each with the statement that says so, defined in the package
        with their relatives."""
        concepts = []
        for statement in study.all(ABOUT):
            topic = self._source.at(statement)
            if topic is None or topic not in self._topics:
                statement.drop("the topic is not in the file")
                continue
            self._define_family(topic, draft)
            concepts.append((statement, self._define(topic, draft)))
        return concepts

    def account_for_the_rest(self) -> None:
        """Say why topics are in no package."""
        for topic in self._source.of(f"{CURRIC}Topic"):
            if topic not in self._carried:
                topic.drop("no topic of study is about it or what stands above or below it")

    # -- the tree ----------------------------------------------------------------------------------------------------

    def _stated_parent(self, topic: Thing) -> Thing | None:
        """The first parent that the file holds. The others have no room in a hierarchyCode."""
        found = None
        for statement in topic.all(PARENT):
            parent = self._source.at(statement)
            if parent is None or parent not in self._topics:
                statement.drop("the topic above is not in the file")
            elif found is not None:
                statement.drop("a hierarchyCode has room for one topic above")
            else:
                found = parent
                statement.keep("CFConcept.hierarchyCode")
        return found

    def _number(self) -> None:
        """Give every topic its code, level by level. Below the deepest level the numbering begins anew."""
        top = HierarchyCodes()
        level: list[tuple[Thing | None, HierarchyCodes, str, int]] = [(None, top, "", 0)]
        while level:
            below: list[tuple[Thing | None, HierarchyCodes, str, int]] = []
            for parent, codes, start, depth in level:
                for child in self._children.get(parent, ()):
                    if depth == DEEPEST:
                        self._cut(child, "the topics nest too deeply for a code")
                        codes, start, depth = top, "", 0
                    self._codes[child] = start + codes.code_for(self._topics[child].text)
                    below.append((child, HierarchyCodes(), f"{self._codes[child]}.", depth + 1))
            level = below

    def _cut(self, topic: Thing, why: str) -> None:
        """Make a topic one that stands below no other."""
        self._parents.pop(topic, None)
        for statement in topic.all(PARENT):
            statement.drop(why)

    # -- concepts ----------------------------------------------------------------------------------------------------

    def _define_family(self, topic: Thing, draft: PackageDraft) -> None:
        """Define the topic and its relatives, unless the package has them already."""
        if (draft.key, topic) in self._families:
            return
        self._families.add((draft.key, topic))
        above, way = topic, []
        while parent := self._parents.get(above):
            way.append(parent)
            above = parent
        for relative in reversed(way):
            self._define(relative, draft)
        below = [topic]
        while below:
            relative = below.pop()
            self._define(relative, draft)
            below.extend(self._children.get(relative, ()))

    def _define(self, topic: Thing, draft: PackageDraft) -> Object:
        name = self._topics[topic]
        for label in topic.all(LABEL):
            if label.value == name.value:
                label.keep("CFConcept.title")
        for statement in topic.all(TYPE):
            statement.keep("CFConcept")
        title, code = name.carry("CFConcept.title"), self._codes[topic]
        known = self._carried.get(topic)
        if known is None:
            known = self._carried[topic] = {SOURCE: topic.iri, **carry_rest(topic, "CFConcept")}
        return draft.define("CFConcept", topic.iri, title, hierarchyCode=code, extensions=known)


def _name(topic: Thing) -> Statement[Any] | None:
    name = topic.first(NAME) or topic.first(LABEL)
    return name if name and name.text and topic.iri else None
