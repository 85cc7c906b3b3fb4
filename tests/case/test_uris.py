"""CASE-URI where it is subtle: what is a URI, and which of them are worth a finding."""

from typing import Any

from one_rule import findings
import pytest

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.uri import is_iri, is_uri

DOC = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
ONE = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
TWO = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "HTTPS://EXAMPLE.ORG:8443/a",
        "https://example.org?x=1#/part",
        "https://user:pa%20ss@example.org/a;b=1/@c",
        "https://[2001:db8::1]:8080/x",
        "http://localhost:3000/uri/1",
        "https://xn--strae-oqa.example/",
        "https://example.org/a//b/",
        "https://example.org:/x",
        "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "mailto:a@example.org",
        "tag:example.org,2026:x",
        "file:///tmp/x",
        "ftp://[v1.fe80::a+en1]/x",
    ],
)
def test_these_are_uris(text: str) -> None:
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/ims/case/v1p1/CFItems/1",
        "//example.org/x",
        "example.org/x",
        "1http://example.org",
        "https://",
        "https:///x",
        "https://:80/x",
        "https:example.org",
        "https://exa mple.org/",
        " https://example.org/",
        "https://example.org/\n",
        "https://example.org/a b",
        "https://example.org/%zz",
        "https://example.org/%2",
        "https://example.org/{id}",
        "https://example.org/a|b",
        "https://example.org/a\\b",
        "https://example.org/[1]",
        "https://[2001:db8::1",
        "https://[1:2:3]/",
        "https://example.org:port/",
        "https://a@b@example.org/",
        "https://example.org/#a#b",
        "https://example.org/straße",
        "ſcheme:x",
    ],
)
def test_these_are_none(text: str) -> None:
    assert not is_uri(text)


def test_an_iri_is_a_uri_but_for_its_letters() -> None:
    assert is_iri("https://example.org/straße")
    assert is_iri("https://例え.example/数学?学年=1")
    assert not is_iri("https://example.org/straße 1")
    assert not is_iri("/straße")
    assert not is_iri("https://example.org/")
    assert not is_iri("https://example.org/a\u00a0b")


def test_a_very_long_uri_is_judged_at_once() -> None:
    for filler in ("a", "a@", "%20", "/", "%2"):
        is_uri("https://example.org/" + filler * 200_000 + " ")
        is_uri("https://" + filler * 200_000 + " ")


def document(**members: Any) -> dict[str, Any]:
    return {"identifier": DOC, "uri": f"https://example.org/ims/case/v1p1/CFDocuments/{DOC}", **members}


def item(identifier: str, uri: str, **members: Any) -> dict[str, Any]:
    return {"identifier": identifier, "uri": uri, **members}


def places(rule: str, data: dict[str, Any], **how: Any) -> list[str]:
    package = Package(data, "case-package", how.pop("version", "1.1"), **how)
    return [draft.at.pointer for draft in REGISTRY[rule].check(package)]


def test_a_wrong_uri_is_reported_at_the_object_and_not_at_each_link_to_it() -> None:
    licence = {"identifier": ONE, "uri": "licences/1", "title": "CC"}
    package = {
        "CFDocument": document(licenseURI=dict(licence)),
        "CFItems": [item(TWO, f"https://example.org/{TWO}", licenseURI={**licence, "uri": ""})],
        "CFDefinitions": {"CFLicenses": [licence]},
    }
    assert places("CASE-URI-001", package) == ["/CFDefinitions/CFLicenses/0/uri", "/CFItems/0/licenseURI/uri"]


def test_a_uri_that_is_absent_null_or_no_text_is_the_business_of_the_schema() -> None:
    link = {"title": "CC", "identifier": TWO}
    items = [{"identifier": ONE}, {"identifier": ONE, "uri": None}, {"identifier": ONE, "uri": 7}]
    package = {"CFDocument": document(licenseURI=link, officialSourceURL=None), "CFItems": items}
    rules = [id for id, rule in REGISTRY.items() if id.startswith("CASE-URI") and rule.scope == "document"]
    assert [id for id in rules if places(id, package)] == []


def test_an_iri_is_a_warning_and_an_address_with_a_space_an_error() -> None:
    def severities(url: str) -> list[str]:
        package = {"CFDocument": document(officialSourceURL=url)}
        return [found.severity for found in findings("CASE-URI-001", package)]

    assert severities("https://example.org/maßstäbe.pdf") == [WARNING]
    assert severities("https://example.org/the standards.pdf") == [ERROR]


def test_http_is_reported_once_for_each_host() -> None:
    items = [item(f"{number}", f"http://{host}/{number}") for number in range(9) for host in ("a.example", "b.example")]
    found = findings("CASE-URI-002", {"CFItems": items})
    assert [one.location.pointer for one in found] == ["/CFItems/0/uri", "/CFItems/1/uri"]
    assert "8 others" in found[0].message


def test_associations_may_lead_to_urns_and_to_http() -> None:
    ends = {
        "originNodeURI": {"identifier": "S1", "uri": "http://purl.example/S1", "title": "S1"},
        "destinationNodeURI": {"identifier": "S2", "uri": "urn:example:S2", "title": "S2"},
    }
    package = {"CFAssociations": [{"identifier": ONE, "uri": f"https://example.org/{ONE}", **ends}]}
    assert places("CASE-URI-002", package) == []


@pytest.mark.parametrize("written", [ONE, ONE.upper(), ONE.replace("-", "")])
def test_the_identifier_is_seen_however_it_is_written(written: str) -> None:
    assert places("CASE-URI-003", {"CFItems": [item(ONE, f"https://example.org/uri/{written}")]}) == []


def test_a_borrowed_uri_is_one_finding() -> None:
    package = {"CFItems": [item(ONE, f"https://example.org/{ONE}"), item(TWO, f"https://example.org/{ONE}")]}
    assert places("CASE-URI-004", package) == ["/CFItems/1/uri"]
    assert places("CASE-URI-003", package) == []


def test_an_object_stated_twice_shares_its_uri_with_itself() -> None:
    twice = item(ONE, f"https://example.org/{ONE}")
    assert places("CASE-URI-004", {"CFItems": [twice, dict(twice)]}) == []


def with_licence(uri: str) -> dict[str, Any]:
    return {"CFDocument": document(licenseURI={"title": "CC", "identifier": ONE, "uri": uri})}


@pytest.mark.parametrize(
    ("uri", "wrong"),
    [
        ("https://example.org/ims/case/v1p0/CFLicenses/1", True),
        ("http://EXAMPLE.org/ims/case/v1p0/CFLicenses/1", True),
        ("https://example.org/ims/case/v1p1/CFLicenses/1", False),
        ("https://example.org/tenant/ims/case/v1p0/CFLicenses/1", False),
        ("https://other.example/ims/case/v1p0/CFLicenses/1", False),
        ("https://example.org/see?also=/ims/case/v1p0/x", False),
    ],
)
def test_only_links_below_the_same_base_are_held_against_the_version(uri: str, wrong: bool) -> None:
    assert places("CASE-URI-007", with_licence(uri)) == (["/CFDocument/licenseURI/uri"] if wrong else [])


def test_a_payload_served_below_the_other_version_is_one_finding() -> None:
    package = with_licence("https://example.org/ims/case/v1p1/CFLicenses/1")
    served = "/ims/case/v1p0/CFPackages/1"
    assert places("CASE-URI-007", package, served=served) == ["/CFDocument/uri"]
    assert places("CASE-URI-007", package, version="1.0", forced=True) == ["/CFDocument/uri"]
    assert places("CASE-URI-007", package, version="1.0", forced=False) == []


def test_the_package_link_of_a_document_has_its_identifier_and_is_looked_at() -> None:
    uri = f"https://example.org/ims/case/v1p0/CFPackages/{DOC}"
    found = findings(
        "CASE-URI-007", document(CFPackageURI={"title": "P", "identifier": DOC, "uri": uri}), kind="case-document"
    )
    assert [one.location.pointer for one in found] == ["/CFPackageURI/uri"]
