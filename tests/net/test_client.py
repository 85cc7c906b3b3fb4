"""An honest exchange: what is sent, what comes back, what is kept, and who gets to see secrets."""

from collections.abc import Sequence
from ipaddress import ip_address
import ssl

from net.hostile import Peer, Server, always, ok, once, redirect, serving
import pytest

from conftest import ROOT
from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import NetError, Refused, TlsFailed, TooManyRedirects, Unreachable
from fairmark.validators.net.limits import Limits
from fairmark.validators.net.messages import Credentials, Request, Wire
from fairmark.validators.net.policy import PUBLIC_ONLY, AddressPolicy
from fairmark.validators.net.resolve import Address, Resolver
from fairmark.validators.net.url import Url

SHORT = Limits(connect=1, read=1, total=3)
ANYWHERE = AddressPolicy(allow_private=True)
CERTIFICATES = ROOT / "tests" / "net" / "certificates"
SERVER_CERTIFICATE = str(CERTIFICATES / "server.pem")


def trusted() -> ssl.SSLContext:
    """TLS as a user has it who passed the test authority as his own."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


def leading_to(*addresses: str) -> Resolver:
    """A resolver that knows every name, and gives the next of `addresses` at each call."""
    left = list(addresses)
    return lambda host, port: [Address(ip_address(left.pop(0)), port)]


def all_of(*addresses: str) -> Resolver:
    return lambda host, port: [Address(ip_address(address), port) for address in addresses]


def typed(server: Server) -> AddressPolicy:
    return PUBLIC_ONLY.trusting(Url.parse(server.url()).origin)


def get(url: str, *headers: tuple[str, str]) -> Request:
    return Request("GET", Url.parse(url), headers)


def test_what_is_sent_is_what_was_asked_and_the_host() -> None:
    with serving(always(ok())) as server, Client(typed(server), SHORT) as client:
        client.send(get(server.url("/a?b=c"), ("X-Odd-CASE", "1"), ("accept", "*/*")))
    assert server.heard == [
        b"GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Odd-CASE: 1\r\naccept: */*\r\n\r\n" % server.port
    ]


def test_a_body_goes_out_with_its_length() -> None:
    with serving(always(ok())) as server, Client(typed(server), SHORT) as client:
        client.send(Request("POST", Url.parse(server.url()), body=b"grant_type=x"))
        client.send(Request("PUT", Url.parse(server.url())))
    assert b"Content-Length: 12\r\n\r\ngrant_type=x" in server.heard[0]
    assert b"Content-Length: 0\r\n\r\n" in server.heard[1]


def test_headers_come_back_as_received_and_in_order() -> None:
    answer = ok(b"[1]", "X-B: 2", "x-a: 1", "X-B: 3", "X-Name: Zo\u00eb").replace("ë".encode(), b"\xeb")
    with serving(once(answer)) as server, Client(typed(server), SHORT) as client:
        response = client.send(get(server.url()))
    assert response.headers == (
        ("Content-Length", "3"),
        ("X-B", "2"),
        ("x-a", "1"),
        ("X-B", "3"),
        ("X-Name", "Zoë"),
    )
    assert response.header("x-b") == "2, 3"
    assert (response.status, response.http_version, response.body, response.tls) == (200, "1.1", b"[1]", "")
    assert 0 < response.elapsed < SHORT.total


def test_the_wire_holds_both_directions_even_when_the_answer_is_broken() -> None:
    wire = Wire()
    with (
        serving(once(b"SSH-2.0-x\r\n\r\n")) as server,
        Client(typed(server), SHORT) as client,
        pytest.raises(NetError),
    ):
        client.send(get(server.url("/x")), wire)
    assert bytes(wire.sent) == server.heard[0]
    assert bytes(wire.received) == b"SSH-2.0-x\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
    ],
)
def test_an_answer_that_has_no_body_is_not_waited_for(method: str, answer: bytes) -> None:
    with serving(always(answer)) as server, Client(typed(server), SHORT) as client:
        assert client.send(Request(method, Url.parse(server.url()))).body == b""


def test_an_interim_answer_is_passed_over() -> None:
    answer = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok(b"1")
    with serving(once(answer)) as server, Client(typed(server), SHORT) as client:
        assert client.send(get(server.url())).body == b"1"


def test_a_body_may_end_with_the_connection() -> None:
    with serving(once(b"HTTP/1.0 200 OK\r\n\r\n[1, 2]")) as server, Client(typed(server), SHORT) as client:
        assert client.send(get(server.url())).body == b"[1, 2]"


def test_a_connection_is_used_again() -> None:
    with serving(always(ok())) as server, Client(typed(server), SHORT) as client:
        for _ in range(3):
            client.send(get(server.url()))
    assert (len(server.heard), server.connections) == (3, 1)


def test_a_connection_that_the_server_closed_is_replaced_without_a_word() -> None:
    with serving(once(ok())) as server, Client(typed(server), SHORT) as client:
        assert [client.send(get(server.url())).status for _ in range(3)] == [200, 200, 200]
    assert server.connections == 3


def test_a_connection_that_breaks_at_the_next_request_is_replaced_for_a_get() -> None:
    def script(peer: Peer) -> None:
        if peer.hear():
            peer.say(ok())
        peer.hear()

    with serving(script) as server, Client(typed(server), SHORT) as client:
        assert [client.send(get(server.url())).status for _ in range(2)] == [200, 200]
    assert (len(server.heard), server.connections) == (3, 2)


def test_a_post_is_never_sent_twice() -> None:
    def script(peer: Peer) -> None:
        if peer.hear():
            peer.say(ok())
        peer.hear()

    with serving(script) as server, Client(typed(server), SHORT) as client:
        client.send(get(server.url()))
        client.send(Request("POST", Url.parse(server.url()), body=b"x"))
    assert sum(request.startswith(b"POST") for request in server.heard) == 1


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_a_header_cannot_smuggle_in_another(value: str) -> None:
    with (
        serving(always(ok())) as server,
        Client(typed(server), SHORT) as client,
        pytest.raises(ValueError, match=r"HTTP/1\.1"),
    ):
        client.send(get(server.url(), ("X", value)))
    assert server.heard == []


def test_nobody_at_home() -> None:
    with serving(always(ok())) as server:
        pass
    with Client(typed(server), SHORT) as client, pytest.raises(Unreachable, match="accepts no connection"):
        client.send(get(server.url()))


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with serving(always(ok())) as server, Client(ANYWHERE, SHORT, resolver=all_of("::1", "127.0.0.1")) as client:
        assert client.send(get(f"http://case.example:{server.port}/")).status == 200


def test_a_name_without_an_address() -> None:
    with Client(ANYWHERE, SHORT, resolver=lambda host, port: []) as client, pytest.raises(Unreachable):
        client.send(get("http://case.example/"))


def test_a_name_server_that_never_answers_does_not_hold_us_up() -> None:
    with serving(Peer.wait) as server:

        def stuck(host: str, port: int) -> Sequence[Address]:
            server.over.wait(3)
            return []

        with (
            Client(ANYWHERE, Limits(connect=0.05), resolver=stuck) as client,
            pytest.raises(Unreachable, match="looked up"),
        ):
            client.send(get("http://case.example/"))


# Redirects


def test_a_redirect_on_the_same_origin_is_followed() -> None:
    def script(peer: Peer) -> None:
        while request := peer.hear():
            peer.say(redirect("/new?x=1") if b"/old" in request else ok(b"here"))

    with serving(script) as server, Client(typed(server), SHORT) as client:
        response = client.follow(get(server.url("/old"), ("X-Key", "k")))
    assert (response.body, str(response.url)) == (b"here", server.url("/new?x=1"))
    assert b"X-Key: k" in server.heard[1]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/x",
        "http://localhost:8080/x",
        "http://2130706433:8080/",
        "http://0x7f.1:8080/",
        "http://0177.0.0.1:8080/",
        "http://127.1:8080/",
        "http://①②⑦.⓪.⓪.①:8080/",
        "http://[::1]:8080/",
        "http://[::ffff:127.0.0.1]:8080/",
        "http://[::ffff:7f00:1]:8080/",
        "http://0.0.0.0:8080/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "//10.0.0.1/x",
        "http://8.8.8.8:25/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://user:pass@8.8.8.8/",
        "http://[",
    ],
)
def test_a_redirect_into_private_space_is_refused(location: str) -> None:
    with (
        serving(always(redirect(location.encode().decode("latin-1")))) as server,
        Client(typed(server), SHORT) as client,
        pytest.raises(Refused),
    ):
        client.follow(get(server.url()))
    assert len(server.heard) == 1


def test_the_way_back_from_a_stranger_is_refused() -> None:
    """A typed loopback server is not the playground of whoever it links to."""
    with serving(always(ok(b"secret"))) as home, serving(always(redirect(home.url("/delete")))) as stranger:
        start = f"http://typed.example:{stranger.port}/"
        policy = PUBLIC_ONLY.trusting(Url.parse(start).origin).trusting(Url.parse(home.url()).origin)
        with Client(policy, SHORT, resolver=all_of("127.0.0.1")) as client, pytest.raises(Refused):
            client.follow(get(start))
    assert home.heard == []


def test_a_redirect_loop_ends() -> None:
    with (
        serving(always(redirect("/"))) as server,
        Client(typed(server), SHORT) as client,
        pytest.raises(TooManyRedirects),
    ):
        client.follow(get(server.url()))
    assert len(server.heard) == SHORT.redirects + 1


def test_a_redirect_is_followed_to_another_origin_without_secrets() -> None:
    with serving(always(ok())) as other, serving(always(redirect(f"http://b.example:{other.port}/"))) as server:
        home = Url.parse(f"http://a.example:{server.port}/")
        token = Credentials.bearer(home.origin, "t0ken")
        with Client(ANYWHERE, SHORT, [token], resolver=all_of("127.0.0.1")) as client:
            client.follow(Request("GET", home, (("Accept", "*/*"), ("Cookie", "c=1"), ("X-Api-Key", "k"))))
    assert b"Authorization: Bearer t0ken" in server.heard[0]
    assert other.heard == [b"GET / HTTP/1.1\r\nHost: b.example:%d\r\nAccept: */*\r\n\r\n" % other.port]


def test_a_token_stays_with_its_port() -> None:
    with serving(always(ok())) as server, serving(always(ok())) as neighbour:
        token = Credentials.bearer(Url.parse(server.url()).origin, "t0ken")
        with Client(ANYWHERE, SHORT, [token]) as client:
            client.send(get(neighbour.url()))
            client.send(get(server.url()))
    assert b"t0ken" not in neighbour.heard[0]
    assert b"t0ken" in server.heard[0]


def test_a_header_of_the_request_goes_before_the_credentials() -> None:
    with serving(always(ok())) as server:
        token = Credentials.bearer(Url.parse(server.url()).origin, "t0ken")
        with Client(typed(server), SHORT, [token]) as client:
            client.send(get(server.url(), ("authorization", "Bearer wrong")))
    assert b"t0ken" not in server.heard[0]


def test_secrets_do_not_show_when_printed() -> None:
    url = Url.parse("http://a.example/")
    assert "t0ken" not in repr(Credentials.bearer(url.origin, "t0ken"))
    assert "t0ken" not in repr(get("http://a.example/", ("Authorization", "t0ken")))


# Rebinding


def test_a_name_that_changes_its_address_changes_nothing() -> None:
    """The first answer counts: the second, into private space, is never asked for."""
    with serving(once(ok())) as server:
        home = f"http://case.example:{server.port}/"
        policy = PUBLIC_ONLY.trusting(Url.parse(home).origin)
        with Client(policy, SHORT, resolver=leading_to("127.0.0.1", "10.0.0.1")) as client:
            assert [client.send(get(home)).status for _ in range(2)] == [200, 200]
    assert server.connections == 2


def test_what_is_connected_to_is_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that answers publicly while it is checked and privately afterwards gets no second question."""
    reached = []

    def connect(address: Address, seconds: float) -> None:
        reached.append(str(address.ip))
        raise ConnectionRefusedError(111, "refused for the test")

    monkeypatch.setattr("fairmark.validators.net.connection.connect", connect)
    with Client(PUBLIC_ONLY, SHORT, resolver=leading_to("8.8.8.8", "127.0.0.1")) as client:
        for _ in range(2):
            with pytest.raises(Unreachable):
                client.send(get("http://rebinding.example/"))
    assert reached == ["8.8.8.8", "8.8.8.8"]


@pytest.mark.parametrize("addresses", [("8.8.8.8", "127.0.0.1"), ("127.0.0.1", "8.8.8.8"), ("8.8.8.8", "fd00::1")])
def test_a_name_with_one_private_address_is_refused_as_a_whole(addresses: tuple[str, ...]) -> None:
    with Client(PUBLIC_ONLY, SHORT, resolver=all_of(*addresses)) as client, pytest.raises(Refused):
        client.send(get("http://mixed.example/"))


# TLS


def test_the_certificate_is_checked_against_the_name_not_the_pinned_address() -> None:
    with (
        serving(always(ok()), SERVER_CERTIFICATE) as server,
        Client(ANYWHERE, SHORT, tls=trusted(), resolver=all_of("127.0.0.1")) as client,
    ):
        answers = [client.send(get(f"https://case.example:{server.port}/")) for _ in range(2)]
    assert {answer.tls for answer in answers} == {"TLSv1.3"}
    assert server.connections == 1
    assert b"Host: case.example:%d\r\n" % server.port in server.heard[0]


def test_a_certificate_for_another_name_is_refused() -> None:
    with (
        serving(always(ok()), SERVER_CERTIFICATE) as server,
        Client(ANYWHERE, SHORT, tls=trusted(), resolver=all_of("127.0.0.1")) as client,
        pytest.raises(TlsFailed, match="not valid for"),
    ):
        client.send(get(f"https://other.example:{server.port}/"))
    assert server.heard == []


def test_an_unknown_authority_is_refused() -> None:
    with (
        serving(always(ok()), SERVER_CERTIFICATE) as server,
        Client(ANYWHERE, SHORT, resolver=all_of("127.0.0.1")) as client,
        pytest.raises(TlsFailed, match="certificate was not accepted"),
    ):
        client.send(get(f"https://case.example:{server.port}/"))
    assert server.heard == []


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\x15\x03\x01\x00\x02\x02\x46"])
def test_a_server_that_speaks_no_tls(answer: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.say(answer)

    with serving(script) as server, Client(ANYWHERE, SHORT) as client, pytest.raises(TlsFailed):
        client.send(get(f"https://127.0.0.1:{server.port}/"))


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with (
        serving(always(ok())) as plain,
        serving(always(redirect(f"http://case.example:{plain.port}/?key=1")), SERVER_CERTIFICATE) as server,
        Client(ANYWHERE, SHORT, tls=trusted(), resolver=all_of("127.0.0.1")) as client,
        pytest.raises(Refused, match="unprotected") as refusal,
    ):
        client.follow(get(f"https://case.example:{server.port}/"))
    assert "key" not in str(refusal.value)
    assert plain.heard == []
