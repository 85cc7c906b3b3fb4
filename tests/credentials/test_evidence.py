"""OB-EVID: what makes evidence one can look at."""

from typing import Any

from one_credential_rule import edited, findings, places
import pytest

from credential_twins.samples import record
from credential_twins.signing import Json


def showing(**members: Any) -> Json:
    return edited(lambda document: document.update(evidence=[{"type": ["Evidence"], **members}]))


@pytest.mark.parametrize("members", [{"id": "urn:uuid:1"}, {"narrative": {"en": "A talk."}}, {"narrative": "A talk."}])
def test_an_id_or_a_narrative_will_do(members: Any) -> None:
    assert not findings("OB-EVID-002", showing(**members))


@pytest.mark.parametrize("members", [{}, {"id": "", "narrative": None}, {"description": "A talk."}])
def test_neither_is_too_little(members: Any) -> None:
    assert places("OB-EVID-002", showing(**members)) == ["/evidence/0"]


@pytest.mark.parametrize("id", ["data:,x", "DATA:text/plain,x"])
def test_a_data_uri_in_any_case(id: str) -> None:
    (one,) = findings("OB-EVID-003", showing(id=id))
    assert id not in repr(one)


def test_an_address_of_data_is_no_data_uri() -> None:
    assert not findings("OB-EVID-003", showing(id="https://valley.example/data:1"))


@pytest.mark.parametrize("types", ["Evidence", ["Evidence", "Own"]])
def test_one_type_or_several(types: Any) -> None:
    assert not findings("OB-EVID-001", showing(type=types))


def test_a_record_has_evidence_too() -> None:
    document = edited(lambda it: it.update(evidence={"type": "Essay", "id": "urn:uuid:1"}), record)
    assert places("OB-EVID-001", document) == ["/evidence/type"]
