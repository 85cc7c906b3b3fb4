"""CASE-API-009 and CASE-API-010: the file in which a provider describes itself."""

from typing import Any

import pytest
from suites.tiny import (
    BREACH,
    CANNOT_TELL,
    DISCOVERY,
    NOT_APPLICABLE,
    PASS,
    Asked,
    Reply,
    Tiny,
    at,
    broken,
    outcomes,
)

from fairmark.validators.core.rule import REGISTRY

OWN = "https://tiny.example/ims/case/v1p1"
TEMPLATE = "https://www.imsglobal.org/ims/case/v1p1"


def describing(**members: Any) -> Any:
    """The file with other members; None takes one away."""

    def changed(reply: Reply) -> Reply:
        merged = {**reply.object(), **members}
        return reply.saying({name: value for name, value in merged.items() if value is not None})

    return at(DISCOVERY, changed)


def test_only_1_1_demands_it() -> None:
    assert REGISTRY["CASE-API-009"].versions == REGISTRY["CASE-API-010"].versions == ("1.1",)


def test_an_honest_provider_passes() -> None:
    assert outcomes("CASE-API-009", Tiny()) == {"discovery": PASS}
    assert outcomes("CASE-API-010", Tiny()) == {"discovery": PASS}


@pytest.mark.parametrize(
    ("change", "observed"),
    [
        (at(DISCOVERY, lambda reply: reply.being(404)), "it is answered with HTTP 404"),
        (at(DISCOVERY, lambda reply: reply.being(500)), "it is answered with HTTP 500"),
        (at(DISCOVERY, lambda reply: reply.saying(b"openapi: 3.0.3")), "what is there is no JSON object"),
        (at(DISCOVERY, lambda reply: reply.saying(b"[]")), "what is there is no JSON object"),
        (describing(openapi=None, swagger="2.0"), "what is there is a Swagger 2.0 file"),
        (describing(openapi=None), "what is there does not say that it is OpenAPI 3"),
        (describing(openapi=3), "what is there does not say that it is OpenAPI 3"),
        (describing(openapi="2.0"), "what is there does not say that it is OpenAPI 3"),
        (describing(info=None), "the file has no info"),
        (describing(paths={}), "the file has no paths"),
        (describing(paths=[1]), "the file has no paths"),
    ],
)
def test_what_is_no_description(change: Any, observed: str) -> None:
    assert broken("CASE-API-009", change) == {"discovery": observed}
    assert outcomes("CASE-API-010", Tiny(change)) == {"discovery": NOT_APPLICABLE}


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0"])
def test_any_openapi_3_will_do(version: str) -> None:
    assert outcomes("CASE-API-009", Tiny(describing(openapi=version))) == {"discovery": PASS}


def test_a_file_behind_a_login_proves_nothing() -> None:
    app = Tiny(at(DISCOVERY, lambda reply: reply.being(401)))
    assert outcomes("CASE-API-009", app) == {"discovery": CANNOT_TELL}


def variable(default: str) -> dict[str, Any]:
    return {"url": "https://{hostname}/ims/case/v1p1", "variables": {"hostname": {"default": default}}}


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ([{"url": OWN}], PASS),
        ([{"url": "/ims/case/v1p1"}], PASS),
        ([{"url": "https://another.example/ims/case/v1p1"}], PASS),
        ([{"url": TEMPLATE}, {"url": OWN}], PASS),
        ([variable("tiny.example")], PASS),
        ([{"url": TEMPLATE}], BREACH),
        ([{"url": "https://case.1EdTech.org/ims/case/v1p1"}], BREACH),
        ([variable("www.imsglobal.org")], BREACH),
        ([{"url": "https://{hostname}/ims/case/v1p1"}], BREACH),
        ([], BREACH),
        (None, BREACH),
        ("https://tiny.example", BREACH),
        ([7, {"url": 7}], PASS),
    ],
)
def test_servers(servers: Any, expected: str) -> None:
    assert outcomes("CASE-API-010", Tiny(describing(servers=servers))) == {"discovery": expected}


def test_without_servers_paths_may_count_from_the_root() -> None:
    whole = describing(servers=None, paths={"/ims/case/v1p1/CFDocuments": {}})
    assert outcomes("CASE-API-010", Tiny(whole)) == {"discovery": PASS}


def test_the_file_is_asked_for_once() -> None:
    app = Tiny()
    seen: list[Asked] = app.asked
    outcomes("CASE-API-009", app)
    assert [asked.path for asked in seen] == [DISCOVERY]
