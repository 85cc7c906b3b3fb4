"""What OneRoster and the student-centred learning profile (SCL) say of the same things: statuses, people, records."""

from collections.abc import Mapping
from enum import StrEnum
import re
from uuid import NAMESPACE_URL, uuid5

EXTENSION, LOCAL_ID = "ext:oneroster", "ext:fairmark.id"
"""Members of a record: what OneRoster says that has no member of its own, and the name by which judgments refer to a
piece of evidence until a server gives it one."""

FILES = {"evidence": "evidence.ndjson", "judgments": "judgments.ndjson"}
"""Collection below /scl/v1 to the file of what is to be recorded there."""

URN = "urn:uuid:"
IS_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII).fullmatch

FROM_SCL = "scl-"
"""What a sourcedId begins with that was made of the UUID of a record of the profile."""


class Stage(StrEnum):
    """How far the work behind a result has come. OneRoster has more words, the profile none: it tells by what is
    recorded."""

    JUDGED = "judged"
    PROVISIONAL = "provisional"
    IN_PROGRESS = "in progress"
    EXEMPT = "exempt"


STAGES: Mapping[str, Stage] = {
    "fully graded": Stage.JUDGED,
    "partially graded": Stage.PROVISIONAL,
    "submitted": Stage.PROVISIONAL,
    "not submitted": Stage.IN_PROGRESS,
    "exempt": Stage.EXEMPT,
}
"""scoreStatus to the stage. A term of a vendor's own says nothing that others know, so its result is provisional."""

IN_PROGRESS_FLAGS = ("inProgress", "incomplete", "missing")
"""Flags of a result that put it into progress whatever its scoreStatus says. It is never a failure: to fail is a
judgment, and the export states none."""


def stage_of(score_status: str, flags: Mapping[str, str]) -> Stage:
    """The stage of a result, by its scoreStatus and its flags, each "true" where it is set."""
    stage = STAGES.get(score_status, Stage.PROVISIONAL)
    if stage is not Stage.EXEMPT and any(flags.get(name) == "true" for name in IN_PROGRESS_FLAGS):
        return Stage.IN_PROGRESS
    return stage


def status_of(stage: Stage, *, is_scored: bool) -> str:
    """The scoreStatus of a result at that stage; `is_scored` says that any standard has a score."""
    if stage is Stage.PROVISIONAL:
        return "partially graded" if is_scored else "submitted"
    return {Stage.JUDGED: "fully graded", Stage.IN_PROGRESS: "not submitted", Stage.EXEMPT: "exempt"}[stage]


# -- names -----------------------------------------------------------------------------------------------------------


def urn_of(kind: str, sourced_id: str) -> str:
    """The URN of what has that sourcedId: of a UUID its own, of one that was made here the one that it was made of, of
    any other a derived one, which tells nothing. `kind` is the table, as two tables may have one sourcedId."""
    own = sourced_id.removeprefix(FROM_SCL).lower()
    if IS_UUID(own):
        return URN + own
    return f"{URN}{uuid5(NAMESPACE_URL, f'urn:oneroster:{kind}:{sourced_id}')}"


def person_id_of(urn: str) -> str:
    """The sourcedId of a user for the URN or DID of a person: its UUID, or a derived one."""
    own = urn.removeprefix(URN)
    return own if IS_UUID(own) else str(uuid5(NAMESPACE_URL, urn))


def record_id_of(urn: str) -> str:
    """The sourcedId of a record that is made of a fact with that URN."""
    own = urn.removeprefix(URN)
    return FROM_SCL + (own if IS_UUID(own) else str(uuid5(NAMESPACE_URL, urn)))
