"""What an object says of its document and package, and that it says the same wherever it is served: CASE-DOC-001,
CASE-ITEM-001, CASE-ASSOC-020, CASE-PKG-007, and what may not leak from one document into another."""

from collections.abc import Iterator

from fairmark.schemas.case import tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import rule
from fairmark.validators.rules.case.versions import BOTH
from fairmark.validators.suites.case.forms import Alone, alone, difference, is_of, linked, packages, packed
from fairmark.validators.suites.case.operations import ASSOCIATIONS, BY_NAME, LIST, PACKAGE, Operation
from fairmark.validators.suites.case.session import Session, documents_in
from fairmark.validators.suites.case.tally import ELSEWHERE, Tally
from fairmark.validators.suites.result import Result, Results, breach, cannot_tell, holds, not_applicable

DOCUMENT, ITEM, ASSOCIATION = (BY_NAME[name] for name in ("getCFDocument", "getCFItem", "getCFAssociation"))

PRIVATE = "private draft"
NOTHING = "nothing was found that it could be tried on"


@rule(
    "CASE-DOC-001",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9.3, and the parameter of getCFPackage",
    message="CFPackageURI names {observed}, and the document is {expected}",
    needs=("CASE-API-001",),
)
def package_link_has_the_identifier_of_the_document(session: Session) -> Results:
    """The CFPackageURI of a document has the identifier of that document.

    Why: A package has no identifier of its own: it is asked for by that of its document, and clients take it from here.

    Example: A CFDocument whose CFPackageURI.identifier is the key of a table in the database.

    Repair: Put the document's own identifier into CFPackageURI.identifier.
    """
    tallies = {operation: Tally(operation.name) for operation in (LIST, DOCUMENT)}
    for one in session.once(alone):
        named = linked(one.data, "CFPackageURI")
        if one.operation not in tallies or not named:
            continue
        if named == one.identifier:
            tallies[one.operation].keeps(one.answer)
        else:
            tallies[one.operation].breaks(one.answer, observed=named, expected=one.identifier)
    for tally in tallies.values():
        yield tally.result(NOTHING)


@rule(
    "CASE-ITEM-001",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9.1",
    message="CFDocumentURI names {observed}, and the item is in the package of {expected}",
    needs=("CASE-API-001",),
    notes="The owning document is the one whose package holds the item. Where the document that is named holds it too, "
    "CASE-API-025 speaks.",
)
def item_names_its_document(session: Session) -> Results:
    """The CFDocumentURI of an item names the document whose package holds it.

    Why: A client that comes by an item asks for its framework by this link, and gets another one.

    Example: A CFItem whose CFDocumentURI names an earlier edition of its framework.

    Repair: Fill CFDocumentURI from the document that the item is stored with.
    """
    yield from _owners(session, (ITEM, ASSOCIATIONS))


@rule(
    "CASE-ASSOC-020",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 9.1",
    message="CFDocumentURI names {observed}, and the association is in the package of {expected}",
    needs=("CASE-API-001",),
    notes="CFDocumentURI is optional on an association.",
)
def association_names_its_document(session: Session) -> Results:
    """The CFDocumentURI of an association that stands alone names the document whose package holds it.

    Why: Whoever keeps crosswalks apart from frameworks loses track of whose statement it is.

    Example: A crosswalk whose CFDocumentURI names the framework that it leads to.

    Repair: Fill CFDocumentURI from the document that the association is stored with.
    """
    yield from _owners(session, (ASSOCIATION,))


def _owners(session: Session, operations: tuple[Operation, ...]) -> Iterator[Result]:
    tallies = {operation: Tally(operation.name) for operation in operations}
    for one in session.once(alone):
        named, holders = linked(one.data, "CFDocumentURI"), _holders(session, one)
        if one.operation not in tallies or not named or not holders:
            continue
        if named in holders:
            tallies[one.operation].keeps(one.answer)
        elif not _holds(session, named, one.identifier):
            tallies[one.operation].breaks(one.answer, observed=named, expected=holders[0])
    for tally in tallies.values():
        yield tally.result(NOTHING)


def _holders(session: Session, one: Alone) -> list[str]:
    """The documents whose packages hold the object, as far as packages were looked at."""
    return [
        document
        for document, package in session.once(packages).items()
        if any(node.cls == one.cls for node in package.named(one.identifier))
    ]


def _holds(session: Session, document: str, identifier: str) -> bool:
    """Whether the package of the document holds the object; it is asked for where the document is listed."""
    if document not in session.documents:
        return False
    package = session.package_of(document)
    return package is not None and is_of(package, document) and bool(package.named(identifier))


@rule(
    "CASE-API-025",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 9.1, IM 3.3: a package holds the items of its document",
    message="the package of {observed} holds an item of {expected}",
    needs=("CASE-API-001",),
    notes="Whose the item is says its CFDocumentURI, where the package of the document that it names holds it as well.",
)
def package_holds_items_of_its_own_document(session: Session) -> Results:
    """A package holds only items of its own document.

    Why: Whoever asks for one framework stores a part of another, perhaps one that was never meant to be seen.

    Example: A CFPackage with an item that also stands in another package, and whose CFDocumentURI names that one.

    Repair: Select the items of a package by their document; refer to those of others by associations alone.
    """
    tally, guests = Tally(PACKAGE.name), _guests(session)
    for document, (owner, item) in guests.items():
        tally.breaks(session.get(PACKAGE, document), session.get(ITEM, item), observed=document, expected=owner)
    for document in session.once(packages):
        if document not in guests:
            tally.keeps(session.packages[document])
    yield tally.result(NOTHING)


def _guests(session: Session) -> dict[str, tuple[str, str]]:
    """Document whose package holds an item of another, to that other document and the item."""
    several = {item: holders for item, holders in _items(session).items() if len(holders) > 1}
    for one in session.once(alone):
        if one.operation is ITEM:
            named, holders = linked(one.data, "CFDocumentURI"), _holders(session, one)
            if named and holders and named not in holders and _holds(session, named, one.identifier):
                several[one.identifier] = [named, *holders]
    found: dict[str, tuple[str, str]] = {}
    for item, holders in several.items():
        if all(document in found for document in holders[1:]):
            continue  # each of them is asked about once, however many items have leaked
        named = linked(session.get(ITEM, item).object(), "CFDocumentURI")
        owner = named if named in holders else holders[0]
        for document in holders:
            if document != owner:
                found.setdefault(document, (owner, item))
    return found


def _items(session: Session) -> dict[str, list[str]]:
    """Identifier of an item to the documents whose packages hold it."""
    found: dict[str, list[str]] = {}
    for document, package in session.once(packages).items():
        for identifier in {node.identifier for node in package.of("CFItem") if node.identifier}:
            found.setdefault(identifier, []).append(document)
    return found


@rule(
    "CASE-PKG-007",
    scope="live",
    severity=ERROR,
    versions=BOTH,
    basis="best practice: what an object says does not depend on the operation that shows it",
    message="{observed} differs from the same object in its package",
    needs=("CASE-API-001", "CASE-API-008"),
    notes="Compared are the fields that both forms have, but for identifiers and the links to document and package. "
    "What is null or an empty list counts as absent; the zone of a moment and the order of a list make no difference.",
)
def object_is_the_same_alone_and_in_its_package(session: Session) -> Results:
    """An object that is served alone has the values that it has in its package.

    Why: A client that refreshes single objects and one that fetches packages come to hold different frameworks.

    Example: A CFItem with `"fullStatement": "Counts to 20."` in the package and `"Counts to 10."` alone.

    Repair: Make both forms from the same record, and refresh whatever is cached of one when the other changes.
    """
    tallies: dict[str, Tally] = {}
    for one in session.once(alone):
        held = packed(session, one)
        if not held:
            continue
        tally = tallies.setdefault(one.operation.name, Tally(one.operation.name))
        classes = tables(session.version)
        shared = [field for name, field in classes[one.cls].items() if name in classes[held[0].form]]
        differing = [difference(node, one.data, shared) for node in held]
        if "" in differing:
            tally.keeps(one.answer)
        else:
            tally.breaks(one.answer, observed=f"{differing[0]} of the {one.cls} {one.identifier}")
    for tally in tallies.values():
        yield tally.result(NOTHING)


@rule(
    "CASE-API-026",
    scope="live",
    severity=WARNING,
    versions=BOTH,
    basis="best practice: `Private Draft` is what providers call a framework that is not to be seen yet",
    message="{observed} is shown to anybody; {expected}",
)
def private_drafts_are_not_shown_to_anybody(session: Session) -> Results:
    """A document that is marked as a private draft is not in the list that anybody gets without credentials.

    Why: Districts put unfinished frameworks on the server and rely on the word.

    Example: A CFDocument with `"adoptionStatus": "Private Draft"` in the answer to a request without a token.

    Repair: Leave private drafts out of the list for those who may not see them, or give them another adoptionStatus.
    """
    private = [id for id, document in session.listed.items() if _is_private(document.get("adoptionStatus"))]
    if not private:
        yield not_applicable(LIST.name, "no document is marked as a private draft")
        return
    answer = session.ask("GET", LIST.path, anonymous=True)
    shown = [document["identifier"] for document in documents_in(answer) if _is_private(document.get("adoptionStatus"))]
    if shown:
        yield breach(LIST.name, answer, observed=f"the private draft {shown[0]}", expected="it is not meant to be seen")
    elif answer.status in ELSEWHERE and answer.status not in (401, 403):
        yield cannot_tell(LIST.name, answer.told(), answer)
    else:
        yield holds(LIST.name, answer)


def _is_private(status: object) -> bool:
    return isinstance(status, str) and status.strip().casefold() == PRIVATE
