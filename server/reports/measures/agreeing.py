"""How far scorers agree (profile, section 3.12), as sums that everything else follows from."""

import ibis
from ibis import _

from fairmark.server.reports.measures.flagging import cuts
from fairmark.server.reports.measures.when import When
from fairmark.server.reports.rows import Judgment, Session, SessionItem, SessionScorer, Target
from fairmark.server.reports.tables import settled, table

CALIBRATION = "calibration"
LOCAL, MODERATED, EXTERNAL = "educator", "moderator", "external"
SUMMATIVE = "summative"
SECOND = ("secondScore", "adjudication")


def ratings(when: When) -> ibis.Table:
    """The ratings in calibration sessions: `session` (its first version), `title`, `piece`, `competency`, `scorer`,
    `school` of the scorer, `score`, and `anchor` (null where there is none)."""
    sessions = when.plans(Session).select("line", "title", version="session")
    rated = when.facts(Judgment).filter(_.purpose == CALIBRATION, _.score.notnull(), _.session.notnull())
    targets = table(Target).select("target", "competency")
    own = rated.select("session", "scorer", "evidence", "target", "score").inner_join(targets, "target")
    joined = own.inner_join(sessions, own.session == sessions.line)
    items = table(SessionItem).select("evidence", "anchor", version="session")
    scorers = table(SessionScorer).select("scorer", "school", version="session")
    whole = joined.left_join(items, ["version", "evidence"], rname="{name}_item")
    whole = whole.left_join(scorers, ["version", "scorer"], rname="{name}_scorer")
    return settled(
        whole.select("session", "title", "competency", "scorer", "school", "score", "anchor", piece="evidence")
    )


def pairs(rated: ibis.Table, cut: float) -> ibis.Table:
    """For each two scorers of a session, in both orders (`scorer` and `other`), sums over the pieces that both have
    rated: `n`, those rated `exact` alike, `adjacent` and on the `same_side` of the cut, and the sums that a kappa with
    quadratic weights is made of."""
    other = rated.select("session", "piece", other="scorer", other_score="score")
    both = rated.inner_join(other, ["session", "piece"])
    both = both.filter(both.scorer != both.other)
    a, b = both.score, both.other_score
    same_side = (a >= cut) == (b >= cut)
    return both.group_by("session", "scorer", "other").agg(
        n=both.count(),
        exact=both.count(where=a == b),
        adjacent=both.count(where=(a - b).abs() <= 1),
        same_side=both.count(where=same_side),
        a=a.sum(),
        b=b.sum(),
        aa=(a * a).sum(),
        bb=(b * b).sum(),
        apart=((a - b) * (a - b)).sum(),
    )


def coincidences(rated: ibis.Table) -> ibis.Table:
    """`session`, two values `x` and `y`, and the `weight` with which pieces have both of them: what Krippendorff's
    alpha is made of."""
    raters = rated.group_by("session", "piece").agg(raters=_.scorer.nunique())
    own = rated.inner_join(raters.filter(_.raters >= 2), ["session", "piece"])
    other = rated.select("session", "piece", other="scorer", y="score")
    both = own.inner_join(other, ["session", "piece"], rname="{name}_other")
    both = both.filter(both.scorer != both.other)
    weighed = both.mutate(weight=1.0 / (both.raters - 1))
    return weighed.group_by("session", "y", x="score").agg(weight=_.weight.sum())


def against_anchors(rated: ibis.Table) -> ibis.Table:
    """`session`, `scorer`, and over the pieces with an anchor: `anchored`, how many are rated exactly so, and the sum
    of ratings less anchors, `above`."""
    own = rated.filter(_.anchor.notnull())
    return own.group_by("session", "scorer").agg(
        anchored=own.count(), as_anchored=own.count(where=own.score == own.anchor), above=(own.score - own.anchor).sum()
    )


def moderations(when: When) -> ibis.Table:
    """Work that was rated at home and by a moderator: `learner`, `target`, `effective_on`, and both scores."""
    scored = when.facts(Judgment).filter(_.score.notnull())
    own = scored.filter(_.purpose == SUMMATIVE, _.role == LOCAL)
    second = scored.filter(_.purpose.isin(SECOND), _.role == MODERATED).select("evidence", "target", moderated="score")
    joined = own.inner_join(second, ["evidence", "target"])
    return joined.select("learner", "target", "effective_on", "moderated", local="score")


def external_results(when: When) -> ibis.Table:
    """Results from outside beside what was concluded at home: `learner`, `target`, `effective_on`, and whether the
    level is reached, by the result (`outside`) and by the conclusion (`at_home`)."""
    scored = when.facts(Judgment).filter(_.score.notnull(), _.role == EXTERNAL)
    own = scored.select("learner", "target", "effective_on", "score").inner_join(cuts(when), ["learner", "target"])
    known = own.filter(own.status.isin(("proficient", "notYet")))
    return known.select(
        "learner",
        "target",
        "effective_on",
        outside=known.score >= known.cut,
        at_home=known.status == "proficient",
    )
