"""Ed-Fi InterchangeStandards to CASE packages."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fairmark.validators.convert.edfi_documents import Documents, add_subjects, code_value, extend, extension_name
from fairmark.validators.convert.edfi_reader import Leaf, Record, read
from fairmark.validators.convert.loss import Statement, Supplied
from fairmark.validators.convert.order import circular
from fairmark.validators.convert.package_draft import UUID, Object, PackageDraft, as_uri, foreign_node, link, node
from fairmark.validators.convert.settings import Settings

GRADES = {
    "Infant/toddler": "IT",
    "Preschool/Prekindergarten": "PK",
    "Transitional Kindergarten": "TK",
    "Kindergarten": "KG",
    "First grade": "01",
    "Second grade": "02",
    "Third grade": "03",
    "Fourth grade": "04",
    "Fifth grade": "05",
    "Sixth grade": "06",
    "Seventh grade": "07",
    "Eighth grade": "08",
    "Ninth grade": "09",
    "Tenth grade": "10",
    "Eleventh grade": "11",
    "Twelfth grade": "12",
    "Grade 13": "13",
    "Postsecondary": "PS",
    "Adult Education": "AE",
    "Ungraded": "UG",
}
"""Code values of the default GradeLevel descriptors to codes of CEDS. A grade that is not here is carried as it is."""

PARENT = "ParentLearningStandardReference"
PREREQUISITE = "PrerequisiteLearningStandardReference"
STRENGTH = "LearningStandardEquivalenceStrength"


@dataclass(frozen=True, slots=True)
class Standard:
    """A learning standard and the item made of it."""

    id: str
    record: Record
    draft: PackageDraft
    item: Object


def convert_standards(data: bytes, settings: Settings, supplied: Supplied) -> tuple[list[Object], list[Statement[Any]]]:
    """The packages of an Ed-Fi file, in its order, and all its statements with their fates."""
    interchange = read(data)
    mapping = _Mapping(settings, supplied)
    for record in interchange.named("LearningStandard"):
        mapping.add(record)
    for standard in mapping.standards.values():
        mapping.connect(standard)
    for record in interchange.named("LearningStandardEquivalenceAssociation"):
        mapping.equate(record)
    return [draft.finish() for draft in mapping.documents.all()], [*interchange.statements]


class _Mapping:
    def __init__(self, settings: Settings, supplied: Supplied) -> None:
        self._derives = settings.derive_hierarchy
        self.documents = Documents(settings, supplied)
        self.standards: dict[str, Standard] = {}
        self._by_xml_id: dict[str, Standard] = {}
        self._circular: set[str] | None = None

    # -- items -------------------------------------------------------------------------------------------------------

    def add(self, record: Record) -> None:
        """Make the item of a learning standard, in the document that it belongs to."""
        id = _key(record.text("LearningStandardId"))
        if not id or not record.text("Description"):
            record.drop("the standard has no LearningStandardId or no Description")
            return
        if id in self.standards:
            record.drop("an earlier standard has the same LearningStandardId, which is the key")
            return
        draft = self.documents.of(record)
        extensions: Object = {}
        subjects = _subjects(record, draft)
        add_subjects(draft, subjects)
        item_type = _item_type(record, draft)
        code, levels = _code(record, extensions), _levels(record, extensions)
        _carry_codes(record, extensions)
        for path in ("URI", "LearningStandardScope"):
            extend(extensions, path, record.all(path), "CFItem")
        item = draft.item(
            id if UUID.fullmatch(id) else f"{record.text('Namespace')}#{id}",
            record.all("Description")[0].carry("CFItem.fullStatement"),
            CFItemType=item_type["title"] if item_type else "",
            humanCodingScheme=code,
            notes=_success_criteria(record),
            subject=[subject["title"] for subject in subjects],
            subjectURI=[link(subject) for subject in subjects],
            educationLevel=levels,
            CFItemTypeURI=link(item_type) if item_type else None,
            extensions=extensions,
        )
        self.standards[id] = standard = Standard(id, record, draft, item)
        for leaf in record.all("@id"):
            self._by_xml_id.setdefault(leaf.text, standard)
            leaf.drop("it names the element inside the file only")

    # -- associations ------------------------------------------------------------------------------------------------

    def connect(self, standard: Standard) -> None:
        """Place the item in the hierarchy, and add what it says about its parent and prerequisites."""
        child, draft = node(standard.item), standard.draft
        parent = self._stated_parent(standard)
        if parent is None and self._derives:
            parent = self._derived_parent(standard)
        if parent is None:
            draft.supply("CFAssociation isChildOf", "the item hangs below its document, as no parent is stated")
        draft.associate("isChildOf", child, node(parent.item if parent else draft.document))
        for leaf, target in self._references(standard.record, PREREQUISITE):
            self._relate(leaf, "precedes", target, standard)

    def _stated_parent(self, standard: Standard) -> Standard | None:
        """The parent in the same document, None where there is none. A parent elsewhere makes an isPartOf."""
        for leaf, parent in self._references(standard.record, PARENT):
            if parent is standard or standard.id in self._in_a_circle():
                leaf.drop("the parents go round in a circle")
            elif parent and parent.draft is standard.draft:
                leaf.keep("CFAssociation isChildOf")
                return parent
            else:
                self._relate(leaf, "isPartOf", standard, parent)
        return None

    def _derived_parent(self, standard: Standard) -> Standard | None:
        parent = self.standards.get(standard.id.rpartition(".")[0])
        if parent is None or parent.draft is not standard.draft or self._references(standard.record, PARENT):
            return None
        standard.draft.supply("CFAssociation isChildOf", "the parent was read out of the dotted code, as asked")
        return parent

    def _relate(self, leaf: Leaf, type: str, origin: Standard | None, destination: Standard | None) -> None:
        """Associate two standards of which one may be outside the file; the leaf names that one."""
        home = destination if type == "precedes" else origin
        if home is None:
            return
        other = origin if home is destination else destination
        if other is home:
            leaf.drop("the standard names itself")
            return
        end = node(other.item) if other else _outside(leaf, home)
        if end is None:
            leaf.drop("the standard that it names is not in the file, and its Namespace is no address")
            return
        ends = (end, node(home.item)) if type == "precedes" else (node(home.item), end)
        home.draft.associate(type, *ends)
        if type == "isPartOf":
            leaf.change("CFAssociation isPartOf", "isChildOf stays inside one document, and the parent is in another")
        else:
            leaf.keep(f"CFAssociation {type}")

    def _references(self, record: Record, path: str) -> list[tuple[Leaf, Standard | None]]:
        """The leaves below `path` that name a standard, by its key or by its XML id, and that standard."""
        found: list[tuple[Leaf, Standard | None]] = []
        for leaf in record.under(path):
            if leaf.source.endswith("@ref"):
                found.append((leaf, self._by_xml_id.get(leaf.text)))
            elif leaf.source.endswith("/LearningStandardId"):
                found.append((leaf, self.standards.get(_key(leaf.text))))
        return found

    def _in_a_circle(self) -> set[str]:
        """The ids of the standards whose stated parents lead back to them."""
        if self._circular is None:
            parents = {
                id: target.id
                for id, standard in self.standards.items()
                for _, target in self._references(standard.record, PARENT)[:1]
                if target
            }
            self._circular = circular(parents)
        return self._circular

    # -- equivalences ------------------------------------------------------------------------------------------------

    def equate(self, record: Record) -> None:
        """Make an equivalence an association of its source's document, or of its target's."""
        ends = [
            next(iter(self._references(record, f"{side}LearningStandardReference")), None)
            for side in ("Source", "Target")
        ]
        (first, source), (second, target) = (end or (None, None) for end in ends)
        home = source or target
        if first is None or second is None or home is None:
            record.drop("neither standard of the equivalence is in the file, or one is not named")
            return
        origin = node(source.item) if source else _outside(first, home)
        destination = node(target.item) if target else _outside(second, home)
        if origin is None or destination is None or source is target:
            record.drop("the other standard is not in the file and its Namespace is no address, or it is the same")
            return
        self._add_equivalence(record, home, (origin, destination), (first, second))

    def _add_equivalence(
        self, record: Record, home: Standard, nodes: tuple[Object, Object], ends: tuple[Leaf, Leaf]
    ) -> None:
        extensions: Object = {}
        strength, reason = record.first(STRENGTH), record.first(f"{STRENGTH}Description")
        exact = strength is not None and code_value(strength) == "Equivalent"
        type = "exactMatchOf" if exact else "isRelatedTo"
        for leaf in ends:
            leaf.keep(f"CFAssociation {type}")
        if strength and exact:
            strength.keep("CFAssociation exactMatchOf")
        else:
            extend(extensions, STRENGTH, record.all(STRENGTH), "CFAssociation")
        for path in ("EffectiveDate", "Namespace"):
            extend(extensions, path, record.all(path), "CFAssociation")
        notes = reason.carry("CFAssociation.notes") if reason else ""
        if not home.draft.associate(type, *nodes, notes=notes, extensions=extensions):
            record.drop("an earlier equivalence says the same")


# -- fields of an item -----------------------------------------------------------------------------------------------


def _key(id: str) -> str:
    """A LearningStandardId, in lower case where it is a CASE identifier."""
    return id.lower() if UUID.fullmatch(id.lower()) else id


def _subjects(record: Record, draft: PackageDraft) -> list[Object]:
    subjects = []
    for leaf in record.all("AcademicSubject"):
        if title := code_value(leaf):
            leaf.keep("CFItem.subject")
            subjects.append(draft.define("CFSubject", leaf.text, title))
        else:
            leaf.drop("it is blank")
    return subjects


def _item_type(record: Record, draft: PackageDraft) -> Object | None:
    leaf = record.first("LearningStandardCategory")
    if leaf is None or not code_value(leaf):
        return None
    leaf.keep("CFItem.CFItemType")
    title = code_value(leaf)
    return draft.define("CFItemType", leaf.text, title, description=f"Ed-Fi learning standard category: {title}")


def _code(record: Record, extensions: Object) -> str:
    """The code that people know the standard by: the item code, else the key, unless that is a UUID."""
    key, code = record.all("LearningStandardId")[0], record.first("LearningStandardItemCode")
    is_uuid = UUID.fullmatch(key.text.lower()) is not None
    if code and code.carry("CFItem.humanCodingScheme"):
        if not is_uuid:
            extend(extensions, "LearningStandardId", [key], "CFItem")
            return code.text
    elif not is_uuid:
        return key.carry("CFItem.humanCodingScheme")
    key.keep("CFItem.identifier")
    return code.text if code else ""


def _levels(record: Record, extensions: Object) -> list[str]:
    levels, others = [], []
    for leaf in record.all("GradeLevel"):
        if level := GRADES.get(code_value(leaf)):
            leaf.keep("CFItem.educationLevel")
            if level not in levels:
                levels.append(level)
        else:
            others.append(leaf)
    extend(extensions, "GradeLevel", others, "CFItem")
    return levels


def _success_criteria(record: Record) -> str:
    criteria = record.first("SuccessCriteria")
    if criteria is None or not criteria.text:
        return ""
    criteria.change("CFItem.notes", "the success criteria are the notes of the item")
    return f"Success criteria: {criteria.text}"


def _carry_codes(record: Record, extensions: Object) -> None:
    """Codes that other bodies gave the standard, each with the content standard that it belongs to."""
    path = "LearningStandardIdentificationCode"
    codes, names = record.all(f"{path}/IdentificationCode"), record.all(f"{path}/ContentStandardName")
    if len(codes) != len(names):
        extend(extensions, path, codes, "CFItem")
        return
    pairs = [
        {"IdentificationCode": code.text, "ContentStandardName": name.text}
        for code, name in zip(codes, names, strict=True)
    ]
    for leaf in (*codes, *names):
        leaf.change("CFItem.extensions", "CASE has no field for it; an extension carries it")
    if pairs:
        extensions[extension_name(path)] = pairs


def _outside(leaf: Leaf, home: Standard) -> Object | None:
    """An end at a standard that the file does not hold, None where it has no address."""
    uri = as_uri(f"{home.record.text('Namespace')}#{quote(leaf.text, safe='')}")
    return foreign_node(leaf.text, leaf.text, uri, "ed-fi.LearningStandard") if uri and leaf.text else None
