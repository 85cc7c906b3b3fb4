"""The route table of exports, imports and mappings, below the same address as the learning API."""

from fairmark.server import problems
from fairmark.server.http import Api, Route
from fairmark.server.learning.access.routes import PURPOSES
from fairmark.server.learning.answers import BASE, WindowQuery
from fairmark.server.portability.operations import (
    ZIP,
    ExportQuery,
    get_export,
    get_mappings,
    list_imports,
    post_export,
    post_import,
)

READ, WRITE = "scl.read", "scl.write"
SCHEMA = "urn:fairmark:schema:portability:v1#/$defs/"
TAGS = ("Portability",)
STREAMED = "The archive is written as it is read, and is only whole with its manifest, which comes last."

PORTABILITY = Api(
    "portability",
    BASE,
    (
        Route(
            "getExport",
            "GET",
            "/exports",
            get_export,
            "All that is recorded of a learner, or in the organisation, as a portability package.",
            {200: "", **dict.fromkeys((400, 403, 404), problems.SCHEMA)},
            query=ExportQuery,
            scope=READ,
            gives=ZIP,
            headers=PURPOSES,
            tags=TAGS,
            description=STREAMED,
        ),
        Route(
            "postExport",
            "POST",
            "/exports",
            post_export,
            "The same, for who would not have a learner's name in an address.",
            {200: "", **dict.fromkeys((400, 403, 404, 413, 415, 422), problems.SCHEMA)},
            scope=READ,
            accepts=(SCHEMA + "NewExport",),
            gives=ZIP,
            headers=PURPOSES,
            tags=TAGS,
            description=STREAMED,
        ),
        Route(
            "postImport",
            "POST",
            "/imports",
            post_import,
            "Put a portability package in: judged first, then all of it or nothing.",
            {
                200: SCHEMA + "Import",
                201: SCHEMA + "Import",
                409: SCHEMA + "RefusedImport",
                422: SCHEMA + "RefusedImport",
                **dict.fromkeys((400, 403, 413, 415, 503), problems.SCHEMA),
            },
            scope=WRITE,
            accepts=(SCHEMA + "Package",),
            takes=ZIP,
            tags=TAGS,
            description="201 where anything is new here, 200 where all of it is here already, 422 where errors stand "
            "in the way, 409 where it cannot stand beside what is here; both say what and where.",
        ),
        Route(
            "listImports",
            "GET",
            "/imports",
            list_imports,
            "What was put in, and when; the latest first.",
            {200: SCHEMA + "ImportSet", **dict.fromkeys((400, 403), problems.SCHEMA)},
            query=WindowQuery,
            scope=WRITE,
            tags=TAGS,
        ),
        Route(
            "getMappings",
            "GET",
            "/mappings",
            get_mappings,
            "What each class becomes in Ed-Fi and CEDS, for reporting to a state, and what is lost of it.",
            {200: SCHEMA + "MappingSet"},
            tags=TAGS,
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
    exact=True,
)
"""How what is recorded leaves this server, and comes into it."""
