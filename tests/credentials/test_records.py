"""CLR-VC: the credentials in a record, and whom they are about."""

from typing import Any

from one_credential_rule import edited, findings, places
import pytest

from credential_twins.identities import EMAIL, OTHER, SALT, sha256
from credential_twins.samples import endorsement, record
from credential_twins.signing import Json

SECOND = "/credentialSubject/verifiableCredential/1"


def second(document: Json) -> Json:
    inner: Json = document["credentialSubject"]["verifiableCredential"][1]
    return inner


def plain(value: str, kind: str = "emailAddress") -> list[Json]:
    return [{"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}]


def hashed(value: str) -> list[Json]:
    return [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": sha256(value),
            "identityType": "emailAddress",
            "salt": SALT,
        }
    ]


def about(record_says: Json, badge_says: Json) -> Json:
    """A record of one badge, both subjects with these members instead of their id."""
    document = record()
    del document["credentialSubject"]["verifiableCredential"][0]
    for subject, said in (
        (document["credentialSubject"], record_says),
        (document["credentialSubject"]["verifiableCredential"][0]["credentialSubject"], badge_says),
    ):
        del subject["id"]
        subject |= said
    return document


# -- at least one ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, []])
def test_a_record_of_nothing(value: Any) -> None:
    document = edited(lambda it: it["credentialSubject"].update(verifiableCredential=value), record)
    assert places("CLR-VC-001", document) == ["/credentialSubject/verifiableCredential"]


def test_one_credential_without_a_list_is_one() -> None:
    document = edited(lambda it: it["credentialSubject"].update(verifiableCredential=second(it)), record)
    assert not findings("CLR-VC-001", document)


# -- each once -------------------------------------------------------------------------------------------------------


def test_ids_are_compared_as_services_compare_them() -> None:
    document = record()
    second(document)["id"] = " https://valley.example/credentials/%31"
    assert places("CLR-VC-003", document) == [f"{SECOND}/id"]


def test_the_same_id_from_another_issuer_is_another_credential() -> None:
    document = record()
    second(document)["id"] = "https://valley.example/credentials/1"
    second(document)["issuer"] = "https://state.example/"
    assert not findings("CLR-VC-003", document)


def test_an_issuer_may_be_written_shortly() -> None:
    document = record()
    second(document)["id"] = "https://valley.example/credentials/1"
    second(document)["issuer"] = second(document)["issuer"]["id"]
    assert findings("CLR-VC-003", document)


def test_credentials_without_ids_are_not_compared() -> None:
    document = record()
    for each in document["credentialSubject"]["verifiableCredential"]:
        del each["id"]
    assert not findings("CLR-VC-003", document)


# -- whom they are about ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record_says", "badge_says"),
    [
        ({"id": "did:example:1"}, {"id": "did:example:1"}),
        ({"id": "did:example:1", "identifier": plain(EMAIL)}, {"id": "did:example:2", "identifier": hashed(EMAIL)}),
        ({"id": "did:example:1"}, {"identifier": plain(EMAIL)}),
        ({"identifier": plain(EMAIL)}, {"identifier": plain("417", "systemId")}),
        ({"identifier": hashed(EMAIL)}, {"identifier": hashed(OTHER)}),
        ({"identifier": hashed(EMAIL)}, {"identifier": plain(EMAIL)}),
        ({"identifier": [*plain(OTHER), *plain(EMAIL)]}, {"identifier": plain(EMAIL)[0]}),
        ({"id": "did:example:1", "identifier": plain(EMAIL)}, {"id": "did:example:1", "identifier": plain(OTHER)}),
        ({}, {}),
    ],
)
def test_the_same_learner_or_nothing_to_compare(record_says: Json, badge_says: Json) -> None:
    assert not findings("CLR-VC-004", about(record_says, badge_says))


@pytest.mark.parametrize(
    ("record_says", "badge_says", "member"),
    [
        ({"id": "did:example:1"}, {"id": "did:example:2"}, "id"),
        ({"identifier": plain(EMAIL)}, {"identifier": plain(OTHER)}, "identifier"),
        ({"identifier": plain(EMAIL)}, {"identifier": hashed(OTHER)}, "identifier"),
        ({"identifier": hashed(EMAIL)}, {"identifier": plain(OTHER)}, "identifier"),
    ],
)
def test_somebody_else(record_says: Json, badge_says: Json, member: str) -> None:
    document = about(record_says, badge_says)
    assert places("CLR-VC-004", document) == [f"/credentialSubject/verifiableCredential/0/credentialSubject/{member}"]
    assert OTHER not in repr(findings("CLR-VC-004", document))


def test_an_endorsement_in_a_record_is_about_something_else() -> None:
    document = record()
    document["credentialSubject"]["verifiableCredential"].append(endorsement())
    assert not findings("CLR-VC-004", document)
    assert not findings("CLR-VC-006", document)


def test_older_names_of_badges_are_known() -> None:
    document = edited(lambda it: second(it).update(type=["VerifiableCredential", "OpenBadgeCredential"]), record)
    assert not findings("CLR-VC-006", document)
