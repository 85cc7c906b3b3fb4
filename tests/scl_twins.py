"""The twins of the SCL rules: one small package, and what is changed in it for each rule. Run as a program, it writes
them; a test holds the files that are committed against it."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
import shutil

from scl_package import (
    CASE,
    CONTINUUM,
    DETERMINATIONS,
    EVIDENCE,
    GIVEN,
    JUDGMENTS,
    LEVELS,
    OTHER,
    PATHWAYS,
    WORK,
    Json,
    at,
    files_of,
    judgment,
    package,
    sha256,
    urn,
)

FOLDER = Path(__file__).parent.parent / "fixtures" / "learning"


def _unresolved(p: Json) -> None:
    p[EVIDENCE][0]["alignment"][0]["targetUrl"] = "urn:local:reading-4"


def _elsewhere(p: Json) -> None:
    p[EVIDENCE][0]["alignment"][0]["targetUrl"] = (
        "https://state.example/ims/case/v1p1/CFItems/5f0e7a3c-3a0e-4c43-9c55-b6d1f6f0a001"
    )


def _other_criterion(p: Json) -> None:
    p[JUDGMENTS][0] |= {"rubricLevel": f"{CASE}/CFRubricCriterionLevels/{GIVEN[3]}", "score": 1}


def _other_score(p: Json) -> None:
    p[JUDGMENTS][0]["score"] = 3


def _other_version(p: Json) -> None:
    p[JUDGMENTS][0]["evidenceVersion"] = 2


def _other_file(p: Json) -> None:
    p[f"files/{sha256(WORK)}"] = b"Something else.\n"


def _forked(p: Json) -> None:
    p[JUDGMENTS].append(judgment(7, 1, evidence=urn("1", 3), supersedes=urn("2", 3), reason="Again", effectiveAt=at(3)))


def _other_learner(p: Json) -> None:
    p[JUDGMENTS][3]["learner"] = OTHER


def _before_it_happened(p: Json) -> None:
    p[JUDGMENTS][0]["recordedAt"] = "2024-03-03T09:00:00Z"


def _before_the_first(p: Json) -> None:
    p[JUDGMENTS][3]["recordedAt"] = "2024-03-03T13:00:00Z"


def _other_value(p: Json) -> None:
    p[DETERMINATIONS][0]["value"] = 2.75


def _other_status(p: Json) -> None:
    p[DETERMINATIONS][0]["status"] = "notYet"


def _same_number(p: Json) -> None:
    p[CONTINUUM]["CFAssociations"][7]["sequenceNumber"] = 2


def _waiting(p: Json) -> None:
    p[PATHWAYS][0]["steps"][0]["after"] = ["s2"]


def _birth_date(p: Json) -> None:
    p[EVIDENCE][0]["ext:birthDate"] = "2020-02-02"


def _calibration(p: Json) -> None:
    p[JUDGMENTS][1]["purpose"] = "calibration"


def _due_too_late(p: Json) -> None:
    p[PATHWAYS][0]["steps"][1]["targetDate"] = "2024-08-01"


def _overlapping(p: Json) -> None:
    p[PATHWAYS][0]["pauses"][1]["from"] = "2024-02-07"


def _no_scorer(p: Json) -> None:
    del p[JUDGMENTS][0]["scorer"]


def _unknown_class(p: Json) -> None:
    p["scl/Marks.ndjson"] = []


def _same_id(p: Json) -> None:
    p[EVIDENCE].append(p[EVIDENCE][0])


def _no_evidence(p: Json) -> None:
    p[JUDGMENTS][0]["evidence"] = urn("1", 99)


def _no_version(p: Json) -> None:
    del p[CONTINUUM]["CFDocument"]["version"]


def _only_a_child(p: Json) -> None:
    levels = [one for one in p[CONTINUUM]["CFAssociations"] if one["associationType"] == "hasSkillLevel"]
    p[CONTINUUM]["CFAssociations"].remove(levels[2])


def _unnumbered(p: Json) -> None:
    levels = [one for one in p[CONTINUUM]["CFAssociations"] if one["associationType"] == "hasSkillLevel"]
    del levels[2]["sequenceNumber"]


def _depth(p: Json, value: object) -> None:
    level = next(one for one in p[CONTINUUM]["CFItems"] if one["identifier"] == LEVELS[0])
    level["extensions"] = {"SCL:depth": {"taxonomy": "webb-dok", "value": value}}


def _no_score(p: Json) -> None:
    level = p[CONTINUUM]["CFRubrics"][0]["CFRubricCriteria"][0]["CFRubricCriterionLevels"][2]
    del level["score"]


def _miscounted(manifest: Json) -> None:
    manifest["files"][2]["count"] = 5


def _unlisted(manifest: Json) -> None:
    del manifest["files"][-1]


CHANGES: dict[str, dict[str, Callable[[Json], None]]] = {
    "SCL-PKG-01": {"bad": _unresolved, "bad-elsewhere": _elsewhere},
    "SCL-PKG-02": {"bad": _other_criterion},
    "SCL-PKG-03": {"bad": _other_score},
    "SCL-PKG-04": {"bad": _other_version, "bad-file": _other_file},
    "SCL-PKG-05": {"bad": _forked, "bad-learner": _other_learner},
    "SCL-PKG-06": {"bad": _before_it_happened, "bad-chain": _before_the_first},
    "SCL-PKG-07": {"bad": _other_value, "bad-status": _other_status},
    "SCL-PKG-08": {"bad": _waiting, "bad-number": _same_number},
    "SCL-PKG-09": {"bad": _birth_date},
    "SCL-PKG-10": {"bad": _calibration},
    "SCL-PKG-11": {"bad": _due_too_late, "bad-pauses": _overlapping},
    "SCL-PKG-13": {"bad": _no_scorer},
    "SCL-PKG-14": {"bad": _unknown_class},
    "SCL-PKG-15": {"bad": _same_id},
    "SCL-PKG-16": {"bad": _no_evidence},
    "SCL-PKG-17": {"bad": _no_version},
    "SCL-PKG-18": {"bad": _only_a_child, "bad-unnumbered": _unnumbered},
    "SCL-PKG-19": {"good-deep": lambda p: _depth(p, 4), "bad": lambda p: _depth(p, 5)},
    "SCL-PKG-20": {"bad": _no_score},
}
"""Rule to its twins, each with what is changed in the content."""


def _framework_unlisted(manifest: Json) -> None:
    del manifest["files"][0]


IN_THE_MANIFEST = {
    "SCL-PKG-12": {"bad": _miscounted, "bad-unlisted": _unlisted, "bad-framework": _framework_unlisted},
}


def twins() -> dict[str, dict[str, bytes]]:
    """Folder of a twin, such as SCL-PKG-01/bad, to its files."""
    found = {f"{rule}/good": files_of(package()) for rule in (*CHANGES, *IN_THE_MANIFEST)}
    for rule, changes in CHANGES.items():
        for name, change in changes.items():
            content = deepcopy(package())
            change(content)
            found[f"{rule}/{name}"] = files_of(content)
    for rule, changes in IN_THE_MANIFEST.items():
        found |= {f"{rule}/{name}": files_of(package(), change) for name, change in changes.items()}
    return found


if __name__ == "__main__":
    for folder, files in twins().items():
        shutil.rmtree(FOLDER / folder, ignore_errors=True)
        for path, data in files.items():
            (FOLDER / folder / path).parent.mkdir(parents=True, exist_ok=True)
            (FOLDER / folder / path).write_bytes(data)
