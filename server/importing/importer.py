"""Import of a framework: mend it where that is wanted, judge it, and store it whole or not at all.

Strict import takes what has no error. Lenient import mends what can be mended without inventing anything, and lets
stand the few errors that only the publisher can mend and that harm nobody here; every repair is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
import hashlib
from typing import Any

import orjson

from fairmark.server.importing import tally
from fairmark.server.importing.changes import changes
from fairmark.server.importing.judging import Refused, judge, judge_mended, only_package
from fairmark.server.importing.outcome import Kept, Outcome, Status, losses_as_json
from fairmark.server.importing.renditions import Loss, form_1_0, with_twins
from fairmark.server.importing.repair import repair
from fairmark.server.importing.rows import new_edges, new_objects
from fairmark.server.importing.tally import Repair, Repairs
from fairmark.server.storage.records import NewFramework
from fairmark.server.storage.store import Store
from fairmark.validators.core.report import Report
from fairmark.validators.judge import Options
from fairmark.validators.readers.limits import Limits, in_words
from fairmark.validators.readers.source import URL, Source
from fairmark.validators.telling import collection_paused

LARGEST = 900_000_000
"""Bytes of a package. SQLite takes a thousand million in a value, PostgreSQL a little more."""

DEEPEST = 200
"""Levels of nesting that are stored, whatever limit the user gave: what writes JSON gives up soon after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How to import. `own_base` is this server's address; `at` the time to judge by, None for now; `expected` the
    identifier of the framework that was asked for, "" for any."""

    lenient: bool = True
    dry_run: bool = False
    own_base: str = ""
    expected: str = ""
    at: datetime | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Ready:
    """A package that may be stored, with all that was said about it. `case_version` is that of the input."""

    package: Mapping[str, Any]
    case_version: str
    report: Report
    repairs: Sequence[Repair] = ()
    kept: Sequence[Kept] = ()


def import_source(store: Store, source: Source, how: How = How()) -> Outcome:
    """Import the package that `source` holds. What is wrong with it is never an exception but a refusal.

    Raises Busy when another import keeps the database.
    """
    with collection_paused():
        try:
            return _store(store, source.name, prepare(source, how), how)
        except Refused as refused:
            return Outcome(
                status=Status.REFUSED,
                source=source.name,
                lenient=how.lenient,
                findings=refused.report,
                repairs=refused.repairs,
                refusal=refused.reason,
            )


def prepare(source: Source, how: How = How()) -> Ready:
    """The package in `source`, judged and, in a lenient import, mended before; Refused where it may not be stored."""
    limits = replace(how.limits, depth=min(how.limits.depth, DEEPEST))
    options = Options(at=how.at, limits=limits)
    package, what = only_package(source, options)
    repairs = Repairs()
    if how.lenient:
        package = repair(package, what.root, repairs)
    made = repairs.listed()
    judged = judge_mended(source.name, package, how.at) if repairs else judge(source, options)
    kept = judged.let_stand(package, made, lenient=how.lenient)
    return Ready(package, what.version, judged.report, made, kept)


def _store(store: Store, source: str, ready: Ready, how: How) -> Outcome:
    document = ready.package["CFDocument"]
    if how.expected and document["identifier"] != how.expected:
        raise Refused("it is another framework than the one that was asked for", ready.report, ready.repairs)
    newer, older, lost = _forms(ready, how)
    new = _new_framework(source, ready, newer, lost)
    told = partial(
        Outcome,
        source=source,
        lenient=how.lenient,
        findings=ready.report,
        identifier=new.identifier,
        title=document["title"],
        case_version=ready.case_version,
        digest=new.digest,
        items=new.items,
        associations=new.associations,
        repairs=ready.repairs,
        kept=ready.kept,
        lost_in_1_0=lost,
    )
    current = store.current(new.identifier)
    if current is not None and current.digest == new.digest:
        return told(status=Status.UNCHANGED, version=current.number)
    if how.dry_run:
        number = current.number + 1 if current else 1
        return told(status=Status.PLANNED, version=number, changes=changes(store, new.identifier, ready.package))
    moment = datetime.now(UTC)
    version = store.replace(replace(new, renditions=with_twins(newer, older)), moment)
    # Another import of the same package may have come first, and then its version stands.
    stored = version.imported_at == moment
    return told(status=Status.STORED if stored else Status.UNCHANGED, version=version.number)


def as_stored(source: Source, how: How = How()) -> NewFramework:
    """The framework in `source` as it would be written; Refused where it may not be stored."""
    ready = prepare(source, how)
    newer, older, lost = _forms(ready, how)
    return replace(_new_framework(source.name, ready, newer, lost), renditions=with_twins(newer, older))


def _forms(ready: Ready, how: How) -> tuple[bytes, bytes, Sequence[Loss]]:
    """The package as CASE 1.1 and as CASE 1.0, and what that lacks."""
    newer = orjson.dumps(ready.package)
    if len(newer) > LARGEST:
        raise Refused(f"a package may have at most {in_words(LARGEST)}", ready.report, ready.repairs)
    older, lost = form_1_0(ready.package, how.own_base)
    return newer, older, lost


def _new_framework(source: str, ready: Ready, newer: bytes, lost: Sequence[Loss]) -> NewFramework:
    """What is written, but for the renditions: they take time, and a dry run does without."""
    package = ready.package
    return NewFramework(
        identifier=package["CFDocument"]["identifier"],
        document=package["CFDocument"],
        source=source.partition("?")[0] if URL.match(source) else source,  # a query may hold names and keys
        digest=hashlib.sha256(newer).hexdigest(),
        items=len(package.get("CFItems", ())),
        associations=len(package.get("CFAssociations", ())),
        objects=new_objects(package),
        edges=new_edges(package),
        renditions=(),
        repairs=orjson.dumps(tally.as_json(ready.repairs)),
        lost_in_1_0=orjson.dumps(losses_as_json(lost)),
    )
