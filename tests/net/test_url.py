"""One reading of a URL: what is accepted, what it becomes, what of it may be shown."""

import pytest

from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import Origin, Url


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=C", "https://example.org/A?b=C"),
        ("http://example.org:8080/x#part", "http://example.org:8080/x"),
        ("http://example.org./x", "http://example.org/x"),
        ("http://[2001:DB8:0::1]:81/", "http://[2001:db8::1]:81/"),
        ("http://bücher.example/ä b", "http://xn--bcher-kva.example/%C3%A4%20b"),
        ("http://example.org/a%20b?q=ä&r=1", "http://example.org/a%20b?q=%C3%A4&r=1"),
        ("http://my_host/x", "http://my_host/x"),
        ("http://example.org?x=1", "http://example.org/?x=1"),
    ],
)
def test_a_url_is_brought_to_one_form(text: str, normal: str) -> None:
    assert str(Url.parse(text)) == normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org/x",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http:///x",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://@example.org/",
        "http://good.example\\@evil.example/",
        "http://evil.example\\.good.example/",
        "http://exa mple.org/",
        "http://example.org/\r\nHost: evil",
        "http://exam\tple.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        "http://%65xample.org/",
        "http://-example.org/",
        "http://a..b/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "ä" * 100_000,
        "http://example.org/\ud800",
        "http://exa℀mple.org/",
    ],
)
def test_anything_but_a_plain_web_url_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Url.parse(text)


def test_a_port_is_part_of_the_origin_even_when_it_is_left_out() -> None:
    assert Url.parse("https://example.org/a").origin == Url.parse("https://EXAMPLE.org:443/b").origin
    assert Url.parse("http://example.org/").origin != Url.parse("http://example.org:8080/").origin
    assert Url.parse("http://example.org/").origin != Url.parse("https://example.org/").origin


def test_the_host_header_has_the_port_only_where_it_is_unusual() -> None:
    assert Origin("https", "example.org", 443).authority == "example.org"
    assert Origin("http", "::1", 8080).authority == "[::1]:8080"


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("b", "http://example.org/a/b"),
        ("/b?c", "http://example.org/b?c"),
        ("//other.example/b", "http://other.example/b"),
        ("https://other.example", "https://other.example/"),
        ("", "http://example.org/a/x?q=1"),
    ],
)
def test_a_reference_is_read_from_where_it_stands(reference: str, meant: str) -> None:
    assert str(Url.parse("http://example.org/a/x?q=1").join(reference)) == meant


@pytest.mark.parametrize("reference", ["javascript:alert(1)", "gopher://x/", "http://[", "//a@b/"])
def test_a_reference_out_of_the_web_is_refused(reference: str) -> None:
    with pytest.raises(Refused):
        Url.parse("http://example.org/").join(reference)


def test_a_query_is_never_shown() -> None:
    url = Url.parse("http://example.org/students?name=Ada&key=s3cret")
    assert url.masked == "http://example.org/students?…"
    assert url.path == "/students"
