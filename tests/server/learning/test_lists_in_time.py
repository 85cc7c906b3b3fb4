"""Lists answer what was effective up to one time, and what was known at another. SCL-GRO-02."""

from urllib.parse import parse_qsl

from case_server import BASE
import pytest

from learning_api import DEVELOPING, LEARNER, MARCH, MAY, SECURE, TARGET, UNKNOWN, Learning, on_both

JULY = "2024-07-31T00:00:00Z"


@on_both
def test_the_two_times_are_never_merged(learning: Learning) -> None:
    """A performance of May that is entered now: as of July it counts, but in July nobody knew of it."""
    march = learning.evidence(MARCH)
    early = learning.judgment(march, DEVELOPING)
    between = early["recordedAt"]
    may = learning.evidence(MAY)
    late = learning.judgment(may, SECURE)

    def listed(**query: str) -> list[str]:
        return [one["id"] for one in learning.get("judgments", "JudgmentSet", **query)["judgments"]]

    assert listed(asOf=JULY, knownAt=JULY) == []
    assert listed(asOf=JULY, knownAt=between) == [early["id"]]
    assert listed(asOf=JULY) == [early["id"], late["id"]]
    assert listed(asOf="2024-04-01T00:00:00Z") == [early["id"]]
    assert listed(knownAt=between) == [early["id"]]


@on_both
def test_superseded_records_are_history(learning: Learning) -> None:
    work = learning.evidence()
    mistaken = learning.judgment(work, SECURE)
    corrected = learning.judgment(work, DEVELOPING, supersedes=mistaken["id"], reason="Misread.")
    assert learning.get("judgments", "JudgmentSet") == {"judgments": [corrected]}
    assert learning.get("judgments", "JudgmentSet", history="true") == {"judgments": [mistaken, corrected]}
    then = mistaken["recordedAt"]
    assert learning.get("judgments", "JudgmentSet", knownAt=then) == {"judgments": [mistaken]}
    # A correction was right from the beginning, whatever time is asked for.
    assert learning.get("judgments", "JudgmentSet", asOf=MAY) == {"judgments": [corrected]}


def test_the_same_question_has_the_same_answer_later(learning: Learning) -> None:
    work = learning.evidence()
    learning.judgment(work, SECURE)
    asked = {"knownAt": learning.progress()["knownAt"], "learner": LEARNER, "history": "true"}
    before = learning.ask("GET", "judgments", **asked)
    learning.judgment(learning.evidence(MAY), SECURE)
    learning.evidence(previousVersion=work["id"], status="withdrawn")
    after = learning.ask("GET", "judgments", **asked)
    assert (after.data, after.headers["X-Total-Count"]) == (before.data, before.headers["X-Total-Count"])
    standing = {**asked, "history": "false"}
    assert learning.ask("GET", "judgments", **standing).data == before.data


def test_work_that_is_handed_in_again_counts_again(learning: Learning) -> None:
    work = learning.evidence()
    judged = learning.judgment(work, SECURE)
    gone = learning.evidence(previousVersion=work["id"], status="withdrawn")
    assert learning.get("judgments", "JudgmentSet") == {"judgments": []}
    learning.evidence(previousVersion=gone["id"])
    assert learning.get("judgments", "JudgmentSet") == {"judgments": [judged]}
    assert learning.get("judgments", "JudgmentSet", knownAt=gone["recordedAt"]) == {"judgments": []}


def test_one_record_is_known_from_its_recording_on(learning: Learning) -> None:
    first = learning.goal()
    second = learning.goal()
    assert learning.get(f"goals/{second['id']}", "Goal", knownAt=second["recordedAt"]) == second
    answer = learning.ask("GET", f"goals/{second['id']}", knownAt=first["recordedAt"])
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_arguments_lead_from_page_to_page(learning: Learning) -> None:
    work = learning.evidence()
    for level in (DEVELOPING, SECURE):
        learning.judgment(work, level, scorer=f"urn:uuid:{level[-12:]}")
    asked = {"target": TARGET, "refersTo": work["id"], "knownAt": "2999-01-01T00:00:00Z", "history": "true"}
    answer = learning.ask("GET", "judgments", limit=1, learner=LEARNER, status="scored", **asked)
    following = next(link for link in answer.headers["Link"].split(", ") if link.endswith('rel="next"'))
    address, _, arguments = following.removeprefix("<").partition(">")[0].partition("?")
    assert address == f"{BASE}/scl/v1/judgments"
    query = dict(parse_qsl(arguments))
    assert query == {
        **asked,
        "knownAt": "2999-01-01T00:00:00.000000Z",
        "learner": LEARNER,
        "status": "scored",
        "limit": "1",
        "offset": "1",
    }
    (next_one,) = learning.get("judgments", "JudgmentSet", **query)["judgments"]
    assert next_one["rubricLevel"] == SECURE
    assert learning.get("judgments", "JudgmentSet", target=TARGET[:-1] + "0") == {"judgments": []}
    assert learning.get("judgments", "JudgmentSet", refersTo=UNKNOWN) == {"judgments": []}


@pytest.mark.parametrize(
    "query",
    [
        {"asOf": "2024-01-01"},
        {"knownAt": "now"},
        {"history": "yes"},
        {"refersTo": "urn:uuid:x"},
        {"status": "no status"},
        {"status": "a\nb"},
    ],
    ids=str,
)
def test_bad_arguments_are_named(learning: Learning, query: dict[str, str]) -> None:
    answer = learning.ask("GET", "judgments", **query)
    assert (answer.status_code, answer.get_json()["field"]) == (400, next(iter(query)))
