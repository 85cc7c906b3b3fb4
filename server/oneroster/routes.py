"""The route table of the gradebook service."""

from collections.abc import Callable

from marshmallow import fields as ma
from marshmallow import validate

from fairmark.server.case.query import LONGEST, DocumentsQuery
from fairmark.server.http import Answer, Api, Call, Function, Route
from fairmark.server.oneroster.operations import (
    CATEGORIES,
    LINE_ITEMS,
    REFERENCE,
    RESULTS,
    SCORE_SCALES,
    Collection,
    FieldsQuery,
    many,
    of_class,
    of_line_item,
    of_school,
    of_student,
    single,
)
from fairmark.server.oneroster.scopes import CORE
from fairmark.server.oneroster.status import refuse
from fairmark.server.oneroster.wire import GRADEBOOK as BASE

ERROR = REFERENCE + "imsx_StatusInfo"
TAGS = ("OneRoster 1.2 gradebook",)

DISCOVERY = (
    "onerosterv1p2gradebookservice_openapi3_v1p0.json",
    "imsorv1p2_gradebook_openapi3_v1p0.json",
)
"""Names of the discovery document: that of the REST binding, and that of the guide to conformance."""


class ListQuery(DocumentsQuery):
    """Arguments of the lists: those of CASE. All are optional; others are ignored."""

    filter = ma.Str(
        validate=validate.Length(max=LONGEST),
        metadata={
            "description": "One clause, or two joined by ' AND ' or ' OR ': field, one of = != > >= < <= ~ (contains), "
            "value in single quotes, such as dateLastModified>='2026-01-31T12:00:00Z'. Case is no difference. A dot "
            "reaches into a link: student.sourcedId='12'."
        },
    )


def _many(operation: str, path: str, collection: Collection, summary: str, function: Function) -> Route:
    return Route(
        operation,
        "GET",
        path,
        function,
        summary,
        {200: f"{REFERENCE}{collection.cls}Set", **dict.fromkeys((400, 401, 403, 404, 500), ERROR)},
        query=ListQuery,
        scope=CORE,
        partial=True,
        tags=TAGS,
    )


def _collection(collection: Collection, all: str, one: str, words: str) -> tuple[Route, Route]:
    return (
        _many(all, f"/{collection.name}", collection, f"The {words}.", many(collection)),
        Route(
            one,
            "GET",
            f"/{collection.name}/{{sourcedId}}",
            single(collection),
            f"One of the {words}.",
            {200: f"{REFERENCE}Single{collection.cls}", **dict.fromkeys((400, 401, 403, 404, 500), ERROR)},
            query=FieldsQuery,
            scope=CORE,
            partial=True,
            tags=TAGS,
        ),
    )


def _discovery(name: str) -> Callable[[Call], Answer]:
    def discovery(call: Call) -> Answer:
        from fairmark.server.oneroster.discovery import discovery_document  # apispec takes its time to load

        return Answer(200, discovery_document(call.context.settings.base_url))

    return discovery


CLASS = "/classes/{classSourcedId}"

GRADEBOOK_API = Api(
    "oneroster_gradebook_v1p2",
    BASE,
    (
        *_collection(CATEGORIES, "getAllCategories", "getCategory", "categories of line items"),
        *_collection(LINE_ITEMS, "getAllLineItems", "getLineItem", "line items"),
        *_collection(RESULTS, "getAllResults", "getResult", "results"),
        *_collection(SCORE_SCALES, "getAllScoreScales", "getScoreScale", "score scales"),
        _many(
            "getCategoriesForClass",
            f"{CLASS}/categories",
            CATEGORIES,
            "The categories of a class.",
            many(CATEGORIES, of_class),
        ),
        _many(
            "getLineItemsForClass",
            f"{CLASS}/lineItems",
            LINE_ITEMS,
            "The line items of a class.",
            many(LINE_ITEMS, of_class),
        ),
        _many("getResultsForClass", f"{CLASS}/results", RESULTS, "The results of a class.", many(RESULTS, of_class)),
        _many(
            "getResultsForLineItemForClass",
            f"{CLASS}/lineItems/{{lineItemSourcedId}}/results",
            RESULTS,
            "The results of a class for a line item.",
            many(RESULTS, of_line_item),
        ),
        _many(
            "getResultsForStudentForClass",
            f"{CLASS}/students/{{studentSourcedId}}/results",
            RESULTS,
            "The results of a student of a class.",
            many(RESULTS, of_student),
        ),
        _many(
            "getScoreScalesForClass",
            f"{CLASS}/scoreScales",
            SCORE_SCALES,
            "The score scales of a class.",
            many(SCORE_SCALES, of_class),
        ),
        _many(
            "getLineItemsForSchool",
            "/schools/{schoolSourcedId}/lineItems",
            LINE_ITEMS,
            "The line items of a school.",
            many(LINE_ITEMS, of_school),
        ),
        _many(
            "getScoreScalesForSchool",
            "/schools/{schoolSourcedId}/scoreScales",
            SCORE_SCALES,
            "The score scales of a school.",
            many(SCORE_SCALES, of_school),
        ),
        *(
            Route(
                f"discovery{number}" if number else "discovery",
                "GET",
                f"/discovery/{name}",
                _discovery(name),
                "This service described as OpenAPI 3.0.",
                {200: ""},
                tags=TAGS,
            )
            for number, name in enumerate(DISCOVERY)
        ),
    ),
    refuse,
    error=ERROR,
)
"""What is read of the gradebook by OneRoster 1.2."""
