"""The route tables of the credential host, one for each standard."""

from collections.abc import Mapping

from fairmark.server.credentials.bodies import JSON_TYPES, LARGEST, LARGEST_PROFILE, TEXT
from fairmark.server.credentials.edition import EDITIONS, REFERENCE, Edition
from fairmark.server.credentials.operations import Operations
from fairmark.server.credentials.queries import CredentialsQuery
from fairmark.server.credentials.refusals import refuse
from fairmark.server.http import JSON, Answer, Api, Call, Route
from fairmark.server.oauth.limits import Limit

ERROR = REFERENCE + "Imsx_StatusInfo"
FRESH = "public, max-age=3600"
"""How long a discovery document may be kept before asking again whether it has changed."""

OTHER_JSON_TYPES = tuple(media_type for media_type in JSON_TYPES if media_type != JSON)


def credential_apis(reads: int = 1_200, writes: int = 300) -> tuple[Api, ...]:
    """The APIs of one application. So often may a person's clients ask in a minute, of both APIs together."""
    reading, writing = Limit(reads, 60), Limit(writes, 60)
    return tuple(credential_api(edition, Operations(edition, reading, writing)) for edition in EDITIONS)


def credential_api(edition: Edition, operations: Operations) -> Api:
    """The four operations and discovery by that standard."""
    tag = (edition.title,)
    credential, profile = REFERENCE + edition.cls, REFERENCE + "Profile"

    def refused(*statuses: int) -> Mapping[int, str]:
        return dict.fromkeys((*statuses, 401, 403, 429, 500, 503), ERROR)

    routes = (
        Route(
            "getCredentials",
            "GET",
            "/credentials",
            operations.get_credentials,
            "The credentials that are kept for the person, in the order in which they came.",
            {200: REFERENCE + edition.response, **refused(400)},
            query=CredentialsQuery,
            scope=edition.scope + "credential.readonly",
            tags=tag,
            description="Each is answered as it was sent, byte for byte: those with a proof in them under credential, "
            "VC-JWT under compactJwsString. Pages count through both.",
        ),
        Route(
            "upsertCredential",
            "POST",
            "/credentials",
            operations.upsert_credential,
            "Keep a credential for the person, or replace it by a newer one.",
            {200: credential, 201: credential, 304: "", **refused(413, 415, 422, 507)},
            scope=edition.scope + "credential.upsert",
            accepts=(credential,),
            also_takes={**dict.fromkeys(OTHER_JSON_TYPES, credential), TEXT: REFERENCE + "CompactJws"},
            largest=LARGEST,
            tags=tag,
            description="Which credential it is, issuer and id say; of two, the one with the later validFrom is kept. "
            "201: it is new. 200: it took the place of an older one, or is here already. 304: what is here is as new. "
            "A credential without a proof, or with a signature that does not fit, is refused.",
        ),
        Route(
            "getProfile",
            "GET",
            "/profile",
            operations.get_profile,
            "The profile of the person.",
            {200: profile, **refused(404)},
            scope=edition.scope + "profile.readonly",
            tags=tag,
        ),
        Route(
            "putProfile",
            "PUT",
            "/profile",
            operations.put_profile,
            "Replace the profile of the person.",
            {200: profile, **refused(413, 415, 422)},
            scope=edition.scope + "profile.update",
            accepts=(profile,),
            largest=LARGEST_PROFILE,
            tags=tag,
        ),
        _discovery(edition),
    )
    name = f"{edition.name}_{edition.segment}"
    return Api(name, edition.base, routes, refuse, error=ERROR, shared=True)


def _discovery(edition: Edition) -> Route:
    """getServiceDescription: this service as OpenAPI 3.0, with the addresses of this server."""

    def discovery(call: Call) -> Answer:
        from fairmark.server.credentials.discovery import discovery_document  # apispec takes its time to load

        document = discovery_document(edition, call.context.settings.base_url)
        return Answer(200, document, {"Cache-Control": FRESH})

    return Route(
        "getServiceDescription",
        "GET",
        "/discovery",
        discovery,
        "This service described as OpenAPI 3.0, and where to get a token. It needs none itself.",
        {200: "", 500: ERROR},
        tags=(edition.title,),
    )
