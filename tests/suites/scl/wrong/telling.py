"""Systems that are wrong about what they compute, and about what they give away."""

import json

from suites.scl.records import digest, moment
from suites.scl.views import COMPLEMENTARY, PRIMARY
from suites.scl.wrong.district import District, event, fault, put, says

from conftest import ROOT
from credential_twins.samples import record
from credential_twins.signing import embedded

POSTERS = ("poster", "poster 2")
BROKEN_RECORD = ROOT / "fixtures" / "credentials" / "CLR-PROOF-001" / "bad.json"

# -- pace --------------------------------------------------------------------------------------------------------------

says("SCL-PAC-011", "progress from scores", lambda d: put(d.view(2)["pathways"][0], progress=0.75))
says("SCL-PAC-011", "progress without pace", lambda d: d.view(3)["pathways"][0].pop("paceGap") and _no_pace(d))
says("SCL-PAC-021", "the steps of the class", lambda d: _paced(d, a=0.4))
says("SCL-PAC-031", "a pause that counts", lambda d: _paced(d, e=192 / 203))
says("SCL-PAC-031", "weekends that count", lambda d: _paced(d, e=270 / 285))
says("SCL-PAC-031", "no calendar is named", lambda d: d.view(2)["pathways"][0].pop("calendar"))
says("SCL-PAC-041", "another status than the numbers", lambda d: put(d.view(2)["pathways"][0], status="onPace"))
says("SCL-PAC-041", "a gap that is none", lambda d: put(d.view(2)["pathways"][0], paceGap=-0.5))
says(
    "SCL-PAC-051",
    "a finish that nothing speaks for",
    lambda d: put(d.view(2)["pathways"][0], projectedRemainingDays=90),
)
says("SCL-PAC-061", "a learner of whom nothing is said", lambda d: d.cell("R-09", 0, "n", 73))
says("SCL-PAC-061", "percentages of everybody", lambda d: d.cell("R-09", 0, "belowShare", 0.2778))
says("SCL-PAC-071", "pace without depth", lambda d: put(d.report("R-02")["columns"][3], name="lastSeen"))


def _no_pace(d: District) -> None:
    for name in ("a", "e", "paceIndex"):
        d.view(3)["pathways"][0].pop(name)


def _paced(d: District, a: float | None = None, e: float | None = None) -> None:
    part = d.view(2)["pathways"][0]
    part |= {"a": part["a"] if a is None else a, "e": part["e"] if e is None else e}
    part |= {"paceGap": part["a"] - part["e"], "paceIndex": part["a"] / part["e"]}


# -- supports and flags ------------------------------------------------------------------------------------------------

says(
    "SCL-INT-021",
    "who is stuck is said to struggle well",
    lambda d: put(d.part(1, "FR")["flag"], code="productiveStruggle"),
)
says("SCL-INT-031", "a review before the beginning", lambda d: put(d["support"], reviewDate=moment(200)[:10]))
says("SCL-INT-041", "a rate from one judgment", lambda d: d.cell("R-20", 1, "preRate", 1.0))
says("SCL-INT-061", "a flag without its inputs", lambda d: put(d.part(1, "FR")["flag"], inputs=[]))


says("SCL-INT-062", "a flag in a credential", lambda d: _recorded(d, "LetterGrade", "productiveStruggle"))


def _recorded(d: District, type: str, value: str) -> None:
    """Another record, one of whose badges has a result."""
    made = record()
    badge = made["credentialSubject"]["verifiableCredential"][0]["credentialSubject"]
    badge["achievement"]["resultDescription"] = [
        {"id": "urn:example:result", "type": ["ResultDescription"], "name": "Result", "resultType": type}
    ]
    badge["result"] = [{"type": ["Result"], "resultDescription": "urn:example:result", "value": value}]
    d.content["credentials/record.json"] = json.dumps(embedded(made)).encode()


# -- reports and groups ------------------------------------------------------------------------------------------------

says("SCL-RPT-021", "a report without its times", lambda d: d.report("R-17")["meta"].pop("knownAt"))
says("SCL-RPT-071", "a coverage of something else", lambda d: put(d.report("R-17")["meta"], coverage=0.95))
says("SCL-RPT-071", "a rate of those enrolled", lambda d: d.cell("R-11", 0, "rateOfDetermined", 0.4286))
says("SCL-EQT-021", "a gap without its ratio", lambda d: put(d.report("R-18")["columns"][6], name="quotient"))
says("SCL-EQT-021", "a gap of other numbers", lambda d: d.cell("R-18", 0, "difference", -20.0))
says("SCL-EQT-021", "an interval that is too narrow", lambda d: d.cell("R-18", 0, "low", -30.0))
says("SCL-EQT-041", "a share of everybody", lambda d: d.cell("R-20", 0, "riskRatio", 0.75))
says("SCL-EQT-051", "a small group is shown", lambda d: d.cell("R-11", 1, "n", 7))
says("SCL-EQT-051", "withheld is zero", lambda d: d.cell("R-11", 1, "proficient", 0))
says("SCL-EQT-051", "a mean of a withheld group", lambda d: d.cell("R-11", 1, "coverage", 0.7))


@fault("SCL-EQT-052", "a group that is withheld alone")
def _alone(d: District) -> None:
    d.report("R-11")["rows"][2] = ["south", 15, 13, 10, 0.7692, 0.6667, 0.8667]


@fault("SCL-EQT-052", "another report shows what is withheld")
def _elsewhere(d: District) -> None:
    again = {**d.report("R-11"), "meta": {**d.report("R-11")["meta"], "reportId": "R-13"}}
    again["columns"] = again["columns"][:2]
    again["rows"] = [["north", 42], ["east", PRIMARY], ["south", 15], ["west", COMPLEMENTARY], ["all", 92]]
    d.content["views/ReportResult.ndjson"].append(again)


says(
    "SCL-EQT-053",
    "nearly all of a small group",
    lambda d: (
        d.cell("R-11", 0, "proficient", 35),
        d.cell("R-11", 0, "rateOfDetermined", 35 / 36),
        d.cell("R-11", 0, "rateOfEnrolled", 35 / 42),
        d.cell("R-11", 4, "proficient", 58),
        d.cell("R-11", 4, "rateOfDetermined", 0.725),
        d.cell("R-11", 4, "rateOfEnrolled", 0.6304),
    ),
)


# -- calibration -------------------------------------------------------------------------------------------------------

says("SCL-CAL-031", "adjacent agreement for exact", lambda d: d.cell("R-16", 0, "exact", 1.0))
says("SCL-CAL-031", "a linear kappa", lambda d: d.cell("R-16", 0, "quadraticKappa", 0.6154))
says("SCL-CAL-031", "a kappa of 1 where nothing varies", lambda d: d.cell("R-16", 4, "quadraticKappa", 1.0))
says("SCL-CAL-031", "alpha of two for all", lambda d: d.cell("R-16", 1, "alpha", 0.7872))
says(
    "SCL-CAL-031",
    "results of a session that are too good",
    lambda d: put(d.content["views/CalibrationResults.ndjson"][0]["overall"]["pairs"][0], exact=1.0),
)
says("SCL-CAL-041", "severity with the wrong sign", lambda d: d.cell("R-16", 2, "severity", 0.0833))
says(
    "SCL-CAL-051",
    "a second score by the first scorer",
    lambda d: put(d["dan RA.1 again"], scorer=d.told.person("teacher")),
)
says("SCL-CAL-061", "far apart, and not settled", lambda d: _unsettled(d))
says("SCL-CAL-071", "a shift that is not flagged", lambda d: d.cell("R-17", 1, "flagged", False))


def _unsettled(d: District) -> None:
    d.drop("Judgment", "dan RA.1 settled")
    used = [d[name]["id"] for name in ("dan RA.1", "dan RA.1 again", "dan RA.1 far", "dan RA.1 far again")]
    d.determination("dan RA.1").update({"judgments": used, "value": 3.0, "display": "3.00"})


# -- process, privacy, exchange ----------------------------------------------------------------------------------------

says(
    "SCL-PRO-011", "a judgment without an event", lambda d: d.drop("ProcessEvent", f"judged {d['ada RA.1 new']['id']}")
)
says("SCL-PRO-011", "an event that is told twice", lambda d: event(d, "ada RA.1 new"))
says("SCL-PRV-041", "the statement is left out", lambda d: d["ben FR.1 1"].pop("statement"))
says("SCL-PRV-051", "a revoked grant still opens", lambda d: put(d["refused access"], action="disclose"))
says("SCL-PRV-051", "a grant opens for somebody else", lambda d: put(d["access"], actor=d.told.person("ada")))
says(
    "SCL-PRV-081",
    "a name in an identifier",
    lambda d: put(d["calendar"], academicSession="urn:session:ben.castellanos"),
)
says(
    "SCL-PRV-081",
    "an e-mail address in a framework",
    lambda d: put(d.framework("State")["CFDocument"], notes="ada.quarshie@district.example"),
)
says("SCL-PRV-081", "a learner in a report for all", lambda d: d.cell("R-18", 0, "measure", "Dan Okonjo"))
says("SCL-PKG-09", "demographics in evidence", lambda d: put(d["poster"], **{"ext:birthDate": "2012-02-02"}))
says("SCL-PKG-05", "two corrections of one judgment", lambda d: _forked(d))
says(
    "SCL-PKG-06",
    "recorded before it happened",
    lambda d: put(d["ada FR.4 3 work"], effectiveAt=moment(236)) or _later(d),
)
says(
    "SCL-PKG-11",
    "a step that is due after the end",
    lambda d: [put(d[each]["steps"][0], targetDate="2025-01-31") for each in PLANS],
)
says("SCL-PKG-13", "a judgment without its scorer", lambda d: d["ada FR.4 0"].pop("scorer"))
says("SCL-PKG-15", "two records with one id", lambda d: d.content["scl/Calendar.ndjson"].append(d["calendar"]))
says(
    "SCL-PKG-16",
    "a session that is left behind",
    lambda d: d.drop("CalibrationSession", "session alike") or _no_rows(d),
)
says("SCL-PRT-041", "a role at no school", lambda d: put(d.content["oneroster/roles.csv"][0], orgSourcedId="nowhere"))
says(
    "SCL-PRT-061",
    "a file that was converted",
    lambda d: put(d.content, **{f"files/{digest(next(iter(d.told.files.values())))}": b"x"}),
)
says(
    "SCL-CRD-011",
    "a record that was changed",
    lambda d: put(d.content, **{"credentials/record.json": BROKEN_RECORD.read_bytes()}),
)
says("SCL-CRD-051", "a grade average in every record", lambda d: _recorded(d, "GradePointAverage", "3.9"))
says(
    "SCL-ACC-021",
    "a transcript of nothing",
    lambda d: [put(d[each]["files"][1], alternateFormOf=digest(b"")) for each in POSTERS],
)
PLANS = ("template", "pathway ben", "pathway cleo")


def _forked(d: District) -> None:
    again = {**d["ben DE.1"], "id": d.told.urn("another correction")}
    d.content["scl/Judgment.ndjson"].append(again)


def _later(d: District) -> None:
    d["ada FR.4 3"]["effectiveAt"] = moment(229)
    d.part(1, "FR")["lastEvidenceAt"] = moment(236)


def _no_rows(d: District) -> None:
    d.report("R-16")["rows"].pop(4)
