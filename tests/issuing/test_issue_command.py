"""`fairmark issue`, as people use it: what it issues is judged by `fairmark validate`, strictly."""

from collections.abc import Callable
import json
from pathlib import Path
import re
import runpy
import struct
from typing import Any
import zlib

from click.testing import Result
import pytest

from conftest import ROOT, Run
from fairmark.validators.issuing.terms import Json
from issuers import DEVELOPING, FRAMEWORK_FILE, HTTPS, LEARNER, SECURE

EMAIL = "mara.lind@valley.example"
REQUEST: Json = {
    "case": "framework.json",
    "item": "DE.4",
    "learner": {"id": LEARNER, "identifiers": [{"type": "emailAddress", "value": EMAIL}]},
    "results": [
        {"level": SECURE, "required": DEVELOPING},
        {"name": "Words read", "type": "Percent", "value": "97", "min": "0", "max": "100", "required": "90"},
        {"status": "Completed"},
    ],
    "evidence": [
        {
            "id": "https://valley.example/works/1",
            "name": "Recording",
            "description": "A page read aloud.",
            "narrative": "Longer words are taken apart.",
            "genre": "Audio",
            "audience": "The class",
        }
    ],
    "narrative": "Read on three days.",
    "activityStartDate": "2026-05-01T08:00:00Z",
    "activityEndDate": "2026-05-30T15:00:00+02:00",
    "awardedDate": "2026-06-01T12:00:00Z",
    "validUntil": "2099-06-01T12:00:00Z",
}


class Desk:
    """An issuer's directory and requests beside it, and the command."""

    def __init__(self, folder: Path, run: Run, *options: str) -> None:
        self.folder, self.run = folder, run
        self.directory, self.web = folder / "issuer", folder / "web"
        (folder / "framework.json").write_bytes(FRAMEWORK_FILE.read_bytes())
        done = run("issue", "init", self.directory, "--issuer-id", HTTPS, "--name", "Valley", *options)
        assert done.exit_code == 0, done.output

    def request(self, content: Any = REQUEST, name: str = "request.json", **changed: Any) -> Path:
        path = self.folder / name
        path.write_text(json.dumps({**content, **changed}), "utf-8")
        return path

    def issue(self, *arguments: str | Path) -> Result:
        return self.run("issue", *arguments)

    def issued(self, *arguments: str | Path, name: str = "badge.json") -> Path:
        """Issue into a file."""
        done = self.issue(*arguments, "--output", self.folder / name)
        assert done.exit_code == 0, done.output
        return self.folder / name

    def publish(self) -> Path:
        assert self.issue("publish", self.directory, self.web).exit_code == 0
        return self.web / "resources.json"

    def ids(self) -> list[str]:
        return [line.split("\t")[0] for line in self.issue("list", self.directory).stdout.splitlines()]


@pytest.fixture
def desk(tmp_path: Path, fairmark: Run) -> Desk:
    return Desk(tmp_path, fairmark)


def strictly(desk: Desk, judged: Callable[..., Json], path: Path) -> tuple[str, list[str]]:
    """The verdict with the issuer's documents and the framework at hand."""
    shelf = desk.folder / "shelf"
    shelf.mkdir(exist_ok=True)
    (shelf / "framework.json").write_bytes(FRAMEWORK_FILE.read_bytes())
    report = judged(path, "--strictness", "strict", "--resources", desk.publish(), "--shelf", shelf)
    assert report["faults"] == []
    return report["verdict"], sorted(finding["rule"] for finding in report["findings"])


# -- what is issued is judged good -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["embedded", "jwt"])
@pytest.mark.parametrize("key", ["", "ed25519-1", "p256-1"])
@pytest.mark.parametrize("status", ["revocation", "suspension", "none"])
def test_a_badge_passes_strictly(
    form: str, key: str, status: str, tmp_path: Path, fairmark: Run, judged: Callable[..., Json]
) -> None:
    desk = Desk(tmp_path, fairmark, "--key", "ed25519", "--key", "rsa", "--key", "p256")
    request = desk.request(status=status)
    badge = desk.issued("badge", desk.directory, request, "--form", form, *(("--key", key) if key else ()))
    assert strictly(desk, judged, badge) == ("pass", [])
    assert EMAIL not in badge.read_text("utf-8")


def test_a_record_passes_strictly(desk: Desk, judged: Callable[..., Json]) -> None:
    one = desk.issued("badge", desk.directory, desk.request(), name="one.json")
    plain = {name: REQUEST[name] for name in ("case", "learner")}
    other = desk.issued("badge", desk.directory, desk.request(plain, item="DE.3"), name="other.json")
    asked = {
        "name": "Record of learning",
        "learner": {"id": LEARNER},
        "credentials": [one.name, other.name],
        "case": "framework.json",
        "partial": True,
    }
    record = desk.issued("record", desk.directory, desk.request(asked), name="record.json")
    assert strictly(desk, judged, record) == ("pass", [])
    subject = json.loads(record.read_bytes())["credentialSubject"]
    assert len(subject["association"]) == 2
    token = desk.issued("record", desk.directory, desk.request(asked), "--form", "jwt", name="record.jws")
    assert strictly(desk, judged, token) == ("pass", [])
    desk.issue("revoke", desk.directory, desk.ids()[0])
    verdict, rules = strictly(desk, judged, record)
    assert verdict == "fail" and "CLR-VC-005" in rules
    newer = desk.issued("reissue", desk.directory, desk.ids()[2], desk.request(asked, credentials=["other.json"]))
    assert strictly(desk, judged, newer) == ("pass", [])


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def test_a_badge_is_baked(desk: Desk, judged: Callable[..., Json]) -> None:
    image = desk.folder / "image.png"
    image.write_bytes(picture())
    baked = desk.issued("badge", desk.directory, desk.request(), "--bake", image, name="baked.png")
    assert baked.read_bytes().startswith(b"\x89PNG")
    assert strictly(desk, judged, baked) == ("pass", [])
    again = desk.issued("reissue", desk.directory, *desk.ids(), "--bake", baked, name="again.png")
    assert strictly(desk, judged, again) == ("pass", [])
    image.write_bytes(b"no image")
    assert desk.issue("badge", desk.directory, desk.request(), "--bake", image).exit_code == 2
    assert len(desk.ids()) == 1


def test_the_life_of_a_badge(desk: Desk, judged: Callable[..., Json]) -> None:
    badge = desk.issued("badge", desk.directory, desk.request(status="suspension"))
    (identifier,) = desk.ids()
    assert desk.issue("suspend", desk.directory, identifier).exit_code == 0
    assert strictly(desk, judged, badge) == ("fail", ["OB-STATUS-004"])
    done = desk.issue("reinstate", desk.directory, identifier, "--publish", desk.web)
    assert done.exit_code == 0 and "status/suspension-1.json" in done.stdout
    assert strictly(desk, judged, badge) == ("pass", [])
    assert desk.issue("keys", "new", desk.directory).stdout == "ed25519-2\n"
    assert desk.issue("keys", "retire", desk.directory, "ed25519-1").exit_code == 0
    assert strictly(desk, judged, badge) == ("pass", [])
    done = desk.issue("keys", "compromised", desk.directory, "ed25519-1")
    assert "1 credentials" in done.stderr
    assert [line.split("\t")[2] for line in desk.issue("keys", "list", desk.directory).stdout.splitlines()] == [
        "compromised",
        "active",
        "active",
    ]
    assert strictly(desk, judged, badge)[0] == "fail"
    newer = desk.issued("reissue", desk.directory, identifier, name="newer.json")
    assert strictly(desk, judged, newer) == ("pass", [])
    assert desk.issue("revoke", desk.directory, identifier).exit_code == 0
    assert desk.issue("revoke", desk.directory, identifier).exit_code == 2


def test_without_output_the_credential_goes_to_standard_output(desk: Desk) -> None:
    done = desk.issue("badge", desk.directory, desk.request())
    assert json.loads(done.stdout)["id"] == desk.ids()[0]
    assert done.stderr == f"Issued {desk.ids()[0]}\n"


def test_a_passphrase_is_read_from_a_file(tmp_path: Path, fairmark: Run) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse\n", "utf-8")
    desk = Desk(tmp_path, fairmark, "--passphrase-file", str(secret))
    done = desk.issue("badge", desk.directory, desk.request())
    assert done.exit_code == 2 and "--passphrase-file" in done.stderr
    assert desk.issue("badge", desk.directory, desk.request(), "--passphrase-file", secret).exit_code == 0
    secret.write_text("\n", "utf-8")
    assert desk.issue("keys", "new", desk.directory, "--passphrase-file", secret).exit_code == 2


def test_the_page_tells_the_truth(desk: Desk, judged: Callable[..., Json], monkeypatch: pytest.MonkeyPatch) -> None:
    """The requests in docs/issue-a-credential.md can be met, every command in it exists, and its Python runs."""
    page = (ROOT / "docs" / "issue-a-credential.md").read_text("utf-8")
    monkeypatch.chdir(desk.folder)
    asked, compiled = (json.loads(found) for found in re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    badge = desk.issued("badge", desk.directory, desk.request(asked))
    assert strictly(desk, judged, badge) == ("pass", [])
    record = desk.issued("record", desk.directory, desk.request(compiled), name="record.json")
    assert strictly(desk, judged, record) == ("pass", [])
    for command in {tuple(found.split()) for found in re.findall(r"fairmark issue ((?:keys )?[a-z]+)", page)}:
        assert desk.issue(*command, "--help").exit_code == 0, command
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (desk.folder / "script.py").write_text(script, "utf-8")
    done = runpy.run_path("script.py")["done"]
    assert done.id in desk.ids()


# -- wrong usage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"item": None}, "item is not of the type that belongs there"),
        ({"learnr": {}}, "not known: learnr (perhaps learner?)"),
        ({"learner": {}}, "learner is none of what may stand there"),
        ({"learner": {"id": "mara lind"}}, "learner/id is not as"),
        ({"evidence": [{"name": "x"}]}, "evidence/0 is none of what may stand there"),
        ({"evidence": [{"id": "data:text/plain,x"}]}, "evidence/0/id is not as"),
        ({"evidence": [{"id": "https://x.example/", "kind": "x"}]}, "not known: kind"),
        ({"results": [{"value": "7"}]}, "results/0 lacks name"),
        ({"results": [{"name": "W", "type": "Percentage", "value": "7"}]}, "results/0/type is none of what"),
        ({"results": [{"status": "Done"}]}, "results/0/status is none of what"),
        ({"results": [{"level": SECURE, "value": "7"}]}, "not known: value"),
        ({"awardedDate": "2026-06-31T12:00:00Z"}, "awardedDate of the request is no time"),
        ({"awardedDate": "2026-06-01"}, "awardedDate is not as"),
        ({"status": "revoked"}, "status is none of what"),
        ({"case": "nowhere.json"}, "cannot read"),
        ({"case": "request.json"}, "the file given as CASE package is none"),
        ({"item": "nowhere"}, "no CFItem"),
        ({"results": [{"level": "nowhere"}]}, "no rubric of the framework"),
    ],
)
def test_a_request_that_cannot_be_met_exits_with_2(changed: Json, says: str, desk: Desk) -> None:
    done = desk.issue("badge", desk.directory, desk.request(**changed))
    assert done.exit_code == 2
    assert says in done.stderr
    assert EMAIL not in done.stderr and "Traceback" not in done.stderr
    assert desk.ids() == []


@pytest.mark.parametrize("content", ["", "[]", '{"case": 1, "case": 2}', "\udcff"])
def test_a_request_that_is_no_json_object_exits_with_2(content: str, desk: Desk) -> None:
    path = desk.folder / "request.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    done = desk.issue("badge", desk.directory, path)
    assert done.exit_code == 2 and "the request" in done.stderr


def test_a_token_needs_the_id_of_the_learner(desk: Desk) -> None:
    request = desk.request(learner={"identifiers": [{"type": "emailAddress", "value": EMAIL}]})
    done = desk.issue("badge", desk.directory, request, "--form", "jwt")
    assert done.exit_code == 2 and "needs" not in done.stdout and "claim sub" in done.stderr
    assert desk.issue("badge", desk.directory, request).exit_code == 0


def test_a_record_of_what_cannot_be_read_exits_with_2(desk: Desk) -> None:
    asked = {"name": "Record", "learner": {"id": LEARNER}, "credentials": ["nowhere.json"]}
    done = desk.issue("record", desk.directory, desk.request(asked))
    assert done.exit_code == 2 and "cannot read" in done.stderr
    token = desk.issued("badge", desk.directory, desk.request(), "--form", "jwt", name="token.jws")
    done = desk.issue("record", desk.directory, desk.request(asked, credentials=[token.name]))
    assert done.exit_code == 2 and "no signed credential in JSON" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("badge", ".", "request.json"),
        ("publish", ".", "out"),
        ("list", "."),
        ("keys", "list", "."),
        ("revoke", ".", "urn:uuid:1"),
        ("init", ".", "--issuer-id", "valley", "--name", "Valley"),
        ("keys", "retire", "."),
    ],
)
def test_a_folder_that_is_no_issuers_exits_with_2(
    arguments: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.request()
    monkeypatch.chdir(desk.folder)
    done = desk.issue(*arguments)
    assert done.exit_code == 2, done.output


def test_a_directory_is_never_made_twice(desk: Desk) -> None:
    done = desk.issue("init", desk.directory, "--issuer-id", HTTPS, "--name", "Valley")
    assert done.exit_code == 2 and "already" in done.stderr


def test_a_place_that_cannot_be_written_exits_with_2(desk: Desk) -> None:
    blocked = desk.folder / "request.json" / "issuer"
    desk.request()
    done = desk.issue("init", blocked, "--issuer-id", HTTPS, "--name", "Valley")
    assert done.exit_code == 2 and "cannot read or write" in done.stderr
    done = desk.issue("publish", desk.directory, desk.folder / "request.json" / "web")
    assert done.exit_code == 2 and "cannot write" in done.stderr


def test_what_cannot_be_written_is_issued_all_the_same_and_can_be_had_again(desk: Desk) -> None:
    done = desk.issue("badge", desk.directory, desk.request(), "--output", desk.folder / "nowhere" / "badge.json")
    assert done.exit_code == 2 and "issued all the same" in done.stderr
    assert len(desk.ids()) == 1
