"""Facts stay: nothing is changed or deleted, corrections supersede, and what was known before can still be asked."""

from copy import deepcopy

from case_server import BASE, sample
from flask import Flask
import pytest
from stored_frameworks import association, thing

from fairmark.server.storage.store import Store
from fairmark.validators.credentials.flaws import Flaw
from learning_api import (
    ACCURACY,
    DEVELOPING,
    EMERGING,
    PHRASING,
    PUBLISHED,
    SECURE,
    TARGET,
    Learning,
    determination,
    evidence,
    judgment,
    on_both,
    put,
)


def test_a_correction_supersedes_and_what_was_known_before_stays(learning: Learning) -> None:
    work, latest = learning.evidence(), learning.rule()
    mistaken = learning.judgment(work, SECURE)
    wrongly = learning.determination(latest)
    given = learning.badge(wrongly)
    before = learning.progress()
    corrected = learning.judgment(work, DEVELOPING, supersedes=mistaken["id"], reason="Typed into the wrong line.")
    rightly = learning.determination(latest, supersedes=wrongly["id"], causedBy=corrected["id"])
    assert (wrongly["status"], rightly["status"]) == ("proficient", "notYet")
    assert rightly["judgments"] == [corrected["id"]]
    assert learning.get(f"judgments/{mistaken['id']}", "Judgment") == mistaken
    assert learning.progress()["continuums"][0]["competencies"][0]["status"] == "notYet"
    assert learning.progress(knownAt=before["knownAt"], asOf=before["asOf"]) == before
    assert learning.ask("GET", f"determinations/{wrongly['id']}/credential").status_code == 409
    assert learning.ask("GET", f"determinations/{rightly['id']}/credential").status_code == 409
    assert [defect.flaw for defect in learning.verified(given).defects] == [Flaw.REVOKED]

    again = judgment(work, EMERGING, supersedes=mistaken["id"], reason="Once more.")
    assert learning.refused("judgments", again, "/supersedes") == 409
    assert learning.refused("judgments", {**again, "target": f"{PUBLISHED}/CFItems/{ACCURACY}"}, "/supersedes") == 422
    del again["reason"]
    assert learning.refused("judgments", again, "/reason") == 422
    assert learning.refused("determinations", determination(latest, supersedes=wrongly["id"]), "/supersedes") == 409
    assert learning.refused("determinations", determination(latest, supersedes=work["id"]), "/supersedes") == 422


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_that_is_recorded_can_be_changed(learning: Learning, method: str) -> None:
    work = learning.evidence()
    assert learning.ask(method, f"evidence/{work['id']}", evidence()).status_code == 405
    assert learning.get(f"evidence/{work['id']}", "EvidenceRecord") == work


@on_both
def test_withdrawn_work_takes_its_judgments_with_it(learning: Learning) -> None:
    work, latest = learning.evidence(), learning.rule()
    learning.judgment(work, SECURE)
    attained = learning.determination(latest)
    revised = learning.evidence(previousVersion=work["id"])
    assert revised["version"] == 2
    assert learning.refused("evidence", evidence(previousVersion=work["id"]), "/previousVersion") == 409
    assert learning.determination(latest)["status"] == "proficient"
    learning.evidence(previousVersion=revised["id"], status="withdrawn")
    assert learning.determination(latest)["status"] == "insufficientEvidence"
    assert learning.progress()["continuums"][0]["competencies"][0]["lastEvidenceAt"] is None
    assert learning.ask("GET", f"determinations/{attained['id']}/credential").status_code == 409


def test_a_judgment_is_pinned_to_the_version_of_the_framework(learning: Learning, store: Store) -> None:
    work, latest = learning.evidence(), learning.rule()
    pinned = learning.judgment(work, SECURE, frameworkVersion=1)
    attained = learning.determination(latest)
    badge = learning.ask("GET", f"determinations/{attained['id']}/credential").get_json()

    before = learning.progress()
    revised = sample()
    level = thing("CFItems", "a level of phrasing", fullStatement="A level.", CFItemType="Continuum Level")
    revised["CFItems"].append(level)
    for item in list(revised["CFItems"]):
        if item["identifier"] == PHRASING:
            numbered = association("hasSkillLevel", item, level, sequenceNumber=1)
            revised["CFAssociations"] += [association("isChildOf", level, item, sequenceNumber=9), numbered]
    for item in revised["CFItems"]:
        if item["identifier"] == PHRASING:
            item["fullStatement"] = item["abbreviatedStatement"] = "Reads aloud."
    put(store, revised)
    assert learning.get(f"judgments/{pinned['id']}", "Judgment")["frameworkVersion"] == 1
    assert learning.progress() == before
    assert learning.ask("GET", f"determinations/{attained['id']}/credential").get_json() == badge
    assert learning.judgment(work, SECURE)["frameworkVersion"] == 2
    assert learning.progress()["continuums"][0]["competencies"][0]["position"] == 0
    assert learning.progress(knownAt=before["knownAt"]) == before
    assert learning.refused("judgments", judgment(work, SECURE, frameworkVersion=1), "/frameworkVersion") == 409


@pytest.mark.parametrize("version", ["v1p0", "v1p1"])
def test_an_item_may_be_named_by_its_address_here_and_is_recorded_as_published(
    learning: Learning, version: str
) -> None:
    here = f"{BASE}/ims/case/{version}/CFItems/{PHRASING}"
    work = learning.evidence(target=here)
    answer = learning.ask("POST", "judgments", judgment(work, SECURE, target=here))
    assert (answer.status_code, answer.get_json()["target"]) == (201, TARGET)
    (entry,) = learning.progress()["continuums"][0]["competencies"]
    assert (entry["competency"], entry["lastEvidenceAt"]) == (TARGET, "2024-03-04T15:00:00.000000Z")


@on_both
def test_two_corrections_at_once_leave_one(learning: Learning, app: Flask) -> None:
    from concurrent.futures import ThreadPoolExecutor

    work = learning.evidence()
    mistaken = learning.judgment(work, SECURE)
    body = judgment(work, DEVELOPING, supersedes=mistaken["id"], reason="It was wrong.")

    def correct(_: int) -> int:
        with app.test_client() as client:
            status: int = Learning(client, learning.token).ask("POST", "judgments", deepcopy(body)).status_code
            return status

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(correct, range(4))) == [201, 409, 409, 409]
