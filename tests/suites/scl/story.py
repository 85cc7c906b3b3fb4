"""What happens in the small district in its one school year: each part of it is there for some requirement."""

from typing import Any

from suites.scl.frameworks import Json
from suites.scl.records import Records, date, digest, moment

WORK, TRANSCRIPT = b"I fold the paper in three.\n", b"She folds the paper in three.\n"
PIECES = 12
RATINGS = {
    "teacher": (1, 2, 2, 3, 3, 3, 4, 4, 2, 3, 1, 4),
    "other": (1, 2, 3, 3, 3, 2, 4, 3, 2, 4, 2, 4),
    "moderator": (1, 2, 2, 3, 4, 3, 4, None, 2, 3, None, 4),
}
ANCHORS = (1, 2, 2, 3, 3, 3, 4, 4, 2, 4, 1, 4)
"""The worked example of section 3.12."""
CHANGED = 180
"""The day from which on another rule is valid."""
LAST = 270
"""The day that the views are as of."""


def story(seed: int) -> Records:
    """Everything that is recorded."""
    told = Records(seed)
    for part in (_rules, _ada, _ben, _cleo, _dan, _group, _plans, _calibration, _second_scores, _trust, _events):
        part(told)
    return told


def _rules(told: Records) -> None:
    for method in ("mostRecent", "highest", "mean", "mode", "decayingRecursive", "decayingLastVsRest", "powerLaw"):
        told.rule(method, method, parameters={"weight": 0.65} if "decaying" in method else {})
    told.rule("lenient", "mean", parameters={"cut": 1.5})
    told.rule("nTimes", "nTimes", parameters={"k": 3})
    told.rule("three", "mean", parameters={"minCount": 3})
    told.rule("stricter", "mean", CHANGED, parameters={"cut": 3.5})
    body = {"minCount": 3, "minTasks": 2, "minScorers": 2, "window": 2, "floor": 2}
    told.rule("body", "bodyOfEvidence", parameters=body)


def _ada(told: Records) -> None:
    """Grade 9, and at work on fractions: placed at level 2, secure in level 3, stuck at level 4."""
    told.placement("ada placed", "ada", "FR.2", 1)
    dok = {"depth": {"taxonomy": "webb-dok", "value": 2}}
    third = told.series("ada FR.3", "ada", "FR.3", 10, (2, 3, 2, 4, 3), **dok)
    told.determination("ada FR.3", "decayingRecursive", "FR.3", 30, third)
    told.series("ada FR.4", "ada", "FR.4", 220, (2, 2, 2, 2))
    # What is entered last is not what was done last.
    told.work("ada RA.1 new work", "ada", "RA.1", 60)
    told.judgment("ada RA.1 new", "ada RA.1 new work", "RA.1", 4)
    told.work("ada RA.1 old work", "ada", "RA.1", 20, entered=70)
    told.judgment("ada RA.1 old", "ada RA.1 old work", "RA.1", 2)
    told.determination("ada RA.1", "mostRecent", "RA.1", 80, ["ada RA.1 old", "ada RA.1 new"])
    last = told.series("ada RA.2", "ada", "RA.2", 90, (2, 3, 2, 4, 3))
    told.determination("ada RA.2", "decayingLastVsRest", "RA.2", 110, last)
    ratios = told.series("ada RA.3", "ada", "RA.3", 120, (3, 4, 3))
    told.determination("ada RA.3", "nTimes", "RA.3", 140, ratios)


def _ben(told: Records) -> None:
    """Grade 6, and secure in the first level of fractions alone."""
    first = told.series("ben FR.1", "ben", "FR.1", 10, (3, 4, 3))
    told.determination("ben FR.1", "mean", "FR.1", 20, first)
    told.work("ben RA.1 work", "ben", "RA.1", 40)
    told.judgment("ben RA.1", "ben RA.1 work", "RA.1", 4)
    told.determination("ben RA.1", "three", "RA.1", 45, ["ben RA.1"])
    # Work that is taken back.
    gone = told.work("ben RA.2 work", "ben", "RA.2", 50)
    told.judgment("ben RA.2", "ben RA.2 work", "RA.2", 4)
    before = told.determination("ben RA.2", "highest", "RA.2", 55, ["ben RA.2"])
    withdrawn = told.add(
        "EvidenceRecord",
        "ben RA.2 withdrawn",
        moment(60),
        **{name: value for name, value in gone.items() if name not in ("id", "type", "recordedAt")},
    )
    withdrawn |= {
        "status": "withdrawn",
        "withdrawnReason": "Asked for",
        "version": 2,
        "previousVersion": gone["id"],
    }
    told.determination(
        "ben RA.2 anew",
        "highest",
        "RA.2",
        61,
        [],
        learner=told.person("ben"),
        supersedes=before["id"],
        causedBy=withdrawn["id"],
        effectiveAt=moment(50),
    )
    # A rating that is corrected by the one who gave it.
    told.work("ben DE.1 work", "ben", "DE.1", 70)
    told.judgment("ben DE.1 wrong", "ben DE.1 work", "DE.1", 1)
    told.judgment(
        "ben DE.1",
        "ben DE.1 work",
        "DE.1",
        3,
        supersedes=told.urn("ben DE.1 wrong"),
        reason="Read again",
        recordedAt=moment(70, 5),
    )
    told.determination("ben DE.1", "mode", "DE.1", 75, ["ben DE.1"])


def _cleo(told: Records) -> None:
    """Grade 6, secure in two levels of fractions, and at work on collaboration in two taxonomies of depth."""
    first = told.series("cleo FR.1", "cleo", "FR.1", 10, (2, 3, 3, 4))
    told.determination("cleo FR.1", "powerLaw", "FR.1", 25, first)
    second = told.series("cleo FR.2", "cleo", "FR.2", 30, (4, 4))
    for number, status in enumerate(("missing", "exempt", "notYet")):
        told.work(f"cleo FR.2 {status} work", "cleo", "FR.2", 37 + number)
        told.judgment(f"cleo FR.2 {status}", f"cleo FR.2 {status} work", "FR.2", None, status=status)
    told.work("cleo own view work", "cleo", "FR.2", 41)
    told.judgment("cleo own view", "cleo own view work", "FR.2", 1, by="cleo", scorerRole="self")
    told.determination("cleo FR.2", "lenient", "FR.2", 45, second)
    told.work("cleo CO.1 work", "cleo", "CO.1", 50)
    told.judgment("cleo CO.1", "cleo CO.1 work", "CO.1", 3, depth={"taxonomy": "webb-dok", "value": 2})
    told.work("cleo CO.1 second work", "cleo", "CO.1", 55)
    depth = {"taxonomy": "bloom-revised", "value": "apply"}
    told.judgment("cleo CO.1 second", "cleo CO.1 second work", "CO.1", 4, depth=depth)
    told.determination("cleo CO.1", "highest", "CO.1", 60, ["cleo CO.1", "cleo CO.1 second"])
    low = told.series("cleo RA.1", "cleo", "RA.1", 70, (2, 3))
    override = {"by": told.person("teacher"), "reason": "Shown at the board", "computedStatus": "notYet"}
    decided = told.determination("cleo RA.1", "mean", "RA.1", 80, low)
    decided |= {"status": "proficient", "override": {**override, "computedValue": decided["value"]}}


def _dan(told: Records) -> None:
    """Grade 5: a body of evidence, an older version of a continuum, a new rule, and work in Spanish."""
    for number, code in enumerate(("FR.1", "FR.1", "RA.1")):
        told.add(
            "Task",
            f"task {number}",
            moment(0),
            title=f"Task {number}",
            purpose="See how the parts of a whole are told",
            targets=[told.item(code)],
            rubric=told.rubric(code),
            depth={"taxonomy": "webb-dok", "value": 3},
            reviewStatus="reviewed",
            usableForDeterminations=True,
            version=1,
        )
    told["task 0"]["qualityEvidence"] = [
        {"at": date(5), "kind": "agreement", "result": "0.83 over 12 pieces", "session": told.urn("session")}
    ]
    judged = []
    for number, (score, task, by) in enumerate(
        ((2, "task 0", "teacher"), (3, "task 1", "teacher"), (3, "task 2", "other"), (4, "task 2", "other"))
    ):
        told.work(f"dan FR.1 {number} work", "dan", "FR.1", 10 + number, task=told.urn(task))
        dok = {"taxonomy": "webb-dok", "value": 2}
        told.judgment(f"dan FR.1 {number}", f"dan FR.1 {number} work", "FR.1", score, by=by, depth=dok)
        judged.append(f"dan FR.1 {number}")
    told.determination("dan FR.1", "body", "FR.1", 20, judged)
    older = told.series("dan DE.1", "dan", "DE.1", 30, (3, 4))
    told.determination("dan DE.1", "mean", "DE.1", 40, older)
    second = told.series("dan FR.2", "dan", "FR.2", 50, (3, 4, 3))
    before = told.determination("dan FR.2", "mean", "FR.2", 60, second)
    told.determination(
        "dan FR.2 anew",
        "stricter",
        "FR.2",
        CHANGED + 1,
        second,
        supersedes=before["id"],
        causedBy=told.urn("stricter"),
    )
    spanish = told.series("dan CE.1", "dan", "CE.1", 70, (3, 3))
    told.determination("dan CE.1", "mean", "CE.1", 80, spanish)


def _group(told: Records) -> None:
    """Work of two, for two frameworks, in two versions, with files, a reflection and a portfolio."""
    told.files |= {digest(WORK): WORK, digest(TRANSCRIPT): TRANSCRIPT}
    files = [
        {"url": f"files/{digest(data)}", "mediaType": "text/plain", "size": len(data), "digest": digest(data), **more}
        for data, more in ((WORK, {}), (TRANSCRIPT, {"alternateFormOf": digest(WORK)}))
    ]
    parts = [{"learner": told.person(name), "part": part} for name, part in (("ben", "Folding"), ("cleo", "Telling"))]
    more: Json = {"files": files, "provenance": {"creators": parts, "context": "school"}}
    first = told.work("poster", "ben cleo", "FR.1 CO.1", 100, **more)
    thought = {"author": told.person("ben"), "at": moment(101), "text": "Next time in four."}
    second = told.work(
        "poster 2", "ben cleo", "FR.1 CO.1", 103, version=2, previousVersion=first["id"], reflection=[thought], **more
    )
    told.judgment("poster ben", "poster 2", "FR.1", 3)
    told.judgment("poster cleo", "poster 2", "FR.1", 4, learner=told.person("cleo"))
    own = {
        "learner": told.person("ben"),
        "title": "What I folded",
        "purpose": "growth",
        "entries": [
            {"evidence": second["id"], "evidenceVersion": 2, "order": 1, "caption": "In thirds"},
            {"evidence": told["ben FR.1 0 work"]["id"], "evidenceVersion": 1, "order": 2},
        ],
    }
    draft = told.add("Portfolio", "portfolio", moment(110), **own, status="draft", version=1)
    submitted = told.add(
        "Portfolio",
        "portfolio 2",
        moment(111),
        **own,
        status="submitted",
        version=2,
        previousVersion=draft["id"],
        snapshotAt=moment(111),
    )
    told.add(
        "Portfolio",
        "portfolio 3",
        moment(115),
        **own,
        status="reviewed",
        version=3,
        previousVersion=submitted["id"],
        snapshotAt=moment(111),
    )


def _plans(told: Records) -> None:
    told.add(
        "Calendar",
        "calendar",
        moment(0),
        title="School year",
        startDate=date(0),
        endDate=date(290),
        weekdays=[1, 2, 3, 4, 5],
        holidays=[date(112), date(113)],
        version=1,
    )
    steps = [
        {"id": "s1", "target": told.item("FR.1")},
        {"id": "s2", "target": told.item("FR.2"), "after": ["s1"], "weight": 2},
        *({"id": f"g{number}", "target": told.item(code), "group": "g"} for number, code in enumerate(CHOICE, 1)),
    ]
    plan: Json = {
        "title": "Fractions by summer",
        "purpose": "plan",
        "steps": steps,
        "groups": [{"id": "g", "atLeast": 2}],
        "startDate": date(0),
        "endDate": date(285),
        "calendar": told.urn("calendar"),
        "version": 1,
    }
    told.add("Pathway", "template", moment(0), **plan)
    for learner in ("ben", "cleo"):
        told.add(
            "Pathway",
            f"pathway {learner}",
            moment(1),
            learner=told.person(learner),
            basedOn=told.urn("template"),
            pauses=[{"from": date(140), "until": date(168)}],
            **plan,
        )
    goal: Json = {
        "learner": told.person("ben"),
        "statement": "I split anything fairly.",
        "kind": "academic",
        "targets": [told.item("FR.2")],
        "proposedBy": told.person("ben"),
        "visibility": "team",
    }
    first = told.add("Goal", "goal", moment(2), **goal, status="proposed", version=1)
    agreed = [{"by": told.person("teacher"), "at": moment(3)}]
    told.add(
        "Goal",
        "goal 2",
        moment(3),
        **goal,
        agreedBy=agreed,
        status="active",
        version=2,
        previousVersion=first["id"],
    )
    told.add(
        "Support",
        "support",
        moment(250),
        learners=[told.person("ada")],
        kind="Small group",
        description="Twenty minutes with paper and scissors",
        targets=[told.item("FR.4")],
        reason={"flag": "stuck", "target": told.item("FR.4"), "at": moment(249)},
        startDate=date(251),
        reviewDate=date(265),
        status="open",
        version=1,
    )


CHOICE = ("RA.1", "CO.1", "DE.1")
"""The steps of which two are enough: cleo has two of them, ben one."""


def _calibration(told: Records) -> None:
    for number in range(PIECES):
        told.work(f"piece {number}", "dan", "RA.2", 150, visibility="school")
    items = [
        {
            "evidence": told.urn(f"piece {number}"),
            "evidenceVersion": 1,
            "isAnchor": True,
            "anchorLevel": told.rubric_level("RA.2", anchor),
        }
        for number, anchor in enumerate(ANCHORS)
    ]
    told.add(
        "CalibrationSession",
        "session",
        moment(151),
        title="Ratios, winter",
        rubric=told.rubric("RA.2"),
        targets=[told.item("RA.2")],
        organisations=[told.person("north"), told.person("south")],
        items=items,
        scorers=[
            {"scorer": told.person(name), "organisation": told.person(school), "role": "scorer"}
            for name, school in (("teacher", "north"), ("other", "south"), ("moderator", "north"))
        ],
        blind=True,
        tolerance=1,
        cut=3,
        status="closed",
        openedAt=moment(151),
        closedAt=moment(155),
        version=1,
    )
    for name, scores in RATINGS.items():
        for number, score in enumerate(scores):
            if score is not None:
                told.judgment(
                    f"rating {name} {number}",
                    f"piece {number}",
                    "RA.2",
                    score,
                    by=name,
                    purpose="calibration",
                    session=told.urn("session"),
                    recordedAt=moment(152, number),
                )

    for number in range(3):
        told.work(f"alike {number}", "dan", "RA.2", 160)
        for by in ("teacher", "moderator"):
            session = told.urn("session alike")
            told.judgment(
                f"alike {by} {number}", f"alike {number}", "RA.2", 3, by, purpose="calibration", session=session
            )
    evidence = [{"evidence": told.urn(f"alike {number}"), "evidenceVersion": 1} for number in range(3)]
    first = told["session"]
    kept = {name: value for name, value in first.items() if name not in ("id", "type", "items")}
    told.add("CalibrationSession", "session alike", moment(161), **kept, items=evidence)


def _second_scores(told: Records) -> None:
    """Two pieces that were scored twice: one alike, one so differently that a third scorer settles it."""
    told.work("dan RA.1 work", "dan", "RA.1", 200)
    told.judgment("dan RA.1", "dan RA.1 work", "RA.1", 3)
    told.judgment("dan RA.1 again", "dan RA.1 work", "RA.1", 4, by="other", purpose="secondScore")
    told.work("dan RA.1 far work", "dan", "RA.1", 203)
    told.judgment("dan RA.1 far", "dan RA.1 far work", "RA.1", 1)
    told.judgment("dan RA.1 far again", "dan RA.1 far work", "RA.1", 4, by="other", purpose="secondScore")
    told.judgment(
        "dan RA.1 settled",
        "dan RA.1 far work",
        "RA.1",
        3,
        by="moderator",
        scorerRole="moderator",
        purpose="adjudication",
    )
    used = ["dan RA.1", "dan RA.1 again", "dan RA.1 settled"]
    told.determination("dan RA.1", "mean", "RA.1", 210, used)


def _trust(told: Records) -> None:
    guardian = told.person("guardian")
    college = "did:web:college.example"
    told["ben FR.1 1"]["statement"] = [{"by": guardian, "at": moment(121), "text": "We do not agree."}]
    told.add(
        "AmendmentRequest",
        "request",
        moment(121),
        learner=told.person("ben"),
        requestedBy=guardian,
        record=told["ben FR.1 1"]["id"],
        grounds="It was late at night.",
        status="refused",
        decision={"by": told.person("teacher"), "at": moment(121), "reason": "Two have looked at it."},
        statement="We do not agree.",
        version=1,
    )
    granted: Json = {
        "learner": told.person("ben"),
        "grantedBy": guardian,
        "grantee": college,
        "scope": {"classes": ["Portfolio"]},
        "purpose": "Application",
        "legalBasis": "consent",
        "validFrom": moment(120),
        "validUntil": moment(200),
    }
    first = told.add("ShareGrant", "grant", moment(120), **granted)
    told.add("ShareGrant", "grant revoked", moment(130), **granted, revokedAt=moment(130), previousVersion=first["id"])
    read: dict[str, Any] = {
        "actor": college,
        "actorRole": "verifier",
        "action": "disclose",
        "resource": told["portfolio 3"]["id"],
        "learner": told.person("ben"),
        "purpose": "Application",
        "legalBasis": "consent",
        "grant": first["id"],
    }
    told.add("AccessEvent", "access", moment(125), **read, at=moment(125))
    told.add("AccessEvent", "refused access", moment(135), **{**read, "action": "deny"}, at=moment(135))


KINDS = {"EvidenceRecord": "evidenceSubmitted", "Judgment": "judged", "Determination": "determined"}


def _events(told: Records) -> None:
    """One for each decision, but for corrections, placements and what is for calibration."""
    decisions = [
        (record, KINDS[cls])
        for cls in KINDS
        for record in told.by_class[cls].values()
        if not record.get("supersedes")
        and not record.get("previousVersion")
        and record.get("purpose") in (None, "summative", "attainment")
    ]
    for record, kind in [*decisions, (told["support"], "supportBegun")]:
        told.add(
            "ProcessEvent",
            f"{kind} {record['id']}",
            record["recordedAt"],
            learner=record.get("learner") or record["learners"][0],
            kind=kind,
            at=record["recordedAt"],
            actor=record.get("scorer") or record.get("submittedBy") or told.person("teacher"),
            about=record["id"],
        )
