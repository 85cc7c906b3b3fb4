"""R-16 and R-17: how far scorers agree, and schools with moderators and with results from outside."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import ibis
from ibis import _

from fairmark.server.reports.asking import Question
from fairmark.server.reports.declaration import (
    Count,
    Detail,
    Figure,
    Key,
    Parameter,
    Report,
    Share,
    Size,
    Suppression,
)
from fairmark.server.reports.measures.agreeing import (
    against_anchors,
    coincidences,
    external_results,
    moderations,
    pairs,
    ratings,
)
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Competency, Enrolment, Target
from fairmark.server.reports.tables import table
from fairmark.validators.learning.agreement import NO_PAIRS, NO_VARIATION

CUT, LIMIT = 3.0, 0.5
SESSION, SCORER, COMPETENCY = "session", "scorer", "competency"

# -- R-16 --------------------------------------------------------------------------------------------------------------


def _sums(question: Question) -> ibis.Table:
    """Three kinds of rows in one table, told apart by `kind`: pairs of scorers, coincidences of values, anchors."""
    when, cut = question.when, question.parameter("cut", CUT)
    rated = ratings(when)
    text, number = ibis.null("string"), ibis.null("float64")
    two = pairs(rated, cut)
    names = ("n", "exact", "adjacent", "same_side", "a", "b", "aa", "bb", "apart")
    of_pairs = two.select(
        "session", "scorer", "other", kind=ibis.literal("pair"), **{name: two[name].cast("float64") for name in names}
    )
    alike = coincidences(rated)
    none = dict.fromkeys(names, number)
    of_values = alike.select(
        "session",
        scorer=text,
        other=text,
        kind=ibis.literal("values"),
        **none | {"n": alike.weight, "a": alike.x, "b": alike.y},
    )
    held = against_anchors(rated)
    of_anchors = held.select(
        "session",
        "scorer",
        other=text,
        kind=ibis.literal("anchors"),
        **none
        | {
            "n": held.anchored.cast("float64"),
            "exact": held.as_anchored.cast("float64"),
            "apart": held.above,
        },
    )
    titles = rated.group_by("session").agg(title=_.title.max(), pieces=_.piece.nunique())
    return ibis.union(of_pairs, of_values, of_anchors).inner_join(titles, "session")


def _agreement(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """A row for each session, and scorer where it is asked by those."""
    by_scorer = SCORER in question.by
    sessions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        sessions[row["session"]].append(row)
    found = []
    for session, own in sessions.items():
        named = {"session": session, "title": own[0]["title"], "pieces": own[0]["pieces"]}
        if not by_scorer:
            found.append({**named, **_agreed(own, halved=True), **_alpha(own)})
            continue
        scorers = sorted({row["scorer"] for row in own if row["scorer"]})
        for number, scorer in enumerate(scorers, 1):
            mine = [row for row in own if row["scorer"] == scorer]
            name = f"Scorer {number}"
            found.append({**named, "scorer": name, **_agreed(mine), "alpha": None, "whyAlpha": "ofTheSession"})
    return found


def _agreed(rows: Iterable[dict[str, Any]], *, halved: bool = False) -> dict[str, Any]:
    """What pairs and anchors come to. Each pair is there in both orders, so its pieces count half where both do."""
    two = [row for row in rows if row["kind"] == "pair"]
    anchors = [row for row in rows if row["kind"] == "anchors"]
    n, anchored = sum(row["n"] for row in two), sum(row["n"] for row in anchors)
    kappas = [(row["n"], kappa) for row in two if (kappa := _kappa(row)) is not None]
    weight = sum(n for n, _ in kappas)
    shares = {name: sum(row[column] for row in two) / n if n else None for name, column in _SHARES.items()}
    return {
        "n": int(n) // 2 if halved else int(n),
        **shares,
        "kappa": sum(n * kappa for n, kappa in kappas) / weight if weight else None,
        "whyKappa": NO_VARIATION if two else NO_PAIRS,
        "anchored": int(anchored),
        "exactWithAnchor": sum(row["exact"] for row in anchors) / anchored if anchored else None,
        "severity": sum(row["apart"] for row in anchors) / anchored if anchored else None,
    }


_SHARES = {"exact": "exact", "adjacent": "adjacent", "atCut": "same_side"}


def _kappa(row: dict[str, Any]) -> float | None:
    """Cohen's kappa with quadratic weights: the expected square of a difference follows from the sums."""
    expected = (row["aa"] + row["bb"]) / row["n"] - 2 * row["a"] * row["b"] / row["n"] ** 2
    return None if expected < 1e-12 else float(1 - row["apart"] / row["n"] / expected)


def _alpha(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Krippendorff's alpha for ordinal ratings, of the coincidences of values."""
    together = {(row["a"], row["b"]): row["n"] for row in rows if row["kind"] == "values"}
    values = sorted({x for x, _ in together})
    if not values:
        return {"alpha": None, "whyAlpha": NO_PAIRS}
    weight = {x: sum(together.get((x, y), 0.0) for y in values) for x in values}
    total = sum(weight.values())

    def distance(x: float, y: float) -> float:
        between = sum(weight[value] for value in values if min(x, y) <= value <= max(x, y))
        return float((between - (weight[x] + weight[y]) / 2) ** 2)

    apart = [(x, y) for x in values for y in values if x != y]
    observed = sum(together.get(pair, 0.0) * distance(*pair) for pair in apart)
    expected = sum(weight[x] * weight[y] * distance(x, y) for x, y in apart) / (total - 1)
    return {"alpha": 1 - observed / expected if expected else None, "whyAlpha": NO_VARIATION}


R_16 = Report(
    id="R-16",
    title="Scorer agreement",
    row="one calibration session, or one scorer in it",
    horizon="L",
    formulas=("3.12",),
    columns=(
        Key("title", "session"),
        Key("session", "id"),
        Detail("pieces", "pieces"),
        Size("n", "doubly scored pieces"),
        Figure("exact", "share", "n", NO_PAIRS),
        Figure("adjacent", "share", "n", NO_PAIRS, formula="exact or one level apart"),
        Figure("kappa", "kappa", "n", why="whyKappa", formula="quadratic weights; the mean of pairs by their pieces"),
        Figure("alpha", "alpha", "n", why="whyAlpha", formula="Krippendorff, ordinal"),
        Figure("atCut", "share", "n", NO_PAIRS, formula="on the same side of the cut"),
        Size("anchored", "ratings of anchored pieces"),
        Figure("exactWithAnchor", "share", "anchored", "noAnchors"),
        Figure("severity", "levels", "anchored", "noAnchors", formula="mean of rating - anchor; negative is severe"),
    ),
    groupings=(SCORER,),
    parameters=(Parameter("cut", float, CUT, "a score, such as 3"),),
    suppression=Suppression.STAFF,
    expression=_sums,
    finish=_agreement,
    notes=("Scorers have no names here. Adjacent agreement alone says little: it is nearly always high.",),
)

# -- R-17 --------------------------------------------------------------------------------------------------------------


def _schooled(when: When, rows: ibis.Table) -> ibis.Table:
    """With the school at which the learner was on the day, and the words for the competency."""
    stays = when.known(Enrolment).select("begins", "ends", "school", who="learner")
    there = rows.inner_join(
        stays,
        [
            rows.learner == stays.who,
            stays.begins <= rows.effective_on,
            stays.ends.isnull() | (stays.ends > rows.effective_on),
        ],
    )
    words = (
        table(Target)
        .select("target", "competency")
        .inner_join(table(Competency).select("competency", "subject", "code"), "competency")
    )
    return there.inner_join(words.select("target", "subject", "code", "competency"), "target")


def _compared(question: Question) -> ibis.Table:
    when, group = question.when, ["school", "subject", "code", "competency"]
    both = _schooled(when, moderations(when))
    counted = both.group_by(group).agg(
        n=both.count(),
        exact=both.count(where=both.local == both.moderated),
        shift=(both.local - both.moderated).sum(),
        learners=both.learner.nunique(),
    )
    outside = _schooled(when, external_results(when))
    crossed = outside.group_by(group).agg(
        external=outside.count(),
        bothReached=outside.count(where=outside.outside & outside.at_home),
        onlyAtHome=outside.count(where=~outside.outside & outside.at_home),
        onlyOutside=outside.count(where=outside.outside & ~outside.at_home),
        neither=outside.count(where=~outside.outside & ~outside.at_home),
    )
    everything = ibis.union(counted.select(group), crossed.select(group), distinct=True)
    joined = everything.left_join(counted, group, rname="{name}_moderated").left_join(
        crossed, group, rname="{name}_outside"
    )
    names = ("n", "exact", "shift", "external", "bothReached", "onlyAtHome", "onlyOutside", "neither")
    return joined.select(*group, **{name: joined[name].fill_null(0) for name in names})


def _shifted(rows: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    limit = question.parameter("limit", LIMIT)
    for row in rows:
        row["meanShift"] = row["shift"] / row["n"] if row["n"] else None
        row["flagged"] = row["meanShift"] is not None and abs(row["meanShift"]) >= limit
    return rows


R_17 = Report(
    id="R-17",
    title="Cross-school comparability",
    row="one school and competency",
    horizon="L",
    formulas=("3.12",),
    columns=(
        Key("school", "school"),
        Key("subject", "subject"),
        Key("code", "code"),
        Key("competency", "CFItem"),
        Size("n", "pieces", formula="rated at home and by a moderator"),
        Count("exact", "n", "pieces"),
        Share("exactShare", "exact", "n", "n", NO_PAIRS),
        Figure("meanShift", "levels", "n", NO_PAIRS, formula="mean of local - moderated"),
        Detail("flagged", "yes or no", formula="a shift of the limit or more"),
        Size("external", "results from outside"),
        Count("bothReached", "external", "results"),
        Count("onlyAtHome", "external", "results"),
        Count("onlyOutside", "external", "results"),
        Count("neither", "external", "results"),
    ),
    groupings=(),
    parameters=(Parameter("limit", float, LIMIT, "a number of levels"),),
    suppression=Suppression.STAFF,
    expression=_compared,
    finish=_shifted,
    notes=("The school is that at which the learner was when the work was done.",),
)
