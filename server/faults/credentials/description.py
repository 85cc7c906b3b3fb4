"""Faults of the discovery document, by which a client learns where to register and to ask for tokens."""

from fairmark.server.faults.credentials.exchange import DISCOVERY, Asked, Json, Reply, Serve
from fairmark.server.faults.credentials.fault import body_of, fault, reply_of
from fairmark.server.faults.credentials.refusals import refusal


def scheme_of(document: Json) -> Json:
    """The security scheme in a discovery document."""
    scheme: Json = document["components"]["securitySchemes"]["OAuth2ACG"]
    return scheme


@fault("description-guarded", breaks="API-DISC-001")
def description_guarded(asked: Asked, serve: Serve) -> Reply:
    """The discovery document is answered to those alone who have a token.

    A consumer needs a token to learn where it gets one.
    """
    return refusal(401) if asked.operation == DISCOVERY and not asked.token else serve(asked)


@fault("description-without-registration", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_without_registration(document: Json) -> Json:
    """The discovery document lacks x-imssf-registrationUrl.

    A consumer cannot make itself known, and has to be set up by hand.
    """
    del scheme_of(document)["x-imssf-registrationUrl"]
    return document


@fault("description-without-privacy-policy", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_without_privacy_policy(document: Json) -> Json:
    """The discovery document lacks x-imssf-privacyPolicyUrl.

    A consumer cannot show a learner what is done with the record.
    """
    del document["info"]["x-imssf-privacyPolicyUrl"]
    return document


@fault("description-without-terms", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_without_terms(document: Json) -> Json:
    """The discovery document names its terms of service by a path instead of a URL.

    A consumer that shows the link sends the learner to a page of its own.
    """
    document["info"]["termsOfService"] = "/terms"
    return document


@fault("description-of-openapi-3-1", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_of_openapi_3_1(document: Json) -> Json:
    """The discovery document is OpenAPI 3.1.

    A consumer's tools for OpenAPI 3.0 refuse it.
    """
    return {**document, "openapi": "3.1.0"}


@fault("description-in-yaml", breaks="API-DISC-001")
@reply_of(DISCOVERY)
def description_in_yaml(reply: Reply) -> Reply:
    """The discovery document is YAML.

    A consumer's parser of JSON stops at the first byte.
    """
    return reply.saying(b'openapi: "3.0.1"\ninfo:\n  title: Open Badges host\n')


@fault("description-without-scopes", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_without_scopes(document: Json) -> Json:
    """The discovery document names no scopes.

    A consumer does not know what it may ask for.
    """
    scheme_of(document)["flows"]["authorizationCode"]["scopes"] = {}
    return document


@fault("description-without-consent", breaks="API-DISC-001")
@body_of(DISCOVERY)
def description_without_consent(document: Json) -> Json:
    """The discovery document lacks authorizationUrl.

    A consumer does not know where to send the learner.
    """
    del scheme_of(document)["flows"]["authorizationCode"]["authorizationUrl"]
    return document


@fault("description-of-another-token-endpoint", breaks="API-OAUTH-007")
@body_of(DISCOVERY)
def description_of_another_token_endpoint(document: Json) -> Json:
    """The tokenUrl of the discovery document leads to an address that there is not.

    A consumer gets a code and can do nothing with it.
    """
    flow = scheme_of(document)["flows"]["authorizationCode"]
    flow["tokenUrl"] = flow["tokenUrl"] + "s"
    return document
