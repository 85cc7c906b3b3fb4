"""The command `fairmark import`."""

import json
from pathlib import Path

from imported import FRAMEWORK, sample
import orjson
import pytest

from conftest import Run
from fairmark.server.storage import database
from fairmark.server.storage.database import writing
from fairmark.server.storage.store import Store


def test_the_command(fairmark: Run, database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "framework.json"
    path.write_bytes(orjson.dumps(sample()))
    done = fairmark("import", path, "--database", database_url, "--dry-run")
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Would be stored as version 1")
    done = fairmark("import", path, "--database", database_url, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["outcome"], told["framework"]) == (0, "stored", FRAMEWORK)
    done = fairmark("import", "-", "--strict", "--database", database_url, stdin=path.read_bytes())
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Nothing to do")
    path.write_bytes(orjson.dumps({**sample(), "CFRubrics": 5}))
    done = fairmark("import", path, "--database", database_url)
    assert (done.exit_code, done.stdout.partition(":")[0]) == (1, "Refused, nothing was stored")
    assert "/CFRubrics" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.json",),
        ("-", "--at", "tomorrow"),
        ("-", "--limit", "bytes=0"),
        ("-", "--database", "nonsense"),
        ("-", "--database", "sqlite:////no/such/folder/x.db"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_users_words(
    fairmark: Run, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = fairmark("import", *arguments, stdin=b"{}")
    assert done.exit_code == 2
    assert "Error: " in done.stderr


def test_a_folder_or_zip_is_refused(fairmark: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(orjson.dumps(sample()))
    done = fairmark("import", tmp_path / "in", "--database", f"sqlite:///{(tmp_path / 'x.db').as_posix()}")
    assert done.exit_code == 1
    assert "it is a folder: unpack it" in done.stdout


def test_where_only_the_validator_is_installed_the_command_says_so(
    fairmark: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairmark.server.commands.find_spec", lambda _name: None)
    done = fairmark("import", "-", stdin=b"{}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pip install 'fairmark[server]'" in done.stderr


def test_who_waits_too_long_is_told(fairmark: Run, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WRITERS_WAIT", 0.2)
    url = sqlite_store.engine.url.render_as_string()
    with writing(sqlite_store.engine):
        done = fairmark("import", "-", "--database", url, stdin=orjson.dumps(sample()))
    assert (done.exit_code, done.stdout) == (3, "")
    assert "another writer" in done.stderr
