"""A learner on the sample continuum of mathematics: competencies with six levels each, over the grades from
kindergarten to 12, and prerequisites between levels."""

from typing import Any

from case_server import sample

from fairmark.server.storage.store import Store
from learning_api import Json, Learning, determination, evidence, judgment, put, rule

SAMPLE = sample("mathematics-continuum")
ITEMS = {item["humanCodingScheme"]: item for item in SAMPLE["CFItems"]}
DOCUMENT = SAMPLE["CFDocument"]["uri"]


def uri(code: str) -> str:
    """The URI of an item, such as NU.1.L2."""
    return str(ITEMS[code]["uri"])


def level(code: str, score: int) -> str:
    """The level with that score of the criterion about the item, or about its competency."""
    about = {ITEMS[code]["identifier"], ITEMS[code.rpartition(".L")[0] or code]["identifier"]}
    for rubric in SAMPLE["CFRubrics"]:
        for criterion in rubric["CFRubricCriteria"]:
            if criterion["CFItemURI"]["identifier"] in about:
                return next(str(one["uri"]) for one in criterion["CFRubricCriterionLevels"] if one["score"] == score)
    raise KeyError(code)


class Mathematics:
    """What is recorded of one learner."""

    def __init__(self, learning: Learning, store: Store) -> None:
        put(store, SAMPLE)
        self.learning = learning
        self.rule = learning.rule(appliesTo=[DOCUMENT])

    def judged(self, code: str, score: int, at: str, **members: Any) -> Json:
        work = self.learning.post("evidence", evidence(at, uri(code)))
        return self.learning.post("judgments", judgment(work, level(code, score), target=uri(code), **members))

    def determined(self, code: str, **members: Any) -> Json:
        return self.learning.post("determinations", determination(self.rule, target=uri(code), **members))

    def attained(self, code: str, at: str, **members: Any) -> Json:
        """Work that is Secure, and a determination that says so."""
        self.judged(code, 3, at, **members)
        found = self.determined(code)
        assert found["status"] == "proficient"
        return found

    def placed(self, code: str, at: str) -> Json:
        body = determination(self.rule, target=uri(code), purpose="baseline", effectiveAt=at)
        del body["rule"]
        return self.learning.post("determinations", {**body, "placement": {"by": "urn:t:1", "method": "Test"}})

    def progress(self, **query: str) -> Json:
        """Progress in mathematics."""
        (found,) = self.learning.progress(continuum=DOCUMENT, **query)["continuums"]
        assert found["continuum"] == DOCUMENT
        return dict(found)

    def competency(self, code: str, **query: str) -> Json:
        entries = {one["competency"]: one for one in self.progress(**query)["competencies"]}
        return dict(entries[uri(code)])


def any_rule(**members: Any) -> Json:
    return rule(appliesTo=[DOCUMENT], **members)
