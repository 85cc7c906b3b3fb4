"""Dates of credentials: what is one, and which of two comes first."""

from credentials.verifying import found
import pytest

from credential_twins.samples import badge
from credential_twins.signing import Json, embedded
from credential_twins.types import badge_of_the_old_model


def told(document: Json) -> list[tuple[str, str]]:
    return [
        (each.rule.id, each.location.pointer)
        for each in found(embedded(document))
        if each.rule.id.startswith("OB-DATE")
    ]


@pytest.mark.parametrize(
    "date", ["2026-06-01T12:00:00.123456789Z", "2026-06-01t12:00:00z", "2026-06-01T12:00:00-00:00"]
)
def test_dates_that_are_fine(date: str) -> None:
    assert not told({**badge(), "validFrom": date})


@pytest.mark.parametrize("date", ["2026-06-01", "2026-06-01T12:00Z", "2026-02-30T12:00:00Z", "", "soon"])
def test_dates_that_are_not(date: str) -> None:
    assert told({**badge(), "awardedDate": date}) == [("OB-DATE-001", "/awardedDate")]


def test_a_birthday_is_no_date_time_and_is_not_shown() -> None:
    document = badge()
    document["issuer"]["dateOfBirth"] = "1990-05-17"
    assert not told(document)
    document["issuer"]["dateOfBirth"] = "17.05.1990"
    (finding,) = (each for each in found(embedded(document)) if each.rule.id == "OB-DATE-001")
    assert finding.observed == "(hidden)"


def test_one_moment_is_not_before_itself() -> None:
    document = badge()
    document |= {"awardedDate": "2026-06-01T14:00:00.000+02:00"}
    assert not told(document)


def test_the_old_model_names_its_dates_otherwise() -> None:
    document = badge()
    badge_of_the_old_model(document)
    document["expirationDate"] = "2020-06-01T12:00:00Z"
    assert told(document) == [("OB-DATE-002", "/expirationDate")]


def test_a_malformed_date_is_not_compared() -> None:
    assert told({**badge(), "validUntil": "2020-06-01"}) == [("OB-DATE-001", "/validUntil")]
