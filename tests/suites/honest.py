"""The honest baseline of the suite's own proof: the reference server in process, with small frameworks whose addresses
are its own, and one run of the suite against any WSGI application that stands in its place."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any
import uuid

from case_server import BASE, SEGMENTS, Server, sample

from fairmark.validators.core.levels import INFO, Outcome
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.judge import load_rules
from fairmark.validators.net.limits import Limits
from fairmark.validators.suites.run import SuiteOptions, run_suite
from fairmark.validators.suites.transport import InProcess, WsgiApplication

NAMES = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
WHEN = "2026-09-01T08:00:00Z"
LIMITS = Limits(read=10, total=60, body_bytes=4 << 20)
"""As over the network, but that a body without end is noticed within a few milliseconds."""

SUBJECTS = ("Algebra", "Botany", "Chemistry", "Drama", "Ethics", "French")
SPOKEN = ("1.0", "1.1")

SEED = 2
STANDARD = SuiteOptions(seed=SEED)
"""With this seed the framework that has everything is among the packages that are drawn."""

load_rules()


class Clock:
    """A clock that only sleeping moves on, so that a slow server takes no time."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def checked(
    application: WsgiApplication,
    version: str,
    options: SuiteOptions = STANDARD,
    clock: Clock | None = None,
    base: str = BASE,
) -> Report:
    """The report of the suite about the application, spoken to as a provider of that version below `base`."""
    transport = InProcess(application, limits=LIMITS, clock=clock or Clock())
    profile = profile_named(f"case-{version}-provider", live=True)
    return run_suite(f"{base}/ims/case/{SEGMENTS[version]}", profile, transport, options)


def complaints(report: Report) -> dict[str, set[str]]:
    """Rule to the operations for which it has failed or warned."""
    found: dict[str, set[str]] = {}
    for check in report.checks:
        if check.outcome in (Outcome.FAIL, Outcome.WARN):
            found.setdefault(check.rule, set()).add(check.operation)
    return found


def remarks(report: Report) -> dict[str, int]:
    """Rule to how often it has given an information."""
    return {group.rule.id: group.count for group in report.findings if group.severity is INFO}


def honest_server(folder: Path, base: str = BASE) -> Server:
    """The reference server at `base` with the frameworks, nothing else in its store."""
    server = Server(folder, public_url=base)
    for package in frameworks(base):
        server.holding(package)
    return server


def frameworks(base: str = BASE) -> list[dict[str, Any]]:
    """One framework with everything in it, and a few small ones that differ in what lists are sorted and filtered by.
    All addresses lie below `base`."""
    return [everything(base), *(small(base, number) for number in range(len(SUBJECTS)))]


def everything(base: str) -> dict[str, Any]:
    """The sample that has every part of a package, but for links to what is no CASE object: 1.0 cannot say that they
    are none, and would be warned about them."""
    package: dict[str, Any] = json.loads(json.dumps(sample()).replace("https://frameworks.example.org", base))
    package["CFAssociations"] = [one for one in package["CFAssociations"] if not _leaves_case(one)]
    return package


def _leaves_case(association: Mapping[str, Any]) -> bool:
    return any("targetType" in association[end] for end in ("originNodeURI", "destinationNodeURI"))


def small(base: str, number: int) -> dict[str, Any]:
    """A framework of three items."""
    title = SUBJECTS[number]

    def thing(collection: str, name: str, **members: Any) -> dict[str, Any]:
        identifier = str(uuid.uuid5(NAMES, f"{title} {collection} {name}"))
        uri = f"{base}/ims/case/v1p1/{collection}/{identifier}"
        return {"identifier": identifier, "uri": uri, **members, "lastChangeDateTime": WHEN}

    licence = thing("CFLicenses", "licence", title="CC0 1.0", licenseText="https://creativecommons.org/publicdomain/")
    subject = thing("CFSubjects", "subject", title=title, hierarchyCode="1")
    document = thing(
        "CFDocuments",
        "document",
        creator=f"School {number % 2 + 1}",
        title=f"{title} framework",
        publisher="Fairmark project",
        description=f"A small framework of {title}.",
        subject=[title],
        subjectURI=[link(subject)],
        language="en" if number % 3 else "de",
        adoptionStatus="Adopted" if number % 2 else "Draft",
        statusStartDate=f"202{number}-09-01",
        licenseURI=link(licence),
    )
    top, *below = items = [
        thing("CFItems", f"item {n}", fullStatement=f"{title}, idea {n}.", humanCodingScheme=f"{title[0]}.{n}")
        for n in range(3)
    ]
    pairs = [(top, document), *((item, top) for item in below)]
    children = [
        thing(
            "CFAssociations",
            f"child {n}",
            associationType="isChildOf",
            sequenceNumber=n + 1,
            originNodeURI=link(child),
            destinationNodeURI=link(parent),
        )
        for n, (child, parent) in enumerate(pairs)
    ]
    return {
        "CFDocument": document,
        "CFItems": items,
        "CFAssociations": children,
        "CFDefinitions": {"CFSubjects": [subject], "CFLicenses": [licence]},
    }


def link(target: Mapping[str, Any]) -> dict[str, str]:
    title = target.get("title") or target["humanCodingScheme"]
    return {"title": title, "identifier": target["identifier"], "uri": target["uri"]}
