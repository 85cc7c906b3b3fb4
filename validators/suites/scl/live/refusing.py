"""SCL-ASM and SCL-PRV of a running system: what is not whole, and who is nobody, is refused."""

from fairmark.validators.suites.result import Results, breach, holds
from fairmark.validators.suites.scl.live.system import System
from fairmark.validators.suites.scl.subject import check_of_system

COLLECTIONS = (
    "/evidence",
    "/judgments",
    "/determinations",
    "/pathways",
    "/goals",
    "/portfolios",
    "/supports",
    "/calibration-sessions",
)
NAMELESS = (401, 403, 404)
"""How somebody is refused of whom nothing is known."""


@check_of_system("SCL-ASM-021", "SCL-ASM-02", "{observed}")
def judgments_are_whole(system: System) -> Results:
    """A judgment without its scorer, or a score without the level that was given, is refused, and the answer names what
    is missing.

    Why: A score by nobody, on no rubric, can neither be asked about nor be repeated.

    Example: 201 for a judgment without `scorer`; or a 400 that says "bad request".

    Repair: Answer 422 with a problem (RFC 9457) whose `field` leads to the member.
    """
    target = system.target()
    work = system.work(target, 1)
    for name in ("scorer", "rubricLevel"):
        body = system.judgment_of(work, target, target.scores[0])
        del body[name]
        answer = system.ask("POST", "/judgments", body=body)
        said = answer.body.decode("utf-8", "replace")
        if not 400 <= answer.status < 500:
            yield breach(
                name, answer, observed=f"a judgment without {name} is answered with {answer.told()}", expected="422"
            )
        elif name not in said:
            yield breach(name, answer, observed=f"the answer does not say that {name} is missing")
        else:
            yield holds(name, answer)


@check_of_system("SCL-PRV-011", "SCL-PRV-01", "{observed}")
def nobody_reads_nothing(system: System) -> Results:
    """Whoever shows no token gets nothing of learners.

    Why: What children have done would be open to everybody.

    Example: 200 for a list of judgments that is asked for without a token.

    Repair: Answer 401, unless it is known who asks.
    """
    for path in COLLECTIONS:
        answer = system.recorder.send("GET", path, anonymous=True)
        if answer.status in NAMELESS:
            yield holds(path, answer)
        else:
            yield breach(path, answer, observed=f"answered with {answer.told()}", expected="401")
