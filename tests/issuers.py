"""Issuers' directories for tests, and requests to issue from the sample framework."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import json
from multiprocessing.synchronize import Event
from pathlib import Path
import secrets
import time
from typing import Any

from conftest import ROOT
from fairmark.validators.issuing.award import Award, Evidence, Learner, LevelReached
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.issuer import Issuer, create
from fairmark.validators.issuing.publishing import publish

Json = dict[str, Any]

FRAMEWORK_FILE = ROOT / "fixtures" / "frameworks" / "reading-continuum-1.1.json"
FRAMEWORK = Framework.read(FRAMEWORK_FILE.read_bytes())
LEARNER = "urn:uuid:8b1d4b7e-6a68-4c56-9d0d-1d8a2c1f8a11"
HTTPS, DID_WEB, DID_KEY = "https://valley.example/issuer.json", "did:web:valley.example", "did:key"
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
EMERGING, DEVELOPING, SECURE = (
    "e04bbd14-9f1a-51d7-a623-4669a0f6f8e1",
    "09cf3420-613e-5341-ba18-c84ac11b32da",
    "be92345b-f7e9-5eac-b201-5a1332d990d7",
)
"""Levels of the criterion Accuracy of the sample framework, from the lowest."""


class Ticking:
    """A clock that is an hour later each time it is looked at."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        self.time += timedelta(hours=1)
        return self.time


def counting() -> Callable[[], str]:
    """Identifiers that count."""
    numbers = iter(range(1, 1_000_000))
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"


def issuer(folder: Path, identifier: str = HTTPS, kinds: tuple[str, ...] = ("ed25519",), **options: Any) -> Issuer:
    """A new issuer's directory, with a clock and identifiers that are known beforehand."""
    create(folder, {"id": identifier, "name": "Valley Unified School District"}, kinds, **options)
    return Issuer(folder, options.get("passphrase"), now=Ticking(), new_id=counting())


def award(**changed: Any) -> Award:
    """An item of the sample framework, attained on its rubric."""
    given: Json = {
        "item": "DE.4",
        "learner": Learner(LEARNER),
        "results": (LevelReached(level=SECURE, required=DEVELOPING),),
        "evidence": (Evidence(id="https://valley.example/works/1", name="Recording", genre="Audio", audience="Class"),),
    }
    return Award(**{**given, **changed})


def badge(by: Issuer, path: Path | None = None, **options: Any) -> Json:
    """Issue the award as a badge with embedded proof, and write it to `path`."""
    done = by.badge(options.pop("award", award()), FRAMEWORK, **options)
    if path:
        path.write_bytes(done.content)
    found: Json = json.loads(done.content)
    return found


def issue_and_revoke(folder: Path) -> list[str]:
    """What one of several processes does: issue from few indexes, revoke, publish. Gives the ids."""
    by = Issuer(folder, choose=lambda below: secrets.randbelow(8))
    found = []
    for _ in range(3):
        found.append(badge(by)["id"])
        by.revoke(found[-1])
    publish(by, folder.parent / "out")
    return found


def stop_half_way(folder: Path, signed: Event) -> None:
    """Issue a badge, but for the last step, which never ends."""

    def finish(content: bytes) -> bytes:
        signed.set()
        time.sleep(600)
        return content

    badge(Issuer(folder), finish=finish)


def resources(by: Issuer, out: Path) -> Path:
    """Publish, and give the file for --resources."""
    publish(by, out)
    return out / "resources.json"
