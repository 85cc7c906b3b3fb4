"""The discovery documents: a credential host as OpenAPI 3.0, with where and how to register and get a token.

Open Badges 3.0, getServiceDescription and ServiceDescriptionDocument; CLR 2.0 likewise.
"""

from functools import lru_cache
from typing import Any

import orjson

from fairmark.server.credentials.about import PRIVACY, TERMS
from fairmark.server.credentials.edition import Edition
from fairmark.server.credentials.routes import credential_apis
from fairmark.server.downconvert import Converter
from fairmark.server.http import Route
from fairmark.server.oauth.routes import BASE as OAUTH
from fairmark.server.oauth.scopes import OFFLINE, PERSONAL
from fairmark.server.openapi import COMPONENTS, LOCAL, add_route, definitions_of, new_spec

ABOUT = "A host of credentials, which belong to the person who lets a client in."
SCHEME = "OAuth2ACG"
STAY = "Stay allowed while you are away, by a refresh token"


@lru_cache
def discovery_document(edition: Edition, base_url: str) -> bytes:
    """The document of that standard, as JSON bytes. Its operations have the names that the standard gives them."""
    spec = new_spec("3.0.1", f"{edition.title} host", ABOUT, base_url + edition.base)
    api = next(api for api in credential_apis() if api.base == edition.base)
    classes: set[str] = set()

    def body(reference: str, _route: Route) -> dict[str, Any]:
        name = reference.partition(LOCAL)[2]
        classes.add(name)
        return {"$ref": COMPONENTS + name}

    for route in api.routes:
        if route.scope:  # discovery itself is no operation of the service
            add_route(spec, api, route, route.path, route.operation, body, lambda scope: {SCHEME: [scope]})
    made = spec.to_dict()
    made["info"] |= {
        "termsOfService": base_url + TERMS,
        "x-imssf-privacyPolicyUrl": base_url + PRIVACY,
    }
    definitions = definitions_of("urn:fairmark:schema:credentials:vcdm-2.0")
    made["components"] = {
        "schemas": Converter(definitions).reachable(*classes),
        "securitySchemes": {SCHEME: _authorization(edition, base_url)},
    }
    return orjson.dumps(made)


def _authorization(edition: Edition, base_url: str) -> dict[str, Any]:
    """Where a client registers itself, asks a person, and gets and renews tokens; with what it may ask for."""
    scopes = {scope: words for scope, words in PERSONAL.items() if scope.startswith(edition.scope)}
    return {
        "type": "oauth2",
        "description": "Authorization code grant with PKCE (S256).",
        "x-imssf-registrationUrl": f"{base_url}{OAUTH}/register",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{base_url}{OAUTH}/authorize",
                "tokenUrl": f"{base_url}{OAUTH}/token",
                "refreshUrl": f"{base_url}{OAUTH}/token",
                "scopes": {**scopes, OFFLINE: STAY},
            }
        },
    }
