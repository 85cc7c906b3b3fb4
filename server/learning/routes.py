"""The route table of the learning API. Every read and write needs a token; refusals are problem details (RFC 9457)."""

from fairmark.server import problems
from fairmark.server.http import Api, Function, Route
from fairmark.server.learning.access.gate import of_fact, of_learner
from fairmark.server.learning.access.routes import ACCESS, PURPOSES
from fairmark.server.learning.answers import (
    BASE,
    KnownQuery,
    LearnersPageQuery,
    PageQuery,
    TargetsPageQuery,
    one,
    page,
)
from fairmark.server.learning.bodies import LARGEST_BATCH, LINES, MOST
from fairmark.server.learning.calibration import get_adjudications, get_results, get_work
from fairmark.server.learning.credential import CredentialQuery, get_credential
from fairmark.server.learning.kind import DETERMINATION, FACTS, JUDGMENT, TRUST, Kind
from fairmark.server.learning.kinds import KINDS
from fairmark.server.learning.progress import ProgressQuery, get_progress
from fairmark.server.learning.record import RecordQuery, get_record
from fairmark.server.learning.repeats import HEADER as REPEATED
from fairmark.server.learning.writing import IF_MATCH, BatchQuery, post, post_batch

READ, WRITE = "scl.read", "scl.write"
BADGE = "urn:fairmark:schema:credentials:vcdm-2.0#/$defs/AchievementCredential"
RECORD = "urn:fairmark:schema:credentials:vcdm-2.0#/$defs/ClrCredential"
TAGS = ("Learning",)

REFUSED = dict.fromkeys((400, 403, 409, 413, 415, 422, 503), problems.SCHEMA)
ONCE = {REPEATED: "Sent again with the same key, the request is answered as it was first, and recorded once."}
MATCHING = {IF_MATCH: "The ETag of the version whose place the record takes: only if that is still the latest one."}


def _routes(kind: Kind) -> tuple[Route, ...]:
    """Record a fact of the class, or many; list them, read one."""
    about = kind.cls in (JUDGMENT, DETERMINATION)
    query = TargetsPageQuery if about else LearnersPageQuery if kind.learner else PageQuery
    new = kind.schema + "New" + kind.cls
    return (
        Route(
            f"post{kind.cls}",
            "POST",
            f"/{kind.segment}",
            post(kind),
            f"Record {kind.words}.",
            {201: kind.definition, **REFUSED, 412: problems.SCHEMA},
            scope=WRITE,
            accepts=(new,),
            headers={**ONCE, **MATCHING, **PURPOSES},
            tags=TAGS,
            description="What is recorded is never changed; a later record may take its place.",
        ),
        Route(
            f"post{kind.cls}s",
            "POST",
            f"/{kind.segment}/batch",
            post_batch(kind),
            f"Record up to {MOST} at once: {kind.words}.",
            {200: FACTS + "BatchResult", 201: FACTS + "BatchResult", **REFUSED},
            query=BatchQuery,
            scope=WRITE,
            accepts=(new,),
            many=MOST,
            largest=LARGEST_BATCH,
            headers={**ONCE, **PURPOSES},
            tags=TAGS,
            description=f"An array, or as {LINES} a record a line. All or nothing, unless `partial` is true.",
        ),
        Route(
            f"list{kind.cls}s",
            "GET",
            f"/{kind.segment}",
            page(kind),
            "A page of what is recorded, in the order of recording.",
            {200: kind.definition + "Set", **dict.fromkeys((400, 403, 503), problems.SCHEMA)},
            query=query,
            scope=READ,
            headers=PURPOSES,
            tags=TAGS,
        ),
        Route(
            f"get{kind.cls}",
            "GET",
            f"/{kind.segment}/{{id}}",
            one(kind),
            "One record, whether or not it stands.",
            {200: kind.definition, **dict.fromkeys((400, 403, 404, 410, 503), problems.SCHEMA)},
            query=KnownQuery,
            scope=READ,
            headers=PURPOSES,
            tags=TAGS,
        ),
    )


def _view(operation: str, segment: str, function: Function, summary: str, definition: str) -> Route:
    """What a calibration session comes to."""
    return Route(
        operation,
        "GET",
        f"/calibration-sessions/{{id}}/{segment}",
        function,
        summary,
        {200: TRUST + definition, **dict.fromkeys((400, 403, 404, 409, 503), problems.SCHEMA)},
        query=KnownQuery if segment == "results" else None,
        scope=READ,
        headers=PURPOSES,
        tags=TAGS,
    )


SCL = Api(
    "scl",
    BASE,
    (
        *(route for kind in KINDS for route in _routes(kind)),
        *ACCESS,
        _view(
            "getCalibrationWork", "work", get_work, "The pieces of a session as scorers see them.", "CalibrationWork"
        ),
        _view("getAdjudications", "adjudications", get_adjudications, "Scores that differ too much.", "Adjudications"),
        _view("getCalibrationResults", "results", get_results, "How far the scorers agree.", "CalibrationResults"),
        Route(
            "getCredential",
            "GET",
            "/determinations/{id}/credential",
            of_fact(DETERMINATION, "Credential", get_credential),
            "A determination as an Open Badges 3.0 credential, signed by this server.",
            {200: BADGE, **dict.fromkeys((400, 403, 404, 409, 410, 503), problems.SCHEMA)},
            query=CredentialQuery,
            scope=READ,
            headers=PURPOSES,
            tags=TAGS,
        ),
        Route(
            "getLearnerRecord",
            "GET",
            "/learners/{id}/record",
            get_record,
            "What a learner has attained as a CLR 2.0 record of badges, signed by this server.",
            {200: RECORD, **dict.fromkeys((400, 403, 404, 409, 503), problems.SCHEMA)},
            query=RecordQuery,
            scope=READ,
            headers=PURPOSES,
            tags=TAGS,
        ),
        Route(
            "getLearnerProgress",
            "GET",
            "/learners/{id}/progress",
            of_learner("LearnerProgress", get_progress),
            "Where a learner stands, as it was known at a time.",
            {200: FACTS + "LearnerProgress", **dict.fromkeys((400, 403, 404, 503), problems.SCHEMA)},
            query=ProgressQuery,
            scope=READ,
            headers=PURPOSES,
            tags=TAGS,
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
    exact=True,
)
"""What is recorded of learning, and what follows from it."""
