"""Judge made-up badges of Open Badges 2.0 and what stands at their addresses: what the tests of that standard share."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from credentials.verifying import Web

from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    HOSTED_WORLD,
    ISSUER,
    KEY,
    LIST,
    SIGNED_WORLD,
    assertion,
)
from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.core.finding import Finding
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.judge import load_rules
from fairmark.validators.proofs import jws
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.sniff import recognise
from fairmark.validators.rules.credentials import subject

NOW = datetime(2026, 7, 1, tzinfo=UTC)
load_rules()


def world(**changed: Json | str) -> Web:
    """What a hosted badge needs, with other things at some of the addresses."""
    names = {"assertion": ASSERTION, "cls": CLASS, "issuer": ISSUER}
    return Web({**HOSTED_WORLD, ASSERTION: assertion(), **{names[name]: page for name, page in changed.items()}})


def signed_world(**changed: Json | str) -> Web:
    names = {"cls": CLASS, "issuer": ISSUER, "key": KEY, "revoked": LIST}
    return Web({**SIGNED_WORLD, **{names[name]: page for name, page in changed.items()}})


def document_of(badge: Json | str, web: Web | None = None, **more: Any) -> Badge2:
    token = badge if isinstance(badge, str) else ""
    data: Any = jws.decode(token).claims if token else badge
    recognition = recognise(data)
    assert recognition is not None
    references = web.references if web else References()
    made = subject(data, recognition, Circumstances(token=token, references=references, now=NOW, **more))
    assert isinstance(made, Badge2)
    return made


def found(badge: Json | str, web: Web | None = None, **more: Any) -> list[Finding]:
    document = document_of(badge, web, **more)
    results = list(judge(document, rules_for(document)))
    faults = [each for each in results if isinstance(each, RuleFault)]
    assert not faults, faults
    return [each for each in results if isinstance(each, Finding)]


def said(badge: Json | str, web: Web | None = None, **more: Any) -> set[str]:
    return {finding.rule.id for finding in found(badge, web, **more)}


def changed(document: Json, **members: object) -> Json:
    return {**deepcopy(document), **members}
