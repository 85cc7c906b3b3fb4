"""What a document refers to is fetched under the address policy: a stranger wrote that address."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from fairmark.validators.fetching import fetcher, reference_fetch
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.readers.limits import Limits


class Neighbour(BaseHTTPRequestHandler):
    """A service that only this machine can reach."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"secret": true}')

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def neighbour() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Neighbour) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_document_cannot_send_us_to_our_neighbours(neighbour: str) -> None:
    get = reference_fetch({}, Limits(), online=True, allow_private=False)
    with pytest.raises(Unavailable, match="a loopback address"):
        get(neighbour)


def test_the_user_may_allow_it(neighbour: str) -> None:
    assert reference_fetch({}, Limits(), online=True, allow_private=True)(neighbour) == b'{"secret": true}'


def test_what_the_user_typed_is_not_questioned(neighbour: str) -> None:
    assert fetcher({}, Limits(), allow_private=False)(neighbour).data == b'{"secret": true}'
