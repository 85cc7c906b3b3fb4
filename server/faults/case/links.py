"""Faults of what belongs together: addresses, owners, sets, and the same object in two places."""

from dataclasses import replace
import re
import uuid

from fairmark.server.faults.case.exchange import ASSOCIATIONS, ELSEWHERE, PACKAGE, Asked, Json, Reply, Serve
from fairmark.server.faults.case.fault import body_of, every, fault

BEHIND = 1_000
"""What is added to the places of items that are put below a document, so that they come last."""

ITEM_ADDRESS = re.compile(rb'(/CFItems/[0-9a-f-]{36})"')


def renamed(one: Json, identifier: str) -> Json:
    """The object under another identifier, with an address to match."""
    return {**one, "identifier": identifier, "uri": one["uri"].replace(one["identifier"], identifier)}


def derived(one: Json, word: str) -> str:
    """An identifier of an object that is made up beside `one`: always the same, and nobody else's."""
    return str(uuid.uuid5(uuid.UUID(one["identifier"]), word))


def another_document(serve: Serve, asked: Asked, identifier: str) -> Json:
    """A link to a document here other than that one."""
    listed = serve(asked.at("CFDocuments")).object()["CFDocuments"]
    found = next((one for one in listed if one["identifier"] != identifier), renamed(listed[0], ELSEWHERE))
    return {name: found[name] for name in ("title", "identifier", "uri")}


def package_of(serve: Serve, asked: Asked, identifier: str) -> Json:
    """The package of a document."""
    return serve(asked.at("CFPackages", identifier)).object()


# -- documents -------------------------------------------------------------------------------------------------------


def linking(document: Json, **changes: str) -> Json:
    """The document with another CFPackageURI."""
    return {**document, "CFPackageURI": {**document["CFPackageURI"], **changes}}


@fault("package-link-of-another", breaks="CASE-DOC-001")
@body_of("getCFDocument")
def package_link_of_another(document: Json) -> Json:
    """The CFPackageURI of a document has an identifier that is not the document's.

    A consumer asks getCFPackage for it and gets another framework, or none.
    """
    return linking(document, identifier=ELSEWHERE)


@fault("package-link-dead", breaks="CASE-DOC-002")
@body_of("getCFDocument")
def package_link_dead(document: Json) -> Json:
    """The CFPackageURI of a document leads to an address that does not exist.

    A consumer that follows links, as it should, never gets a framework.
    """
    return linking(document, uri=document["CFPackageURI"]["uri"].replace("/CFPackages/", "/CFPackage/"))


@fault("package-link-to-the-document", breaks="CASE-DOC-002")
@body_of("getCFDocument")
def package_link_to_the_document(document: Json) -> Json:
    """The CFPackageURI of a document leads back to the document alone.

    A consumer takes the framework for an empty one.
    """
    return linking(document, uri=document["CFPackageURI"]["uri"].replace("/CFPackages/", "/CFDocuments/"))


# -- owners ----------------------------------------------------------------------------------------------------------


@fault("item-of-another-document", breaks="CASE-ITEM-001")
def item_of_another_document(asked: Asked, serve: Serve) -> Reply:
    """The CFDocumentURI of an item names a document that does not hold it.

    A consumer files the item under a framework of somebody else.
    """
    return _owned_by_another("getCFItem", asked, serve)


@fault("association-of-another-document", breaks="CASE-ASSOC-020")
def association_of_another_document(asked: Asked, serve: Serve) -> Reply:
    """The CFDocumentURI of an association names a document that does not hold it.

    A consumer credits the relation to a publisher who never stated it.
    """
    return _owned_by_another("getCFAssociation", asked, serve)


def _owned_by_another(operation: str, asked: Asked, serve: Serve) -> Reply:
    reply = serve(asked)
    if asked.operation != operation or reply.status != 200:
        return reply
    body = reply.object()
    other = another_document(serve, asked, body["CFDocumentURI"]["identifier"])
    return reply.saying({**body, "CFDocumentURI": other})


# -- the same object in two places -----------------------------------------------------------------------------------


@fault("another-item", breaks="CASE-API-008")
@body_of("getCFItem")
def another_item(item: Json) -> Json:
    """getCFItem answers with another item than was asked for.

    A consumer stores one competency under the name of another.
    """
    return renamed(item, derived(item, "another"))


@fault("another-package", breaks="CASE-API-008")
def another_package(asked: Asked, serve: Serve) -> Reply:
    """getCFPackage answers with the package of another document than was asked for.

    A consumer shows one state's framework under the name of another.
    """
    reply = serve(asked)
    if asked.operation != PACKAGE or reply.status != 200:
        return reply
    other = another_document(serve, asked, asked.identifier)["identifier"]
    return serve(asked.at("CFPackages", other))


@fault("stale-item", breaks="CASE-PKG-007")
@body_of("getCFItem")
def stale_item(item: Json) -> Json:
    """getCFItem answers with an older text of the item than the package has.

    A consumer shows one wording in the tree and another one on the item's own page.
    """
    return {**item, "fullStatement": f"{item['fullStatement']} (second draft)"}


@fault("stale-licence", breaks="CASE-PKG-007")
@body_of("getCFLicense")
def stale_licence(licence: Json) -> Json:
    """getCFLicense answers with an older text of the licence than the package has.

    A consumer cannot know which of the two holds.
    """
    return {**licence, "licenseText": "All rights reserved."}


@fault("item-without-its-labels", breaks="CASE-PKG-007")
@body_of("getCFItem")
def item_without_its_labels(item: Json) -> Json:
    """getCFItem leaves out the item's humanCodingScheme, which the package has.

    A consumer that loads single items cannot show the code that teachers know the item by.
    """
    return {name: value for name, value in item.items() if name != "humanCodingScheme"}


# -- addresses -------------------------------------------------------------------------------------------------------


@fault("uri-dead", breaks="CASE-URI-005")
def uri_dead(asked: Asked, serve: Serve) -> Reply:
    """The `uri` of items leads nowhere: it ends in `/view`, an address that does not exist.

    A consumer that follows the link of an alignment finds nothing.
    """
    reply = serve(asked)
    if reply.status != 200 or asked.operation in ("", "discovery"):
        return reply
    return replace(reply, body=ITEM_ADDRESS.sub(rb'\1/view"', reply.body))


@fault("uri-of-another", breaks="CASE-URI-005")
def uri_of_another(asked: Asked, serve: Serve) -> Reply:
    """The `uri` of items ends in `/view`, and leads to another item.

    A consumer that follows the link of an alignment shows the wrong competency.
    """
    identifier, is_view, _ = asked.identifier.partition("/view")
    if asked.collection == "CFItems" and is_view:
        reply = serve(asked.at("CFItems", identifier))
        item = reply.object()
        return reply.saying(renamed(item, derived(item, "another"))) if item else reply
    return uri_dead(asked, serve)


@fault("uri-elsewhere", breaks="CASE-URI-006")
def uri_elsewhere(asked: Asked, serve: Serve) -> Reply:
    """The `uri` of items lies on another host than the one that serves them.

    A consumer that may only speak to this host cannot follow the links.
    """
    reply = serve(asked)
    if reply.status != 200 or asked.operation in ("", "discovery"):
        return reply
    here = re.escape(asked.base.partition("/ims/")[0].encode())
    address = re.compile(b'"' + here + rb'(/[^"]*/CFItems/[0-9a-f-]{36})"')
    return replace(reply, body=address.sub(rb'"https://items.example.org\1"', reply.body))


# -- sets ------------------------------------------------------------------------------------------------------------


@fault("set-led-by-a-child", breaks="CASE-DEF-003")
@body_of("getCFConcept")
def set_led_by_a_child(concepts: Json) -> Json:
    """The set of a concept and those below it ends with the concept that was asked for instead of beginning with it.

    A consumer that takes the first one for the one it asked for files everything under a child.
    """
    return {"CFConcepts": concepts["CFConcepts"][::-1]}


@fault("set-with-a-stranger", breaks="CASE-DEF-004")
@body_of("getCFConcept")
def set_with_a_stranger(concepts: Json) -> Json:
    """The set of a concept holds one that is not below it.

    A consumer files an unrelated concept under it.
    """
    first = concepts["CFConcepts"][0]
    stranger = {**renamed(first, derived(first, "stranger")), "hierarchyCode": "999"}
    return {"CFConcepts": [*concepts["CFConcepts"], stranger]}


@fault("set-of-everything", breaks="CASE-DEF-004")
def set_of_everything(asked: Asked, serve: Serve) -> Reply:
    """The set of a concept holds all concepts of its framework behind the one that was asked for.

    A consumer files every concept under every other.
    """
    reply = serve(asked)
    if asked.operation != "getCFConcept" or reply.status != 200:
        return reply
    concepts = reply.object()["CFConcepts"]
    documents = serve(asked.at("CFDocuments")).object()["CFDocuments"]
    packages = (package_of(serve, asked, document["identifier"]) for document in documents)
    lists = (package.get("CFDefinitions", {}).get("CFConcepts", []) for package in packages)
    own: list[Json] = next((held for held in lists if concepts[0] in held), [])
    return reply.saying({"CFConcepts": [*concepts, *(one for one in own if one not in concepts)]})


@fault("set-empty", breaks="CASE-DEF-003")
@body_of("getCFSubject")
def set_empty(_subjects: Json) -> Json:
    """The set of a subject is empty, though the subject exists.

    A consumer takes the subject for deleted.
    """
    return {"CFSubjects": []}


# -- associations of an item -----------------------------------------------------------------------------------------


@fault("associations-of-others", breaks="CASE-API-017")
@body_of(ASSOCIATIONS)
def associations_of_others(found: Json) -> Json:
    """getCFItemAssociations answers with an association that has the item at neither end.

    A consumer draws a relation that the item does not have.
    """
    if not found["CFAssociations"]:
        return found
    first = found["CFAssociations"][0]
    foreign = renamed(first, derived(first, "foreign"))
    for number, end in enumerate(("originNodeURI", "destinationNodeURI")):
        foreign[end] = renamed(first[end], derived(first, str(number)))
    return {**found, "CFAssociations": [*found["CFAssociations"], foreign]}


@fault("associations-of-an-item-in-package-form", breaks="CASE-SCHEMA-001")
@body_of(ASSOCIATIONS)
def associations_of_an_item_in_package_form(found: Json) -> Json:
    """The item in the answer of getCFItemAssociations lacks its CFDocumentURI.

    A consumer cannot tell which framework the item belongs to.
    """
    item = {name: value for name, value in found["CFItem"].items() if name != "CFDocumentURI"}
    return {**found, "CFItem": item}


@fault("associations-empty", breaks="CASE-API-017")
@body_of(ASSOCIATIONS)
def associations_empty(found: Json) -> Json:
    """getCFItemAssociations answers with no associations at all.

    A consumer loses every relation of the item.
    """
    return {**found, "CFAssociations": []}


# -- leaks -----------------------------------------------------------------------------------------------------------


@fault("package-with-items-of-another", breaks="CASE-API-025")
def package_with_items_of_another(asked: Asked, serve: Serve) -> Reply:
    """The package holds the items and associations of another document beside its own.

    A consumer shows what one school keeps to itself in the framework of another.
    """
    reply = serve(asked)
    if asked.operation != PACKAGE or reply.status != 200:
        return reply
    here = reply.object()
    other = another_document(serve, asked, asked.identifier)["identifier"]
    there = package_of(serve, asked, other)
    below = {name: here["CFDocument"][name] for name in ("title", "identifier", "uri")}
    for association in there.get("CFAssociations", ()):
        if association["destinationNodeURI"]["identifier"] == other:
            place = association.get("sequenceNumber", 0) + BEHIND
            association.update(destinationNodeURI=below, sequenceNumber=place)
    both = {name: [*here.get(name, ()), *there.get(name, ())] for name in ("CFItems", "CFAssociations")}
    return reply.saying({**here, **both})


@fault("draft-in-the-open", breaks="CASE-API-026")
@every("CFDocument")
def draft_in_the_open(document: Json) -> None:
    """Everybody sees documents that are marked as private drafts.

    A consumer shows teachers a framework that its authors have not finished.
    """
    if document.get("adoptionStatus") == "Draft":
        document["adoptionStatus"] = "Private Draft"
