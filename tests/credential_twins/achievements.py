"""Twins of OB-ACH and CLR-ACH."""

from copy import deepcopy

from credential_twins.own_types import add_own_type, keep_own_type
from credential_twins.recipe import Twins
from credential_twins.samples import achievement, record
from credential_twins.signing import Json


def achieved(document: Json) -> Json:
    """The achievement of a badge."""
    inner: Json = document["credentialSubject"]["achievement"]
    return inner


def with_own_type(document: Json) -> None:
    add_own_type(document, achieved(document), "Achievement", "criteria")


def of_own_type_alone(document: Json) -> None:
    keep_own_type(achieved(document))


def with_empty_criteria(document: Json) -> None:
    achieved(document)["criteria"] = {"type": "Criteria"}


def without_criteria(document: Json) -> None:
    del achieved(document)["criteria"]


def with_all_credits(document: Json) -> None:
    achieved(document)["creditsAvailable"] = 3
    document["credentialSubject"]["creditsEarned"] = 3


def with_more_credits(document: Json) -> None:
    document["credentialSubject"]["creditsEarned"] = 4


def with_negative_credits(document: Json) -> None:
    document["credentialSubject"]["creditsEarned"] = -1


def in_a_language(document: Json) -> None:
    achieved(document)["inLanguage"] = "en-US"


def in_an_unknown_language(document: Json) -> None:
    achieved(document)["inLanguage"] = "en_US"


def related_to_another(document: Json) -> None:
    other = {"id": "https://valley.example/achievements/2", "type": ["Related"], "inLanguage": "es"}
    achieved(document)["related"] = [other]


def related_to_itself(document: Json) -> None:
    achieved(document)["related"][0]["id"] = achieved(document)["id"]


def with_a_second_listed(document: Json) -> None:
    document["credentialSubject"]["achievement"].append({**achievement(4), "name": "Cultural Exchange"})


def with_one_listed_twice(document: Json) -> None:
    first, second = document["credentialSubject"]["achievement"]
    second["id"] = first["id"]


def with_an_asserted_one_listed(document: Json) -> None:
    asserted = deepcopy(achieved(document["credentialSubject"]["verifiableCredential"][0]))
    document["credentialSubject"]["achievement"].append(asserted)


def listed_by_another_name(document: Json) -> None:
    document["credentialSubject"]["achievement"][1]["name"] = "Seal of Triliteracy"


TWINS = [
    Twins(rule="OB-ACH-001", good=with_own_type, bad=of_own_type_alone),
    Twins(rule="OB-ACH-002", bad=with_empty_criteria),
    Twins(rule="OB-ACH-002", name="missing", bad=without_criteria),
    Twins(rule="OB-ACH-003", good=with_all_credits, bad=with_more_credits),
    Twins(rule="OB-ACH-003", name="negative", good=with_all_credits, bad=with_negative_credits),
    Twins(rule="OB-ACH-004", good=in_a_language, bad=in_an_unknown_language),
    Twins(rule="OB-ACH-005", good=related_to_another, bad=related_to_itself),
    Twins(rule="CLR-ACH-001", sample=record, good=with_a_second_listed, bad=with_one_listed_twice),
    Twins(rule="CLR-ACH-002", sample=record, good=with_an_asserted_one_listed, bad=listed_by_another_name),
]
