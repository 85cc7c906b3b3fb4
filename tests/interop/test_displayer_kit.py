"""Somebody else's verifier finds in a kit for displayers what the judge says is in it, as far as it looks."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from fairmark.schemas.credentials import contexts
from fairmark.validators.judge import load_rules
from fairmark.validators.suites.displayers import kit as kits
from fairmark.validators.suites.displayers.expected import expected_of

SCHEMAS = "https://purl.imsglobal.org/spec/ob/v3p0/schema"
ANY_SHAPE = {
    f"{SCHEMAS}/json/ob_v3p0_achievementcredential_schema.json": "{}",
    f"{SCHEMAS}/json-ld/ob_v3p0_anyachievementcredential_schema.json": "{}",
}
"""The schemas that the peer asks for; what it thinks of shapes is not what this is about."""

NOT_LOOKED_AT = {
    "not-yet-valid": "invalid",
    "revoked (VC Data Model 1.1)": "verified",
    "invalid (CLR 2.0)": "verified",
}
"""Kinds of badges to what the peer says of them: it has one word for dates, and neither knows 1EdTechRevocationList nor
looks into records."""


def status(said: dict[str, Any]) -> str:
    """What verifier-core has found, in the words of the kit."""
    steps = said["steps"]
    if said["errors"] or not steps.get("valid_signature"):
        return "invalid"
    if steps.get("revocation_status") is False:
        return "revoked"
    return "verified" if steps["expiration"] else "expired"


def test_verifier_core_agrees(node: Callable[..., Any], tmp_path: Path) -> None:
    load_rules()
    kit = kits.write(tmp_path / "kit", "https://kit.example/")
    badges = {name: json.loads(content) for name, content in kit.badges.items() if name.endswith(".json")}
    web = {url: path.read_text("utf-8") for url, path in kit.resources.items()} | ANY_SHAPE
    web |= {url: json.dumps(contexts.context(url)) for url in contexts.index()}
    said = node("verifier_core.js", {"web": web, "credentials": badges})
    right = {one.name: one for one in expected_of(kit, datetime.now(UTC)) if one.name in badges}
    found = {(right[name].group, status(answer)) for name, answer in said.items()}
    assert found == {(one.group, NOT_LOOKED_AT.get(one.group, one.status)) for one in right.values()}
    assert len(badges) > 15
