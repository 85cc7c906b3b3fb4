"""What a system tells of the people of a run, read back and laid out like a package: its records about them, their
progress at several times, and its reports. The checks of packages look at it then."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from fairmark.validators.core.shelf import EmptyShelf
from fairmark.validators.readers.case import Package
from fairmark.validators.readers.learning.continuums import continuums_of
from fairmark.validators.readers.learning.package import LearningPackage, Record
from fairmark.validators.readers.source import Source
from fairmark.validators.suites.scl.exported import PROGRESS, REPORT, Exported
from fairmark.validators.suites.scl.live.system import LEARNER, OTHER_LEARNER, Json, Lacking, System

COLLECTIONS: Mapping[str, tuple[str, bool]] = {
    "EvidenceRecord": ("/evidence", True),
    "Judgment": ("/judgments", True),
    "DeterminationRule": ("/determination-rules", False),
    "Determination": ("/determinations", True),
    "Pathway": ("/pathways", True),
    "Goal": ("/goals", True),
    "Portfolio": ("/portfolios", True),
    "Support": ("/supports", True),
    "Calendar": ("/calendars", False),
    "Task": ("/tasks", False),
    "CalibrationSession": ("/calibration-sessions", False),
}
"""Class to where its records are listed, and whether they are asked for by learner."""

DAYS = (150, 250, 400)
"""Days of the past year as of which progress is asked for."""
MOST_REPORTS = 40


def gathered(system: System) -> Exported:
    """All that teacher1 may read about the learners of the run. What is refused is left out. Lacking where nobody can
    be acted as."""
    with suppress(Lacking):
        _ = system.grown, system.gapped  # so that there is something to tell of, whatever else was checked
    learners = [system.person(name).id for name in (LEARNER, OTHER_LEARNER) if name in system.people]
    records: dict[str, list[Record]] = {}
    for cls, (path, by_learner) in COLLECTIONS.items():
        found: dict[str, Mapping[str, Any]] = {}
        for learner in learners if by_learner else [""]:
            about: Json = {"learner": learner} if learner else {}
            found |= {str(one.get("id")): one for one in system.listed(path, history="true", **about)}
        records[cls] = [_record(system, cls, data, number) for number, data in enumerate(found.values(), 1)]
    frameworks = system.frameworks
    learning = LearningPackage(
        name=str(system.recorder.base),
        manifest={"kind": "changes"},
        files={},
        records=records,
        continuums=continuums_of((one.path, Package(dict(one.data), "case-package", "1.1")) for one in frameworks),
        shelf=EmptyShelf(),
    )
    progress = [view for learner in learners for view in _progress(system, learner, records["Judgment"])]
    views = {
        PROGRESS: [_record(system, PROGRESS, data, number) for number, data in enumerate(progress, 1)],
        REPORT: [_record(system, REPORT, data, number) for number, data in enumerate(_reports(system), 1)],
    }
    return Exported(Source(learning.name, None), learning, frameworks, views, {}, {}, {})


def _record(system: System, cls: str, data: Mapping[str, Any], number: int) -> Record:
    return Record(cls, data, f"{system.recorder.base}!{cls}, as listed,", number)


def _progress(system: System, learner: str, judgments: list[Record]) -> Iterator[Json]:
    """The progress of a learner now, at some days before, and as it was known when half of the judgments were there."""
    moments = [one.text("recordedAt") for one in judgments if one.text("learner") == learner]
    asked: list[dict[str, str]] = [{}, *({"asOf": system.moment(day)} for day in DAYS)]
    if moments:
        asked.append({"asOf": system.moment(DAYS[-1]), "knownAt": sorted(moments)[len(moments) // 2]})
    for times in asked:
        answer = system.progress(learner, **times)
        if answer.status == 200:
            yield answer.object()


def _reports(system: System) -> Iterator[Json]:
    """The results of the reports that are listed, as they are told without further questions."""
    listed = system.ask("GET", "/reports")
    found = [value for value in listed.object().values() if isinstance(value, list)]
    for one in found[0][:MOST_REPORTS] if listed.status == 200 and found else ():
        id = one.get("id", one.get("reportId")) if isinstance(one, dict) else one
        answer = system.ask("GET", f"/reports/{quote(str(id))}")
        if answer.status == 200 and answer.object().get("type") == REPORT:
            yield answer.object()
