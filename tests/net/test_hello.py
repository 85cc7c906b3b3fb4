"""The greeting that finds out whether a server still speaks an old TLS: what is sent, what is made of the answer."""

from ipaddress import ip_address

from net.hostile import Peer, Script, serving
import pytest

from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import BadAnswer, NetError, TimedOut
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.policy import PUBLIC_ONLY
from fairmark.validators.net.resolve import Address
from fairmark.validators.net.url import Origin

SHORT = Limits(connect=1, read=0.5, total=3)


def record(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + b"\x03\x01" + len(data).to_bytes(2, "big") + data


def server_hello(version: int) -> bytes:
    return record(22, b"\x02\x00\x00\x26" + version.to_bytes(2, "big") + bytes(36))


FATAL, NAME_UNKNOWN = record(21, b"\x02\x46"), record(21, b"\x01\x70")


def saying(*pieces: bytes) -> Script:
    def script(peer: Peer) -> None:
        peer.take()
        for piece in pieces:
            peer.say(piece)

    return script


def speaks(script: Script, version: Outdated = Outdated.TLS_1_0, host: str = "case.example") -> bool:
    with serving(script) as server:
        origin = Origin("https", host, server.port)
        here = [Address(ip_address("127.0.0.1"), server.port)]
        with Client(PUBLIC_ONLY.trusting(origin), SHORT, resolver=lambda _host, _port: here) as client:
            return client.speaks(origin, version)


@pytest.mark.parametrize(
    ("pieces", "taken"),
    [
        ([server_hello(0x0301)], True),
        ([server_hello(0x0301)[:7], server_hello(0x0301)[7:]], True),
        ([NAME_UNKNOWN, server_hello(0x0301)], True),
        ([server_hello(0x0300)], False),
        ([FATAL], False),
        ([], False),
        ([b"\x16\x03\x01"], False),
        ([record(22, b"")], False),
        ([NAME_UNKNOWN * 20], False),
    ],
    ids=[
        "taken",
        "in pieces",
        "after a warning",
        "another version",
        "alert",
        "hang-up",
        "cut off",
        "empty",
        "warnings only",
    ],
)
def test_what_comes_back(pieces: list[bytes], taken: bool) -> None:
    assert speaks(saying(*pieces)) is taken


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), BadAnswer),
        (saying(b"\x16\x03\x01\xff\xff" + bytes(100)), BadAnswer),
        (Peer.wait, TimedOut),
    ],
    ids=["HTTP", "a record beyond all limits", "silence"],
)
def test_what_is_no_tls_proves_nothing(script: Script, error: type[NetError]) -> None:
    with pytest.raises(error):
        speaks(script)


@pytest.mark.parametrize(
    ("host", "named"), [("case.example", True), ("127.0.0.1", False)], ids=["a name", "an address"]
)
@pytest.mark.parametrize("version", Outdated)
def test_what_is_offered(version: Outdated, host: str, named: bool) -> None:
    heard: list[bytes] = []

    def script(peer: Peer) -> None:
        heard.append(peer.take())

    assert speaks(script, version, host) is False
    greeting = heard[0]
    assert greeting[0] == 22
    assert int.from_bytes(greeting[3:5], "big") == len(greeting) - 5
    assert int.from_bytes(greeting[6:9], "big") == len(greeting) - 9
    assert int.from_bytes(greeting[9:11], "big") == version
    # SSL 3.0 has no extensions, and an address is no server name (RFC 6066 section 3).
    assert (b"case.example" in greeting) is (named and version is not Outdated.SSL_3_0)


def test_the_address_policy_holds_for_a_greeting_too() -> None:
    with serving(saying()) as server, Client(PUBLIC_ONLY, SHORT) as client, pytest.raises(NetError, match="loopback"):
        client.speaks(Origin("https", "127.0.0.1", server.port), Outdated.TLS_1_0)


def test_versions_are_written_as_people_write_them() -> None:
    assert [version.title for version in Outdated] == ["SSL 3.0", "TLS 1.0", "TLS 1.1"]
