"""What the small district says of its learners and of itself: written down by hand, from the story and the profile."""

from collections.abc import Sequence
from typing import Any

from suites.scl.frameworks import Json
from suites.scl.records import Records, date, moment
from suites.scl.story import CHANGED, LAST

KNOWN = LAST + 1
ELAPSED, PLANNED = 172, 183
"""Instructional days: 40 weeks and a day, less two holidays and the 20 days of the pause; and up to the last day."""

DOK2 = "webb-dok"


class Views:
    """Makes the views of a district."""

    def __init__(self, told: Records) -> None:
        self._told = told

    def competency(
        self,
        code: str,
        stands: Sequence[Any],
        determined: str | None,
        last: float | None,
        grade: int | None,
        **more: Any,
    ) -> Json:
        """Position, reach, gaps and working level, by which determination, the day of the latest work, the distance to
        the grade."""
        position, reach, gaps, working = stands
        determination = self._told[f"{determined} determined"] if determined else None
        return {
            "competency": self._told.item(code),
            "position": position,
            "reach": reach,
            "gaps": gaps,
            "workingLevel": working,
            "status": determination["status"] if determination else None,
            "determination": determination["id"] if determination else None,
            "lastEvidenceAt": moment(last) if last is not None else None,
            "gradeGap": grade,
            **more,
        }

    def progress(
        self, learner: str, parts: Sequence[Json], as_of: float = LAST, known: float = KNOWN, **more: Any
    ) -> Json:
        """What is said of a learner; `whole` is what is said of the continuum, beside its competencies."""
        whole = more.pop("whole", {})
        return {
            "type": "LearnerProgress",
            "learner": self._told.person(learner),
            "asOf": moment(as_of),
            "knownAt": moment(known),
            "continuums": [{"continuum": "https://district.example/all", "competencies": list(parts), **whole}],
            **more,
        }

    def pathway(self, learner: str, progress: float, attained: int, status: str) -> Json:
        a, e = attained / 4, ELAPSED / PLANNED
        return {
            "pathway": self._told.urn(f"pathway {learner}"),
            "progress": progress,
            "a": a,
            "e": e,
            "paceGap": a - e,
            "paceIndex": a / e,
            "buffer": 0.05,
            "status": status,
            "projectedRemainingDays": (4 - attained) * ELAPSED // attained,
            "calendar": self._told.urn("calendar"),
        }


def learners(told: Records) -> list[Json]:
    """What is said of learners, at the end of the year and at some times before."""
    views = Views(told)
    of = views.competency
    growth = {
        "baseline": 2,
        "current": 3,
        "value": 1,
        "baselineAt": date(1),
        "annualised": 1.0,
        "target": 4,
        "yearsLeft": 0.5,
        "required": 2.0,
        "ratio": 0.5,
    }
    stuck = {"code": "stuck", "inputs": [told.urn(f"ada FR.4 {number}") for number in range(4)]}
    second = {"taxonomy": DOK2, "distribution": {"2": 5}, "shareDeep": 0.0}
    fourth = {"taxonomy": DOK2, "distribution": {"2": 4}, "shareDeep": 0.0}
    unknown = {"value": None, "baseline": None, "current": 1, "annualised": None, "reason": "oneValueOnly"}
    return [
        views.progress(
            "ada",
            [
                of("FR", (3, 3, [], 4), "ada FR.3", 229, -3, growth=growth, depth=second, flag=stuck),
                of("RA", (1, 3, [2], 2), "ada RA.3", 126, -2, growth=unknown),
            ],
            whole={
                "growth": {"n": 1, "eligible": 2, "value": 1.0, "annualised": 1.0},
                "ready": [{"level": told.item(code)} for code in READY["ada"].split()],
            },
        ),
        views.progress(
            "ben",
            [
                of("FR", (1, 1, [], 2), "ben FR.1", 103, -2),
                of("ST", (1, 1, [], 2), "ben FR.1", 103, -1),
                of("RA", (0, None, [], 1), "ben RA.2 anew", 40, 0),
            ],
            pathways=[views.pathway("ben", 0.4, 2, "behind")],
        ),
        views.progress(
            "cleo",
            [
                of("FR", (2, 2, [], 3), "cleo FR.2", 103, None),
                of("ST", (1, 1, [], 2), "cleo FR.1", 103, -1),
                of("CO", (1, 1, [], 2), "cleo CO.1", 103, None, depth={"taxonomy": DOK2, "distribution": {"2": 1}}),
                of("RA", (1, 1, [], 2), "cleo RA.1", 73, 1),
            ],
            pathways=[views.pathway("cleo", 1.0, 4, "ahead")],
        ),
        views.progress(
            "dan",
            [
                of("FR", (1, 1, [], 2), "dan FR.2 anew", 56, -1, depth=fourth),
                of("DX", (1, 1, [], 2), "dan DE.1", 33, -1),
                of("CO", (1, 1, [], 2), "dan CE.1", 73, None),
                of("RA", (1, 1, [], 2), "dan RA.1", 203, 2),
            ],
        ),
        views.progress("dan", [of("FR", (2, 2, [], 3), "dan FR.2", 56, None)], as_of=CHANGED - 30),
        views.progress("ben", [of("RA", (0, 2, [1], 1), "ben RA.2", 50, 0)], as_of=56, known=57),
        views.progress("ada", [of("RA", (0, None, [], 1), None, 60, -3)], as_of=65, known=66),
    ]


def results(told: Records) -> list[Json]:
    """What the session says of its scorers: the worked example of section 3.12."""
    one, other = told.person("teacher"), told.person("other")
    pair = {
        "scorers": [one, other],
        "n": 12,
        "exact": 7 / 12,
        "adjacent": 1.0,
        "atCut": 10 / 12,
        "quadraticKappa": 0.7826,
        "alpha": 0.7872,
    }
    scorers = [{"scorer": one, "severity": -1 / 12}, {"scorer": other, "severity": 0.0}]
    overall = {"n": 12, "alpha": 0.8167, "pairs": [pair], "scorers": scorers}
    return [{"type": "CalibrationResults", "session": told.urn("session"), "overall": overall}]


# -- reports -----------------------------------------------------------------------------------------------------------

Columns = Sequence[tuple[str, str]]


def report(
    id: str, suppression: str, columns: Columns, rows: Sequence[Sequence[Any]], n: int = 92, d: int = 80
) -> Json:
    withheld = [cell["suppressed"] for row in rows for cell in row if isinstance(cell, dict)]
    return {
        "type": "ReportResult",
        "meta": {
            "reportId": id,
            "definitionVersion": "1",
            "formulas": ["section 3"],
            "filters": {},
            "asOf": moment(LAST),
            "knownAt": moment(KNOWN),
            "generatedAt": moment(KNOWN, 1),
            "n": n,
            "determined": d,
            "coverage": d / n,
            "suppression": {
                "class": suppression,
                "smallest": 10,
                "primary": withheld.count("primary"),
                "complementary": withheld.count("complementary"),
            },
            "breaks": [],
        },
        "columns": [{"name": name, "unit": unit} for name, unit in columns],
        "rows": [list(row) for row in rows],
    }


PRIMARY, COMPLEMENTARY = {"suppressed": "primary"}, {"suppressed": "complementary"}
READY = {"ada": "FR.4 RA.2", "ben": "FR.2 DE.2", "cleo": "FR.3 CO.2 RA.2", "dan": "FR.2 DE.2 CO.2 RA.2"}


def reports(told: Records) -> list[Json]:
    return [_pace(told), _ready(told), _grades(), _proficiency(), _agreement(told), _schools(told), _gaps(), _support()]


def _pace(told: Records) -> Json:
    columns = (("learner", "person"), ("paceGap", "points"), ("status", "word"), ("shareDeep", "share"))
    return report("R-02", "SUP-0", columns, [(told.person("ben"), -44.0, "behind", 0.0)])


def _ready(told: Records) -> Json:
    rows = [(told.person(name), told.item(code), 12) for name, codes in READY.items() for code in codes.split()]
    return report("R-03", "SUP-0", (("learner", "person"), ("level", "CFItem"), ("daysReady", "days")), rows)


def _grades() -> Json:
    counts = ("n", "below", "at", "above", "unknown", "twoOrMoreBelow")
    columns = (("subject", "word"), *((name, "learners") for name in counts), ("belowShare", "share"))
    return report("R-09", "SUP-2", columns, [("Mathematics", 72, 20, 20, 20, 12, 11, 0.3333)], 72, 60)


def _proficiency() -> Json:
    counts = ("n", "determined", "proficient")
    rates = ("rateOfDetermined", "rateOfEnrolled", "coverage")
    columns = (("school", "org"), *((name, "learners") for name in counts), *((name, "share") for name in rates))
    rows = (
        ("north", 42, 36, 18, 0.5, 0.4286, 0.8571),
        ("east", *[PRIMARY] * 6),
        ("south", *[COMPLEMENTARY] * 6),
        ("west", 28, 24, 12, 0.5, 0.4286, 0.8571),
        ("all", 92, 80, 41, 0.5125, 0.4457, 0.8696),
    )
    return report("R-11", "SUP-2", columns, rows)


def _agreement(told: Records) -> Json:
    columns = (
        *(("session", "session"), ("scorer", "person"), ("otherScorer", "person"), ("n", "pieces"), ("exact", "share")),
        *(("adjacent", "share"), ("quadraticKappa", "kappa"), ("alpha", "alpha"), ("atCut", "share")),
        ("severity", "levels"),
    )
    one, other, third = (told.person(name) for name in ("teacher", "other", "moderator"))
    session, alike = told.urn("session"), told.urn("session alike")
    rows = (
        (session, one, other, 12, 0.5833, 1.0, 0.7826, 0.7872, 0.8333, None),
        (session, None, None, 12, None, None, None, 0.8167, None, None),
        (session, one, None, 12, None, None, None, None, None, -0.0833),
        (session, other, None, 12, None, None, None, None, None, 0.0),
        (alike, one, third, 3, 1.0, 1.0, None, None, 1.0, None),
    )
    return report("R-16", "SUP-1", columns, rows)


def _schools(told: Records) -> Json:
    columns = (
        *(("school", "org"), ("competency", "CFItem"), ("exact", "share"), ("shift", "levels"), ("limit", "levels")),
        ("flagged", "yes or no"),
    )
    rows = (
        ("north", told.item("RA"), 0.8333, 0.1667, 0.5, False),
        ("south", told.item("RA"), 0.3333, 0.6667, 0.5, True),
    )
    return report("R-17", "SUP-1", columns, rows)


def _gaps() -> Json:
    counts = ("focalCount", "focalN", "referenceCount", "referenceN")
    columns = (
        *(("measure", "word"), *((name, "learners") for name in counts), ("difference", "points")),
        *(("ratio", "ratio"), ("low", "points"), ("high", "points")),
    )
    return report("R-18", "SUP-2", columns, [("proficiency", 21, 42, 66, 88, -25.0, 0.6667, -42.62, -7.38)], 130, 130)


def _support() -> Json:
    counts = ("groupCount", "groupN", "othersCount", "othersN")
    columns = (
        *(("kind", "word"), *((name, "learners") for name in counts), ("riskRatio", "ratio")),
        *(("preJudgments", "judgments"), ("postJudgments", "judgments"), ("preRate", "rate"), ("postRate", "rate")),
    )
    rows = [("Small group", 18, 60, 24, 160, 2.0, 2, 4, 0.5, 0.75), ("Tutor", 18, 60, 24, 160, 2.0, 1, 4, None, None)]
    return report("R-20", "SUP-2", columns, rows, 220, 220)
