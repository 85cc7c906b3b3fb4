"""The discovery document of the gradebook service: OpenAPI 3.0, with the address of this server."""

from functools import lru_cache
from typing import Any

import orjson

from fairmark.server.downconvert import Converter
from fairmark.server.http import Route
from fairmark.server.oneroster.operations import URN
from fairmark.server.oneroster.routes import GRADEBOOK_API
from fairmark.server.oneroster.scopes import CORE, GRADEBOOK
from fairmark.server.openapi import COMPONENTS, LOCAL, add_route, definitions_of, new_spec

ABOUT = "A read-only gradebook: work as line items, judgments of it as results, whose objectives are items of CASE."
SCHEME = "bearer"
TOKENS = f"A token that an administrator of this server made, with the scope {CORE} or {GRADEBOOK}."


@lru_cache
def discovery_document(base_url: str) -> bytes:
    """The document as JSON bytes. Its operations have the names that the standard gives them."""
    spec = new_spec("3.0.3", "OneRoster 1.2 gradebook service", ABOUT, base_url + GRADEBOOK_API.base)
    classes: set[str] = set()

    def body(reference: str, _route: Route) -> dict[str, Any]:
        name = reference.partition(LOCAL)[2]
        classes.add(name)
        return {"$ref": COMPONENTS + name}

    for route in GRADEBOOK_API.routes:
        if route.scope:  # discovery itself is no operation of the service
            add_route(spec, GRADEBOOK_API, route, route.path, route.operation, body, lambda _scope: {SCHEME: []})
    made = spec.to_dict()
    made["components"] = {
        "schemas": Converter(definitions_of(URN)).reachable(*classes),
        "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer", "description": TOKENS}},
    }
    return orjson.dumps(made)
