"""Assertions of Open Badges 2.0, put in the words of 3.0, so that a page shows them as it shows all others."""

from collections.abc import Mapping
from typing import Any

from fairmark.validators.credentials.badge2 import Badge2


def in_newer_words(document: Badge2) -> Mapping[str, Any]:
    """What the assertion says, with its badge class and its issuer as far as they are at hand."""
    assertion = document.top.data
    badge = document.badge.data if document.badge else {}
    recipient = assertion.get("recipient")
    return {
        "id": assertion.get("id"),
        "name": badge.get("name"),
        "image": badge.get("image"),
        "issuer": document.issuer.data if document.issuer else badge.get("issuer"),
        "evidence": assertion.get("evidence"),
        "awardedDate": assertion.get("issuedOn"),
        "validUntil": assertion.get("expires"),
        "credentialSubject": {
            "identifier": [_identity(recipient)] if isinstance(recipient, Mapping) else [],
            "narrative": assertion.get("narrative"),
            "achievement": {**badge, "tag": badge.get("tags"), "criteria": _criteria(badge.get("criteria"))},
        },
    }


def _identity(recipient: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "identityHash": recipient.get("identity"),
        "identityType": recipient.get("type"),
        "hashed": recipient.get("hashed"),
    }


def _criteria(value: Any) -> Any:
    first = next(iter(value), None) if isinstance(value, list) else value
    return {"id": first} if isinstance(first, str) else first
