"""Faults of transport: answers that are slow, stalled, cut off, without end, packed wrongly, or missing."""

from collections.abc import Iterator
from dataclasses import replace
import gzip
from itertools import repeat

from fairmark.server.faults.case.exchange import ELSEWHERE, PACKAGE, Asked, Reply, Serve
from fairmark.server.faults.case.fault import fault, reply_of

PIECES, PAUSE = 4, 4.0
"""A slow answer comes in so many pieces, with so many seconds before each: no pause is long, and all of them are."""
SILENCE = 120.0
"""Seconds that nobody waits for a first byte."""


@fault("slow", breaks="CASE-API-019")
def slow(asked: Asked, serve: Serve) -> Reply:
    """The answer of getCFItem drips: it takes 16 seconds.

    A consumer's page with ten items takes longer than anybody waits.
    """
    reply = serve(asked)
    if asked.operation != "getCFItem" or reply.status != 200:
        return reply
    whole = str(len(reply.body))
    return replace(reply, body=b"", tail=_dripping(reply.body, asked)).showing("Content-Length", whole)


def _dripping(body: bytes, asked: Asked) -> Iterator[bytes]:
    step = -(-len(body) // PIECES)
    for start in range(0, len(body), step):
        asked.sleep(PAUSE)
        yield body[start : start + step]


@fault("stalled", breaks="CASE-API-019")
def stalled(asked: Asked, serve: Serve) -> Reply:
    """getCFRubric says nothing for two minutes.

    A consumer without a time limit hangs.
    """
    if asked.operation == "getCFRubric":
        asked.sleep(SILENCE)
    return serve(asked)


@fault("cut-off", breaks="CASE-API-019")
@reply_of("getCFPackage")
def cut_off(reply: Reply) -> Reply:
    """The package ends in the middle: fewer bytes come than were announced.

    A consumer that does not count takes half a framework for a whole one, or stops.
    """
    whole = len(reply.body)
    return replace(reply, body=reply.body[: whole // 2]).showing("Content-Length", str(whole))


@fault("without-end", breaks="CASE-API-019")
@reply_of("getCFLicense")
def without_end(reply: Reply) -> Reply:
    """The answer of getCFLicense never ends: blanks follow the body for ever.

    A consumer without a limit fills its memory.
    """
    return replace(reply, tail=repeat(b" " * 65_536))


@fault("packed-unasked", breaks="CASE-API-019")
@reply_of("getCFItem")
def packed_unasked(reply: Reply) -> Reply:
    """The answer of getCFItem is announced as packed with gzip to everybody, and is not packed at all.

    A consumer's unpacker stops at the first byte.
    """
    return reply.showing("Content-Encoding", "gzip")


def packed(asked: Asked, reply: Reply, body: bytes) -> Reply:
    """The package as `body`, announced as gzip, to a client that accepts that."""
    is_meant = asked.operation == PACKAGE and reply.status == 200 and "gzip" in (asked.header("Accept-Encoding") or "")
    return replace(reply, body=body).showing("Content-Encoding", "gzip") if is_meant else reply


@fault("packed-in-name-only", breaks="CASE-API-024")
def packed_in_name_only(asked: Asked, serve: Serve) -> Reply:
    """A package is announced as packed to clients that accept gzip, and is not packed at all.

    A consumer whose library asks for gzip by itself, as most do, gets nothing.
    """
    reply = serve(asked)
    return packed(asked, reply, reply.body)


@fault("packed-twice", breaks="CASE-API-024")
def packed_twice(asked: Asked, serve: Serve) -> Reply:
    """A package is packed twice and announced as packed once.

    A consumer's parser stops at the first byte of what its library has unpacked.
    """
    reply = serve(asked)
    return packed(asked, reply, gzip.compress(gzip.compress(reply.body)))


@fault("packed-and-cut-off", breaks="CASE-API-024")
def packed_and_cut_off(asked: Asked, serve: Serve) -> Reply:
    """The end of a packed package is missing.

    A consumer's unpacker stops, or gives it half a framework.
    """
    reply = serve(asked)
    return packed(asked, reply, gzip.compress(reply.body)[:-100])


@fault("broken-off", breaks="CASE-API-019")
@reply_of("getCFAssociationGrouping")
def broken_off(reply: Reply) -> Reply:
    """The server fails in the middle of an association grouping, and breaks the connection off.

    A consumer cannot tell whether the grouping exists.
    """
    whole, half = str(len(reply.body)), reply.body[: len(reply.body) // 2]
    return replace(reply, body=half, tail=_failing()).showing("Content-Length", whole)


def _failing() -> Iterator[bytes]:
    raise ConnectionResetError
    yield b""  # what makes it a generator, so that it fails only when the body has been sent


@fault("items-fail", breaks="CASE-API-020")
@reply_of("getCFItem")
def items_fail(reply: Reply) -> Reply:
    """getCFItem answers 500 for items that the package holds.

    A consumer that loads items one by one ends with an incomplete framework.
    """
    return reply.being(500)


@fault("item-types-missing", breaks="CASE-API-020")
def item_types_missing(asked: Asked, serve: Serve) -> Reply:
    """getCFItemType is not offered, though packages hold item types and it is one of the mandatory operations.

    A consumer that follows the CFItemTypeURI of an item finds nothing.
    """
    reply = serve(asked)
    is_there = asked.operation == "getCFItemType" and reply.status == 200
    return serve(asked.at("CFItemTypes", ELSEWHERE)) if is_there else reply
