"""Faults of the discovery document (CASE 1.1 RB 2.5)."""

from collections.abc import Callable
from functools import wraps

from fairmark.server.faults.case.exchange import Asked, Json, Reply, Serve
from fairmark.server.faults.case.fault import ONLY_1_1, Change, fault


def discovery(change: Callable[[Reply], Reply]) -> Change:
    """The decorated function changes the answer with the discovery document."""

    @wraps(change)
    def changed(asked: Asked, serve: Serve) -> Reply:
        reply = serve(asked)
        return change(reply) if asked.operation == "discovery" and reply.status == 200 else reply

    return changed


@fault("discovery-missing", breaks="CASE-API-009", profiles=ONLY_1_1)
@discovery
def discovery_missing(reply: Reply) -> Reply:
    """There is no discovery document.

    A consumer cannot learn what the system offers, and has to be told by hand.
    """
    return reply.being(404).saying(b"{}")


@fault("discovery-under-another-name", breaks="CASE-API-009", profiles=ONLY_1_1)
def discovery_under_another_name(asked: Asked, serve: Serve) -> Reply:
    """The discovery document lies at discovery/openapi.json instead of under the name that the standard gives it.

    A consumer looks where the standard says, and finds nothing.
    """
    if asked.operation != "discovery":
        return serve(asked)
    if asked.identifier == "openapi.json":
        return serve(asked.at("discovery", "imscasev1p1_openapi3_v1p0.json"))
    return serve(asked.at("discovery", "nothing.json"))


@fault("discovery-in-yaml", breaks="CASE-API-009", profiles=ONLY_1_1)
@discovery
def discovery_in_yaml(reply: Reply) -> Reply:
    """The discovery document is YAML under a name that ends in .json.

    A consumer's parser stops at the first byte.
    """
    return reply.saying(b"openapi: 3.0.3\ninfo:\n  title: CASE\n  version: '1.1'\npaths: {}\n")


@fault("discovery-of-swagger-2", breaks="CASE-API-009", profiles=ONLY_1_1)
@discovery
def discovery_of_swagger_2(reply: Reply) -> Reply:
    """The discovery document is written in Swagger 2.0 instead of OpenAPI 3.

    A consumer's tools for OpenAPI 3 refuse it.
    """
    body = reply.object()
    old: Json = {"swagger": "2.0", "info": body["info"], "basePath": "/ims/case/v1p1", "paths": body["paths"]}
    return reply.saying(old)


@fault("discovery-of-the-template", breaks="CASE-API-010", profiles=ONLY_1_1)
@discovery
def discovery_of_the_template(reply: Reply) -> Reply:
    """The discovery document still names the host of the template that it was copied from.

    A consumer that goes by it speaks to 1EdTech instead of this system.
    """
    return reply.saying({**reply.object(), "servers": [{"url": "https://www.imsglobal.org/ims/case/v1p1"}]})


@fault("discovery-without-a-server", breaks="CASE-API-010", profiles=ONLY_1_1)
@discovery
def discovery_without_a_server(reply: Reply) -> Reply:
    """The discovery document does not say where the service is.

    A consumer that goes by it looks for the operations at the root of the host.
    """
    return reply.saying({name: value for name, value in reply.object().items() if name != "servers"})
