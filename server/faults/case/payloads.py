"""Faults of bodies: the right object in the wrong shape. What is wrong is wrong in every place where an object occurs,
so that a package and its members still agree."""

import orjson

from fairmark.server.faults.case.exchange import LIST, PACKAGE, Json
from fairmark.server.faults.case.fault import ONLY_1_0, ONLY_1_1, body_of, every, fault

# -- shapes of whole bodies ------------------------------------------------------------------------------------------


@fault("wrapped-item", breaks="CASE-PKG-003")
@body_of("getCFItem")
def item_in_a_wrapper(item: Json) -> Json:
    """getCFItem answers `{"CFItem": {…}}` instead of the bare object.

    A consumer that reads `fullStatement` from the body finds nothing, and stores an empty competency.
    """
    return {"CFItem": item}


@fault("wrapped-package", breaks="CASE-PKG-003")
@body_of(PACKAGE)
def package_in_a_wrapper(package: Json) -> Json:
    """getCFPackage answers `{"CFPackage": {…}}` instead of the bare package.

    A consumer takes the framework for an empty one.
    """
    return {"CFPackage": package}


@fault("definitions-in-a-list", breaks="CASE-PKG-004")
@body_of(PACKAGE)
def definitions_in_a_list(package: Json) -> Json:
    """The package's CFDefinitions is a list of one object instead of the object.

    A consumer that looks its licences and subjects up there stops with an error of types.
    """
    return {**package, "CFDefinitions": [package.get("CFDefinitions", {})]}


@fault("document-list-with-counts", breaks="CASE-EXT-001")
@body_of(LIST)
def list_with_counts(listed: Json) -> Json:
    """The body of getAllCFDocuments holds `total` beside the documents, where a header should tell it.

    A consumer generated from the published schema, in which the class is closed, refuses the whole list.
    """
    return {**listed, "total": len(listed["CFDocuments"])}


@fault("documents-in-a-bare-list", breaks="CASE-API-001")
@body_of(LIST)
def documents_in_a_bare_list(listed: Json) -> list[Json]:
    """getAllCFDocuments answers a bare JSON array instead of a CFDocumentSet.

    A consumer that looks for the member CFDocuments finds no framework at all.
    """
    documents: list[Json] = listed["CFDocuments"]
    return documents


@fault("list-empty", breaks="CASE-API-018")
@body_of(LIST)
def list_empty(_listed: Json) -> Json:
    """getAllCFDocuments answers an empty list, though there are frameworks.

    A consumer generated from the published schema, which asks for one at least, refuses the answer.
    """
    return {"CFDocuments": []}


@fault("concept-without-its-set", breaks="CASE-API-001")
@body_of("getCFConcept")
def concept_without_its_set(concepts: Json) -> Json:
    """getCFConcept answers the one concept instead of a set that begins with it.

    A consumer that reads `CFConcepts` finds none, and loses the concept with those below it.
    """
    first: Json = concepts["CFConcepts"][0]
    return first


@fault("licence-in-a-set", breaks="CASE-API-001")
@body_of("getCFLicense")
def licence_in_a_set(licence: Json) -> Json:
    """getCFLicense answers a set, as the operations for concepts do, instead of the one licence.

    A consumer that shows `licenseText` shows a blank, and its users do not know what they may do.
    """
    return {"CFLicenses": [licence]}


@fault("rubric-without-a-body", breaks="CASE-API-001")
@body_of("getCFRubric")
def rubric_without_a_body(_rubric: Json) -> bytes:
    """getCFRubric answers 200 with an empty body.

    A consumer's parser stops at the first byte.
    """
    return b""


@fault("item-as-a-page", breaks="CASE-API-001")
@body_of("getCFItem")
def item_as_a_page(item: Json) -> bytes:
    """getCFItem answers a page for people, announced as JSON.

    A consumer's parser stops at the first byte.
    """
    return f"<!doctype html><title>{item['identifier']}</title>".encode()


@fault("item-in-latin-1", breaks="CASE-API-001")
@body_of("getCFItem")
def item_in_latin_1(item: Json) -> bytes:
    """getCFItem answers in Latin-1 where JSON is UTF-8 (RFC 8259 section 8.1).

    A consumer's parser refuses the body, or shows broken letters.
    """
    return orjson.dumps({**item, "notes": "@"}).replace(b"@", "für alle".encode("latin-1"))


@fault("item-with-a-trailing-comma", breaks="CASE-API-001")
@body_of("getCFItem")
def item_with_a_trailing_comma(item: Json) -> bytes:
    """getCFItem answers JSON that was put together by hand, with a comma before the closing brace.

    A consumer's parser refuses the body.
    """
    return orjson.dumps(item)[:-1] + b",}"


# -- members that should not be, or be otherwise ---------------------------------------------------------------------


@fault("null-for-nothing", breaks="CASE-PKG-005")
@every("CFItem")
def null_for_nothing(item: Json) -> None:
    """Items have `null` for a label that they do not have, instead of leaving it out.

    A consumer with typed fields stops, or shows the word null.
    """
    item.setdefault("alternativeLabel", None)


@fault("required-member-missing", breaks="CASE-SCHEMA-001")
@every("CFItemType")
def item_type_without_a_code(item_type: Json) -> None:
    """Item types lack the hierarchyCode that every one of them must have.

    A consumer that arranges the types by it cannot store them.
    """
    item_type.pop("hierarchyCode", None)


@fault("number-as-text", breaks="CASE-SCHEMA-001")
@every("CFAssociation")
def sequence_number_as_text(association: Json) -> None:
    """The sequenceNumber of associations is a text, such as "3".

    A consumer with typed fields stops; one without sorts 10 before 2.
    """
    if "sequenceNumber" in association:
        association["sequenceNumber"] = str(association["sequenceNumber"])


@fault("member-of-the-vendor", breaks="CASE-EXT-001")
@every("CFItem")
def member_of_the_vendor(item: Json) -> None:
    """Items have a member of the vendor's own beside those of the standard.

    A consumer generated from the published schema, in which the class is closed, refuses every item.
    """
    item["internalStatus"] = "published"


@fault("document-link-in-package", breaks="CASE-ITEM-002")
@body_of(PACKAGE)
def document_link_in_package(package: Json) -> Json:
    """Items inside the package have the CFDocumentURI that only a standalone item has.

    A consumer that validates the package refuses all of it.
    """
    document = {name: package["CFDocument"][name] for name in ("title", "identifier", "uri")}
    return {**package, "CFItems": [{**item, "CFDocumentURI": document} for item in package.get("CFItems", ())]}


@fault("link-as-text", breaks="CASE-LINK-001")
@every("CFItem")
def link_as_text(item: Json) -> None:
    """The licenseURI of items is the address alone instead of an object with title, identifier and uri.

    A consumer that looks for the licence's identifier stops, or imports items without a licence.
    """
    if isinstance(item.get("licenseURI"), dict):
        item["licenseURI"] = item["licenseURI"]["uri"]


@fault("label-for-token", breaks="CASE-ASSOC-001")
@every("CFAssociation")
def label_for_token(association: Json) -> None:
    """The associationType of some associations is a label for people, `Is Peer Of`, instead of the token.

    A consumer does not know the type, and drops the relation.
    """
    if association.get("associationType") == "isPeerOf":
        association["associationType"] = "Is Peer Of"


@fault("member-of-the-next-version", breaks="CASE-DOC-004", profiles=ONLY_1_0)
@every("CFItem")
def member_of_the_next_version(item: Json) -> None:
    """Items of the 1.0 service have `subject`, which came with 1.1.

    A consumer of 1.0, where the class is closed, refuses the item.
    """
    item.setdefault("subject", ["Reading"])


@fault("level-extensions-as-object", breaks="CASE-RUB-009", profiles=ONLY_1_1)
@every("CFRubricCriterionLevel")
def level_extensions_as_object(level: Json) -> None:
    """The extensions of rubric levels are an object, though in this one class they are a list.

    A consumer generated from the published schema refuses the rubric.
    """
    level["extensions"] = {"fairmark.colour": "green"}


# -- values ----------------------------------------------------------------------------------------------------------


@fault("time-without-a-zone", breaks="CASE-DATE-002")
@every("CFItem")
def time_without_a_zone(item: Json) -> None:
    """The lastChangeDateTime of items has no offset from UTC.

    A consumer takes it for its own time, and misses or repeats changes of some hours.
    """
    item["lastChangeDateTime"] = item["lastChangeDateTime"].removesuffix("Z")


@fault("day-that-never-was", breaks="CASE-DATE-005")
@every("CFItem")
def day_that_never_was(item: Json) -> None:
    """Items are valid from the 30th of February.

    A consumer's parser of dates stops.
    """
    item["statusStartDate"] = "2026-02-30"


@fault("line-break-in-keyword", breaks="CASE-TEXT-001")
@every("CFItem")
def line_break_in_keyword(item: Json) -> None:
    """Keywords of items hold a line break.

    A consumer that compares or indexes keywords does not find them.
    """
    item["conceptKeywords"] = ["phoneme\nawareness"]


@fault("script-in-notes", breaks="CASE-TEXT-003")
@every("CFItem")
def script_in_notes(item: Json) -> None:
    """The notes of items hold a script.

    A consumer that shows them as they are runs a stranger's code in its users' browsers.
    """
    item["notes"] = "<script>alert(1)</script>"


@fault("identifier-in-capitals", breaks="CASE-ID-001")
@every("CFRubricCriterionLevel")
def identifier_in_capitals(level: Json) -> None:
    """The identifiers of rubric levels are in capital letters.

    A consumer that compares identifiers as texts does not find the level that a result refers to.
    """
    old = level["identifier"]
    level.update(identifier=old.upper(), uri=level["uri"].replace(old, old.upper()))


@fault("links-to-the-other-version", breaks="CASE-URI-007")
@every("CFRubricCriterion")
def links_to_the_other_version(criterion: Json) -> None:
    """The addresses of rubric criteria lead into the service of the other version.

    A consumer that follows one gets objects of a version that it does not speak.
    """
    uri = criterion["uri"]
    other = ("/v1p0/", "/v1p1/") if "/v1p0/" in uri else ("/v1p1/", "/v1p0/")
    criterion["uri"] = uri.replace(*other)
