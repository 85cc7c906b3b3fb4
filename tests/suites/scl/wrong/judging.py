"""Systems that are wrong about judgments, determinations, and what was known when."""

from suites.scl.records import moment
from suites.scl.wrong.district import District, event, fault, put, says, stands

# -- assessment --------------------------------------------------------------------------------------------------------

says(
    "SCL-PKG-02",
    "a level of another criterion",
    lambda d: put(d["cleo FR.1 0"], rubricLevel=d.told.rubric_level("RA", 2)),
)
says("SCL-PKG-03", "a score that the level does not have", lambda d: put(d["poster ben"], score=4))


@fault("SCL-ASM-031", "a self-assessment counts")
def _self(d: District) -> None:
    decided = d.determination("cleo FR.2")
    decided["judgments"].append(d["cleo own view"]["id"])
    decided |= {"value": 3.0, "display": "3.00"}


@fault("SCL-PKG-10", "calibration counts")
def _calibrated(d: District) -> None:
    put(d["dan RA.1"], purpose="calibration", session=d.told.urn("session alike"))
    put(d["dan RA.1 again"], purpose="summative")
    event(d, "dan RA.1 again")


says(
    "SCL-ASM-032",
    "a rating replaced by a moderator's",
    lambda d: put(d["ben DE.1"], scorer=d.told.person("moderator"), scorerRole="moderator"),
)
says(
    "SCL-ASM-041",
    "the depth that the task promised",
    lambda d: put(d.part(4, "FR")["depth"], distribution={"3": 4}, shareDeep=1.0),
)
says("SCL-ASM-051", "a task whose rubric judges something else", lambda d: put(d["task 0"], rubric=d.told.rubric("CO")))
says(
    "SCL-ASM-061",
    "agreement from a session that is not there",
    lambda d: put(d["task 0"]["qualityEvidence"][0], session=d.told.urn("nothing")),
)
says("SCL-ASM-081", "what is missing counts as zero", lambda d: _value(d, "cleo FR.2", 8 / 5, "proficient"))


@fault("SCL-ASM-081", "an exempt piece among the judgments")
def _exempt(d: District) -> None:
    d.determination("cleo FR.2")["judgments"].append(d["cleo FR.2 exempt"]["id"])


def _value(d: District, name: str, value: float, status: str) -> None:
    d.determination(name).update(value=value, display=f"{value:.2f}", status=status)


# -- determinations ----------------------------------------------------------------------------------------------------

says("SCL-PRF-011", "another value than the mean", lambda d: _value(d, "ben FR.1", 3.5, "proficient"))
says("SCL-PRF-011", "a score that was overwritten", lambda d: _overwritten(d, "cleo FR.1 3", 3))
says(
    "SCL-PRF-031",
    "the last against the rest for the recursive one",
    lambda d: _value(d, "ada FR.3", 2.9125, "notYet") or _fall(d),
)
says("SCL-PRF-031", "the recursive one for the last against the rest", lambda d: _recursive(d))
says("SCL-PRF-041", "late entries pass for recent work", lambda d: _late(d))
says(
    "SCL-PRF-051",
    "one task is enough for a body",
    lambda d: [put(d[f"dan FR.1 {n} work"], task=d["task 0"]["id"]) for n in range(4)],
)
says("SCL-PRF-051", "a body without its floor", lambda d: _overwritten(d, "dan FR.1 3", 1))
says(
    "SCL-PRF-061",
    "an override that forgets what was computed",
    lambda d: d.determination("cleo RA.1")["override"].pop("computedValue"),
)
says(
    "SCL-PRF-011",
    "an override beside another computed value",
    lambda d: put(d.determination("cleo RA.1")["override"], computedValue=2.25),
)
says("SCL-PRF-071", "a value that is shown as another one", lambda d: put(d.determination("dan RA.1"), display="3.34"))
says("SCL-PRF-071", "compared after rounding", lambda d: _rounded(d))
says("SCL-PRF-081", "too little is a failure", lambda d: _too_little(d, "notYet", 4))
says("SCL-PRF-081", "too little is zero", lambda d: _too_little(d, "notYet", 0))
says("SCL-PRF-081", "nothing is said to be missing", lambda d: d.determination("ben RA.1").pop("missing"))
says("SCL-PRF-091", "a rule before its time", lambda d: put(d["powerLaw"], validFrom=moment(100)))
says(
    "SCL-PRF-091",
    "another rule without a cause",
    lambda d: d.determination("dan FR.2 anew").pop("causedBy") and d.view(5) and _only_now(d),
)
says("SCL-PRF-092", "a new rule counts for the time before", lambda d: _before_the_rule(d))


def _overwritten(d: District, judgment: str, score: int) -> None:
    put(d[judgment], score=score, rubricLevel=d.told.rubric_level("FR", score))


def _fall(d: District) -> None:
    """Ada is not secure in the third level, and is at work on it."""
    part = d.part(1, "FR")
    stands(part, 2, 2, [], 3, gap=None)
    part |= {"status": "notYet", "depth": {"taxonomy": "webb-dok", "distribution": {}}}
    part["growth"] = {"value": 0, "baseline": 2, "current": 2}
    d.report("R-03")["rows"][0][1] = d.told.item("FR.3")
    _ready(d, "FR.3 RA.2")
    put(d.view(1)["continuums"][0]["growth"], value=0)


def _recursive(d: District) -> None:
    _value(d, "ada RA.2", 3.13286875, "proficient")
    stands(d.part(1, "RA"), 3, 3, [], None, gap=None)
    d.part(1, "RA")["growth"]["current"] = 3
    d.report("R-03")["rows"].pop(1)
    _ready(d, "FR.4")


def _late(d: District) -> None:
    _value(d, "ada RA.1", 2, "notYet")
    stands(d.part(1, "RA"), 0, 3, [1, 2], 1, gap=-3)
    d.part(1, "RA")["growth"]["current"] = 0
    d.report("R-03")["rows"][1][1] = d.told.item("RA.1")
    _ready(d, "FR.4 RA.1")


def _ready(d: District, codes: str) -> None:
    """What ada is ready for, by her progress."""
    d.view(1)["continuums"][0]["ready"] = [{"level": d.told.item(code)} for code in codes.split()]


def _rounded(d: District) -> None:
    """2.997 is below the cut, and shown as 3.00."""
    for name, score in (("ben FR.1 0", 3), ("ben FR.1 1", 3), ("ben FR.1 2", 3)):
        _overwritten(d, name, score)
    d["mean"]["parameters"]["cut"] = 3.003
    d.determination("ben FR.1").update({"value": 3.0, "display": "3.00"})
    d.determination("dan CE.1").update({"rule": d["highest"]["id"], "status": "proficient"})
    d["highest"]["parameters"]["cut"] = 3


def _too_little(d: District, status: str, value: float) -> None:
    decided = d.determination("ben RA.1")
    decided.pop("missing")
    decided.pop("reason")
    decided |= {"status": status, "value": value, "display": f"{value:.2f}"}


def _only_now(d: District) -> None:
    """Without a cause nobody can say what was in force before; the earlier view would be another riddle."""
    d.content["views/LearnerProgress.ndjson"].pop(4)


def _before_the_rule(d: District) -> None:
    part = d.part(5, "FR")
    stands(part, 1, 1, [], 2, gap=-1)
    part |= {"status": "notYet", "determination": None}


# -- history -----------------------------------------------------------------------------------------------------------

says(
    "SCL-GRO-011",
    "a judgment recorded anew over the earlier one",
    lambda d: put(d["cleo FR.1 3"], recordedAt=moment(90)),
)
says(
    "SCL-GRO-011", "work recorded anew after its judgment", lambda d: put(d["ada FR.4 3 work"], recordedAt=moment(240))
)
says("SCL-GRO-011", "what was superseded still counts", lambda d: _superseded(d))
says("SCL-GRO-021", "what was not known yet", lambda d: stands(d.part(7, "RA"), 1, 1, [], 2, gap=-2))
says(
    "SCL-GRO-021",
    "today's answer for an earlier day",
    lambda d: put(d.part(6, "RA"), determination=d.determination("ben RA.2 anew")["id"], status="insufficientEvidence"),
)
says("SCL-GRO-021", "work of a later day", lambda d: put(d.part(7, "RA"), lastEvidenceAt=moment(126)))
says("SCL-GRO-021", "gaps that are skipped", lambda d: stands(d.part(1, "RA"), 3, 3, [], None, gap=None))
says("SCL-GRO-031", "the new version begins at nothing", lambda d: stands(d.part(4, "DX"), 0, None, [], 1, gap=-2))
says(
    "SCL-GRO-041", "no growth off the grade", lambda d: put(d.part(1, "FR")["growth"], value=None, reason="notAtGrade")
)
says("SCL-GRO-051", "growth from nothing", lambda d: put(d.part(1, "RA")["growth"], value=1))
says(
    "SCL-GRO-051",
    "growth that is no difference",
    lambda d: [put(each, value=2) for each in (d.part(1, "FR")["growth"], d.view(1)["continuums"][0]["growth"])],
)
says("SCL-GRO-051", "null without a reason", lambda d: d.part(1, "RA")["growth"].pop("reason"))
says(
    "SCL-GRO-052",
    "the growth of one competency for that of all",
    lambda d: put(d.view(1)["continuums"][0]["growth"], eligible=3),
)
says(
    "SCL-GRO-052",
    "growth that is no mean",
    lambda d: put(d.view(1)["continuums"][0]["growth"], value=2.0),
)
says("SCL-GRO-061", "required growth of a whole year", lambda d: put(d.part(1, "FR")["growth"], required=1.0))


def _superseded(d: District) -> None:
    decided = d.determination("ben DE.1")
    decided |= {"judgments": [d["ben DE.1 wrong"]["id"]], "value": 1, "display": "1.00", "status": "notYet"}
    d.view(2)["pathways"][0] |= {"progress": 0.2, "a": 0.25, "projectedRemainingDays": 516}
    e = d.view(2)["pathways"][0]["e"]
    d.view(2)["pathways"][0] |= {"paceGap": 0.25 - e, "paceIndex": 0.25 / e}
    rows = d.report("R-03")["rows"]
    rows[3][1] = d.told.item("DE.1")
