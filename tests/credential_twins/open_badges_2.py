"""Twins of OB-V2."""

import base64
from functools import partial
import hashlib

from credential_twins.keys import ENDORSER_KEY
from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    CONTEXT,
    EMAIL,
    ENDORSED_WORLD,
    ENDORSEMENT,
    ENDORSER,
    ENDORSER_LIST,
    HOST,
    HOSTED_WORLD,
    KEY,
    SALT,
    SIGNED_ENDORSED_WORLD,
    SIGNED_ID,
    SIGNED_WORLD,
    World,
    as_jws,
    assertion,
    badge_class,
    by_another_key,
    endorsement,
    endorser,
    hashed,
    key_document,
    list_of_endorser,
    profile,
    revocation_list,
    signed_assertion,
    signed_endorsement,
    signing_profile,
    twins,
    with_world,
    without,
)
from credential_twins.recipe import Edit
from credential_twins.signing import Json, unsigned

PERIOD = "https://valley.example/terms/period"
SCHEMA = "https://valley.example/terms/period-schema"
JPEG = f"data:image/jpeg;base64,{base64.b64encode(bytes.fromhex('ffd8ffe000104a464946')).decode()}"


def put(**changed: object) -> Edit:
    """The edit that sets members, or removes those that are set to None."""

    def edit(document: Json) -> None:
        document.update(changed)
        for name in [name for name, value in document.items() if value is None]:
            del document[name]

    return edit


def recipient(**changed: object) -> Edit:
    return lambda document: put(**changed)(document["recipient"])


def to_version_1(document: Json) -> None:
    """Make it an assertion of Open Badges 1.1."""
    verify = {"type": "hosted", "url": ASSERTION}
    put(**{"@context": "https://w3id.org/openbadges/v1", "uid": "1", "verify": verify, "verification": None})(document)


def md5(document: Json) -> None:
    digest = hashlib.md5((EMAIL + SALT).encode(), usedforsecurity=False).hexdigest()
    document["recipient"]["identity"] = f"md5${digest}"


def extended(document: Json) -> None:
    """Give the assertion an extension, whose context gives a schema for it."""
    document["extensions:period"] = {"@context": PERIOD, "type": ["Extension", "extensions:Period"], "term": "Spring"}


def wrong_period(document: Json) -> None:
    document["extensions:period"]["term"] = 7


def unnamed_context(document: Json) -> None:
    del document["extensions:period"]["@context"]


PERIODS: World = {
    **HOSTED_WORLD,
    PERIOD: {
        "@context": {"term": "https://valley.example/terms#term"},
        "obi:validation": [
            {"obi:validatesType": "extensions:Period", "obi:validationSchema": SCHEMA},
        ],
    },
    SCHEMA: {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "required": ["term"],
        "properties": {"term": {"type": "string"}},
    },
}
of_class = partial(twins, sample=badge_class)
of_issuer = partial(twins, sample=profile)
endorsed = partial(of_class, good=put(endorsement=endorsement()), world=ENDORSED_WORLD)
signed_endorsed = partial(of_class, good=put(endorsement=ENDORSEMENT), world=SIGNED_ENDORSED_WORLD)
signed = partial(twins, sample=signed_assertion, sign=as_jws, world=SIGNED_WORLD)


def altered(token: str) -> str:
    """The token with another payload under the signature that it had."""
    header, _, signature = token.split(".")
    _, payload, _ = as_jws({**signed_assertion(), "issuedOn": "2025-06-01T12:00:00Z"}).split(".")
    return ".".join((header, payload, signature))


by_its_issuer = {**SIGNED_ENDORSED_WORLD, ENDORSEMENT: as_jws(signed_endorsement())}


def moved(world: World, url: str) -> World:
    """The world in which what stands at the address stands at another, to which one is redirected."""
    return {**world, url: f"{url}-moved", f"{url}-moved": world[url]}


TWINS = [
    twins("OB-V2-001", to_version_1),
    twins("OB-V2-002", put(**{"@context": "https://purl.imsglobal.org/spec/ob/v2p1/context.json"})),
    twins(
        "OB-V2-002",
        name="linked",
        world_bad=with_world(HOSTED_WORLD, issuer={**profile(), "@context": "https://schema.org/"}),
    ),
    of_class("OB-V2-003", put(type="Badge")),
    twins("OB-V2-003", recipient(type="emailAddress"), name="recipient"),
    of_class("OB-V2-004", put(description=None)),
    of_issuer("OB-V2-004", put(email=None), name="issuer"),
    twins("OB-V2-004", recipient(hashed="true"), name="hashed"),
    of_class("OB-V2-005", put(id="class-1")),
    of_class("OB-V2-005", put(id="tag:valley.example,2026:1"), name="scheme"),
    of_issuer(
        "OB-V2-005",
        put(verification={"type": "VerificationObject", "allowedOrigins": "https://valley.example/"}),
        good=put(verification={"type": "VerificationObject", "allowedOrigins": "valley.example"}),
        name="origin",
    ),
    of_issuer("OB-V2-006", put(email="badges at valley.example")),
    of_issuer("OB-V2-006", put(telephone="(555) 010-0100"), good=put(telephone="+15550100100"), name="telephone"),
    of_class("OB-V2-007", put(image=JPEG)),
    twins("OB-V2-008", recipient(identity=EMAIL)),
    twins(
        "OB-V2-008",
        recipient(identity=hashed()),
        good=recipient(hashed=False, salt=None, identity=EMAIL),
        name="plain",
    ),
    twins("OB-V2-009", md5),
    twins("OB-V2-009", recipient(salt=None, identity=hashed(salt="")), name="salt"),
    twins(
        "OB-V2-010",
        recipient(identity=hashed("neighbour@valley.example")),
        options={"recipient": f"emailAddress:{EMAIL}"},
    ),
    twins("OB-V2-011", put(issuedOn="2026-06-01T12:00:00")),
    twins("OB-V2-012", put(issuedOn="2062-06-01T12:00:00Z")),
    twins(
        "OB-V2-013",
        put(expires="2025-06-01T12:00:00Z"),
        good=put(expires="2062-06-01T12:00:00Z"),
        expect={"bad": {"OB-V2-014": "what expired before it was issued has expired"}},
    ),
    twins("OB-V2-014", put(expires="2026-06-30T12:00:00Z"), good=put(expires="2062-06-30T12:00:00Z")),
    twins("OB-V2-015", put(revoked=True)),
    twins(
        "OB-V2-015",
        name="hosted",
        world=with_world(HOSTED_WORLD, assertion=assertion()),
        world_bad=with_world(HOSTED_WORLD, assertion={"id": ASSERTION, "revoked": True}),
    ),
    signed(
        "OB-V2-015",
        name="listed",
        world_bad=with_world(SIGNED_WORLD, revoked={**revocation_list(), "revokedAssertions": [SIGNED_ID]}),
    ),
    twins("OB-V2-016", world_bad=without(HOSTED_WORLD, CLASS)),
    twins(
        "OB-V2-017",
        world_bad=with_world(HOSTED_WORLD, cls="<title>Seal of Biliteracy</title>"),
    ),
    twins(
        "OB-V2-017",
        name="renamed",
        world={**HOSTED_WORLD, f"{HOST}/classes/1.json": badge_class()},
        bad=put(badge=f"{HOST}/classes/1.json"),
    ),
    twins("OB-V2-018", put(verification={"type": "VerificationObject"})),
    twins(
        "OB-V2-019",
        world_bad=with_world(HOSTED_WORLD, issuer={**profile(), "verification": {"allowedOrigins": "badges.example"}}),
    ),
    twins(
        "OB-V2-019",
        name="prefix",
        world_bad=with_world(
            HOSTED_WORLD, issuer={**profile(), "verification": {"startsWith": "https://valley.example/badges/"}}
        ),
    ),
    twins(
        "OB-V2-020",
        world=with_world(HOSTED_WORLD, assertion=assertion()),
        world_bad=with_world(HOSTED_WORLD, assertion={**assertion(), "issuedOn": "2025-06-01T12:00:00Z"}),
    ),
    signed("OB-V2-021", sign_bad=by_another_key),
    signed("OB-V2-021", spoil=altered, name="altered"),
    signed("OB-V2-021", sign_bad=unsigned, name="unsigned"),
    signed("OB-V2-022", world_bad=with_world(SIGNED_WORLD, key=key_document(owner="https://state.example/issuer"))),
    signed(
        "OB-V2-022",
        name="unlisted",
        world_bad=with_world(SIGNED_WORLD, issuer={**signing_profile(), "publicKey": f"{KEY}-new"})
        | {f"{KEY}-new": {**key_document(ENDORSER_KEY), "id": f"{KEY}-new"}},
    ),
    twins("OB-V2-023", put(revokedAssertions=[{"revocationReason": "Awarded in error"}]), sample=revocation_list),
    of_class("OB-V2-024", put(criteria={"type": "Criteria"}), good=put(criteria={"type": "Criteria", "id": HOST})),
    of_class(
        "OB-V2-025",
        put(issuer={**profile(), "id": "urn:uuid:6d2f6f2e-7c52-4d4f-9b8a-0f6cc7ad5ae4"}),
        good=put(issuer=profile()),
    ),
    twins("OB-V2-026", wrong_period, good=extended, world=PERIODS),
    twins("OB-V2-026", unnamed_context, good=extended, world=PERIODS, name="context"),
    of_class(
        "OB-V2-027",
        put(endorsement=endorsement("https://valley.example/classes/2")),
        good=put(endorsement=endorsement()),
        world=ENDORSED_WORLD,
        world_bad={
            **ENDORSED_WORLD,
            ENDORSEMENT: {"@context": CONTEXT, **endorsement("https://valley.example/classes/2")},
        },
    ),
    twins("OB-V2-028", put(grade="A")),
    endorsed("OB-V2-029", put(endorsement={**endorsement(), "claim": {"id": CLASS, "endorsementComment": "Ten."}})),
    endorsed(
        "OB-V2-029",
        name="elsewhere",
        world_bad={
            **ENDORSED_WORLD,
            ENDORSER: {**endorser(), "verification": {"allowedOrigins": "endorsements.example"}},
        },
    ),
    signed_endorsed("OB-V2-029", name="signed", world_bad=by_its_issuer),
    signed_endorsed(
        "OB-V2-029", name="listed", world_bad={**SIGNED_ENDORSED_WORLD, ENDORSER_LIST: list_of_endorser(ENDORSEMENT)}
    ),
    twins("OB-V2-030", world_bad=moved(HOSTED_WORLD, CLASS)),
    twins(
        "OB-V2-030",
        name="hosted",
        world=with_world(HOSTED_WORLD, assertion=assertion()),
        world_bad=moved(with_world(HOSTED_WORLD, assertion=assertion()), ASSERTION),
    ),
]
