"""How a wrong package is made of the right one, and declared as a fault."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from suites.scl.frameworks import Json
from suites.scl.package import Content
from suites.scl.records import Records


@dataclass(frozen=True)
class District:
    """The right package, to be changed. Records are called by the short names of the story."""

    told: Records
    content: Content

    def __getitem__(self, name: str) -> Json:
        return self.told[name]

    def determination(self, name: str) -> Json:
        return self.told[f"{name} determined"]

    def part(self, line: int, code: str) -> Json:
        """What a view (by its line) says of a competency."""
        parts = self.view(line)["continuums"][0]["competencies"]
        found: Json = next(part for part in parts if part["competency"] == self.told.item(code))
        return found

    def view(self, line: int) -> Json:
        found: Json = self.content["views/LearnerProgress.ndjson"][line - 1]
        return found

    def report(self, id: str) -> Json:
        found: Json = next(one for one in self.content["views/ReportResult.ndjson"] if one["meta"]["reportId"] == id)
        return found

    def cell(self, id: str, row: int, column: str, value: Any) -> None:
        report = self.report(id)
        names = [each["name"] for each in report["columns"]]
        report["rows"][row][names.index(column)] = value

    def framework(self, name: str) -> Json:
        found: Json = self.content[f"case/{name}.json"]
        return found

    def association(self, framework: str, type: str, origin: str, destination: str) -> Json:
        wanted = self.told.frameworks[framework].id(f"{type} {origin} {destination}")
        return next(each for each in self.framework(framework)["CFAssociations"] if each["identifier"] == wanted)

    def level(self, framework: str, code: str) -> Json:
        wanted = self.told.frameworks[framework].id(code)
        return next(each for each in self.framework(framework)["CFItems"] if each["identifier"] == wanted)

    def drop(self, cls: str, name: str) -> None:
        self.content[f"scl/{cls}.ndjson"].remove(self.told.by_class[cls][name])

    def row(self, learner: str) -> dict[str, str]:
        id = self.told.person(learner).rpartition(":")[2]
        found: dict[str, str] = next(row for row in self.content["oneroster/users.csv"] if row["sourcedId"] == id)
        return found


Change = Callable[[District], object]


@dataclass(frozen=True)
class Wrong:
    """A wrong package: the check that must name it, and it alone; what the system does wrong; the change."""

    check: str
    what: str
    change: Change


FAULTS: list[Wrong] = []


def fault(check: str, what: str) -> Callable[[Change], Change]:
    def declared(change: Change) -> Change:
        FAULTS.append(Wrong(check, what, change))
        return change

    return declared


def put(record: Json, **members: Any) -> None:
    """Write members into a record."""
    record.update(members)


def stands(part: Json, position: int, reach: int | None, gaps: list[int], working: int | None, **gap: Any) -> None:
    """Let what a view says of a competency say something else; `gap` is the distance to the grade that comes of it."""
    put(part, position=position, reach=reach, gaps=gaps, workingLevel=working)
    if gap:
        put(part, gradeGap=gap["gap"])


def event(d: District, judgment: str) -> None:
    """Add an event of a judgment."""
    made = {**d.content["scl/ProcessEvent.ndjson"][0], "kind": "judged", "about": d[judgment]["id"]}
    d.content["scl/ProcessEvent.ndjson"].append({**made, "id": d.told.urn(f"event {judgment}")})


def says(check: str, what: str, change: Change) -> None:
    """Declare a fault of one line."""
    FAULTS.append(Wrong(check, what, change))
