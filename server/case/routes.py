"""The route tables of the CASE provider, one for each version."""

from collections.abc import Mapping

from fairmark.server.case.edition import EDITIONS, Edition
from fairmark.server.case.operations import Operations
from fairmark.server.case.query import DocumentsQuery
from fairmark.server.case.status import refuse_in
from fairmark.server.http import Answer, Api, Call, Route

TITLES = {
    "CFDocument": "The document of a framework.",
    "CFItem": "An item.",
    "CFAssociation": "An association.",
    "CFAssociationGrouping": "An association grouping.",
    "CFLicense": "A licence.",
    "CFRubric": "A rubric, with its criteria and their levels.",
    "CFConcept": "A concept, and those below it.",
    "CFSubject": "A subject, and those below it.",
    "CFItemType": "An item type, and those below it.",
}

SINGLES = ("CFItem", "CFAssociation", "CFAssociationGrouping", "CFLicense", "CFRubric")
WITH_THOSE_BELOW = ("CFConcept", "CFSubject", "CFItemType")


def case_api(edition: Edition) -> Api:
    """The twelve operations and discovery in that version."""
    operations = Operations(edition)
    tag = (f"CASE {edition.version}",)

    def answers(cls: str, *refused: int) -> Mapping[int, str]:
        return {200: edition.schema(cls), **{status: edition.schema("imsx_StatusInfo") for status in (*refused, 500)}}

    routes = [
        Route(
            "getAllCFDocuments",
            "GET",
            "/CFDocuments",
            operations.documents,
            "The documents of all frameworks.",
            answers("CFDocumentSet", 400),
            query=DocumentsQuery,
            partial=True,
            tags=tag,
        ),
        Route(
            "getCFDocument",
            "GET",
            "/CFDocuments/{sourcedId}",
            operations.document,
            TITLES["CFDocument"],
            answers("CFDocument", 404),
            tags=tag,
        ),
        Route(
            "getCFPackage",
            "GET",
            "/CFPackages/{sourcedId}",
            operations.package,
            "A whole framework, by the identifier of its document.",
            answers("CFPackage", 404),
            tags=tag,
        ),
        Route(
            "getCFItemAssociations",
            "GET",
            "/CFItemAssociations/{sourcedId}",
            operations.item_associations,
            "An item with the associations that have it at either end.",
            answers("CFAssociationSet", 404),
            partial=True,
            tags=tag,
        ),
    ]
    for classes, function, suffix in (
        (SINGLES, operations.one, ""),
        (WITH_THOSE_BELOW, operations.one_and_below, "Set"),
    ):
        routes += [
            Route(
                f"get{cls}",
                "GET",
                f"/{cls}s/{{sourcedId}}",
                function(cls),
                TITLES[cls],
                answers(cls + suffix, 404),
                tags=tag,
            )
            for cls in classes
        ]
    routes.append(_discovery(edition))
    return Api(
        f"case_{edition.segment}",
        edition.base,
        tuple(routes),
        refuse_in(edition),
        error=edition.schema("imsx_StatusInfo"),
        shared=True,
    )


def _discovery(edition: Edition) -> Route:
    """CASE 1.1 RB 2.5: this service as OpenAPI 3.0, with the address of this server."""

    def discovery(call: Call) -> Answer:
        from fairmark.server.discovery import discovery_document  # apispec takes its time to load

        return Answer(200, discovery_document(edition, call.context.settings.base_url))

    return Route(
        "discovery",
        "GET",
        edition.discovery,
        discovery,
        "This service described as OpenAPI 3.0.",
        {200: ""},
        tags=(f"CASE {edition.version}",),
    )


CASE_APIS = tuple(case_api(edition) for edition in EDITIONS)
"""CASE 1.0 and 1.1."""
