"""A server as people run it: a process of its own, spoken to over the network."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import http.client
import json
import os
from pathlib import Path
import subprocess
import sys
from threading import Thread
from typing import Any

COMMAND = [sys.executable, "-P", "-c", "from fairmark.validators.cli import main; main(prog_name='fairmark')"]
PATIENCE = 60
"""Seconds that a start or a stop may take on a busy machine."""


class Running:
    """A server that was started with `arguments` on a port of its own; `log` holds the lines that it has logged."""

    def __init__(self, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> None:
        # A group of its own, so that the signals meant for it do not reach the tests.
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={
                **clean_environment(),
                "FAIRMARK_LOG_FORMAT": "json",
                "FAIRMARK_DEMO_LEARNERS": "100",
                **(environment or {}),
            },
            start_new_session=True,
        )
        self.log: list[str] = []
        self.url = self._wait_until_it_serves()
        self._rest = Thread(target=self._read_log, daemon=True)
        self._rest.start()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        connection = self.connect()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, named)
        answer = connection.getresponse()
        found = (answer.status, answer.read(), dict(answer.headers))
        connection.close()
        return found

    def ends(self) -> int:
        """Wait until the server has stopped; its exit status. The log is complete then."""
        status = self.process.wait(PATIENCE)
        self._rest.join(PATIENCE)
        return status

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log]

    def _wait_until_it_serves(self) -> str:
        for line in self.process.stderr or ():
            self.log.append(line)
            if line.startswith("{") and (event := json.loads(line))["event"] == "serving":
                url: str = event["url"]
                return url
        raise AssertionError(f"it did not start: {''.join(self.log)}")

    def _read_log(self) -> None:
        self.log.extend(self.process.stderr or ())


@contextmanager
def running(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A server that is stopped at the end, whatever happens."""
    server = Running(*arguments, environment=environment)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def refused(*arguments: str | Path, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Start a server that cannot be: exit status and what it said on standard error."""
    done = subprocess.run(
        [*COMMAND, "serve", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**clean_environment(), **(environment or {})},
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def clean_environment() -> dict[str, str]:
    """This environment without settings of Fairmark."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FAIRMARK_")}
