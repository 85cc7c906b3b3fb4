"""Answers that are broken, endless or poisoned: each ends soon, in the error that tells the truth about it."""

import gzip
import json
import random
from time import monotonic
import tracemalloc
import zlib

from net.hostile import Peer, Script, bomb, ok, once, serving
import pytest

from fairmark.validators.net.body import Body
from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import BadAnswer, NetError, TimedOut, TooLarge
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.url import Url

LIMITS = Limits(connect=1, read=0.2, total=0.6, header_bytes=8_000, body_bytes=4_000_000, ratio=100)
NOISE = random.Random(1)  # noqa: S311 - a test that repeats itself
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"


def ask(script: Script, limits: Limits = LIMITS) -> Response:
    with serving(script) as server:
        url = Url.parse(server.url())
        with Client(PUBLIC_ONLY.trusting(url.origin), limits) as client:
            return client.send(Request("GET", url))


def flood(head: bytes, again: bytes, pause: float = 0) -> Script:
    """Send `head`, then `again` for ever."""

    def script(peer: Peer) -> None:
        peer.hear()
        peer.say(head)
        peer.say_for_ever(again, pause)

    return script


def packed(body: bytes, coding: str = "gzip") -> Script:
    return once(ok(body, f"Content-Encoding: {coding}"))


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        pytest.param(flood(ENDLESS, b"x" * 65536), "larger than", id="endless body"),
        pytest.param(flood(CHUNKED, b"4000\r\n" + b"x" * 0x4000 + b"\r\n"), "larger than", id="endless chunks"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n" * 100), "headers", id="endless headers"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1000), "headers", id="endless header line"),
        pytest.param(flood(b"HTTP/1.1 200 ", b"x" * 1000), "headers", id="endless status line"),
        pytest.param(flood(CHUNKED, b"0" * 1000), "headers", id="endless chunk size"),
        pytest.param(flood(CHUNKED + b"0\r\n", b"X-More: x\r\n" * 100), "headers", id="endless trailers"),
        pytest.param(packed(bomb(50_000_000)), "unpacks to more", id="gzip bomb"),
        pytest.param(packed(bomb(50_000_000) * 50), "unpacks to more", id="many gzip bombs"),
        pytest.param(packed(zlib.compress(bytes(50_000_000)), "deflate"), "unpacks to more", id="deflate bomb"),
        pytest.param(packed(gzip.compress(NOISE.randbytes(4_000_001))), "larger", id="honest but too big"),
    ],
)
def test_too_much_of_anything(script: Script, words: str) -> None:
    with pytest.raises(TooLarge, match=words):
        ask(script, Limits(connect=1, read=1, total=5, header_bytes=8_000, body_bytes=4_000_000, ratio=100))


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(Peer.wait, id="silence from the start"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\n", b"", 1), id="silence in the headers"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"", 1), id="silence in the body"),
        pytest.param(flood(ENDLESS, b"x", 0.02), id="drip in the body"),
        pytest.param(flood(CHUNKED, b"1\r\nx\r\n", 0.02), id="drip of chunks"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.02), id="drip in the headers"),
        pytest.param(flood(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", b"\x1f", 1), id="drip of gzip"),
    ],
)
def test_too_slow(script: Script) -> None:
    started = monotonic()
    with pytest.raises(TimedOut):
        ask(script)
    assert monotonic() - started < 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(b"", "without an answer", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", "not HTTP", id="another protocol"),
        pytest.param(b"<html>no head</html>\n\n", "not HTTP", id="HTTP 0.9"),
        pytest.param(b"HTTP/2 200 OK\r\n\r\n", "HTTP/1.1", id="HTTP 2 in letters"),
        pytest.param(b"HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1", id="no status"),
        pytest.param(b"\x00\xff" * 50 + b"\r\n\r\n", "not HTTP", id="binary"),
        pytest.param(b"HTTP/1.1 200 OK\r\nNo colon\r\n\r\n", "HTTP/1.1", id="no header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1", id="blank before the colon"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1", id="negative length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1", id="2 lengths"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n", "HTTP/1.1", id="unknown transfer coding"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-", "ends in the headers", id="cut off in the headers"),
        pytest.param(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "HTTP/1.1", id="unasked upgrade"),
        pytest.param(b"HTTP/1.1 102 Processing\r\n\r\n" * 50, "interim", id="interim answers only"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "cut off after 3 bytes", id="too short"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", "more bytes", id="too long"),
        pytest.param(CHUNKED + b"3\r\nabc\r\n", "cut off after 3 bytes", id="last chunk missing"),
        pytest.param(CHUNKED + b"9\r\nabc", "cut off after 3 bytes", id="cut off in a chunk"),
        pytest.param(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", "chunks", id="no chunk size"),
        pytest.param(CHUNKED + b"2\r\nabc\r\n0\r\n\r\n", "chunks", id="chunk longer than it says"),
        pytest.param(ok(b"{}", "Content-Encoding: br"), "not asked for", id="unasked coding"),
        pytest.param(ok(b"{}", "Content-Encoding: gzip, gzip"), "not asked for", id="packed twice"),
        pytest.param(ok(b"{}", "Content-Encoding: gzip"), "is not", id="not gzip"),
        pytest.param(ok(b"\xff\xff\xff", "Content-Encoding: deflate"), "is not", id="not deflate"),
        pytest.param(ok(gzip.compress(b"{}")[:-5], "Content-Encoding: gzip"), "cut off", id="gzip cut off"),
        pytest.param(ok(b"\x1f", "Content-Encoding: gzip"), "cut off", id="one byte of gzip"),
        pytest.param(
            ok(gzip.compress(b"{}")[:-8] + bytes(8), "Content-Encoding: gzip"), "is not", id="wrong gzip checksum"
        ),
    ],
)
def test_a_broken_answer(answer: bytes, words: str) -> None:
    with pytest.raises(BadAnswer, match=words):
        ask(once(answer))


def test_no_message_quotes_the_answer() -> None:
    with pytest.raises(BadAnswer) as problem:
        ask(once(b"Ada Lovelace\r\n\r\n"))
    assert "Ada" not in str(problem.value)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        pytest.param(gzip.compress(b"[1]"), "gzip", id="gzip"),
        pytest.param(gzip.compress(b"[1]"), "X-GZip", id="its old name"),
        pytest.param(gzip.compress(b"[") + gzip.compress(b"1]"), "gzip", id="two members"),
        pytest.param(gzip.compress(b"[1]") + bytes(20), "gzip", id="padding behind"),
        pytest.param(zlib.compress(b"[1]"), "deflate", id="deflate"),
        pytest.param(raw_deflate(b"[1]"), "deflate", id="bare deflate"),
        pytest.param(b"[1]", "identity", id="not packed"),
    ],
)
def test_packed_bodies_are_unpacked(body: bytes, coding: str) -> None:
    assert ask(packed(body, coding)).body == b"[1]"


def test_a_packed_body_may_come_byte_by_byte() -> None:
    body = gzip.compress(b"[1]")

    def script(peer: Peer) -> None:
        peer.hear()
        peer.say(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        for index in range(len(body)):
            peer.say(body[index : index + 1])

    assert ask(script).body == b"[1]"


def test_a_large_repetitive_package_is_no_bomb() -> None:
    items = [{"identifier": f"{number:032x}", "fullStatement": "Counts to ten."} for number in range(30_000)]
    data = json.dumps(items).encode()
    assert ask(packed(gzip.compress(data)), Limits(read=2, total=10)).body == data


def test_a_bomb_never_fills_the_memory() -> None:
    script = packed(bomb(200_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="200 times"):
            ask(script, Limits(read=2, total=10))
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_body_in_crumbs_weighs_no_more_than_in_one_piece() -> None:
    tracemalloc.start()
    try:
        body = Body("", LIMITS)
        for number in range(200_000):
            body.feed(number.to_bytes(3, "big"))
        assert len(body.finish()) == 600_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_noise_ends_in_an_answer_or_an_error_of_the_tree() -> None:
    """Honest answers with bytes changed, cut and repeated, by the hundred."""
    dice = random.Random(20)  # noqa: S311 - a test that repeats itself
    seeds = [
        ok(b'{"a": 1}', "Content-Type: application/json", "Connection: keep-alive"),
        ok(gzip.compress(b"[1, 2, 3]"), "Content-Encoding: gzip"),
        CHUNKED + b"5\r\n[1, 2\r\n1\r\n]\r\n0\r\nX: y\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /x?y\r\nContent-Length: 0\r\n\r\n",
    ]

    def noisy() -> bytes:
        data = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(data) + 1)
            match dice.randrange(3):
                case 0:
                    data[place:place] = dice.randbytes(dice.randint(1, 4))
                case 1:
                    del data[place : place + dice.randint(1, 8)]
                case _:
                    data[place : place + 1] = dice.choice([b"\r", b"\n", b"\0", b":", b"9", b" ", b"\xff"])
        return bytes(data)

    def script(peer: Peer) -> None:
        if peer.hear():
            peer.say(noisy())

    ended = {"answer": 0, "error": 0}
    with serving(script) as server:
        url = Url.parse(server.url())
        with Client(PUBLIC_ONLY.trusting(url.origin), LIMITS) as client:
            for _ in range(400):
                try:
                    client.follow(Request("GET", url))
                    ended["answer"] += 1
                except NetError:
                    ended["error"] += 1
    assert min(ended.values()) > 20
