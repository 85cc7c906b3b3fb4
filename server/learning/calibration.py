"""What a calibration session comes to: the work as scorers see it, differences to settle, and how far scorers agree.
Profile, section 4.11; SCL-CAL-02, -03, -04, -06."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson

from fairmark.server.admin.writing import PRIVATE
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning import times
from fairmark.server.learning.access.gate import guarded
from fairmark.server.learning.agreements import Ratings, agreements
from fairmark.server.learning.answers import found
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.desk import learners_of
from fairmark.server.learning.kind import EVIDENCE, JUDGMENT, SESSION
from fairmark.server.learning.known import CALIBRATION
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.ratings import CLOSED, is_for, ratings_in, seat, standing
from fairmark.server.learning.scoring import by_work
from fairmark.server.learning.sight import sight_of

SHOWN = ("files", "task")
"""Members of evidence that say nothing about whose it is."""


def get_work(call: Call) -> Answer:
    """The pieces that whoever asks has to score; all of them for who has none."""
    with guarded(call) as gate:
        session = _session(gate.ledger, call)
        gate.check_view("CalibrationWork", session, _learners(gate.ledger, session))
        view = work_for(gate.ledger, session, gate.asker.person)
    return Answer(200, orjson.dumps(view), PRIVATE)


def work_for(ledger: Ledger, session: Fact, asker: str) -> Json:
    """The view of the pieces that the asker has to score; of all for who has none."""
    ratings = [one for one in ratings_in(ledger, session) if asker and one.data["scorer"] == asker]
    scores = seat(session.data, asker) == "scorer"
    pieces = [
        _piece(number, ledger, item, ratings)
        for number, item in enumerate(session.data["items"], 1)
        if not scores or is_for(session.data, item, asker)
    ]
    view = {"type": "CalibrationWork", "session": session.id}
    return view | {name: session.data[name] for name in ("rubric", "targets")} | {"pieces": pieces}


def _piece(number: int, ledger: Ledger, item: Json, ratings: Iterable[Fact]) -> Json:
    evidence = ledger.find(EVIDENCE, item["evidence"])
    data = evidence.data if evidence else {"evidence": {"type": ["Evidence"]}}
    return {
        "number": number,
        "evidence": item["evidence"],
        "evidenceVersion": item["evidenceVersion"],
        "work": data["evidence"],
        **{name: data[name] for name in SHOWN if name in data},
        "rated": [one.data["target"] for one in ratings if one.data["evidence"] == item["evidence"]],
    }


def get_adjudications(call: Call) -> Answer:
    """The differences between first and second scores in the session, whether or not they are settled."""
    with guarded(call) as gate:
        ledger, asker = gate.ledger, gate.asker.person
        session = _session(ledger, call)
        gate.check_view("CalibrationWork", session, _learners(ledger, session))
        veiled = session.root in sight_of(ledger, JUDGMENT, asker).veiled.about
        if veiled and seat(session.data, asker):
            raise Refusal(403, "forbidden", "This is scored blind: it is not shown before your ratings are final.")
        differences = list(_differences(ledger, session, veiled=veiled))
    view = {
        "type": "Adjudications",
        "session": session.id,
        "tolerance": session.data["tolerance"],
        "differences": differences,
    }
    return Answer(200, orjson.dumps(view), PRIVATE)


def _differences(ledger: Ledger, session: Fact, *, veiled: bool) -> Iterable[Json]:
    versions = {version.id for version in ledger.chain(session.root)}
    for item in session.data["items"]:
        evidence = ledger.find(EVIDENCE, item["evidence"])
        judgments = standing(ledger.referring(evidence.root, JUDGMENT)) if evidence else []
        about = [one for one in judgments if one.data["evidence"] == item["evidence"]]
        for scores in by_work(one for one in about if one.data["purpose"] != CALIBRATION).values():
            settled = [one.id for one in scores.adjudications if one.data["session"] in versions]
            for original, second in scores.disputes(lambda _second: float(session.data["tolerance"])):
                if second.data["session"] in versions:
                    yield {
                        **{name: item[name] for name in ("evidence", "evidenceVersion")},
                        "target": second.data["target"],
                        **({} if veiled else _between(original, second)),
                        "adjudication": settled[-1] if settled else None,
                    }


def _between(original: Fact, second: Fact) -> Json:
    apart = abs(original.data["score"] - second.data["score"])
    return {"original": original.id, "second": second.id, "difference": apart}


def get_results(call: Call) -> Answer:
    """The agreement of the scorers of a closed session."""
    with guarded(call) as gate:
        ledger, session = gate.ledger, _session(gate.ledger, call)
        gate.check_view("CalibrationResults", session, ())
        newest = ledger.newest() or session.recorded_at
        known_at: datetime = min(call.query.get("known_at", newest), newest)
        view = results_of(ledger, session, known_at)
    return Answer(200, orjson.dumps(view), PRIVATE)


def results_of(ledger: Ledger, session: Fact, known_at: datetime) -> Json:
    """The view of the agreement, as it was known; a Refusal where the session was not closed."""
    if session.status != CLOSED or session.recorded_at > known_at:
        raise Refusal(409, "bad_query", "The session is not closed.")
    judgments = [one for one in ledger.referring(session.root, JUDGMENT) if one.recorded_at <= known_at]
    ratings = _ratings(session.data, [one for one in standing(judgments) if one.data["purpose"] == CALIBRATION])
    targets = session.data["targets"]
    return {
        "type": "CalibrationResults",
        "session": session.id,
        "closedAt": session.data["closedAt"],
        "knownAt": times.written(known_at),
        "cut": session.data.get("cut"),
        "overall": agreements(ratings),
        "targets": [{"target": one, **agreements(ratings.about(one))} for one in targets if len(targets) > 1],
    }


def _ratings(session: Json, judgments: Sequence[Fact]) -> Ratings:
    """The scores of the session by piece and target, and those of the anchors."""
    scores: dict[tuple[str, str], dict[str, float]] = {
        (item["evidence"], target): {} for item in session["items"] for target in session["targets"]
    }
    for one in judgments:
        if "score" in one.data:
            scores.setdefault((one.data["evidence"], one.data["target"]), {})[one.data["scorer"]] = one.data["score"]
    anchors = {
        (item["evidence"], item["anchorTarget"]): item["anchorScore"]
        for item in session["items"]
        if "anchorScore" in item
    }
    organisations = {one["scorer"]: one["organisation"] for one in session["scorers"] if one["role"] == "scorer"}
    return Ratings(scores, anchors, organisations, session.get("cut"))


def _learners(ledger: Ledger, session: Fact) -> list[str]:
    """Those whose work is scored."""
    works = (ledger.find(EVIDENCE, item["evidence"]) for item in session.data["items"])
    return list(dict.fromkeys(learner for work in works if work for learner in learners_of(work)))


def _session(ledger: Ledger, call: Call) -> Fact:
    """The latest version of the session that the path names."""
    return ledger.latest(found(ledger, SESSION, call.path["id"]))
