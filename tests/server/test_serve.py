"""`fairmark serve` as people run it: it starts or says why not, logs nobody's data, and stops in good order."""

import json
from pathlib import Path
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from typing import Any

from case_server import sample
import pytest
from running_server import COMMAND, PATIENCE, Running, clean_environment, refused, running

from fairmark.server.serving.serve import choose, is_nameless
from fairmark.server.settings import Settings
from fairmark.validators.core.usage import WrongUsage

READING = "5bb16269-9b6e-5f20-bd8b-c5f85f017fd6"
SERVERS = ["waitress", "gunicorn"]
ON_WINDOWS = sys.platform == "win32"
needs_signals = pytest.mark.skipif(ON_WINDOWS, reason="Windows cannot send a signal to one other process")


def database(folder: Path, name: str = "store.db") -> str:
    return f"sqlite:///{(folder / name).as_posix()}"


def by(server: str) -> list[str]:
    """The options that choose that server."""
    if server == "gunicorn" and ON_WINDOWS:
        pytest.skip("gunicorn does not run on Windows")
    return ["--server", server, "--workers", "2" if server == "gunicorn" else "1"]


# -- the demonstration -----------------------------------------------------------------------------------------------


def links_and_tokens(server: Running) -> tuple[list[str], dict[str, str]]:
    """The addresses that the demonstration has printed, and its tokens by whom they are for."""
    lines = []
    for line in server.process.stdout or ():
        lines.append(line)
        if line.startswith("Database: "):
            break
    text = "".join(lines)
    addresses = re.findall(r"^  [A-Z][\w. ]+?  +(http://\S+)$", text, re.MULTILINE)
    return addresses, dict(re.findall(r"^  (\w+) +(fairmark_\S+)", text, re.MULTILINE))


def test_the_demonstration_serves_all_that_it_prints(tmp_path: Path) -> None:
    with running("--demo", "--database", database(tmp_path / "made" / "for it")) as server:
        addresses, tokens = links_and_tokens(server)
        assert len(addresses) == 15
        for address in addresses:
            assert address.startswith(server.url)
            assert server.ask("GET", address.removeprefix(server.url))[0] == 200, address
        assert set(tokens) == {"administrator", "importer", "reader", "maya", "tomas"}
        statuses = {
            who: server.ask("GET", "/admin/v1/frameworks", Authorization=f"Bearer {token}")[0]
            for who, token in tokens.items()
        }
        assert statuses == {"administrator": 200, "importer": 200, "reader": 403, "maya": 403, "tomas": 403}
        assert server.ask("GET", "/admin/v1/frameworks")[0] == 401


def test_the_demonstration_started_again_imports_nothing_twice_and_has_new_tokens(tmp_path: Path) -> None:
    arguments = ("--demo", "--database", database(tmp_path))
    with running(*arguments) as server:
        _, old = links_and_tokens(server)
    with running(*arguments) as server:
        _, new = links_and_tokens(server)
        told = server.ask("GET", f"/admin/v1/frameworks/{READING}", Authorization=f"Bearer {new['administrator']}")
        assert len(json.loads(told[1])["versions"]) == 1
        assert server.ask("GET", "/admin/v1/frameworks", Authorization=f"Bearer {old['administrator']}")[0] == 401


def test_the_demonstration_keeps_to_the_users_own_folder(tmp_path: Path) -> None:
    folders = {"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    with running("--demo", environment=folders):
        assert list(tmp_path.rglob("fairmark/demo.db"))


def test_without_demo_nothing_is_imported_and_no_token_is_made(tmp_path: Path) -> None:
    with running("--database", database(tmp_path)) as server:
        _, body, headers = server.ask("GET", "/ims/case/v1p1/CFDocuments")
        assert (json.loads(body)["CFDocuments"], headers["X-Total-Count"]) == ([], "0")
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("SELECT count(*) FROM tokens").fetchone() == (0,)


# -- what keeps it from starting -------------------------------------------------------------------------------------


def said_in_a_line(done: tuple[int, str]) -> str:
    """What was said: usage, then one line; exit status 2; no traceback."""
    status, text = done
    assert status == 2, text
    lines = text.splitlines()
    assert lines[-1].startswith("Error: ")
    assert not [line for line in lines[:-1] if line and not line.startswith(("Usage: ", "Try "))]
    return lines[-1]


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = said_in_a_line(refused("--demo", "--database", database(tmp_path), "--port", str(port)))
    assert (
        said == f"Error: cannot listen on 127.0.0.1:{port}: another program listens there; --port chooses another port"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("host", "words"), [("192.0.2.1", "does not have that address"), ("no.invalid", "no address")])
def test_an_address_that_is_not_this_machines_is_said(tmp_path: Path, host: str, words: str) -> None:
    said = said_in_a_line(refused("--database", database(tmp_path), "--host", host, "--port", "0"))
    assert words in said


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "unable to open database file" in said_in_a_line(
        refused("--database", database(tmp_path / "no"), "--port", "0")
    )


def test_a_file_that_is_no_database_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_text("a list of names\n" * 100, "utf-8")
    assert "not a database" in said_in_a_line(refused("--database", database(tmp_path), "--port", "0"))
    assert file.read_text("utf-8") == "a list of names\n" * 100


def test_a_postgresql_that_does_not_answer_is_said_without_its_password() -> None:
    url = "postgresql://fairmark:Zo3-Quill@127.0.0.1:1/fairmark"
    said = said_in_a_line(refused("--database", url, "--port", "0"))
    assert "cannot be used" in said
    assert "Zo3-Quill" not in said


def test_a_database_of_a_newer_program_is_said_and_left_alone(tmp_path: Path) -> None:
    with running("--database", database(tmp_path)):
        pass
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
    assert "newer version of Fairmark" in said_in_a_line(refused("--database", database(tmp_path), "--port", "0"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--server", "apache"], "server: Must be one of: auto, waitress, gunicorn."),
        (["--server", "waitress", "--workers", "2"], "waitress is one process"),
        (["--workers", "0"], "workers: "),
        (["--port", "70000"], "port: "),
        (["--public-url", "example.org"], "public_url: "),
        (["--database", "mysql://x/y"], "SQLite and PostgreSQL"),
        (["--database", "fairmark.db"], "named by a URL"),
        (["--demo", "--database", "sqlite://"], "SQLite needs a file"),
    ],
)
def test_wrong_settings_are_said(arguments: list[str], words: str) -> None:
    assert words in said_in_a_line(refused(*arguments))


def test_settings_come_from_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "fairmark.toml"
    file.write_text(f'database = "{database(tmp_path)}"\npublic_url = "https://case.example.org"\n', "utf-8")
    server = Running("--config", file)
    assert server.url == "https://case.example.org"
    server.process.kill()
    server.process.communicate()
    assert (tmp_path / "store.db").exists()


def test_the_server_is_chosen_by_how_many_processes_are_asked_for() -> None:
    assert choose(Settings()) == "waitress"
    if ON_WINDOWS:
        with pytest.raises(WrongUsage, match="does not run on Windows"):
            choose(Settings(workers=2))
    else:
        assert choose(Settings(workers=2)) == "gunicorn"
        assert choose(Settings(server="gunicorn")) == "gunicorn"


def test_who_listens_to_others_without_a_name_is_warned() -> None:
    everywhere = "0.0.0.0"  # noqa: S104  nothing listens
    assert is_nameless(Settings(host=everywhere))
    assert not is_nameless(Settings())
    assert not is_nameless(Settings(host=everywhere, hosts=("case.example.org",)))
    assert not is_nameless(Settings(host=everywhere, public_url="https://case.example.org"))


def test_help_needs_nothing_of_the_server() -> None:
    script = (
        "import sys; from fairmark.validators.cli import main; main(['serve', '--help'], standalone_mode=False); "
        "print({'flask', 'sqlalchemy', 'marshmallow', 'waitress'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True)
    assert "Run the reference server" in done.stdout
    assert done.stderr == "set()\n"


@pytest.mark.parametrize("server", SERVERS)
def test_a_body_beyond_the_limit_is_refused_in_good_form(tmp_path: Path, server: str) -> None:
    token = token_for(tmp_path)
    with running("--database", database(tmp_path), *by(server), environment={"FAIRMARK_UPLOAD_BYTES": "50000"}) as one:
        status, body, headers = one.ask("POST", "/admin/v1/imports", b" " * 50_001, Authorization=f"Bearer {token}")
        assert (status, headers["Content-Type"], json.loads(body)["status"]) == (413, "application/problem+json", 413)
        assert one.ask("POST", "/admin/v1/imports", b" " * 50_000, Authorization=f"Bearer {token}")[0] == 400


# -- what it logs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_nothing_that_anybody_sends_gets_into_the_log(tmp_path: Path, server: str) -> None:
    secret, token = "Zoe-Quill-4711", "fairmark_not-a-token-but-a-secret"
    with running("--database", database(tmp_path), *by(server), environment={"FAIRMARK_LOG_LEVEL": "debug"}) as one:
        one.ask("GET", f"/ims/case/v1p1/CFDocuments?filter=title%3D%27{secret}%27&limit={secret}")
        one.ask("GET", f"/ims/case/v1p1/CFItems/{secret}")
        one.ask("GET", f"/{secret}?{secret}={secret}", User_Agent=secret, Referer=f"http://{secret}/", Cookie=secret)
        one.ask("POST", f"/admin/v1/imports?source={secret}", secret.encode(), Authorization=f"Bearer {token}")
        one.ask("GET", "/", Host=secret)
        one.ask("GET", "/healthz", X_Forwarded_For="203.0.113.7", X_Request_Id=secret)
        one.ask("ZOEQUILL", "/healthz")
        with socket.create_connection(("127.0.0.1", one.port), timeout=PATIENCE) as raw:
            raw.sendall(f"{secret} nonsense\r\n{secret}\r\n\r\n".encode())
            assert b" 400 " in raw.recv(1000)
        stop(one)
        told = "".join(one.log)
    requests = [event for event in one.events() if event["event"] == "request"]
    assert len(requests) == 7
    for word in (secret, secret.lower(), "ZOEQUILL", token, "127.0.0.1:", "203.0.113.7", "not-a-token"):
        assert word not in told.replace(one.url, "")
    assert requests[1]["operation"] == "case_v1p1.getCFItem"
    assert {"time", "level", "event", "id", "method", "operation", "status", "bytes", "ms"} == set(requests[1])


def test_an_answer_names_its_entry_in_the_log(tmp_path: Path) -> None:
    with running("--database", database(tmp_path)) as server:
        _, _, mine = server.ask("GET", "/healthz", X_Request_Id="0123456789abcdef")
        _, _, theirs = server.ask("GET", "/readyz", X_Request_Id='"; DROP')
        stop(server)
    ids = [event["id"] for event in server.events() if event["event"] == "request"]
    assert ids == [mine["X-Request-Id"], theirs["X-Request-Id"]]
    assert ids[0] == "0123456789abcdef"
    assert re.fullmatch(r"[0-9a-f]{16}", ids[1])


# -- proxies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(("trusted", "status"), [("0", 421), ("1", 200)])
def test_a_proxy_is_believed_only_where_a_setting_says_so(
    tmp_path: Path, server: str, trusted: str, status: int
) -> None:
    settings = {"FAIRMARK_TRUSTED_PROXIES": trusted, "FAIRMARK_HOSTS": "case.example.org"}
    with running("--database", database(tmp_path), *by(server), environment=settings) as one:
        forwarded = {"X_Forwarded_Host": "case.example.org", "X_Forwarded_Proto": "https"}
        assert one.ask("GET", "/ims/case/v1p1/CFDocuments", Host="backend.internal", **forwarded)[0] == status


# -- stopping --------------------------------------------------------------------------------------------------------


def stop(server: Running) -> None:
    """Tell the server to stop, and wait until it has."""
    if ON_WINDOWS:
        server.process.kill()
    else:
        server.process.send_signal(signal.SIGTERM)
    status = server.ends()
    assert ON_WINDOWS or status == 0


def begin_import(server: Running, body: bytes, token: str = "") -> Any:
    """A connection on which an import was begun: the server has its head and waits for its body. It is closed when
    nothing refers to it any more."""
    connection = server.connect()
    connection.putrequest("POST", "/admin/v1/imports")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    assert connection.sock.recv(1000).startswith(b"HTTP/1.1 100 ")
    return connection


@needs_signals
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("server", SERVERS)
def test_told_to_stop_it_finishes_what_is_under_way(tmp_path: Path, server: str, number: signal.Signals) -> None:
    token = token_for(tmp_path)
    with running("--database", database(tmp_path), *by(server)) as one:
        idle = one.connect()
        idle.request("GET", "/healthz")
        idle.getresponse().read()
        body = json.dumps(sample()).encode()
        importing = begin_import(one, body, token)
        one.process.send_signal(number)
        time.sleep(0.5)
        assert one.process.poll() is None
        importing.send(body)
        assert importing.getresponse().status == 201
        assert one.ends() == 0
    assert [event["event"] for event in one.events()][-3:] == ["stopping", "import", "request"]
    with pytest.raises(OSError, match="refused"):
        one.connect().connect()


@needs_signals
@pytest.mark.parametrize("server", SERVERS)
def test_what_takes_too_long_is_cut_off(tmp_path: Path, server: str) -> None:
    with running("--database", database(tmp_path), *by(server), environment={"FAIRMARK_STOP_SECONDS": "1"}) as one:
        token = token_for(tmp_path)
        importing = begin_import(one, b" " * 10_000, token)
        one.process.send_signal(signal.SIGTERM)
        assert one.ends() == 0
        with pytest.raises(OSError):
            importing.send(b" ")
            importing.getresponse()


@needs_signals
def test_told_twice_it_stops_at_once(tmp_path: Path) -> None:
    with running("--database", database(tmp_path), environment={"FAIRMARK_STOP_SECONDS": "3600"}) as server:
        importing = begin_import(server, b" " * 10_000)
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGINT)
        assert server.ends() == 0
        importing.close()
    assert [event["event"] for event in server.events()] == ["serving", "stopping", "cut off"]


@needs_signals
def test_the_database_is_left_whole_and_without_a_log_beside_it(tmp_path: Path) -> None:
    with running("--demo", "--database", database(tmp_path)) as server:
        links_and_tokens(server)
        server.ask("GET", "/ims/case/v1p1/CFDocuments")
        stop(server)
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- tokens on the command line --------------------------------------------------------------------------------------


def tokens(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "tokens", *arguments, "--database", database(folder)],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )


def token_for(folder: Path) -> str:
    """A token that may import into the database in `folder`."""
    return tokens(folder, "issue", "--name", "test", "--scope", "frameworks.write").stdout.strip()


def test_a_token_from_the_command_line_is_good_until_it_is_revoked(tmp_path: Path) -> None:
    issued = tokens(tmp_path, "issue", "--name", "nightly", "--scope", "frameworks.write", "--days", "1")
    assert (issued.returncode, issued.stderr) == (0, "")
    bearer = f"Bearer {issued.stdout.strip()}"
    listed = tokens(tmp_path, "list").stdout
    assert re.fullmatch(r"nightly\tframeworks\.write\tuntil \d{4}-\d\d-\d\d\n", listed)
    with running("--database", database(tmp_path)) as server:
        assert server.ask("GET", "/admin/v1/frameworks", Authorization=bearer)[0] == 200
        assert tokens(tmp_path, "revoke", "nightly").returncode == 0
        assert server.ask("GET", "/admin/v1/frameworks", Authorization=bearer)[0] == 401
    assert tokens(tmp_path, "list").stdout == ""
    again = tokens(tmp_path, "revoke", "nightly")
    assert (again.returncode, "no token called 'nightly'" in again.stderr) == (2, True)
