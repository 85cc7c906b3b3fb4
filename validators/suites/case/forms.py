"""The two forms of an object, inside its package and alone, brought together so that they can be held against each
other. CASE 1.1 IM 9."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairmark.schemas import Field
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.suites.case.operations import ASSOCIATIONS, LIST, SETS, SINGLES, Operation
from fairmark.validators.suites.case.order import moment
from fairmark.validators.suites.case.session import Session, documents_in
from fairmark.validators.suites.recording import Answer

Json = dict[str, Any]

SEPARATE = {"identifier", "CFDocumentURI", "CFPackageURI"}
"""Fields that are not compared: other rules speak about them."""

DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Alone:
    """An object of class `cls` as it came alone, in `answer` of `operation`: one that is about what was asked for."""

    operation: Operation
    cls: str
    identifier: str
    data: Json
    answer: Answer


def alone(session: Session) -> list[Alone]:
    """Every sampled object as it is served alone, whichever operation shows it."""
    return [*_listed(session), *_answered(session)]


def _listed(session: Session) -> Iterator[Alone]:
    for page in session.pages:
        for document in documents_in(page):
            yield Alone(LIST, "CFDocument", document["identifier"], document, page)


def _answered(session: Session) -> Iterator[Alone]:
    for operation, samples in session.samples.items():
        if operation not in SINGLES and operation is not ASSOCIATIONS:
            continue
        for identifier, answer in samples:
            data = _object_in(operation, identifier, answer) if answer.status == 200 else None
            if data is not None and data.get("identifier") == identifier:
                yield Alone(operation, operation.cls, identifier, data, answer)


def _object_in(operation: Operation, identifier: str, answer: Answer) -> Json | None:
    """The object that was asked for, wherever the class of the answer has it."""
    body = answer.object()
    if operation is ASSOCIATIONS:
        item = body.get("CFItem")
        return item if isinstance(item, dict) else None
    if operation.name in SETS:
        members = objects(body.get(SETS[operation.name]))
        return next((member for member in members if member.get("identifier") == identifier), None)
    return body


def objects(value: Any) -> list[Json]:
    """The objects in what should be a list of them."""
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def linked(data: Mapping[str, Any], field: str) -> str:
    """The identifier in the link under `field`, "" where there is no link with one."""
    link = data.get(field)
    identifier = link.get("identifier") if isinstance(link, dict) else None
    return identifier if isinstance(identifier, str) else ""


def packages(session: Session) -> dict[str, Package]:
    """Document identifier to the index of its package, for packages that came and are about that document."""
    return {document: package for document, package in session.indexed.items() if is_of(package, document)}


def is_of(package: Package, document: str) -> bool:
    """Whether this is the package of that document."""
    return package.document is not None and package.document.identifier == document


def packed(session: Session, one: Alone) -> list[Node]:
    """The object in package form, once for each package that holds it; of an object that names its document, the
    package of that one alone counts."""
    named = linked(one.data, "CFDocumentURI")
    held = [package for document, package in session.once(packages).items() if named in ("", document)]
    return [node for package in held for node in package.named(one.identifier) if node.cls == one.cls]


def difference(held: Node, data: Mapping[str, Any], fields: Sequence[Field]) -> str:
    """The first of the fields that differs, "" where all are the same. A mandatory one that is missing, or a value of
    another type than the other one, is the schema's matter."""
    for field in fields:
        one, other = held.data.get(field.name), data.get(field.name)
        is_misshapen = (field.required and None in (one, other)) or len({type(one), type(other)} - {type(None)}) > 1
        if field.name not in SEPARATE and not is_misshapen and not same(one, other):
            return field.name
    return ""


def same(one: Any, other: Any, depth: int = 0) -> bool:
    """Whether two values say the same. What is null or empty counts as absent, a moment is the same in whatever zone it
    is written, and lists of plain values or of objects with identifiers are in no order. What lies deeper than anything
    in CASE is not compared."""
    if depth > DEEPEST:
        return True
    if _is_nothing(one) or _is_nothing(other):
        return _is_nothing(one) and _is_nothing(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(name), other.get(name), depth + 1) for name in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(_in_order(one), _in_order(other), strict=False)
        return len(one) == len(other) and all(same(left, right, depth + 1) for left, right in pairs)
    if isinstance(one, str) and isinstance(other, str):
        are_moments = "T" in one and "T" in other and moment(one) is not None
        return one == other or (are_moments and moment(one) == moment(other))
    return (type(one) in (int, float) and type(other) in (int, float) and one == other) or one is other


def _is_nothing(value: Any) -> bool:
    return value is None or value == [] or value == {}


def _in_order(members: Sequence[Any]) -> Sequence[Any]:
    if all(isinstance(member, dict) and isinstance(member.get("identifier"), str) for member in members):
        return sorted(members, key=lambda member: str(member["identifier"]))
    return sorted(members) if all(isinstance(member, str) for member in members) else members
