"""Calibration: who sees what while it is blind, what is drawn, and how agreement is told."""

from fairmark.server.faults.learning.exchange import Asked, Json, Reply, Serve, is_done, listing, records_in
from fairmark.server.faults.learning.fault import fault, kept_of, told_of
from fairmark.server.faults.learning.weighing import refusal


@fault("blind-scoring-leaks-ratings", breaks="SCL-CAL-021")
def blind_scoring_leaks_ratings(asked: Asked, serve: Serve) -> Reply:
    """A scorer who has not rated yet finds the ratings of others in the list.

    Who has seen the score of another agrees with it.
    """
    rated: dict[str, list[Json]] = asked.memory.setdefault("rated", {})
    reply = serve(asked)
    if asked.operation == "postJudgment" and is_done(reply) and "session" in asked.data:
        rated.setdefault(asked.data["session"], []).append(reply.object())
    if asked.operation != "listJudgments" or not is_done(reply):
        return reply
    there = {one["id"] for one in records_in(reply)}
    others = [one for one in rated.get(asked.query.get("refersTo", ""), ()) if one["id"] not in there]
    return listing(reply, [*records_in(reply), *others])


@fault("blind-scoring-leaks-one-rating", breaks="SCL-CAL-021")
def blind_scoring_leaks_one_rating(asked: Asked, serve: Serve) -> Reply:
    """A scorer who has not rated yet can read a rating of another by its id.

    Who guesses, or is sent, the address scores no longer blind.
    """
    reply = serve(asked)
    if asked.operation == "postJudgment" and is_done(reply) and "session" in asked.data:
        asked.memory[reply.object()["id"]] = reply
    return asked.memory.get(asked.id, reply) if asked.operation == "getJudgment" and reply.status == 403 else reply


@fault("blind-scoring-names-the-learner", breaks="SCL-CAL-021")
def blind_scoring_names_the_learner(asked: Asked, serve: Serve) -> Reply:
    """The pieces of a session say whose they are.

    Who knows the child scores the child.
    """
    whose: dict[str, str] = asked.memory.setdefault("whose", {})
    reply = serve(asked)
    if asked.operation == "postEvidenceRecord" and is_done(reply):
        whose[reply.object()["id"]] = reply.object()["learners"][0]
    if asked.operation != "getCalibrationWork" or not is_done(reply):
        return reply
    told = reply.object()
    return reply.saying({**told, "pieces": [{**one, "learner": whose.get(one["evidence"])} for one in told["pieces"]]})


@fault("blind-scoring-shows-anchors", breaks="SCL-CAL-021")
def blind_scoring_shows_anchors(asked: Asked, serve: Serve) -> Reply:
    """A scorer is told what the anchors are to be given.

    Nobody differs from them, and nobody learns how severe they are.
    """
    reply = serve(asked)
    if asked.operation == "postCalibrationSession" and is_done(reply):
        asked.memory[reply.object()["id"]] = asked.data["items"]
    items = asked.memory.get(asked.id)
    return (
        reply.saying({**reply.object(), "items": items})
        if asked.operation == "getCalibrationSession" and items
        else reply
    )


@fault("other-schools-refused", breaks="SCL-CAL-012")
def other_schools_refused(asked: Asked, serve: Serve) -> Reply:
    """In a session only scorers of the school that opened it can rate.

    Schools that never see the same work cannot find out whether they mean the same.
    """
    first: dict[str, str] = asked.memory.setdefault("first", {})
    session, scorer = asked.data.get("session"), asked.data.get("scorer")
    if asked.operation != "postJudgment" or asked.data.get("purpose") != "calibration":
        return serve(asked)
    return serve(asked) if first.setdefault(str(session), str(scorer)) == scorer else refusal(403, "/scorer")


@fault("ratings-count-for-the-learner", breaks="SCL-CAL-012")
def ratings_count_for_the_learner(asked: Asked, serve: Serve) -> Reply:
    """Ratings of a session enter the determinations of the learner whose work it is.

    A child is judged by how scorers were trained.
    """
    reply = serve(asked)
    told = reply.object()
    if asked.operation == "postJudgment" and is_done(reply) and asked.data.get("purpose") == "calibration":
        asked.memory.setdefault(told["target"], []).append(told["id"])
    if asked.operation != "postDetermination" or not is_done(reply):
        return reply
    return reply.saying({**told, "judgments": [*told["judgments"], *asked.memory.get(told["target"], ())]})


def _each_pair(results: Json, **members: str) -> Json:
    """The results, in which the pairs tell one figure for another."""
    for pair in results["overall"]["pairs"]:
        pair.update({name: pair[taken] for name, taken in members.items()})
    return results


@fault("adjacent-for-exact", breaks="SCL-CAL-032")
@told_of("getCalibrationResults")
def adjacent_for_exact(results: Json) -> Json:
    """Adjacent agreement is told as exact agreement.

    On four levels it is nearly always 1, and so every session went well.
    """
    return _each_pair(results, exact="adjacent")


@fault("kappa-without-its-weights", breaks="SCL-CAL-032")
@told_of("getCalibrationResults")
def kappa_without_its_weights(results: Json) -> Json:
    """Quadratic-weighted kappa is that without weights.

    Scorers who differ by one level look as far apart as those who differ by three.
    """
    return _each_pair(results, quadraticKappa="kappa")


@fault("no-variation-is-agreement", breaks="SCL-CAL-032")
@told_of("getCalibrationResults")
def no_variation_is_agreement(results: Json) -> Json:
    """Where all ratings are alike, agreement beyond chance is 1.

    Who gives everybody the same is the best scorer.
    """
    for pair in results["overall"]["pairs"]:
        for name in ("quadraticKappa", "alpha"):
            pair[name] = 1.0 if pair[name] is None else pair[name]
    return results


@fault("alpha-is-kappa", breaks="SCL-CAL-032")
@told_of("getCalibrationResults")
def alpha_is_kappa(results: Json) -> Json:
    """Krippendorff's alpha is told as quadratic-weighted kappa.

    With few pieces the two lead to different decisions about a rubric.
    """
    return _each_pair(results, alpha="quadraticKappa")


@fault("severity-turned-round", breaks="SCL-CAL-042")
@told_of("getCalibrationResults")
def severity_turned_round(results: Json) -> Json:
    """Severity is the anchor less the rating.

    Who is too severe is told to be more so.
    """
    for one in (*results["overall"]["scorers"], *results["overall"]["organisations"]):
        one["severity"] = -one["severity"] if one["severity"] else one["severity"]
    return results


@fault("everything-is-scored-twice", breaks="SCL-CAL-052")
@kept_of("CalibrationSession")
def everything_is_scored_twice(session: Json) -> Json:
    """All pieces are given to a second scorer, whatever the rate.

    Scoring takes twice the time, and is given up.
    """
    given = next((item["assignedTo"] for item in session["items"] if "assignedTo" in item), None)
    return {**session, "items": [{**item, "assignedTo": given} for item in session["items"]]} if given else session


@fault("second-score-by-the-first-scorer", breaks="SCL-CAL-052")
@kept_of("CalibrationSession")
def second_score_by_the_first_scorer(session: Json) -> Json:
    """Pieces are drawn for whoever scored them first.

    Everybody agrees with themselves.
    """
    first = session["scorers"][0]["scorer"]
    items = [{**item, "assignedTo": first} if "assignedTo" in item else item for item in session["items"]]
    return {**session, "items": items}


@fault("drawn-anew-each-time", breaks="SCL-CAL-052")
def drawn_anew_each_time(asked: Asked, serve: Serve) -> Reply:
    """The same seed draws other pieces.

    Nobody can check that the sample was not chosen.
    """
    if asked.operation != "postCalibrationSession" or "sampling" not in asked.data:
        return serve(asked)
    reply = serve(asked)
    told = reply.object()
    if not is_done(reply) or not asked.memory.setdefault("turn", False):
        asked.memory["turn"] = True
        return reply
    given = next((item["assignedTo"] for item in told["items"] if "assignedTo" in item), None)
    rest = [{name: it for name, it in item.items() if name != "assignedTo"} for item in told["items"]]
    others = [
        {**item, "assignedTo": given} if "assignedTo" not in was else item
        for item, was in zip(rest, told["items"], strict=True)
    ]
    return reply.saying({**told, "items": others})


@fault("differences-are-not-listed", breaks="SCL-CAL-062")
@told_of("getAdjudications")
def differences_are_not_listed(adjudications: Json) -> Json:
    """Differences beyond the tolerance are not listed.

    Nobody knows that there is something to settle.
    """
    return {**adjudications, "differences": []}
