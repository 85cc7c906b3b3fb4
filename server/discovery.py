"""The discovery documents: the CASE provider as OpenAPI 3.0, with the address of this server. CASE 1.1 RB 2.5."""

from functools import lru_cache
from typing import Any

import orjson

from fairmark.server.case.edition import Edition
from fairmark.server.case.routes import case_api
from fairmark.server.downconvert import Converter
from fairmark.server.http import Route
from fairmark.server.openapi import COMPONENTS, LOCAL, add_route, definitions_of, new_spec

ABOUT = "A read-only service of competency frameworks. Access is open: there is no security scheme."


@lru_cache
def discovery_document(edition: Edition, base_url: str) -> bytes:
    """The document of that version, as JSON bytes. Its operations have the names that the standard gives them."""
    spec = new_spec("3.0.3", f"CASE {edition.version} provider", ABOUT, base_url + edition.base)
    api = case_api(edition)
    classes: set[str] = set()

    def body(reference: str, _route: Route) -> dict[str, Any]:
        name = reference.partition(LOCAL)[2]
        classes.add(name)
        return {"$ref": COMPONENTS + name}

    for route in api.routes:
        if route.answers[200]:  # discovery itself is no operation of the service
            add_route(spec, api, route, route.path, route.operation, body)
    made = spec.to_dict()
    definitions = definitions_of(edition.schema("").partition("#")[0])
    made["components"] = {"schemas": Converter(definitions).reachable(*classes)}
    return orjson.dumps(made)
