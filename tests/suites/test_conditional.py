"""CASE-API-022 to CASE-API-024: entity tags, and packed answers."""

from collections.abc import Iterator
import gzip
import hashlib
from itertools import count

import pytest
from suites.tiny import ALL, CANNOT_TELL, NOT_APPLICABLE, PASS, Asked, Change, Reply, Tiny, broken, outcomes

PACKED = ("getAllCFDocuments", "getCFPackage", "getCFItem")


def tag_of(reply: Reply) -> str:
    return f'"{hashlib.sha256(reply.body).hexdigest()[:8]}"'


def tagged(asked: Asked, reply: Reply) -> Reply:
    """An honest server with entity tags."""
    if reply.status != 200 or asked.method not in ("GET", "HEAD"):
        return reply
    tag = tag_of(reply)
    if tag in asked.headers.get("if-none-match", ""):
        return Reply(304, headers={"ETag": tag})
    return reply.showing(ETag=tag)


def numbered() -> Iterator[str]:
    return (f'"{number}"' for number in count())


def test_an_honest_server_passes() -> None:
    for rule in ("CASE-API-022", "CASE-API-023"):
        assert outcomes(rule, Tiny(tagged)) == dict.fromkeys(ALL, PASS)


def test_entity_tags_are_optional() -> None:
    assert outcomes("CASE-API-022", Tiny()) == dict.fromkeys(ALL, NOT_APPLICABLE)
    assert outcomes("CASE-API-023", Tiny()) == dict.fromkeys(ALL, PASS)


def test_a_tag_that_changes_nothing() -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        return reply.showing(ETag=tag_of(reply)) if reply.status == 200 else reply

    told = "the ETag that the client has is answered with HTTP 200 and the same ETag"
    assert broken("CASE-API-022", change) == dict.fromkeys(ALL, told)
    assert broken("CASE-API-023", change) == {}


def test_a_tag_for_every_request() -> None:
    tags = numbered()
    change: Change = lambda _asked, reply: reply.showing(ETag=next(tags))  # noqa: E731 - it is an argument
    assert broken("CASE-API-022", change) == dict.fromkeys(ALL, "the same body has another ETag each time")
    assert broken("CASE-API-023", change) == {}


def test_content_that_changes_is_no_fault_of_the_tag() -> None:
    numbers = count()

    def change(asked: Asked, reply: Reply) -> Reply:
        return tagged(asked, reply.saying(reply.body + b" " * next(numbers)) if reply.status == 200 else reply)

    assert set(outcomes("CASE-API-022", Tiny(change)).values()) == {CANNOT_TELL}
    assert broken("CASE-API-023", change) == {}


@pytest.mark.parametrize("status", [400, 412, 500])
def test_a_condition_that_makes_it_fail(status: int) -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        told = tagged(asked, reply)
        return told.being(status) if told.status == 304 else told

    assert set(broken("CASE-API-022", change)) == set(ALL)


def test_whatever_the_client_has_is_current() -> None:
    def change(asked: Asked, reply: Reply) -> Reply:
        known = "if-none-match" in asked.headers
        return Reply(304) if known and reply.status == 200 else tagged(asked, reply)

    told = "HTTP 304 to a client that has an ETag which was never given"
    assert broken("CASE-API-023", change) == dict.fromkeys(ALL, told)
    assert broken("CASE-API-022", change) == {}


@pytest.mark.parametrize(("tag", "wrong"), [('"fixed"', set(ALL)), ('W/"fixed"', set())])
def test_one_tag_for_two_bodies(tag: str, wrong: set[str]) -> None:
    numbers = count()

    def change(asked: Asked, reply: Reply) -> Reply:
        if asked.headers.get("if-none-match") == tag:
            return Reply(304)
        return reply.saying(reply.body + b" " * next(numbers)).showing(ETag=tag) if reply.status == 200 else reply

    assert set(broken("CASE-API-023", change)) == wrong
    assert broken("CASE-API-022", change) == {}


# -- packed answers ----------------------------------------------------------------------------------------------------


def packing(body: bytes | None = None, coding: str = "gzip") -> Change:
    def change(asked: Asked, reply: Reply) -> Reply:
        if "gzip" not in asked.headers.get("accept-encoding", "") or reply.status != 200:
            return reply
        return reply.saying(gzip.compress(reply.body) if body is None else body).showing(Content_Encoding=coding)

    return change


def test_packing_is_optional_and_may_be_done() -> None:
    assert outcomes("CASE-API-024", Tiny()) == dict.fromkeys(PACKED, NOT_APPLICABLE)
    assert outcomes("CASE-API-024", Tiny(packing())) == dict.fromkeys(PACKED, PASS)


@pytest.mark.parametrize(
    ("change", "observed"),
    [
        (packing(b'{"plain": 1}'), "asked for gzip, it gives no answer: its body is announced as gzip but is not"),
        (packing(gzip.compress(b"{}" * 99)[:-9]), "asked for gzip, it gives no answer: its gzip body is cut off"),
        (
            packing(coding="br"),
            "asked for gzip, it gives no answer: its body is packed in a way that was not asked for",
        ),
        (packing(gzip.compress(gzip.compress(b"{}"))), "what comes out of the packed body is no JSON"),
        (packing(gzip.compress(b"")), "what comes out of the packed body is no JSON"),
    ],
)
def test_what_cannot_be_unpacked(change: Change, observed: str) -> None:
    assert broken("CASE-API-024", change) == dict.fromkeys(PACKED, observed)
