"""What a document refers to is fetched under the address policy: a stranger wrote that address."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
import json
from pathlib import Path
from threading import Thread

import pytest

from fairmark.validators.core.waivers import UnusableFile
from fairmark.validators.fetching import fetcher, reference_fetch
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.decisions import load_resources
from fairmark.validators.readers.limits import Limits


class Neighbour(BaseHTTPRequestHandler):
    """A service that only this machine can reach."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/old" else 200)
        if self.path == "/old":
            self.send_header("Location", "/")
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


def test_what_came_by_way_of_a_redirect_says_so(neighbour: str) -> None:
    references = References(reference_fetch({}, Limits(), online=True, allow_private=True), online=True)
    for url in (neighbour, f"{neighbour}old"):
        assert references.get(url) == b'{"secret": true}'
        assert references.redirected(url) is url.endswith("old")
    assert not references.redirected(f"{neighbour}other")


def resources(folder: Path, **addresses: str) -> Path:
    (folder / "seal.json").write_text("{}", "utf-8")
    path = folder / "resources.json"
    path.write_text(json.dumps({f"https://college.example/{name}": file for name, file in addresses.items()}), "utf-8")
    return path


def test_a_stand_in_may_be_a_redirect(tmp_path: Path) -> None:
    new, old = "https://college.example/new", "https://college.example/old"
    stand_ins = load_resources(resources(tmp_path, new="seal.json", old=new))
    references = References(reference_fetch(stand_ins, Limits(), online=False, allow_private=False))
    assert (references.get(old), references.redirected(old)) == (b"{}", True)
    assert (references.get(new), references.redirected(new)) == (b"{}", False)
    typed = fetcher(stand_ins, Limits(), allow_private=False)(old)
    assert (typed.name, typed.data, typed.served) == (old, b"{}", "/new")


@pytest.mark.parametrize("target", ["https://college.example/nowhere", "https://college.example/old"])
def test_a_redirect_leads_to_a_file(tmp_path: Path, target: str) -> None:
    with pytest.raises(UnusableFile, match="redirects to"):
        load_resources(resources(tmp_path, old=target))


def test_what_the_user_typed_is_not_questioned(neighbour: str) -> None:
    assert fetcher({}, Limits(), allow_private=False)(neighbour).data == b'{"secret": true}'
