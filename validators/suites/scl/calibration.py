"""SCL-CAL: sessions of calibration, and how far their scorers agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairmark.validators.core.levels import WARNING
from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.exported import REPORT
from fairmark.validators.suites.scl.graph import Json, as_object, as_objects, identifier_of
from fairmark.validators.suites.scl.history import key
from fairmark.validators.suites.scl.oracle.agreement import agreement, alpha, severity
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import Cell, cell, has, report_id, rows

SESSION, JUDGMENT = "CalibrationSession", "Judgment"
CLOSE = 0.6e-4
"""How near a statistic has to be: SCL-CAL-03 asks for 1e-4, and reports may print four digits."""
RESULTS = "CalibrationResults"
NO_STATISTICS = "no results of a session, and no report R-16"

Piece = tuple[str, str]
"""A piece of evidence, and the identifier of the item that it is rated for."""
Ratings = Mapping[str, Mapping[Piece, float]]
"""Scorer to piece to rating."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session with the ratings that stand, and the scores of its anchors by piece."""

    session: Record
    ratings: Ratings
    anchors: Mapping[Piece, float]

    @property
    def cut(self) -> float | None:
        return number(self.session.data.get("cut"))

    def pairs(self, one: str, other: str) -> list[tuple[float, float]]:
        a, b = self.ratings.get(one, {}), self.ratings.get(other, {})
        return [(a[piece], b[piece]) for piece in a if piece in b]

    def units(self) -> list[list[float]]:
        """The ratings of each piece."""
        pieces = {piece for of in self.ratings.values() for piece in of}
        return [[of[piece] for of in self.ratings.values() if piece in of] for piece in pieces]

    def against_anchors(self, scorer: str) -> list[tuple[float, float]]:
        return [
            (score, self.anchors[piece])
            for piece, score in self.ratings.get(scorer, {}).items()
            if piece in self.anchors
        ]


def _sittings(export: Export) -> dict[str, Sitting]:
    """The sessions by the id of each of their versions."""
    package, graph = export.exported.learning, export.exported.graph
    ratings: dict[str, dict[str, dict[Piece, float]]] = {}
    for one in sorted(export.exported.of(JUDGMENT), key=key):
        score = number(one.data.get("score"))
        if score is not None and one.text("session") and not package.followers.get(one.id):
            piece = (one.text("evidence"), identifier_of(one.text("target")))
            ratings.setdefault(one.text("session"), {}).setdefault(one.text("scorer"), {})[piece] = score
    found = {}
    for session in export.exported.of(SESSION):
        anchors: dict[Piece, float] = {}
        targets = {identifier_of(target) for _, target in session.texts("targets")}
        for item in as_objects(session.data.get("items")):
            level = graph.rubric_levels.get(identifier_of(item.get("anchorLevel")))
            if level is None or level.score is None:
                continue
            for target in targets:
                if level.item in (target, *graph.competency_of(target)):
                    anchors[str(item.get("evidence")), target] = level.score
        versions = _versions(export, session)
        merged: dict[str, dict[Piece, float]] = {}
        for version in versions:
            for scorer, of in ratings.get(version, {}).items():
                merged.setdefault(scorer, {}).update(of)
        found[session.id] = Sitting(session, merged, anchors)
    return found


def _versions(export: Export, session: Record) -> list[str]:
    """The ids of a session and of the versions before it."""
    found: list[str] = []
    version: Record | None = session
    while version is not None and version.id not in found:
        found.append(version.id)
        version = export.exported.learning.find(SESSION, version.before) if version.before else None
    return found


def _rows(export: Export) -> Iterator[tuple[Record, Mapping[str, Cell], Sitting]]:
    """What reports R-16 and results of sessions tell, each with the session that it is about."""
    sittings = _sittings(export)
    for view in export.exported.view(REPORT):
        if report_id(view) == "R-16":
            for row in rows(view):
                sitting = sittings.get(str(cell(row, "session")))
                if sitting is not None:
                    yield view, row, sitting
    for view in export.exported.view(RESULTS):
        sitting = sittings.get(view.text("session"))
        if sitting is not None:
            yield from ((view, row, sitting) for row in _told_in(as_object(view.data.get("overall"))))


def _told_in(group: Json) -> Iterator[Mapping[str, Cell]]:
    """What CalibrationResults tell of a session, as the rows of a report R-16 do."""
    if "alpha" in group:
        yield {"alpha": group["alpha"]}
    for pair in as_objects(group.get("pairs")):
        scorers = pair.get("scorers")
        if isinstance(scorers, list) and len(scorers) == 2:
            yield {**pair, "scorer": scorers[0], "otherScorer": scorers[1]}
    for one in as_objects(group.get("scorers")):
        if "scorer" in one:
            yield {"scorer": one["scorer"], "severity": one.get("severity")}


@check_of_package("SCL-CAL-031", "SCL-CAL-03 and section 3.12", "{observed}")
def agreement_is_told_beyond_chance(export: Export) -> Results:
    """Agreement of scorers is told as exact, adjacent, quadratic-weighted kappa, ordinal alpha and agreement at the
    cut, with the number of pieces, as they follow from the ratings; where nothing varies, kappa and alpha are null.

    Why: On four levels nearly everybody agrees within one: adjacent agreement alone says that all is well.

    Example: A kappa of 1 where all ratings are alike.

    Repair: Take out the agreement that chance would give, and say null where it cannot be taken out.
    """
    cases = [(view, _wrong_agreement(row, sitting)) for view, row, sitting in _rows(export) if _is_of_pairs(row)]
    yield over(REPORT, cases, nothing=NO_STATISTICS)


def _is_of_pairs(row: Mapping[str, Cell]) -> bool:
    return has(row, "exact", "alpha", "quadratickappa", "qwk")


def _wrong_agreement(row: Mapping[str, Cell], sitting: Sitting) -> str:
    one, other = cell(row, "scorer", "scorera"), cell(row, "otherscorer", "scorerb")
    if one is None:
        said = cell(row, "alpha")
        return "" if not has(row, "alpha") or _is_near(said, alpha(sitting.units())) else "alpha is another one"
    if other is None:
        return ""  # a row about one scorer
    right = agreement(sitting.pairs(str(one), str(other)), sitting.cut)
    wanted = (
        (("n", "pieces"), float(right.n)),
        (("exact",), right.exact),
        (("adjacent",), right.adjacent),
        (("quadratickappa", "qwk"), right.quadratic),
        (("alpha",), right.alpha),
        (("atcut", "cutagreement"), right.at_cut),
    )
    for names, value in wanted:
        if not has(row, *names):
            return f"without {names[0]}"
        if not _is_near(cell(row, *names), value) and not (names[0] == "atcut" and sitting.cut is None):
            return f"{names[0]} is another one"
    return ""


def _is_near(said: Cell, right: float | None) -> bool:
    found = number(said)
    return found is right if found is None or right is None else abs(found - right) <= CLOSE


@check_of_package("SCL-CAL-041", "SCL-CAL-04 and section 3.12", "not the mean difference to the anchors: {observed}")
def severity_is_held_against_anchors(export: Export) -> Results:
    """The severity of a scorer is the mean by which the ratings lie above those of the anchors.

    Why: A severe scorer makes severe results for a whole school, and nobody sees it in agreement alone.

    Example: A severity of 0 for a scorer who rates every third anchor one level lower.

    Repair: Subtract the anchor from the rating, and take the mean.
    """
    cases = [
        (view, not _is_near(cell(row, "severity"), severity(sitting.against_anchors(str(cell(row, "scorer"))))))
        for view, row, sitting in _rows(export)
        if has(row, "severity") and cell(row, "scorer") is not None and cell(row, "otherscorer", "scorerb") is None
    ]
    yield over(REPORT, cases, nothing="no severity of a scorer in the results of a session or in R-16")


# -- second scores and adjudication ------------------------------------------------------------------------------------


def _by_piece(export: Export) -> dict[tuple[str, str, str], list[Record]]:
    """The scored judgments that stand, by learner, evidence and target."""
    found: dict[tuple[str, str, str], list[Record]] = {}
    for one in export.exported.of(JUDGMENT):
        if one.text("status") == "scored" and not export.exported.learning.followers.get(one.id):
            at = (one.text("learner"), one.text("evidence"), identifier_of(one.text("target")))
            found.setdefault(at, []).append(one)
    return found


@check_of_package("SCL-CAL-051", "SCL-CAL-05", "{observed}")
def second_scores_are_by_somebody_else(export: Export) -> Results:
    """A second score is by another scorer than the first one, which is kept.

    Why: Whoever scores the same work again agrees with themselves.

    Example: A judgment with the purpose secondScore by the scorer of the first one; or one without a first.

    Repair: Draw a sample, send it to others, and keep both judgments.
    """

    def cases() -> Iterator[Case]:
        for judgments in _by_piece(export).values():
            firsts = {one.text("scorer") for one in judgments if one.text("purpose") in ("formative", "summative")}
            for one in judgments:
                if one.text("purpose") == "secondScore":
                    again = "by the first scorer" if firsts == {one.text("scorer")} else ""
                    yield one, again if firsts else "the first judgment is not there"

    yield over(JUDGMENT, cases(), nothing="no second score")


@check_of_package(
    "SCL-CAL-061",
    "SCL-CAL-06",
    "ratings far apart that nobody has settled: {observed}",
    notes="Two are far apart where they differ by more than the tolerance of a session of the package; 1 where it has "
    "none.",
)
def differences_are_settled_before_they_count(export: Export) -> Results:
    """Where a first and a second score differ by more than the tolerance, the work is adjudicated before a
    determination is made from them.

    Why: A 1 and a 4 for the same work are no 2.5: one of the two has seen something else.

    Example: A determination from the ratings 1 and 4, without an adjudication.

    Repair: Ask a third scorer, record the adjudication, keep all ratings, and let the determination wait.
    """
    tolerance = max(
        (number(session.data.get("tolerance")) or 0.0 for session in export.exported.of(SESSION)), default=1.0
    )
    disputed = _disputed(export, tolerance)

    def cases() -> Iterator[Case]:
        for determination in export.exported.of("Determination"):
            judgments = export.accounts.judgments_of(determination) or []
            second = any(one.text("purpose") in ("secondScore", "adjudication") for one in judgments)
            if second:
                yield determination, any(one.id in disputed for one in judgments)

    yield over("Determination", cases(), nothing="no determination from a second score")


def _disputed(export: Export, tolerance: float) -> set[str]:
    """The ids of first and second scores that differ by more than the tolerance, with no adjudication beside them."""
    found: set[str] = set()
    for judgments in _by_piece(export).values():
        counted = [one for one in judgments if one.text("purpose") in ("summative", "secondScore")]
        scores = [number(one.data.get("score")) or 0.0 for one in counted]
        is_settled = any(one.text("purpose") == "adjudication" for one in judgments)
        if (
            len({one.text("purpose") for one in counted}) == 2
            and max(scores) - min(scores) > tolerance
            and not is_settled
        ):
            found |= {one.id for one in counted}
    return found


@check_of_package("SCL-CAL-071", "SCL-CAL-07 and section 3.12", "{observed}", severity=WARNING)
def schools_are_compared_with_moderation(export: Export) -> Results:
    """The comparison of schools shows how often local and moderated ratings agree and by how much they shift, and flags
    a shift beyond the limit.

    Why: A school that rates two thirds of a level higher looks better, and its learners are told that they can what
    they cannot.

    Example: A shift of 0.67 that is not flagged, with a limit of 0.5.

    Repair: Show exact agreement and mean shift for each school, and flag what lies beyond the limit.
    """

    def cases() -> Iterator[Case]:
        for view in export.exported.view(REPORT):
            if report_id(view) == "R-17":
                yield view, next((said for row in rows(view) if (said := _wrong_shift(row))), "")

    yield over(REPORT, cases(), nothing="no report R-17")


def _wrong_shift(row: Mapping[str, Cell]) -> str:
    if not (has(row, "exact") and has(row, "shift", "meanshift")):
        return "without agreement and shift"
    shift, limit, flagged = number(cell(row, "shift", "meanshift")), number(cell(row, "limit")), cell(row, "flagged")
    if shift is None or limit is None or not isinstance(flagged, bool):
        return ""
    return "" if flagged is (abs(shift) > limit) else "the flag is not that of the limit"
