"""Which rule speaks about which breach of the schema. Every breach has one owner; the precedence stands here and
nowhere else, as the order of `OWNERS`: null before everything, then the special places, then the general rule.

The rules that own breaches yield what `owned` gives them. Rules that look at values themselves (identifiers,
vocabularies) own none: where they have spoken, the general rule is silent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fairmark.schemas import Field
from fairmark.schemas.case import SCHEMAS, tables
from fairmark.validators.core.location import Path
from fairmark.validators.readers.case import PACKAGE_FORMS, ROOTS, Package
from fairmark.validators.readers.case_places import LINKS
from fairmark.validators.rules.shape import CLOSED, REQUIRED, breaches

GENERAL = "CASE-SCHEMA-001"


ABSENT = object()


@dataclass(frozen=True, slots=True)
class Misshape:
    """A breach of the schema at `path`: its `keyword` refuses `value`, which stands in the field `name` of the class
    `form`. `field` is None where that class has no such field; `value` is `ABSENT` where the member is missing."""

    path: Path
    keyword: str
    value: Any
    form: str
    name: str
    field: Field | None

    @property
    def cls(self) -> str:
        """The class as people know it: CFItem, not CFPckgItem."""
        return PACKAGE_FORMS.get(self.form, self.form)

    @property
    def wants_list(self) -> bool:
        """Whether it is a list that belongs here, rather than one of its members."""
        return self.field is not None and self.field.many and isinstance(self.path[-1], str)


def _is_null(shape: Misshape) -> bool:
    return shape.value is None


STANDALONE_ONLY = {
    ("CFPckgDocument", "CFPackageURI"),
    ("CFPckgItem", "CFDocumentURI"),
    ("CFPckgAssociation", "CFDocumentURI"),
}


def _belongs_to_the_standalone_form(shape: Misshape) -> bool:
    return shape.keyword == CLOSED and (shape.form, shape.name) in STANDALONE_ONLY


def _came_with_1_1(shape: Misshape) -> bool:
    return shape.keyword == CLOSED and shape.name in tables("1.1")[shape.form]


def _is_unknown(shape: Misshape) -> bool:
    return shape.keyword == CLOSED


def _is_list_of_keyword_links(shape: Misshape) -> bool:
    return shape.name == "conceptKeywordsURI" and isinstance(shape.value, list)


def _is_list_of_definitions(shape: Misshape) -> bool:
    return shape.name == "CFDefinitions" and isinstance(shape.value, list)


def _is_lone_extension(shape: Misshape) -> bool:
    return shape.form == "CFRubricCriterionLevel" and shape.name == "extensions" and shape.wants_list


def _is_no_link(shape: Misshape) -> bool:
    if shape.keyword == REQUIRED:
        return shape.form in LINKS
    holds_link = shape.field is not None and shape.field.type in LINKS
    return holds_link and shape.keyword == "type" and (not shape.wants_list or isinstance(shape.value, str))


OWNERS: tuple[tuple[str, Callable[[Misshape], bool]], ...] = (
    ("CASE-PKG-005", _is_null),
    ("CASE-ITEM-002", _belongs_to_the_standalone_form),
    ("CASE-DOC-004", _came_with_1_1),
    ("CASE-EXT-001", _is_unknown),
    ("CASE-ITEM-010", _is_list_of_keyword_links),
    ("CASE-PKG-004", _is_list_of_definitions),
    ("CASE-RUB-009", _is_lone_extension),
    ("CASE-LINK-001", _is_no_link),
)
"""Rule to what it owns, the most specific first; what none of them owns is the general rule's."""

TREATED_AS = {"CASE-ITEM-010": "LinkURI", "CASE-PKG-004": "CFDefinition"}
"""Rules about a list that stands for one object, to the class that its members are judged as all the same."""


def owned(package: Package, rule: str) -> list[Misshape]:
    """What the rule of that id has to speak about, in the order in which the schema engines found it."""
    return package.once(_by_owner).get(rule, [])


def _by_owner(package: Package) -> dict[str, list[Misshape]]:
    found: dict[str, list[Misshape]] = {}
    for shape in _misshapes(package, ROOTS[package.kind], package.data, package.root):
        owner = _owner(shape)
        found.setdefault(owner, []).append(shape)
        if owner in TREATED_AS:
            for inner in _members_of(package, shape, TREATED_AS[owner]):
                found.setdefault(_owner(inner), []).append(inner)
    return found


def _owner(shape: Misshape) -> str:
    return next((rule for rule, owns in OWNERS if owns(shape)), GENERAL)


def _misshapes(package: Package, form: str, data: Any, at: Path) -> Iterator[Misshape]:
    for below, keyword in breaches(SCHEMAS[package.version], form, data):
        path = (*at, *below)
        member = package.member_at(path)
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        yield Misshape(path, keyword, _value(data, below), member.form, name, member.field)


def _members_of(package: Package, shape: Misshape, form: str) -> Iterator[Misshape]:
    """What is wrong with the members of a list. An object that has no field of the class is of another one, and the
    finding about the list says enough."""
    for number, member in enumerate(shape.value):
        if not isinstance(member, dict) or member.keys() & package.tables[form].keys():
            yield from _misshapes(package, form, member, (*shape.path, number))


def _value(data: Any, path: Path) -> Any:
    """The value at `path`, `ABSENT` where there is none."""
    for step in path:
        if isinstance(step, str):
            data = data.get(step, ABSENT) if isinstance(data, dict) else ABSENT
        else:
            data = data[step] if isinstance(data, list) and step < len(data) else ABSENT
    return data
