"""The administrator's API: its routes. Refusals are problem details (RFC 9457); every operation needs a token."""

from fairmark.server import problems
from fairmark.server.admin import frameworks, imports
from fairmark.server.http import Api, Route

SCHEMA = "urn:fairmark:schema:admin:v1#/$defs/"
TAGS = ("Administration",)
WRITE = "frameworks.write"

ROUTES = (
    Route(
        "importFramework",
        "POST",
        "/imports",
        imports.import_framework,
        "Import a framework: the body is a CFPackage of CASE 1.0 or 1.1.",
        {
            200: SCHEMA + "Import",
            201: SCHEMA + "Import",
            400: problems.SCHEMA,
            415: problems.SCHEMA,
            422: SCHEMA + "RefusedImport",
            503: problems.SCHEMA,
        },
        query=imports.ImportQuery,
        scope=WRITE,
        tags=TAGS,
        description="The package is judged first. It is stored whole, as the next version of its framework, or not at "
        "all: 201 for a new version, 200 where the same is stored already or with dry-run, 422 with the findings where "
        "errors stand in the way.",
        accepts=("urn:fairmark:schema:case:v1p1#/$defs/CFPackage", "urn:fairmark:schema:case:v1p0#/$defs/CFPackage"),
    ),
    Route(
        "listFrameworks",
        "GET",
        "/frameworks",
        frameworks.all_frameworks,
        "The frameworks that are stored.",
        {200: SCHEMA + "Frameworks"},
        scope=WRITE,
        tags=TAGS,
    ),
    Route(
        "getFramework",
        "GET",
        "/frameworks/{identifier}",
        frameworks.one_framework,
        "A framework with all its versions, newest first.",
        {200: SCHEMA + "FrameworkVersions", 404: problems.SCHEMA},
        scope=WRITE,
        tags=TAGS,
    ),
    Route(
        "deleteFramework",
        "DELETE",
        "/frameworks/{identifier}",
        frameworks.delete_framework,
        "Delete a framework with all its versions.",
        {204: "", 404: problems.SCHEMA, 503: problems.SCHEMA},
        scope=WRITE,
        tags=TAGS,
    ),
)

ADMIN = Api("admin", "/admin/v1", ROUTES, problems.refuse, problems.SCHEMA, problems.PROBLEM, exact=True)
