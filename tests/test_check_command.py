"""`fairmark check`: what it says before it asks anything, and what it says of a system that is not there."""

import json
from pathlib import Path
import socket

import pytest

from conftest import Run

PROFILE = ("--profile", "case-1.1-provider")


def unused() -> str:
    """A base URL on which nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{place.getsockname()[1]}/ims/case/v1p1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profile", "case-1.1"], "case-1.1-provider"),
        ([*PROFILE, "--token", "a", "--token-url", "https://x.example/"], "one of them"),
        ([*PROFILE, "--token-url", "https://x.example/"], "--client-id"),
        ([*PROFILE, "--header", "no colon"], "NAME: VALUE"),
        ([*PROFILE, "--only", "CASE-API-000"], "CASE-API-00"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_would_do(fairmark: Run, arguments: list[str], words: str) -> None:
    done = fairmark("check", unused(), *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize("url", ["ftp://vendor.example/", "vendor.example", "https://user:secret@vendor.example/"])
def test_a_url_that_is_none_exits_2(fairmark: Run, url: str) -> None:
    assert fairmark("check", url, *PROFILE).exit_code == 2


def test_a_file_that_is_no_authority_exits_2(fairmark: Run, tmp_path: Path) -> None:
    pem = tmp_path / "ca.pem"
    pem.write_text("nothing", "utf-8")
    done = fairmark("check", unused(), *PROFILE, "--ca", pem)
    assert done.exit_code == 2
    assert "PEM" in done.stderr


def test_a_system_that_is_not_there_is_explained_in_the_first_line(fairmark: Run) -> None:
    url = unused()
    done = fairmark("check", url, *PROFILE, "--format", "json")
    report = json.loads(done.stdout)
    assert done.exit_code == 1
    assert report["verdict"] == "undetermined"
    assert "cannot be reached" in report["headline"]
    assert {check["outcome"] for check in report["checks"]} == {"cannot-tell"}
    assert {required["outcome"] for required in report["requirements"]} == {"cannot-tell"}


def test_a_token_is_in_no_report(fairmark: Run) -> None:
    done = fairmark("check", unused(), *PROFILE, "--token", "s3cr3t-t0ken", "--format", "json")
    assert "s3cr3t-t0ken" not in done.stdout + done.stderr
