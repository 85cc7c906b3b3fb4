"""SCL-CAL of a running system: scorers of two schools rate the same work, blind, and it is told how far they agree."""

from collections.abc import Mapping, Sequence
from typing import Any

from fairmark.validators.suites.result import Result, Results, breach, either
from fairmark.validators.suites.scl.accounts import number
from fairmark.validators.suites.scl.graph import as_objects
from fairmark.validators.suites.scl.live.system import LEARNER, SCORER, TEACHER, Json, Lacking, System
from fairmark.validators.suites.scl.live.targets import Target
from fairmark.validators.suites.scl.oracle.agreement import agreement, severity
from fairmark.validators.suites.scl.subject import check_of_system

OTHER_SCORER = "scorer2"
SCHOOLS = ("urn:example:orgs:x", "urn:example:orgs:y")
SEATS = ((SCORER, SCHOOLS[0], "scorer"), (OTHER_SCORER, SCHOOLS[1], "scorer"), (TEACHER, SCHOOLS[0], "moderator"))
"""Who is what in a session, and for which school."""
PIECES = 4
CLOSE = 1e-4
FIGURES = {
    "exact": "exact",
    "adjacent": "adjacent",
    "atCut": "at_cut",
    "quadraticKappa": "quadratic",
    "alpha": "alpha",
}
"""What is told of a pair to what the oracle calls it."""
HIDDEN = (403, 404)


class Session:
    """A calibration session of a run, with its work: teacher1 moderates, scorer1 and scorer2 of two schools score."""

    def __init__(self, system: System, target: Target, works: Sequence[Json], **more: Any) -> None:
        self.system, self.target, self.works = system, target, works
        seats = (
            (SCORER, SCHOOLS[0], "scorer"),
            (OTHER_SCORER, SCHOOLS[1], "scorer"),
            (TEACHER, SCHOOLS[0], "moderator"),
        )
        items = [{"evidence": work["id"], "evidenceVersion": work.get("version", 1)} for work in works]
        items[0] |= {"isAnchor": True, "anchorLevel": target.levels[target.scores[-1]]}
        self.body: Json = {
            "title": "Conformance test",
            "rubric": target.rubric,
            "targets": [target.uri],
            "organisations": list(SCHOOLS),
            "items": items,
            "scorers": [
                {"scorer": system.person(name).id, "organisation": school, "role": role} for name, school, role in seats
            ],
            "blind": True,
            "tolerance": 1,
            "cut": target.scores[1],
            "status": "scoring",
            "openedAt": system.moment(100),
            **more,
        }
        self.told = system.record("/calibration-sessions", self.body)

    @property
    def id(self) -> str:
        return str(self.told["id"])

    def rate(self, who: str, scores: Sequence[float]) -> list[Json]:
        """Let somebody rate the pieces, in their order; a rating that is refused is Lacking."""
        return [
            self.system.record("/judgments", self.rating(work, who, score), who)
            for work, score in zip(self.works, scores, strict=False)
        ]

    def rating(self, work: Json, who: str, score: float, **more: Any) -> Json:
        given = {"session": self.id, "purpose": "calibration", **more}
        body = self.system.judgment_of(work, self.target, score, who, **given)
        return {name: value for name, value in body.items() if name not in ("learner", "effectiveAt")}

    def close(self) -> None:
        closed = {**self.told, **self.body, "items": self.told.get("items", self.body["items"])}
        body = {name: closed[name] for name in self.body}
        body |= {"status": "closed", "closedAt": self.system.moment(120), "previousVersion": self.id}
        self.system.record("/calibration-sessions", body)

    def view(self, segment: str, who: str = TEACHER) -> Json:
        """What the session comes to; Lacking where it is not told."""
        answer = self.system.ask("GET", f"/calibration-sessions/{self.id}/{segment}", who)
        if answer.status != 200:
            raise Lacking(f"What a session comes to cannot be read: {segment} ({answer.told()}).", answer)
        return answer.object()


def session_of(system: System, **more: Any) -> Session:
    """A session about some work of learnerA."""
    target = system.target()
    return Session(system, target, [system.work(target, 20 + number) for number in range(PIECES)], **more)


@check_of_system("SCL-CAL-012", "SCL-CAL-01", "{observed}")
def scorers_of_two_schools_meet(system: System) -> Results:
    """Scorers of two schools rate the same pieces in one session; its ratings never count for the learner.

    Why: Scorers who never see the same work cannot find out whether they mean the same.

    Example: 403 for the rating of the scorer of the other school; or a determination that counts a rating.

    Repair: Let those rate whom the session names, and keep the purpose calibration out of determinations.
    """
    session = session_of(system)
    given: list[str] = []
    for who in (SCORER, OTHER_SCORER):
        for work in session.works:
            posted = system.ask("POST", "/judgments", who, session.rating(work, who, session.target.scores[-1]))
            if posted.status not in (200, 201):
                yield breach(who, posted, observed=f"a rating is refused with {posted.told()}", expected="201")
                return
            given.append(str(posted.object().get("id")))
        yield either(who, "")
    system.judge(session.works[0], session.target, session.target.scores[0])
    found = system.determine(session.target, system.rule(session.target, "mean", {"cut": session.target.scores[1]}))
    counted = set(given) & set(map(str, found.get("judgments") or ()))
    yield either("postDetermination", "a rating of the session counts for the learner" if counted else "")


@check_of_system("SCL-CAL-021", "SCL-CAL-02", "{observed}")
def scoring_is_blind(system: System) -> Results:
    """While a scorer has ratings to give, they see neither those of others, nor whose work it is, nor what the anchors
    are to be given.

    Why: Who has seen the score of another agrees with it; who knows the child scores the child.

    Example: A list of the session's ratings that is answered to a scorer who has not rated yet.

    Repair: Answer a scorer whose ratings are not final by the pieces alone.
    """
    session = session_of(system)
    others = session.rate(SCORER, [session.target.scores[0]] * PIECES)
    learner = system.person(LEARNER).id
    listed = {one.get("id") for one in system.listed("/judgments", OTHER_SCORER, refersTo=session.id)}
    yield either("listJudgments", "ratings of others are listed" if listed & {one["id"] for one in others} else "")
    read = system.read("/judgments", others[0]["id"], OTHER_SCORER)
    yield either(
        "getJudgment", "" if read.status in HIDDEN else "a rating of another is answered", read, expected="403"
    )
    yield from (_tells_nobody(system, session, path, learner) for path in ("work", "evidence"))
    seen = system.read("/calibration-sessions", session.id, OTHER_SCORER).object()
    anchors = [item for item in as_objects(seen.get("items")) if "anchorLevel" in item or "anchorScore" in item]
    yield either("getCalibrationSession", "it is told what the anchors are to be given" if anchors else "")


def _tells_nobody(system: System, session: Session, what: str, learner: str) -> Result:
    """Whether a scorer is told whose work it is by the pieces of the session, or by the work itself."""
    if what == "work":
        answer = system.ask("GET", f"/calibration-sessions/{session.id}/work", OTHER_SCORER)
    else:
        answer = system.read("/evidence", session.works[0]["id"], OTHER_SCORER)
    tells = learner in answer.body.decode("utf-8", "replace")
    return either(what, "it is told whose work it is" if tells else "", answer)


@check_of_system("SCL-CAL-032", "SCL-CAL-03 and section 3.12", "{observed}")
def agreement_is_that_of_the_ratings(system: System) -> Results:
    """The agreement of two scorers, exact, adjacent, at the cut, and beyond chance, is that of their ratings; of
    ratings that are all alike nothing is said beyond chance.

    Why: Adjacent agreement of 1.0 goes with a kappa of 0.4; who is shown the first alone believes the scores.

    Example: The share of adjacent ratings given as exact; or a kappa of 1 for ratings that do not vary.

    Repair: Compute section 3.12; where expected disagreement is 0 answer null with a reason.
    """
    for name, drawn in _drawn(system).items():
        session = session_of(system)
        scores = [[session.target.scores[place] for place in places] for places in drawn]
        for who, given in zip((SCORER, OTHER_SCORER), scores, strict=True):
            session.rate(who, given)
        session.close()
        overall = session.view("results").get("overall")
        pairs = as_objects(overall.get("pairs")) if isinstance(overall, dict) else []
        if not pairs:
            yield breach(name, observed="nothing is said of the two scorers")
            continue
        yield either(name, _wrong_pair(dict(pairs[0]), list(zip(*scores, strict=True)), session.target.scores[1]))


def _drawn(system: System) -> Mapping[str, tuple[Sequence[int], Sequence[int]]]:
    """Places of scores for two scorers: drawn by chance, alike, adjacent and further apart; and all alike."""
    while True:
        first, second = ([system.chance.randrange(3) for _ in range(PIECES)] for _ in range(2))
        apart = {abs(a - b) for a, b in zip(first, second, strict=True)}
        if apart == {0, 1, 2}:
            return {"differing": (first, second), "alike": ([1] * PIECES, [1] * PIECES)}


def _wrong_pair(told: Json, pairs: Sequence[tuple[float, ...]], cut: float) -> str:
    right = agreement([(pair[0], pair[1]) for pair in pairs], cut)._asdict()
    if number(told.get("n")) != len(pairs):
        return "not over the pieces that both have rated"
    for name, called in FIGURES.items():
        said, wanted = number(told.get(name)), right[called]
        if (said is None) is not (wanted is None) or (said is not None and abs(said - wanted) > CLOSE):
            return f"{name} is not that of the ratings"
    return ""


@check_of_system("SCL-CAL-042", "SCL-CAL-04 and section 3.12", "{observed}")
def severity_is_that_against_anchors(system: System) -> Results:
    """The severity of a scorer is the mean by which their ratings of anchors lie above these; for each scorer, and for
    each school.

    Why: Who always gives one level less decides about children without knowing it.

    Example: -0.5 for somebody who rates half a level too high.

    Repair: Take the rating less the anchor, and the mean of that.
    """
    session = session_of(system)
    best, least = session.target.scores[-1], session.target.scores[0]
    given = {SCORER: least, OTHER_SCORER: best}
    for who, score in given.items():
        session.rate(who, [score] * PIECES)
    session.close()
    overall = session.view("results").get("overall")
    overall = overall if isinstance(overall, dict) else {}
    for who, school in zip(given, SCHOOLS, strict=True):
        right = severity([(given[who], best)])
        by_scorer = [one for one in as_objects(overall.get("scorers")) if one.get("scorer") == system.person(who).id]
        by_school = [one for one in as_objects(overall.get("organisations")) if one.get("organisation") == school]
        for name, told in ((who, by_scorer), (f"school of {who}", by_school)):
            same = bool(told) and number(told[0].get("severity")) == right
            yield either(name, "" if same else "not the mean difference to the anchors")


@check_of_system("SCL-CAL-052", "SCL-CAL-05", "{observed}")
def second_scores_are_drawn(system: System) -> Results:
    """A share of the scored work is drawn for a second scorer, who is not the first; the same seed draws the same, and
    the first score stays.

    Why: Whoever chooses what is scored twice can choose what agrees.

    Example: All of it, or none, at a rate of one half; or a piece that goes back to whom it came from.

    Repair: Draw by the seed of the session, and give each piece to somebody who has not scored it.
    """
    target = system.target()
    works = [system.work(target, 20 + number) for number in range(PIECES)]
    first = [system.judge(work, target, target.scores[0], SCORER) for work in works]
    sampling = {"method": "random", "rate": 0.5, "seed": system.chance.randrange(1000)}
    drawn = [_assigned(Session(system, target, works, sampling=sampling)) for _ in range(2)]
    yield either("rate", "" if len(drawn[0]) == PIECES // 2 else "another share than the rate")
    yield either("seed", "" if drawn[0] == drawn[1] else "the same seed draws other pieces")
    again = system.person(SCORER).id in drawn[0].values()
    yield either("assignedTo", "a piece goes to whoever scored it first" if again else "")
    kept = [system.read("/judgments", one["id"]).object().get("score") == one["score"] for one in first]
    yield either("getJudgment", "" if all(kept) else "the first score is not kept")


def _assigned(session: Session) -> dict[str, str]:
    """The pieces that were drawn, with whom they were given to."""
    return {
        str(item.get("evidence")): str(item["assignedTo"])
        for item in as_objects(session.told.get("items"))
        if "assignedTo" in item
    }


@check_of_system("SCL-CAL-062", "SCL-CAL-06", "{observed}")
def differences_wait_to_be_settled(system: System) -> Results:
    """Two scores that differ by more than the tolerance are listed to be settled, and nothing is determined until then;
    afterwards it is, and all ratings stay.

    Why: The mean of 1 and 4 is what neither of the two has seen.

    Example: `proficient` from a first score of 4 and a second of 1, while nobody has adjudicated.

    Repair: Answer 409 until a judgment with the purpose adjudication stands for both.
    """
    target = system.target()
    works = [system.work(target, 20 + number) for number in range(PIECES)]
    first = [system.judge(work, target, target.scores[0], SCORER) for work in works]
    sampling = {"method": "random", "rate": 1, "seed": 1}
    session = Session(system, target, works, sampling=sampling)
    second = system.record(
        "/judgments", session.rating(works[0], OTHER_SCORER, target.scores[-1], purpose="secondScore"), OTHER_SCORER
    )
    open_ones = as_objects(session.view("adjudications").get("differences"))
    yield either("getAdjudications", "" if open_ones else "the difference is not listed")
    rule = system.rule(target, "mean", {"cut": target.scores[1]})
    tried = system.ask("POST", "/determinations", body=system.determination_of(target, rule))
    waits = 400 <= tried.status < 500 or tried.object().get("status") == "insufficientEvidence"
    yield either("waiting", "" if waits else "determined although two scores are far apart", tried, expected="409")
    settled = session.rating(works[0], TEACHER, target.scores[1], purpose="adjudication", scorerRole="moderator")
    system.record("/judgments", {**settled, "learner": works[0]["learners"][0]})
    after = system.ask("POST", "/determinations", body=system.determination_of(target, rule))
    yield either("settled", "" if after.status in (200, 201) else f"still refused ({after.told()})", after)
    kept = all(system.read("/judgments", one["id"]).status == 200 for one in (first[0], second))
    yield either("getJudgment", "" if kept else "a rating is gone")
