"""Evidence from outside classes in OneRoster, which has no line item without a class, a category and a session: one of
each stands for all of it, and says so."""

from datetime import date, datetime, timedelta

from fairmark.validators.convert.oneroster_package import Records
from fairmark.validators.readers.frameworks import Level

SCHOOL, SESSION, COURSE, CLASS, CATEGORY = (
    f"scl-{name}" for name in ("school", "session", "course", "class", "category")
)
TITLE = "Evidence from outside classes"
NO_LABEL = set("{}:,")
"""Characters that a scale cannot hold in a name."""


class OutsideClasses:
    """The class, and the scales of its line items."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._days: list[str] = []
        self._changed: list[datetime] = []

    def hang(self, line_item: str, title: str, description: str, day: str, changed: datetime) -> None:
        """Add a line item of a day, `YYYY-MM-DD`."""
        self._days.append(day)
        self._changed.append(changed)
        self._records.put(
            "lineItems",
            line_item,
            changed,
            title=title,
            description=description,
            assignDate=day,
            dueDate=day,
            classSourcedId=CLASS,
            categorySourcedId=CATEGORY,
            academicSessionSourcedId=SESSION,
            schoolSourcedId=SCHOOL,
        )

    def give_scale(self, line_item: str, standard: str, levels: list[Level], changed: datetime) -> None:
        """Put a line item on the scale of the levels for a standard, unless one of their names cannot stand there."""
        names = [level.quality.strip() for level in levels]
        if not names or any(not name or NO_LABEL & set(name) for name in names):
            return
        value = ",".join(f"{{{name}:{shown(level.score)}}}" for name, level in zip(names, levels, strict=True))
        scale = f"scl-scale-{standard}"
        places = {"orgSourcedId": SCHOOL, "courseSourcedId": COURSE, "classSourcedId": CLASS}
        self._records.put(
            "scoreScales", scale, changed, title="Levels of the rubric", type="levels", scoreScaleValue=value, **places
        )
        link = {"lineItemSourcedId": line_item, "scoreScaleSourcedId": scale}
        self._records.put("lineItemScoreScales", f"{line_item}-{standard}", changed, **link)

    def finish(self) -> None:
        """Add what the line items hang on. The session is a school year that holds all their days."""
        if not self._days:
            return
        changed = max(self._changed)
        last = date.fromisoformat(max(self._days))
        ends = last + timedelta(days=1)
        put = self._records.put
        put("orgs", SCHOOL, changed, name=TITLE, type="school")
        put(
            "academicSessions",
            SESSION,
            changed,
            title=TITLE,
            type="schoolYear",
            startDate=min(self._days),
            endDate=ends.isoformat(),
            schoolYear=str(last.year),
        )
        put("categories", CATEGORY, changed, title=TITLE)
        put("courses", COURSE, changed, title=TITLE, orgSourcedId=SCHOOL, schoolYearSourcedId=SESSION)
        put(
            "classes",
            CLASS,
            changed,
            title=TITLE,
            courseSourcedId=COURSE,
            classType="scheduled",
            schoolSourcedId=SCHOOL,
            termSourcedIds=SESSION,
        )


def shown(score: float | None) -> str:
    """A score as a table has it: 3 for 3.0."""
    return "" if score is None else repr(float(score)).removesuffix(".0")
