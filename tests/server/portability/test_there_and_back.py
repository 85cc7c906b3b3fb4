"""What is exported and imported is the same there: every record, its history, and what follows from it."""

from pathlib import Path

from portability_packages import breaches, content, judged, manifest_in, package, put_in, records_in, rows

from fairmark.server.portability.outcome import Status
from fairmark.server.portability.scope import Scope
from fairmark.server.serving.tokens import issue
from fairmark.server.storage.store import Store
from fairmark.server.storage.tokens import Tokens
from learning_api import APRIL, DEVELOPING, LEARNER, MARCH, MAY, SECURE, UNKNOWN, Json, Learning, on_both

SOMEBODY = "urn:uuid:5e0b9f1a-3f0e-4b52-9a55-0d5f0c1b2a03"
ZIP = "application/zip"


def story(learning: Learning) -> list[Json]:
    """A year of a learner, with whatever takes the place of something else; determinations as they were made."""
    rule = learning.rule()
    march, april = learning.evidence(MARCH), learning.evidence(APRIL)
    first = learning.judgment(march, DEVELOPING)
    then = learning.determination(rule)
    learning.judgment(march, SECURE, supersedes=first["id"], reason="Heard again.")
    second = learning.determination(rule, supersedes=then["id"])
    later = learning.evidence(MAY, previousVersion=april["id"])
    learning.judgment(later, SECURE)
    goal = learning.goal()
    learning.goal(previousVersion=goal["id"], statement="I read two pages aloud.")
    calendar = learning.calendar()
    pathway = learning.pathway(calendar)
    learning.pathway(calendar, previousVersion=pathway["id"], title="Reading aloud by autumn")
    learning.portfolio(march)
    learning.evidence(MARCH, previousVersion=march["id"], status="withdrawn", withdrawnReason="Not mine")
    work = learning.evidence(APRIL, learners=[SOMEBODY], submittedBy=SOMEBODY)
    learning.judgment(work, SECURE, learner=SOMEBODY)
    learning.calendar(title="Of nobody")
    return [then, second]


@on_both
def test_an_organisation_is_the_same_on_the_other_side(
    learning: Learning, store: Store, empty: Store, other: Learning, tmp_path: Path
) -> None:
    determined = story(learning)
    exported = learning.ask("GET", "exports")
    assert (exported.status_code, exported.content_type) == (200, ZIP)
    assert breaches(judged(exported.data, tmp_path)) == []
    assert manifest_in(exported.data)["kind"] == "organisation"

    imported = other.send("imports", exported.data, ZIP)
    assert imported.status_code == 201, imported.data
    assert imported.get_json()["known"] == 0
    assert content(other.ask("GET", "exports").data) == content(exported.data)
    assert rows(empty) == rows(store)
    for known in (*(one["recordedAt"] for one in determined), None):
        for at in (APRIL, MAY, None):
            when = {name: value for name, value in {"knownAt": known, "asOf": at}.items() if value}
            assert other.progress(**when) == learning.progress(**when)

    # A second time it changes nothing; when it came is known.
    again = other.send("imports", exported.data, ZIP)
    assert (again.status_code, again.get_json()["outcome"]) == (200, "unchanged")
    (past,) = other.ask("GET", "imports").get_json()["imports"]
    assert (past["id"], past["added"]) == (imported.get_json()["id"], imported.get_json()["added"])
    assert past["importedAt"] > max(one["recordedAt"] for one in determined)


@on_both
def test_a_learner_takes_everything_along_and_nothing_of_others(
    learning: Learning, store: Store, empty: Store, tmp_path: Path
) -> None:
    story(learning)
    exported = learning.ask("POST", "exports", {"learner": LEARNER})
    assert (exported.status_code, exported.content_type) == (200, ZIP)
    assert breaches(judged(exported.data, tmp_path)) == []
    assert SOMEBODY.encode() not in b"".join(content(exported.data)[0].values())
    assert [one["title"] for one in records_in(exported.data, "Calendar")] == ["School year 2023/24"]
    for cls, path in {"EvidenceRecord": "evidence", "Judgment": "judgments", "Determination": "determinations"}.items():
        listed = learning.ask("GET", path, learner=LEARNER, history="true").get_json()
        assert records_in(exported.data, cls) == next(iter(listed.values()))

    assert put_in(empty, exported.data).status is Status.STORED
    assert content(package(empty, Scope(LEARNER))) == content(exported.data)
    assert put_in(empty, learning.ask("GET", "exports", learner=SOMEBODY).data).status is Status.STORED


def test_nothing_is_exported_of_whom_nothing_is_known(learning: Learning) -> None:
    assert learning.ask("GET", "exports", learner=UNKNOWN).status_code == 404
    assert learning.ask("GET", "exports", learner="nobody").status_code == 400
    assert learning.ask("POST", "exports", {"learner": "nobody"}).status_code == 422


def test_what_does_not_fit_is_told_and_nothing_is_stored(learning: Learning, empty: Store, other: Learning) -> None:
    """Here and there, something else has taken the place of one record since."""
    work = learning.evidence(MARCH)
    first = learning.judgment(work, DEVELOPING)
    assert put_in(empty, learning.ask("GET", "exports").data).status is Status.STORED
    learning.judgment(work, SECURE, supersedes=first["id"], reason="Heard again.")
    other.judgment(work, SECURE, supersedes=first["id"], reason="Heard here.")
    before = rows(empty)
    refused = other.send("imports", learning.ask("GET", "exports").data, ZIP)
    assert (refused.status_code, refused.content_type) == (409, "application/problem+json")
    (conflict,) = refused.get_json()["import"]["conflicts"]
    assert conflict["path"] == "scl/Judgment.ndjson"
    assert "has taken the place" in conflict["detail"]
    assert rows(empty) == before


def test_what_is_broken_is_refused_by_the_rules(learning: Learning, empty: Store, other: Learning) -> None:
    story(learning)
    whole = learning.ask("GET", "exports").data
    for broken, status in ((whole[: len(whole) // 2], 422), (b"no zip", 422), (b"", 422)):
        answer = other.send("imports", broken, ZIP)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert other.send("imports", whole, "application/json").status_code == 415
    assert rows(empty)["facts"] == []


def test_only_systems_put_packages_in(learning: Learning, store: Store) -> None:
    tokens = Tokens(store.engine)
    learning.evidence(MARCH)
    whole = learning.ask("GET", "exports").data
    learning.token = issue(tokens, "learner", frozenset({"scl.write", "scl.read"}), acts_as=LEARNER)
    assert learning.send("imports", whole, ZIP).status_code == 403
    assert learning.ask("GET", "exports").status_code == 403
    assert learning.ask("GET", "exports", learner=SOMEBODY).status_code == 403
    assert learning.ask("GET", "exports", learner=LEARNER).status_code == 200
