"""What objects say of their document and package: CASE-DOC-001, CASE-ITEM-001, CASE-ASSOC-020, CASE-PKG-007,
CASE-API-017, and the leaks CASE-API-025 and CASE-API-026."""

from collections.abc import Callable
from typing import Any

import pytest
from suites.altered import LIST, Json, Listed, Query, Reply, altered, documents, outcome, results, saying, session
from suites.honest import frameworks, honest_server

from fairmark.validators.suites.case.forms import same
from fairmark.validators.suites.transport import WsgiApplication

ELSEWHERE = "5bd3c6a9-0f5e-4c1f-9d0e-3a6f7f1f0c11"

EVERYWHERE = {"exhaustive": True}
"""Look at every object, so that none of the tests hangs on the sample."""


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> WsgiApplication:
    return honest_server(tmp_path_factory.mktemp("honest")).app


def with_link(field: str, **members: str) -> Callable[[Json], Json]:
    return lambda body: {**body, field: {**body[field], **members}}


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    "rule", ["CASE-DOC-001", "CASE-ITEM-001", "CASE-ASSOC-020", "CASE-PKG-007", "CASE-API-017", "CASE-API-025"]
)
def test_the_honest_server_is_consistent(honest: WsgiApplication, rule: str, version: str) -> None:
    said = results(honest, rule, version)
    assert said
    assert {operation: result.holds for operation, result in said.items()} == dict.fromkeys(said, True)


@pytest.mark.parametrize(
    ("rule", "operation", "collection", "change"),
    [
        ("CASE-DOC-001", "getCFDocument", "/CFDocuments/", with_link("CFPackageURI", identifier=ELSEWHERE)),
        ("CASE-ITEM-001", "getCFItem", "/CFItems/", with_link("CFDocumentURI", identifier=ELSEWHERE)),
        ("CASE-ASSOC-020", "getCFAssociation", "/CFAssociations/", with_link("CFDocumentURI", identifier=ELSEWHERE)),
        (
            "CASE-ITEM-001",
            "getCFItemAssociations",
            "/CFItemAssociations/",
            lambda body: {**body, "CFItem": with_link("CFDocumentURI", identifier=ELSEWHERE)(body["CFItem"])},
        ),
    ],
)
def test_a_wrong_link(
    honest: WsgiApplication, rule: str, operation: str, collection: str, change: Callable[[Json], Json]
) -> None:
    said = results(altered(honest, saying(collection, change)), rule)
    assert said.pop(operation).holds is False
    assert all(result.holds for result in said.values())


def test_the_package_links_in_the_list(honest: WsgiApplication) -> None:
    def reply(path: str, _query: Query, answer: Reply) -> Reply | None:
        if path != LIST or answer.status != 200:
            return None
        first, *rest = answer.body["CFDocuments"]
        listed = [with_link("CFPackageURI", identifier=ELSEWHERE)(first), *rest] if "CFPackageURI" in first else rest
        return Reply(200, {"CFDocuments": listed}, answer.headers)

    said = results(altered(honest, reply), "CASE-DOC-001")
    assert said["getAllCFDocuments"].holds is False
    assert "(1 of 7 looked at)" in said["getAllCFDocuments"].observed
    assert said["getCFDocument"].holds is True


def test_an_association_need_not_name_its_document(honest: WsgiApplication) -> None:
    def silent(body: Json) -> Json:
        return {name: value for name, value in body.items() if name != "CFDocumentURI"}

    said = outcome(altered(honest, saying("/CFAssociations/", silent)), "CASE-ASSOC-020", "getCFAssociation")
    assert not said.applies


@pytest.mark.parametrize("link", [None, "a text", {}, {"identifier": 7}, []])
def test_links_without_shape_are_the_schemas_matter(honest: WsgiApplication, link: Any) -> None:
    def shapeless(body: Json) -> Json:
        return {**body, "CFDocumentURI": link, "CFPackageURI": link}

    changed = altered(honest, saying("/CF", lambda body: shapeless(body) if "identifier" in body else body))
    for rule in ("CASE-DOC-001", "CASE-ITEM-001", "CASE-ASSOC-020", "CASE-DOC-002", "CASE-API-025"):
        assert not any(result.holds is False for result in results(changed, rule).values())


# -- package and standalone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collection", "operation", "change", "field"),
    [
        ("/CFItems/", "getCFItem", lambda body: {**body, "fullStatement": "Counts to 10."}, "fullStatement"),
        ("/CFItems/", "getCFItem", lambda body: {**body, "humanCodingScheme": "X"}, "humanCodingScheme"),
        ("/CFItems/", "getCFItem", lambda body: {k: v for k, v in body.items() if k != "language"}, "language"),
        ("/CFDocuments/", "getCFDocument", lambda body: {**body, "adoptionStatus": "Deprecated"}, "adoptionStatus"),
        ("/CFAssociations/", "getCFAssociation", lambda body: {**body, "sequenceNumber": 77}, "sequenceNumber"),
        ("/CFLicenses/", "getCFLicense", lambda body: {**body, "licenseText": "None."}, "licenseText"),
        (
            "/CFConcepts/",
            "getCFConcept",
            lambda body: {"CFConcepts": [{**one, "title": "Old"} for one in body["CFConcepts"]]},
            "title",
        ),
        (
            "/CFRubrics/",
            "getCFRubric",
            lambda body: {**body, "CFRubricCriteria": body["CFRubricCriteria"][1:]},
            "CFRubricCriteria",
        ),
        (
            "/CFItemAssociations/",
            "getCFItemAssociations",
            lambda body: {**body, "CFItem": {**body["CFItem"], "fullStatement": "Old."}},
            "fullStatement",
        ),
    ],
)
def test_objects_that_differ(
    honest: WsgiApplication, collection: str, operation: str, change: Callable[[Json], Json], field: str
) -> None:
    said = results(altered(honest, saying(collection, change)), "CASE-PKG-007", **EVERYWHERE)
    broken = said.pop(operation)
    assert broken.holds is False
    assert broken.observed.startswith(f"{field} of the ")
    assert all(result.holds for result in said.values())


def test_a_stale_list(honest: WsgiApplication) -> None:
    def reply(path: str, _query: Query, answer: Reply) -> Reply | None:
        is_list = path == LIST and answer.status == 200
        stale = [{**one, "creator": "Somebody else"} for one in answer.body["CFDocuments"]] if is_list else []
        return Reply(200, {"CFDocuments": stale}, answer.headers) if stale else None

    said = results(altered(honest, reply), "CASE-PKG-007")
    assert {operation for operation, result in said.items() if result.holds is False} == {"getAllCFDocuments"}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (None, [], True),
        ({}, None, True),
        ("", None, False),
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        ("2026-09-01T08:00:00Z", "2026-09-01T10:00:00.000+02:00", True),
        ("2026-09-01T08:00:00Z", "2026-09-01T08:00:01Z", False),
        ("2026-09-01", "2026-09-01T00:00:00Z", False),
        ("T", "t", False),
        (["b", "a"], ["a", "b"], True),
        (["a", "a"], ["a"], False),
        ([1, "a"], ["a", 1], False),
        ([{"identifier": "2"}, {"identifier": "1"}], [{"identifier": "1"}, {"identifier": "2"}], True),
        ({"a": 1, "b": None}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, [1], False),
    ],
)
def test_what_says_the_same(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is same(other, one) is equal


def test_bodies_without_bottom_are_compared_as_far_as_it_makes_sense() -> None:
    deep: Any = 1
    other: Any = 2
    for _ in range(900):
        deep, other = {"a": deep}, {"a": other}
    assert same(deep, other)


def test_what_the_schema_speaks_about_is_not_compared(honest: WsgiApplication) -> None:
    for spoiled in ({"lastChangeDateTime": None}, {"fullStatement": 7}, {"uri": None}, {"educationLevel": "KG"}):
        changed = altered(honest, saying("/CFItems/", lambda body, spoiled=spoiled: {**body, **spoiled}))
        said = outcome(changed, "CASE-PKG-007", "getCFItem")
        assert said.holds is True or "educationLevel" in said.observed


def test_another_object_is_not_compared(honest: WsgiApplication) -> None:
    changed = altered(honest, saying("/CFItems/", lambda body: {**body, "identifier": ELSEWHERE, "notes": "other"}))
    assert "getCFItem" not in results(changed, "CASE-PKG-007")
    assert not outcome(changed, "CASE-ITEM-001", "getCFItem").applies


# -- associations of an item -----------------------------------------------------------------------------------------


def associations(change: Callable[[Json], Json]) -> Callable[[str, Query, Reply], Reply | None]:
    return saying("/CFItemAssociations/", change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda body: {"CFAssociations": body["CFAssociations"]}, "there is no CFItem"),
        (
            lambda body: {**body, "CFItem": {k: v for k, v in body["CFItem"].items() if k != "CFDocumentURI"}},
            "has no CFDocumentURI",
        ),
        (
            lambda body: {**body, "CFAssociations": body["CFAssociations"][1:]},
            "associations of its package are missing",
        ),
        (lambda body: {**body, "CFAssociations": []}, "associations of its package are missing"),
        (lambda body: {**body, "CFAssociations": None}, "associations of its package are missing"),
        (
            lambda body: {
                **body,
                "CFAssociations": [
                    *body["CFAssociations"],
                    {"identifier": ELSEWHERE, "originNodeURI": {"identifier": "a"}, "destinationNodeURI": "b"},
                ],
            },
            f"the association {ELSEWHERE} is not about the item",
        ),
    ],
)
def test_wrong_associations(honest: WsgiApplication, change: Callable[[Json], Json], words: str) -> None:
    said = outcome(altered(honest, associations(change)), "CASE-API-017", "getCFItemAssociations")
    assert said.holds is False
    assert words in said.observed


def only(end: str) -> Callable[[Json], Json]:
    def change(body: Json) -> Json:
        own = body["CFItem"]["identifier"]
        return {**body, "CFAssociations": [a for a in body["CFAssociations"] if a[end]["identifier"] == own]}

    return change


def test_outgoing_associations_alone_are_one_way_to_read_the_standard(honest: WsgiApplication) -> None:
    """Nothing says that what only leads to an item belongs into the answer."""
    outgoing = altered(honest, associations(only("originNodeURI")))
    said = outcome(outgoing, "CASE-API-017", "getCFItemAssociations")
    assert said.holds is None and said.applies
    incoming = altered(honest, associations(only("destinationNodeURI")))
    assert outcome(incoming, "CASE-API-017", "getCFItemAssociations").holds is False


def test_associations_of_other_documents_may_come_too(honest: WsgiApplication) -> None:
    def more(body: Json) -> Json:
        foreign = {"identifier": ELSEWHERE, "originNodeURI": body["CFItem"], "destinationNodeURI": {"identifier": "x"}}
        return {**body, "CFAssociations": [*body["CFAssociations"], foreign]}

    assert outcome(altered(honest, associations(more)), "CASE-API-017", "getCFItemAssociations").holds is True


# -- leaks -----------------------------------------------------------------------------------------------------------


FRAMEWORKS = {package["CFDocument"]["identifier"]: package for package in frameworks()}


def leaking(application: WsgiApplication, guest: str, owner: str) -> WsgiApplication:
    """The package of the document `guest` holds the items of `owner`, too."""

    def reply(path: str, _query: Query, answer: Reply) -> Reply | None:
        if path != f"/CFPackages/{guest}":
            return None
        items = [*answer.body["CFItems"], *FRAMEWORKS[owner]["CFItems"]]
        return Reply(200, {**answer.body, "CFItems": items}, answer.headers)

    return altered(application, reply)


def test_a_package_with_items_of_another(honest: WsgiApplication) -> None:
    guest, owner = list(FRAMEWORKS)[1:3]
    leaky = leaking(honest, guest, owner)
    said = outcome(leaky, "CASE-API-025", "getCFPackage", **EVERYWHERE)
    assert (said.holds, said.observed, said.expected) == (False, f"{guest} (1 of 7 looked at)", owner)
    for rule in ("CASE-ITEM-001", "CASE-PKG-007"):
        told = results(leaky, rule, **EVERYWHERE)
        assert all(result.holds for result in told.values()), "the item itself says rightly whose it is"


def test_a_package_with_items_of_one_that_is_not_in_the_sample(honest: WsgiApplication) -> None:
    """The package of the document that the item names is fetched to see whether the item is there, too."""
    drawn = session(honest).packages
    guest = next(document for document in drawn if len(FRAMEWORKS[document]["CFItems"]) < 5)
    owner = next(document for document in FRAMEWORKS if document not in drawn)
    leaky = leaking(honest, guest, owner)
    said = outcome(leaky, "CASE-API-025", "getCFPackage")
    assert (said.holds, said.observed.partition(" ")[0], said.expected) == (False, guest, owner)
    assert all(result.holds for result in results(leaky, "CASE-ITEM-001").values())


def test_an_item_of_a_document_that_is_not_listed(honest: WsgiApplication) -> None:
    """Nobody but the item says whose it is, so it is the item's link that is held against the package."""
    hidden = altered(honest, saying("/CFItems/", with_link("CFDocumentURI", identifier=ELSEWHERE)))
    assert outcome(hidden, "CASE-ITEM-001", "getCFItem").holds is False
    assert outcome(hidden, "CASE-API-025", "getCFPackage").holds is True


PUBLIC = documents("Algebra", "Botany", adoptionStatus="Draft")
DRAFTS = [*PUBLIC, *documents("C", "D", "E", adoptionStatus=" private draft")[2:]]


def test_private_drafts() -> None:
    assert not outcome(Listed(lambda _query: Reply(200, {"CFDocuments": PUBLIC})), "CASE-API-026").applies
    said = outcome(Listed(lambda _query: Reply(200, {"CFDocuments": DRAFTS})), "CASE-API-026")
    assert said.holds is False
    assert DRAFTS[2]["identifier"] in said.observed
    odd = [{**one, "adoptionStatus": status} for one, status in zip(DRAFTS, (7, None, ["Private Draft"]), strict=True)]
    assert not outcome(Listed(lambda _query: Reply(200, {"CFDocuments": odd})), "CASE-API-026").applies


@pytest.mark.parametrize("status", [200, 401, 403])
def test_private_drafts_may_be_shown_to_those_who_may_see_them(status: int) -> None:
    """The run has credentials; without them the drafts are not there."""
    answers = [Reply(200, {"CFDocuments": DRAFTS})] * 2

    def serve(_query: Query) -> Reply:
        return answers.pop() if answers else Reply(status, {"CFDocuments": PUBLIC} if status == 200 else {})

    assert outcome(Listed(serve), "CASE-API-026").holds is True
