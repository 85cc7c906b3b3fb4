"""Twins of OB-STATUS and CLR-STATUS."""

from collections.abc import Callable, Mapping
import gzip

from credential_twins.recipe import Edit, Twins
from credential_twins.samples import EXTENSIONS, VC, badge, issuer, record
from credential_twins.signing import CREATED, Json, embedded
from fairmark.validators.proofs.encoding import encode_base64url
from fairmark.validators.proofs.status import encode_bitstring

LISTS = "https://valley.example/status"
SET = 7
"""The index whose bit is set in every list."""
CLEAR = 5
SHORT = "u" + encode_base64url(gzip.compress(bytes(16), mtime=0))
WITHOUT_PREFIX = encode_bitstring({SET: 1})[1:]


def status_list(name: str, encoded: str, purpose: str = "revocation") -> Json:
    """A list under `name`, not signed yet."""
    return {
        "@context": [VC],
        "id": f"{LISTS}/{name}",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer()["id"],
        "validFrom": CREATED,
        "credentialSubject": {
            "id": f"{LISTS}/{name}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }


def entry(name: str = "revocation", index: object = str(CLEAR), purpose: str = "revocation", **more: object) -> Json:
    return {
        "id": f"{LISTS}/{name}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": f"{LISTS}/{name}",
        **more,
    }


def stating(status: Json) -> Edit:
    def change(document: Json) -> None:
        document["credentialStatus"] = status

    return change


def twins(
    rule: str,
    good: Json,
    bad: Json,
    lists: Mapping[str, Json],
    sample: Callable[[], Json] = badge,
    name: str = "",
) -> Twins:
    """Twins that differ in their entry; `lists` stand at their addresses."""
    files = {name: f"list-{name}.json" for name in lists}
    return Twins(
        rule=rule,
        name=name,
        sample=sample,
        good=stating(good),
        bad=stating(bad),
        options={"resources": "{folder}/resources.json"},
        others={
            "resources.json": {f"{LISTS}/{name}": file for name, file in files.items()},
            **{files[name]: content for name, content in lists.items()},
        },
    )


REVOCATION = embedded(status_list("revocation", encode_bitstring({SET: 1})))
SUSPENSION = embedded(status_list("suspension", encode_bitstring({SET: 1}), "suspension"))
BOTH_SIZES = {
    "revocation": REVOCATION,
    "pairs": embedded(status_list("pairs", encode_bitstring({SET: 1}, size=2))),
}
OF_1EDTECH = {
    "id": f"{LISTS}/revoked",
    "issuer": issuer()["id"],
    "revokedCredential": [{"id": "https://valley.example/credentials/2", "revocationReason": "Issued in error"}],
}
MESSAGES = [{"status": f"0x{number}", "message": f"message {number}"} for number in range(4)]


def with_extensions() -> Json:
    document = badge()
    return {**document, "@context": [*document["@context"], EXTENSIONS]}


def dated(name: str, moment: str) -> Edit:
    def change(document: Json) -> None:
        document[name] = moment

    return change


def at_midsummer(rule: str, member: str, good: str, bad: str, sample: Callable[[], Json] = badge) -> Twins:
    return Twins(
        rule=rule,
        sample=sample,
        good=dated(member, good),
        bad=dated(member, bad),
        options={"at": "2026-07-01T00:00:00Z"},
    )


ENDS = ("validUntil", "2026-07-02T00:00:00Z", "2026-06-30T23:59:59Z")
BEGINS = ("validFrom", "2026-06-30T23:59:59Z", "2026-07-02T00:00:00Z")

TWINS = [
    twins("OB-STATUS-001", entry(), entry(index=str(SET)), {"revocation": REVOCATION}),
    at_midsummer("OB-STATUS-002", *BEGINS),
    at_midsummer("OB-STATUS-003", *ENDS),
    twins(
        "OB-STATUS-004",
        entry("suspension", purpose="suspension"),
        entry("suspension", str(SET), "suspension"),
        {"suspension": SUSPENSION},
    ),
    twins("OB-STATUS-005", entry(), entry("suspension"), {"revocation": REVOCATION, "suspension": SUSPENSION}),
    twins("OB-STATUS-006", entry(index="131071"), entry(index="131072"), {"revocation": REVOCATION}),
    twins(
        "OB-STATUS-007",
        entry(),
        entry("short"),
        {"revocation": REVOCATION, "short": embedded(status_list("short", SHORT))},
    ),
    twins(
        "OB-STATUS-008",
        entry(),
        entry("plain"),
        {"revocation": REVOCATION, "plain": embedded(status_list("plain", WITHOUT_PREFIX))},
    ),
    twins(
        "OB-STATUS-009",
        entry(),
        entry("unsigned"),
        {"revocation": REVOCATION, "unsigned": status_list("unsigned", encode_bitstring({SET: 1}))},
    ),
    twins("OB-STATUS-010", entry(), entry("elsewhere"), {"revocation": REVOCATION}),
    twins(
        "OB-STATUS-011",
        entry(),
        {"id": f"{LISTS}/revoked", "type": "1EdTechRevocationList"},
        {"revocation": REVOCATION, "revoked": OF_1EDTECH},
        with_extensions,
    ),
    twins("OB-STATUS-012", entry(), entry(index=CLEAR), BOTH_SIZES),
    twins(
        "OB-STATUS-012",
        entry("pairs", statusSize=2, statusMessage=MESSAGES),
        entry("pairs", statusSize=2, statusMessage=MESSAGES[:3]),
        BOTH_SIZES,
        name="messages",
    ),
    twins("CLR-STATUS-001", entry(), entry(index=str(SET)), {"revocation": REVOCATION}, record),
    at_midsummer("CLR-STATUS-002", *BEGINS, record),
    at_midsummer("CLR-STATUS-003", *ENDS, record),
]
