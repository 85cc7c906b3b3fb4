"""What is attained in one framework counts in another, and in its next version. SCL-CON-06, -07, -11; SCL-GRO-03."""

from typing import Any

import pytest
from stored_frameworks import association, child_of, item, link, put, rubric_about, thing

from fairmark.server.storage.store import Store
from learning_api import Json, Learning, determination, evidence, judgment, rule


def continuum(name: str, levels: int = 3) -> tuple[Json, Json, list[Json]]:
    """A framework of one competency with numbered levels: the package, the competency, the levels."""
    document = thing("CFDocuments", name, title=name, creator="Test", language="en")
    competency = item(f"{name} competency")
    run = [item(f"{name} level {number}") for number in range(1, levels + 1)]
    package = {
        "CFDocument": document,
        "CFItems": [competency, *run],
        "CFAssociations": [
            child_of(competency, document, 0),
            *(child_of(level, competency, number) for number, level in enumerate(run)),
            *(
                association("hasSkillLevel", competency, level, sequenceNumber=number)
                for number, level in enumerate(run, 1)
            ),
        ],
        "CFRubrics": [rubric_about(competency)],
    }
    return package, competency, run


def attain(learning: Learning, package: Json, level: Json) -> Json:
    """Work at the level that is good, and a determination that says so."""
    target = {"target": level["uri"]}
    work = learning.post("evidence", evidence(target=level["uri"]))
    criterion = package["CFRubrics"][0]["CFRubricCriteria"][0]
    best = max(criterion["CFRubricCriterionLevels"], key=lambda one: one["score"])
    learning.post("judgments", judgment(work, best["uri"], **target))
    by = learning.post("determination-rules", rule(parameters={"cut": 2}, appliesTo=[package["CFDocument"]["uri"]]))
    return learning.post("determinations", determination(by, **target))


def seen(learning: Learning, package: Json, **query: str) -> Any:
    """The entry of the one competency of the framework, None where there is none."""
    found = learning.progress(continuum=package["CFDocument"]["uri"], **query)["continuums"]
    return found[0]["competencies"][0] if found else None


def test_an_exact_match_counts_and_a_relation_does_not(learning: Learning, store: Store) -> None:
    local, _, own = continuum("local")
    state, _, there = continuum("state")
    local["CFAssociations"] += [
        association("exactMatchOf", own[0], there[0]),
        association("isRelatedTo", own[1], there[1]),
    ]
    put(store, local)
    put(store, state)
    determined = attain(learning, local, own[0])
    attain(learning, local, own[1])
    entry = seen(learning, state)
    assert (entry["position"], entry["reach"]) == (1, 1)
    assert (entry["determination"], entry["lastEvidenceAt"]) == (determined["id"], "2024-03-04T15:00:00.000000Z")
    assert seen(learning, local)["position"] == 2
    ready = learning.progress(continuum=state["CFDocument"]["uri"])["continuums"][0]["ready"]
    assert {one["level"] for one in ready} == {there[1]["uri"], there[2]["uri"]}


@pytest.mark.parametrize(("type", "back"), [("replacedBy", False), ("isTranslationOf", True), ("exactMatchOf", True)])
def test_what_counts_in_which_direction(learning: Learning, store: Store, type: str, back: bool) -> None:
    """A record of the new version says nothing about the old one."""
    first, _, own = continuum("first")
    second, _, there = continuum("second")
    first["CFAssociations"].append(association(type, own[0], there[0]))
    put(store, first)
    put(store, second)
    attain(learning, first, own[0])
    assert seen(learning, second)["position"] == 1
    attain(learning, second, there[1])
    assert seen(learning, second)["position"] == 2
    assert seen(learning, first)["position"] == 1
    other, _, others = continuum("other")
    other["CFAssociations"].append(association(type, others[0], there[1]))
    put(store, other)
    entry = seen(learning, other)
    assert (entry["position"] if entry else None) == (1 if back else None)


def test_a_prerequisite_may_lie_in_another_framework(learning: Learning, store: Store) -> None:
    first, competency, own = continuum("first", levels=1)
    second, _, there = continuum("second")
    second["CFAssociations"].append(association("precedes", competency, there[0]))
    put(store, first)
    put(store, second)
    attain(learning, second, there[2])

    def ready() -> set[str]:
        found = learning.progress(continuum=second["CFDocument"]["uri"])["continuums"][0]["ready"]
        return {one["level"] for one in found}

    assert ready() == {there[1]["uri"]}
    attain(learning, first, own[0])
    assert ready() == {there[0]["uri"], there[1]["uri"]}


def test_a_framework_that_is_imported_later_changes_nothing_before(learning: Learning, store: Store) -> None:
    first, _, own = continuum("first")
    put(store, first)
    attain(learning, first, own[0])
    before = learning.progress()
    second, _, there = continuum("second")
    first["CFAssociations"].append(association("replacedBy", own[0], there[0]))
    put(store, second)
    put(store, first)
    assert learning.progress() == before
    assert seen(learning, second, knownAt=before["knownAt"]) is None


def test_what_is_deleted_is_still_told_of(learning: Learning, store: Store) -> None:
    first, _, own = continuum("first")
    put(store, first)
    determined = attain(learning, first, own[0])
    store.remove(first["CFDocument"]["identifier"])
    entry = seen(learning, first)
    assert (entry["competency"], entry["determination"]) == (own[0]["uri"], determined["id"])
    assert entry["reasons"]["position"] == "noLevels"


@pytest.mark.parametrize("continuum", ["urn:other", "", "\0", "https://x.example/a b", "x" * 500])
def test_a_continuum_that_there_is_not_has_no_progress(learning: Learning, continuum: str) -> None:
    learning.evidence()
    assert learning.progress(continuum=continuum)["continuums"] == []
    assert link(item("x"))["identifier"]
