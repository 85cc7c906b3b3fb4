"""Twins of OB-SCHEMA and CLR-SCHEMA."""

from credential_twins.recipe import Twins
from credential_twins.samples import EXTENSIONS, endorsed_badge, record
from credential_twins.signing import Json

SCHEMA = "https://valley.example/schemas/course-badge.json"
PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def without_description(document: Json) -> None:
    del document["credentialSubject"]["achievement"]["description"]


def without_name_of_the_endorsement(document: Json) -> None:
    del document["credentialSubject"]["achievement"]["endorsement"][0]["name"]


def without_description_inside(document: Json) -> None:
    without_description(document["credentialSubject"]["verifiableCredential"][0])


def without_name(document: Json) -> None:
    del document["name"]


def with_field_of_study(document: Json) -> None:
    document["@context"].append({"en": {"@id": "https://valley.example/terms#en", "@language": "en"}})
    document["credentialSubject"]["achievement"]["fieldOfStudy"] = "World languages"


def in_a_language_map(document: Json) -> None:
    document["credentialSubject"]["achievement"]["fieldOfStudy"] = {"en": "World languages"}


def with_a_schema(document: Json) -> None:
    document["@context"].append(EXTENSIONS)
    document["credentialSchema"] = [
        {"id": url, "type": "1EdTechJsonSchemaValidator2019"} for url in (PUBLISHED, SCHEMA)
    ]
    document["credentialSubject"]["achievement"]["humanCode"] = "WL-12"


def without_code(document: Json) -> None:
    del document["credentialSubject"]["achievement"]["humanCode"]


COURSE_BADGE = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "$id": SCHEMA,
    "allOf": [{"$ref": PUBLISHED}],
    "properties": {"credentialSubject": {"properties": {"achievement": {"required": ["humanCode"]}}}},
}

TWINS = [
    Twins(rule="OB-SCHEMA-001", bad=without_description),
    Twins(rule="OB-SCHEMA-001", name="endorsement", sample=endorsed_badge, bad=without_name_of_the_endorsement),
    Twins(rule="OB-SCHEMA-001", name="record", sample=record, bad=without_description_inside),
    Twins(rule="CLR-SCHEMA-001", sample=record, bad=without_name),
    Twins(rule="OB-SCHEMA-002", good=with_field_of_study, bad=in_a_language_map),
    Twins(
        rule="OB-SCHEMA-003",
        good=with_a_schema,
        bad=without_code,
        options={"resources": "{folder}/resources.json"},
        others={"resources.json": {SCHEMA: "course-badge.json"}, "course-badge.json": COURSE_BADGE},
    ),
]
