"""Systems that are wrong about continuums, plans and evidence."""

from suites.scl.records import moment
from suites.scl.wrong.district import District, fault, put, says, stands

MATHS = "Mathematics"
POSTERS, PORTFOLIOS = ("poster", "poster 2"), ("portfolio", "portfolio 2", "portfolio 3")

# -- continuums --------------------------------------------------------------------------------------------------------

says(
    "SCL-CON-011", "a framework that is no CASE", lambda d: put(d.framework("State")["CFDocument"], identifier="state")
)
says(
    "SCL-CON-021",
    "two levels with one number",
    lambda d: put(d.association(MATHS, "hasSkillLevel", "RA", "RA.2"), sequenceNumber=1),
)
says(
    "SCL-CON-021",
    "a level without a number",
    lambda d: d.association("State", "hasSkillLevel", "ST", "ST.2").pop("sequenceNumber"),
)
says("SCL-CON-022", "levels in the order of their grades", lambda d: stands(d.part(2, "FR"), 0, 2, [1], 1))
says("SCL-CON-031", "a level without a grade counts as grade 0", lambda d: put(d.part(3, "FR"), gradeGap=-6))
says("SCL-CON-031", "the distance to another grade", lambda d: put(d.part(2, "FR"), gradeGap=0))


@fault("SCL-CON-041", "prerequisites in a circle")
def _circle(d: District) -> None:
    back = dict(d.association(MATHS, "precedes", "FR.2", "RA.1"))
    back |= {
        "identifier": d.told.urn("back")[9:],
        "uri": f"https://district.example/ims/case/v1p1/CFAssociations/{d.told.urn('back')[9:]}",
        "originNodeURI": back["destinationNodeURI"],
        "destinationNodeURI": d.association(MATHS, "precedes", "FR.1", "FR.2")["originNodeURI"],
    }
    d.framework(MATHS)["CFAssociations"].append(back)


says("SCL-CON-051", "all steps of a group are asked for", lambda d: put(d.view(2)["pathways"][0], progress=1 / 3))
says("SCL-CON-051", "one step of a group is enough", lambda d: put(d.view(2)["pathways"][0], progress=0.5))
says("SCL-CON-061", "an exact match does not count", lambda d: stands(d.part(2, "ST"), 0, None, [], 1, gap=-2))
says("SCL-CON-061", "a related item counts", lambda d: stands(d.part(3, "ST"), 2, 2, [], None, gap=None))
says(
    "SCL-CON-071",
    "judgments are pinned to the newest framework",
    lambda d: put(d["dan DE.1 0"], framework=d.told.frameworks["Mathematics 2"].uri("CFDocuments", "Mathematics 2")),
)
says("SCL-CON-081", "collaboration is left out", lambda d: d.view(4)["continuums"][0]["competencies"].pop(2))
says("SCL-CON-081", "collaboration has a grade", lambda d: put(d.part(3, "CO"), gradeGap=-2))
says(
    "SCL-CON-091",
    "a depth that the taxonomy does not have",
    lambda d: put(d.level(MATHS, "FR.1")["extensions"]["SCL:depth"], value=5),
)
says(
    "SCL-CON-092",
    "two taxonomies in one distribution",
    lambda d: put(d.part(3, "CO")["depth"], distribution={"2": 1, "apply": 1}),
)


says("SCL-CON-111", "a translation stands apart", lambda d: stands(d.part(4, "CO"), 0, None, [], 1))


# -- learners and plans ------------------------------------------------------------------------------------------------


@fault("SCL-LRN-011", "a learner who is two")
def _twice(d: District) -> None:
    d.row("cleo")["userMasterIdentifier"] = d.row("ben")["userMasterIdentifier"]


says(
    "SCL-LRN-021",
    "the baseline of another competency",
    lambda d: (
        put(d.part(1, "FR")["growth"], baseline=1, value=2),
        put(d.view(1)["continuums"][0]["growth"], value=2),
    ),
)
says(
    "SCL-LRN-041",
    "a plan that is based on somebody else's",
    lambda d: put(d["pathway cleo"], basedOn=d["pathway ben"]["id"]),
)
says("SCL-LRN-051", "ready for what wants a prerequisite", lambda d: _ready(d, "ben", "RA.1"))
says(
    "SCL-LRN-051",
    "ready for what is attained, in progress",
    lambda d: d.view(1)["continuums"][0]["ready"].append({"level": d.told.item("FR.1")}),
)
says("SCL-LRN-051", "ready for what is attained", lambda d: _ready(d, "cleo", "FR.1"))
says("SCL-LRN-051", "the next step is left out", lambda d: d.report("R-03")["rows"].pop(0))
says("SCL-LRN-081", "a goal that is active without an agreement", lambda d: put(d["goal 2"], agreedBy=[]))


def _ready(d: District, learner: str, code: str) -> None:
    d.report("R-03")["rows"].append([d.told.person(learner), d.told.item(code), 1])


# -- evidence ----------------------------------------------------------------------------------------------------------

says("SCL-EVD-041", "versions that skip a number", lambda d: (put(d["poster 2"], version=3), _versions(d, 3)))
says(
    "SCL-EVD-041",
    "a goal that begins with version 2",
    lambda d: (put(d["goal"], version=2), put(d["goal 2"], version=3)),
)
says("SCL-EVD-042", "a judgment that is not pinned to a version", lambda d: put(d["poster ben"], evidenceVersion=1))
says(
    "SCL-EVD-051",
    "group work without parts",
    lambda d: [put(d[each], provenance={"context": "school"}) for each in POSTERS],
)
says(
    "SCL-EVD-051",
    "group work that names one of two",
    lambda d: [put(d[each], provenance={"creators": d[each]["provenance"]["creators"][:1]}) for each in POSTERS],
)
says("SCL-EVD-052", "a judgment of others' work", lambda d: put(d["poster cleo"], learner=d.told.person("ada")))
says(
    "SCL-EVD-061",
    "a reflection by the teacher",
    lambda d: put(d["poster 2"]["reflection"][0], author=d.told.person("teacher")),
)
says("SCL-EVD-081", "two entries at one place", lambda d: [put(d[each]["entries"][1], order=1) for each in PORTFOLIOS])
says(
    "SCL-EVD-081",
    "somebody else's work in a portfolio",
    lambda d: [put(d[each]["entries"][1], evidence=d["cleo FR.1 0 work"]["id"]) for each in PORTFOLIOS],
)
says(
    "SCL-EVD-091",
    "entries that change after submission",
    lambda d: put(d["portfolio 3"], entries=d["portfolio"]["entries"][:1]),
)
says(
    "SCL-EVD-091",
    "a snapshot before the work",
    lambda d: [put(d[each], snapshotAt=moment(102)) for each in PORTFOLIOS[1:]],
)
says("SCL-EVD-111", "a withdrawal changes nothing", lambda d: _goes_on(d))
says("SCL-EVD-111", "the cause is not named", lambda d: d.determination("ben RA.2 anew").pop("causedBy"))
POSTERS, PORTFOLIOS = ("poster", "poster 2"), ("portfolio", "portfolio 2", "portfolio 3")


def _goes_on(d: District) -> None:
    d.drop("Determination", "ben RA.2 anew determined")
    part = d.part(2, "RA")
    stands(part, 0, 2, [1], 1)
    part |= {"status": "proficient", "determination": d.determination("ben RA.2")["id"]}


def _versions(d: District, number: int) -> None:
    """Whatever names the second version of the poster by its number."""
    for name in ("poster ben", "poster cleo"):
        d[name]["evidenceVersion"] = number
    for name in PORTFOLIOS:
        d[name]["entries"][0]["evidenceVersion"] = number


@fault("SCL-EVD-021", "one judgment counts for all alignments")
def _for_all(d: District) -> None:
    d.determination("cleo CO.1")["judgments"][1] = d["cleo FR.2 0"]["id"]
