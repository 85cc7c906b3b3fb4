"""Whatever stands in a credential: the rules about its content never raise."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from credential_twins.alignments import align
from credential_twins.evidence import with_evidence
from credential_twins.identities import identify, identify_hashed
from credential_twins.results import graded_badge
from credential_twins.samples import endorsed_badge, record, rubric_badge
from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import RuleFault, judge
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.core.shelf import Shelved
from fairmark.validators.credentials.document import Credential
from fairmark.validators.judge import load_rules
from fairmark.validators.proofs.recipients import Recipient

load_rules()
FAMILIES = ("OB-ACH", "OB-ENUM", "OB-RESULT", "OB-ALIGN", "OB-EVID", "OB-IDENT", "CLR-ACH", "CLR-ASSOC")
RULES = [rule for id, rule in sorted(REGISTRY.items()) if id.startswith(FAMILIES)] + [
    REGISTRY[id] for id in ("CLR-VC-001", "CLR-VC-003", "CLR-VC-004", "CLR-VC-006")
]


class RubricShelf:
    """A shelf on which everything is a rubric."""

    def find(self, identifier: str) -> Shelved:
        return Shelved(identifier, "CFRubric", "", "", "", "")


CIRCUMSTANCES = Circumstances(
    shelf=RubricShelf(), recipients=(Recipient("emailAddress", "a@b.c"), Recipient("id", "x"))
)


def full_record() -> Json:
    """A record in which every rule here finds something to look at."""
    badges = [rubric_badge(), graded_badge(), endorsed_badge()]
    for number, (badge, identified) in enumerate(zip(badges, (identify, identify_hashed, identify), strict=True), 1):
        align(badge)
        with_evidence(badge)
        identified(badge)
        badge["id"] = f"https://valley.example/credentials/{number}"
    document = record()
    identify(document)
    document["credentialSubject"]["verifiableCredential"] = badges
    document["credentialSubject"]["achievement"].append(deepcopy(badges[0]["credentialSubject"]["achievement"]))
    return document


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["Status", "ext:", "1e9", "md5$"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "en", "x"]), inner),
    max_leaves=5,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for step, each in inner for path in paths(each, (*here, step)))]


PATHS = [path for path in paths(full_record()) if path]


def faults(document: Json) -> list[str]:
    subject = Credential(document, "clr", "2.0", circumstances=CIRCUMSTANCES)
    return [str(each) for each in judge(subject, RULES) if isinstance(each, RuleFault)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), JSON), min_size=1, max_size=4))
def test_rules_survive_whatever_stands_in_a_record(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = full_record()
    for path, value in changes:
        holder: Any = document
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):  # an earlier change has taken the place away
            continue
    assert not faults(document)


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [{}], {"id": {}}, {"id": []}, {"type": {}}])
def test_no_single_value_is_taken_for_granted(value: Any) -> None:
    for path in PATHS:
        document = full_record()
        holder: Any = document
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value
        assert not faults(document), path
