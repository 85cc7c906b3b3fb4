"""Whatever a request holds, the answer is one: what cannot be right is refused in the form of the API, and nothing that
comes over the wire is ever a fault of the server."""

from io import BytesIO
import os
from typing import Any

from case_server import Server, judged, sample
from hypothesis import example, given, settings
from hypothesis import strategies as st
import pytest
from werkzeug.test import run_wsgi_app

EXAMPLES = 2_000 if "FAIRMARK_NIGHTLY" in os.environ else 150

SOME = "5bb16269-9b6e-5f20-bd8b-c5f85f017fd6"
RAW = st.binary(max_size=40).map(lambda data: data.decode("latin-1"))
"""Bytes as WSGI hands them over."""

PATHS = st.one_of(
    RAW.map(lambda tail: f"/{tail}"),
    st.tuples(
        st.sampled_from(["/ims/case/v1p0", "/ims/case/v1p1", "/ims/case", ""]),
        st.sampled_from(["/CFDocuments", "/CFItems/", f"/CFPackages/{SOME}", "/discovery/", "/openapi.json", "//"]),
        RAW,
    ).map("".join),
)
ARGUMENTS = st.tuples(
    st.sampled_from(["limit", "offset", "sort", "orderBy", "filter", "fields", "x", ""]),
    st.one_of(RAW, st.sampled_from(["1", "title", "title='x'", "a.b~'%27'", "%FF%FE", "%00", "%ED%A0%80", "+", "%"])),
).map("=".join)
QUERIES = st.lists(ARGUMENTS, max_size=5).map("&".join)
NAMES = (
    *("ACCEPT", "ACCEPT_ENCODING", "AUTHORIZATION", "CONTENT_LENGTH", "COOKIE", "EXPECT", "HOST", "IF_MODIFIED_SINCE"),
    *("IF_NONE_MATCH", "ORIGIN", "RANGE", "TRANSFER_ENCODING", "X_FORWARDED_HOST", "X_REQUEST_ID"),
)
VALUES = ("*", '"a", W/"b"', "gzip;q=1.5", "Bearer x", "bytes=0-1", "Thu, 01 Jan 1970 00:00:00 GMT")
HEADERS = st.dictionaries(
    st.sampled_from(NAMES).map(lambda name: f"HTTP_{name}"), st.one_of(RAW, st.sampled_from(VALUES)), max_size=4
)
METHODS = st.sampled_from(
    ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "GET ", "get", "\xe9")
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    made = Server(tmp_path_factory.mktemp("bad"))
    made.holding(sample())
    return made


def asked(
    server: Server, method: str, path: str, query: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    """Ask as a WSGI server would, without a client that tidies up what is asked."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "case.example.org",
        "CONTENT_LENGTH": "3",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(b"abc"),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }
    body, status, answered = run_wsgi_app(server.app, environ)
    return int(status.split()[0]), dict(answered), b"".join(body)


@given(METHODS, PATHS, QUERIES, HEADERS)
@example("GET", "/ims/case/v1p1/CFItems/\x00", "", {})
@example("GET", "/ims/case/v1p1/CFItems/\xff\xfe", "", {})
@example("GET", "/ims/case/v1p1/CFDocuments", "filter=%ED%A0%80='%00'", {})
@example("GET", "/ims/case/v1p1/CFDocuments", "&".join(f"x{n}=" for n in range(5000)), {})
@example("GET", "/ims/case/v1p1/CFDocuments", "", {"HTTP_HOST": "\x00"})
@example("GET", "", "", {})
@example("OPTIONS", "*", "", {})
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_no_request_is_a_fault(server: Server, method: str, path: str, query: str, headers: dict[str, str]) -> None:
    status, answered, body = asked(server, method, path, query, headers)
    assert status in (200, 204, 304) or 400 <= status < 500
    assert "X-Request-Id" in answered
    if status >= 400 and path.startswith("/ims/case/v1p") and path[13:15] in ("0/", "1/"):
        assert answered["Content-Type"] == "application/json"
        if method != "HEAD":
            assert judged(body, path, f"1.{path[13]}", "case-status-info") == {}


@given(st.text(max_size=60), st.text(max_size=60), st.integers(), st.integers())
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
def test_any_arguments_are_answered_or_refused(server: Server, one: str, other: str, limit: int, offset: int) -> None:
    window = {"limit": limit, "offset": offset}
    for arguments in ({"filter": one, "sort": other}, {"fields": one, "orderBy": other}, window):
        clean = {name: str(value).encode("utf-8", "replace").decode() for name, value in arguments.items()}
        answer = server.documents(**clean)
        assert answer.status_code in (200, 400)
        assert len(answer.headers.get("Link", "")) < 8_000
