"""The route table of the learning API. Every read and write needs a token; refusals are problem details (RFC 9457)."""

from fairmark.server import problems
from fairmark.server.http import Api, Function, Route
from fairmark.server.learning.answers import BASE, COLLECTIONS, LearnersPageQuery, PageQuery, one, page
from fairmark.server.learning.bodies import REFERENCE
from fairmark.server.learning.credential import get_credential
from fairmark.server.learning.determinations import DETERMINATION, RULE, post_determination, post_rule
from fairmark.server.learning.evidence import EVIDENCE, post_evidence
from fairmark.server.learning.judgments import JUDGMENT, post_judgment
from fairmark.server.learning.progress import ProgressQuery, get_progress

READ, WRITE = "scl.read", "scl.write"
BADGE = "urn:fairmark:schema:credentials:vcdm-2.0#/$defs/AchievementCredential"
TAGS = ("Learning",)
POSTED = dict.fromkeys((400, 409, 413, 415, 422, 503), problems.SCHEMA)

WORDS = {
    EVIDENCE: "a piece of evidence, or a version of one",
    JUDGMENT: "a judgment",
    RULE: "a determination rule",
    DETERMINATION: "a determination, which the server makes from the judgments that it holds",
}


def _routes(cls: str, post: Function) -> tuple[Route, ...]:
    """Record a fact of the class, list them, read one."""
    segment, schema = COLLECTIONS[cls][0], REFERENCE + cls
    query = PageQuery if cls == RULE else LearnersPageQuery
    return (
        Route(
            f"post{cls}",
            "POST",
            f"/{segment}",
            post,
            f"Record {WORDS[cls]}.",
            {201: schema, **POSTED},
            scope=WRITE,
            accepts=(REFERENCE + "New" + cls,),
            tags=TAGS,
            description="What is recorded is never changed; a later record may supersede it.",
        ),
        Route(
            f"list{cls}s",
            "GET",
            f"/{segment}",
            page(cls),
            "A page of what is recorded, in the order of recording.",
            {200: schema + "Set", 400: problems.SCHEMA},
            query=query,
            scope=READ,
            tags=TAGS,
        ),
        Route(
            f"get{cls}",
            "GET",
            f"/{segment}/{{id}}",
            one(cls),
            "One record, superseded or not.",
            {200: schema, 404: problems.SCHEMA},
            scope=READ,
            tags=TAGS,
        ),
    )


SCL = Api(
    "scl",
    BASE,
    (
        *_routes(EVIDENCE, post_evidence),
        *_routes(JUDGMENT, post_judgment),
        *_routes(RULE, post_rule),
        *_routes(DETERMINATION, post_determination),
        Route(
            "getCredential",
            "GET",
            "/determinations/{id}/credential",
            get_credential,
            "A determination as an Open Badges 3.0 credential, signed by this server.",
            {200: BADGE, **dict.fromkeys((404, 409, 503), problems.SCHEMA)},
            scope=READ,
            tags=TAGS,
        ),
        Route(
            "getLearnerProgress",
            "GET",
            "/learners/{id}/progress",
            get_progress,
            "Where a learner stands, as it was known at a time.",
            {200: REFERENCE + "LearnerProgress", 400: problems.SCHEMA, 404: problems.SCHEMA},
            query=ProgressQuery,
            scope=READ,
            tags=TAGS,
        ),
    ),
    problems.refuse,
    problems.SCHEMA,
    problems.PROBLEM,
    exact=True,
)
"""Evidence, judgments, determination rules, determinations, progress."""
