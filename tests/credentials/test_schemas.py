"""The credential schemas: sound, faithful to the classes of the standards, and the strict form within the accepted."""

from collections.abc import Callable, Iterator
import copy
import json
from typing import Any

import pytest

from conftest import ROOT, SHARED
from fairmark.schemas import load
from fairmark.schemas.credentials import ACCEPTED, STRICT, build, tables
from fairmark.validators.rules.shape import CLOSED, REQUIRED, Breach, accepts, by_gate, by_reference

FOLDER = ROOT / "schemas" / "credentials"
REAL = SHARED / "data" / "credentials"
FORMS = [*ACCEPTED.values(), *STRICT.values()]

CREDENTIAL = (
    "@context! type! issuer! validFrom! validUntil credentialSubject! proof credentialSchema credentialStatus "
    "refreshService termsOfUse"
)
CLASSES = {
    "VerifiableCredential": f"{CREDENTIAL} id",
    "AchievementCredential": f"{CREDENTIAL} id! name description image awardedDate endorsement[] endorsementJwt[] "
    "evidence[]",
    "EndorsementCredential": f"{CREDENTIAL} id! name! description awardedDate",
    "ClrCredential": f"{CREDENTIAL} id! name! description endorsement[] endorsementJwt[] image partial awardedDate "
    "evidence[]",
    "CredentialSubject": "id",
    "AchievementSubject": "id type! activityEndDate activityStartDate creditsEarned achievement! identifier[] image "
    "licenseNumber narrative result[] role source term",
    "EndorsementSubject": "id! type! endorsementComment",
    "ClrSubject": "id type! identifier[] achievement[] verifiableCredential[]! association[]",
    "Achievement": "id! type! alignment[] achievementType creator creditsAvailable criteria! description! "
    "endorsement[] endorsementJwt[] fieldOfStudy humanCode image inLanguage name! otherIdentifier[] related[] "
    "resultDescription[] specialization tag[] version",
    "Alignment": "type! targetCode targetDescription targetName! targetFramework targetType targetUrl!",
    "Criteria": "id narrative",
    "Evidence": "id type! narrative name description genre audience",
    "Result": "type! achievedLevel alignment[] resultDescription status value",
    "ResultDescription": "id! type! alignment[] allowedValue[] name! requiredLevel requiredValue resultType! "
    "rubricCriterionLevel[] valueMax valueMin",
    "RubricCriterionLevel": "id! type! alignment[] description level name! points",
    "Related": "id! type! inLanguage version",
    "Profile": "id! type! name url phone description endorsement[] endorsementJwt[] image email address "
    "otherIdentifier[] official parentOrg familyName givenName additionalName patronymicName honorificPrefix "
    "honorificSuffix familyNamePrefix dateOfBirth",
    "Address": "type! addressCountry addressCountryCode addressRegion addressLocality streetAddress "
    "postOfficeBoxNumber postalCode geo",
    "GeoCoordinates": "type! latitude! longitude!",
    "Image": "id! type! caption",
    "IdentityObject": "type! hashed! identityHash! identityType! salt",
    "IdentifierEntry": "type! identifier! identifierType!",
    "Association": "type! associationType! sourceId! targetId!",
    "CredentialSchema": "id! type!",
    "CredentialStatus": "id type!",
    "Proof": "type! created cryptosuite challenge domain nonce proofPurpose proofValue verificationMethod",
    "RefreshService": "id! type!",
    "TermsOfUse": "id type!",
    "Multikey": "id! type cryptosuite! controller publicKeyMultibase!",
    "JWK": "kty! use key_ops alg kid x5u x5c[] x5t x5t#S256",
    "JWKS": "keys[]!",
    "GetOpenBadgeCredentialsResponse": "credential[] compactJwsString[]",
    "GetClrCredentialsResponse": "credential[] compactJwsString[]",
    "Imsx_CodeMinorField": "imsx_codeMinorFieldName! imsx_codeMinorFieldValue!",
    "Imsx_CodeMinor": "imsx_codeMinorField[]!",
    "Imsx_StatusInfo": "imsx_codeMajor! imsx_severity! imsx_description imsx_codeMinor",
}
"""Every class on VCDM 2.0, written down a second time from the standards: `!` mandatory, `[]` an array is due."""

CLOSED_CLASSES = {
    "Image",
    "IdentityObject",
    "IdentifierEntry",
    "Association",
    "Multikey",
    "JWKS",
    "Imsx_CodeMinorField",
    "Imsx_CodeMinor",
    "Imsx_StatusInfo",
}
ON_VCDM_1_1 = {"validFrom!": "issuanceDate!", "validUntil": "expirationDate"}
CASES = [(version, name) for version in ACCEPTED for name in CLASSES]
DIFFERENT = [("2.0", name) for name in CLASSES] + [
    ("1.1", path.stem) for path in sorted((FOLDER / "examples" / "vcdm-1.1").iterdir())
]
"""Of `CASES`, those with an example of their own: the rest would be the same twice."""

BADGE, RECORD = "AchievementCredential", "ClrCredential"


def example(version: str, name: str) -> dict[str, Any]:
    """The example of a class; on VCDM 1.1 only what differs there has one of its own."""
    own = FOLDER / "examples" / f"vcdm-{version}" / f"{name}.json"
    path = own if own.is_file() else FOLDER / "examples" / "vcdm-2.0" / f"{name}.json"
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def everything_in(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for member in node:
            yield from everything_in(member)


# -- sound as schemas ------------------------------------------------------------------------------------------------


def test_the_made_schemas_are_what_the_deltas_make_of_the_base() -> None:
    made = build.build()
    assert {f"credentials/{file}" for file in made} == set(FORMS) - {ACCEPTED["2.0"]}
    for file, text in made.items():
        assert (FOLDER / file).read_text("utf-8") == text, f"{file}: run `make schemas`"


@pytest.mark.parametrize("schema", FORMS)
def test_every_pattern_is_anchored_and_means_the_same_to_every_engine(schema: str) -> None:
    patterns = [node["pattern"] for node in everything_in(load(schema)) if "pattern" in node]
    loose = [pattern for pattern in patterns if not (pattern.startswith("^") and pattern.endswith("$"))]
    assert loose == (["ext:[A-Za-z0-9._|-]"] if schema in ACCEPTED.values() else []), "the published one is not either"
    assert not any("\\" in pattern for pattern in patterns), "classes such as \\d differ between engines"


@pytest.mark.parametrize("schema", FORMS)
def test_every_reference_leads_somewhere_and_every_definition_is_used(schema: str) -> None:
    definitions = load(schema)["$defs"]
    referred = {node["$ref"].removeprefix("#/$defs/") for node in everything_in(definitions) if "$ref" in node}
    assert referred <= definitions.keys()
    assert definitions.keys() <= referred | CLASSES.keys()


@pytest.mark.parametrize("version", ACCEPTED)
def test_every_member_has_a_privacy_class(version: str) -> None:
    members = [
        (name, member.get("x-privacy"))
        for body in load(ACCEPTED[version])["$defs"].values()
        for name, member in body.get("properties", {}).items()
    ]
    assert [name for name, privacy in members if privacy not in {f"P{n}" for n in range(6)}] == []


def test_what_tells_who_somebody_is_or_how_well_they_did_is_not_public() -> None:
    known = tables("2.0")
    for name in ("name", "email", "phone", "official", "familyName", "givenName", "additionalName", "address", "image"):
        assert known["Profile"][name].privacy == "P2"
    assert known["Profile"]["dateOfBirth"].privacy == "P3"
    for subject in ("CredentialSubject", "AchievementSubject", "EndorsementSubject", "ClrSubject"):
        assert known[subject]["id"].privacy == "P2"
    assert known["IdentityObject"]["identityHash"].privacy == known["IdentityObject"]["salt"].privacy == "P2"
    assert {known["Result"][name].privacy for name in ("achievedLevel", "status", "value")} == {"P4"}
    assert {field.privacy for field in known["Evidence"].values() if field.name != "type"} == {"P4"}


# -- faithful to the standards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "name"), CASES)
def test_a_class_has_the_members_of_the_standard(version: str, name: str) -> None:
    listed = CLASSES[name].split()
    if version == "1.1":
        listed = [ON_VCDM_1_1.get(member, member) for member in listed]
        if name == BADGE:
            listed = ["name!" if member == "name" else member for member in listed]
    stated = {field.name + "[]" * field.many + "!" * field.required for field in tables(version)[name].values()}
    assert stated == set(listed)


@pytest.mark.parametrize("version", ACCEPTED)
def test_the_schema_has_no_class_that_the_standards_lack(version: str) -> None:
    assert tables(version).keys() == CLASSES.keys()


def test_vocabularies_are_complete() -> None:
    known = tables("2.0")
    sizes = {
        ("Achievement", "achievementType"): 31,
        ("Alignment", "targetType"): 7,
        ("IdentityObject", "identityType"): 19,
        ("ResultDescription", "resultType"): 12,
        ("Result", "status"): 7,
        ("Association", "associationType"): 8,
        ("Imsx_CodeMinorField", "imsx_codeMinorFieldValue"): 13,
    }
    assert {place: len(known[place[0]][place[1]].tokens) for place in sizes} == sizes


# -- the examples ----------------------------------------------------------------------------------------------------


def test_there_is_an_example_of_every_class_and_of_nothing_else() -> None:
    assert {path.stem for path in (FOLDER / "examples" / "vcdm-2.0").iterdir()} == CLASSES.keys()
    for path in (FOLDER / "examples" / "vcdm-1.1").iterdir():
        assert path.stem in CLASSES
        assert example("1.1", path.stem) != example("2.0", path.stem)


@pytest.mark.parametrize(("version", "name"), CASES)
def test_an_example_is_valid_in_both_forms_and_shows_every_member(version: str, name: str) -> None:
    data = example(version, name)
    for schema in (ACCEPTED[version], STRICT[version]):
        assert accepts(schema, name, data)
        assert by_reference(schema, name, data) == []
    assert data.keys() == tables(version)[name].keys()


@pytest.mark.parametrize(("version", "name"), DIFFERENT)
def test_both_engines_miss_each_mandatory_member_and_no_other(version: str, name: str) -> None:
    data = example(version, name)
    for field in tables(version)[name].values():
        rest = {member: value for member, value in data.items() if member != field.name}
        missed = [Breach((field.name,), REQUIRED)] if field.required else []
        for schema in (ACCEPTED[version], STRICT[version]):
            assert by_gate(schema, name, rest) == missed
            assert by_reference(schema, name, rest) == missed


@pytest.mark.parametrize(("version", "name"), CASES)
def test_only_a_closed_class_refuses_a_member_that_it_does_not_have(version: str, name: str) -> None:
    data = {**example(version, name), "unheardOf": 1}
    refused = [Breach(("unheardOf",), CLOSED)] if name in CLOSED_CLASSES else []
    for schema in (ACCEPTED[version], STRICT[version]):
        assert by_gate(schema, name, data) == by_reference(schema, name, data) == refused


# -- accepted and strict ---------------------------------------------------------------------------------------------

WRONG: tuple[Any, ...] = (None, True, 2.5, "text", "fooext:bar", "ext:Good-1", [], [None], ["x"], {})


def one_change_each(version: str, name: str) -> Iterator[dict[str, Any]]:
    """The mandatory members of an example with one member of a wrong kind, alone, wrapped or unwrapped."""
    data = example(version, name)
    needed = {member: data[member] for member, field in tables(version)[name].items() if field.required}
    for member, value in data.items():
        unwrapped = value[0] if isinstance(value, list) and value else value
        for other in (*WRONG, unwrapped, [unwrapped], {"en": value}, {"english": value}):
            yield {**needed, member: other}


@pytest.mark.parametrize(("version", "name"), DIFFERENT)
def test_the_strict_form_is_within_the_accepted_and_the_engines_agree(version: str, name: str) -> None:
    only_accepted = 0
    for changed in one_change_each(version, name):
        verdicts = []
        for schema in (ACCEPTED[version], STRICT[version]):
            gate, reference = by_gate(schema, name, changed), by_reference(schema, name, changed)
            assert set(gate) == set(reference)
            verdicts.append(not gate)
        accepted, strict = verdicts
        assert accepted or not strict
        only_accepted += accepted and not strict
    plain_json = name.startswith(("Imsx", "Get")) or name in ("JWKS", "GeoCoordinates")
    assert bool(only_accepted) != plain_json


def achievement(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["credentialSubject"]["achievement"]
    return found


def compacted(name: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data[name] = data[name][0]

    return change


LOOSE: dict[str, Callable[[dict[str, Any]], None]] = {
    "one object where an array is due": compacted("evidence"),
    "one endorsement where an array is due": compacted("endorsement"),
    "text by language": lambda data: data.update(name={"en": "Seal", "es-MX": "Sello"}),
    "an identifier by language": lambda data: data.update(id={"en": "urn:uuid:1"}),
    "an empty array": lambda data: data.update(evidence=[]),
    "ext: in the middle of a term": lambda data: achievement(data).update(achievementType="fooext:bar"),
    "several status entries": lambda data: data.update(credentialStatus=[data["credentialStatus"]]),
    "no type in the array of types": lambda data: achievement(data).update(type=[]),
}
FINE: dict[str, Callable[[dict[str, Any]], None]] = {
    "one type": lambda data: achievement(data).update(type="Achievement"),
    "one proof": compacted("proof"),
    "one schema": compacted("credentialSchema"),
    "one policy": compacted("termsOfUse"),
    "several proofs": lambda data: data.update(proof=data["proof"] * 2),
    "a proprietary term": lambda data: achievement(data).update(achievementType="ext:Micro-Badge_1.0"),
    "a wrong type, which is for rules to say": lambda data: achievement(data).update(type=["Nonsense"]),
    "an unknown member": lambda data: data.update(somethingElse={"a": None}),
    "an older context": lambda data: data["@context"].__setitem__(1, OB_CONTEXT + "-3.0.1.json"),
    "the first context": lambda data: data["@context"].__setitem__(1, OB_CONTEXT + ".json"),
}
BAD: dict[str, Callable[[dict[str, Any]], None]] = {
    "null": lambda data: data.update(name=None),
    "a number as text": lambda data: data["credentialSubject"].update(creditsEarned="1.5"),
    "an unknown result status": lambda data: data["credentialSubject"]["result"][0].update(status="Done"),
    "an unknown achievement type": lambda data: achievement(data).update(achievementType="Sticker"),
    "an extra member of an image": lambda data: data["image"].update(width=100),
    "a profile as text": lambda data: data["credentialSubject"].update(source="https://panel.example/"),
    "contexts in the wrong order": lambda data: data["@context"].reverse(),
    "a context of something else": lambda data: data["@context"].__setitem__(1, OB_CONTEXT + "-4.0.0.json"),
    "a JWS of two parts": lambda data: data.update(endorsementJwt=["e30.e30"]),
    "a language that is no key": lambda data: data.update(name={"english": "Seal"}),
}
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context"


def verdict(version: str, change: Callable[[dict[str, Any]], None]) -> tuple[bool, bool]:
    """Whether the accepted and the strict form take the example of a badge after `change`."""
    data = copy.deepcopy(example(version, BADGE))
    change(data)
    return accepts(ACCEPTED[version], BADGE, data), accepts(STRICT[version], BADGE, data)


@pytest.mark.parametrize("version", ACCEPTED)
@pytest.mark.parametrize("change", LOOSE.values(), ids=LOOSE)
def test_what_published_schemas_let_pass_is_accepted_but_not_strict(version: str, change: Any) -> None:
    assert verdict(version, change) == (True, False)


@pytest.mark.parametrize("version", ACCEPTED)
@pytest.mark.parametrize("change", FINE.values(), ids=FINE)
def test_what_the_standards_allow_is_strict(version: str, change: Any) -> None:
    assert verdict(version, change) == (True, True)


@pytest.mark.parametrize("version", ACCEPTED)
@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_what_no_schema_takes_is_refused(version: str, change: Any) -> None:
    assert verdict(version, change) == (False, False)


def test_a_breach_deep_inside_is_named_where_it_is() -> None:
    data = copy.deepcopy(example("2.0", BADGE))
    del data["evidence"][0]["type"]
    assert by_reference(ACCEPTED["2.0"], BADGE, data) == [Breach(("evidence", 0, "type"), REQUIRED)]


@pytest.mark.parametrize("version", ACCEPTED)
def test_only_the_newer_data_model_lets_an_issuer_be_a_uri(version: str) -> None:
    data = {**example(version, BADGE), "issuer": "did:web:valley.example"}
    assert accepts(STRICT[version], BADGE, data) == accepts(ACCEPTED[version], BADGE, data) == (version == "2.0")


@pytest.mark.parametrize("version", ACCEPTED)
@pytest.mark.parametrize("name", [BADGE, RECORD])
def test_a_credential_of_one_data_model_is_none_of_the_other(version: str, name: str) -> None:
    other = "1.1" if version == "2.0" else "2.0"
    assert not accepts(ACCEPTED[other], name, example(version, name))


# -- real credentials ------------------------------------------------------------------------------------------------

LEARNCARD = "learningeconomy__LearnCard/packages/credential-library/src/fixtures"
VERIFIER = "digitalcredentials__verifier-core/src/test-fixtures/verifiableCredentials"
PLUGFEST = "w3c-ccg__vc-ed/plugfest"
REAL_VERDICTS: dict[str, tuple[str, str, list[Breach]]] = {
    f"{VERIFIER}/eddsa/v2/v2EddsaWithValidStatus.json": ("2.0", BADGE, []),
    f"{VERIFIER}/v2/v2Expired.json": ("2.0", BADGE, []),
    f"{VERIFIER}/v2/v2Revoked.json": ("2.0", BADGE, []),
    f"{VERIFIER}/v1/v1NoStatus.json": ("1.1", BADGE, [Breach(("issuer", "image"), "type")]),
    f"{LEARNCARD}/obv3/micro-credential.json": ("2.0", BADGE, []),
    f"{LEARNCARD}/obv3/minimal-badge.json": ("2.0", BADGE, [Breach(("issuer", "type"), REQUIRED)]),
    f"{LEARNCARD}/obv3/with-endorsement.json": ("2.0", BADGE, [Breach(("endorsement", 0, "name"), REQUIRED)]),
    f"{LEARNCARD}/clr/university-transcript.json": (
        "2.0",
        RECORD,
        [
            Breach(("@context", 1), "pattern"),  # Open Badges before CLR
            Breach(("@context", 2), "pattern"),
            Breach(("credentialSubject", "achievement", 0, "criteria"), REQUIRED),
        ],
    ),
    f"{PLUGFEST}-2-2022/signed_badge_example-p2.json": ("1.1", BADGE, []),
    f"{PLUGFEST}-2-2022/unsigned-badge-example-p2-issuer-logo-url.json": (
        "1.1",
        BADGE,
        [Breach(("issuer", "image"), "type")],
    ),
    f"{PLUGFEST}-3-2023/signed_badge_example-p3.json": ("1.1", BADGE, []),
}
"""Credentials of other people, and what is wrong with each: its data model, its class, and the breaches."""


@pytest.mark.skipif(not REAL.is_dir(), reason="the reference data is not beside this checkout")
@pytest.mark.parametrize("file", REAL_VERDICTS)
def test_a_real_credential_is_judged_as_it_deserves(file: str) -> None:
    version, name, breaches = REAL_VERDICTS[file]
    data = json.loads((REAL / file).read_text("utf-8"))
    assert set(by_gate(ACCEPTED[version], name, data)) == set(breaches)
