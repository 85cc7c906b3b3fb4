"""Open Badges 2.0: whatever stands in a badge, the rules come to an end."""

from typing import Any

from credentials.judging_badges_2 import NOW, said
from credentials.verifying import Web
from hypothesis import given, settings
from hypothesis import strategies as st

from credential_twins.open_badges_2_samples import (
    ASSERTION,
    CLASS,
    EMAIL,
    HOST,
    ISSUER,
    PIXEL,
    SIGNED_WORLD,
    as_jws,
    assertion,
    badge_class,
    endorsement,
    key_document,
    profile,
    signed_assertion,
    signing_profile,
)
from credential_twins.signing import Json
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.core.engine import RuleFault, judge, rules_for
from fairmark.validators.credentials.badge2 import Badge2
from fairmark.validators.proofs.recipients import Recipient

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([CLASS, ISSUER, "http://["]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "@id", "type", "Extension", "@context", "endorsement", "x"]), inner)
    ),
    max_leaves=6,
)


def whole() -> Json:
    """An assertion in which every class of the standard occurs."""
    issuer = {**signing_profile(), "publicKey": [key_document()], "verification": {"allowedOrigins": "valley.example"}}
    held = {
        **badge_class(),
        "issuer": issuer,
        "image": {"id": PIXEL, "caption": "Seal", "author": ISSUER},
        "alignment": [{"targetName": "Speaking", "targetUrl": HOST}],
        "endorsement": [endorsement()],
        "tags": ["languages"],
    }
    return {
        **assertion(),
        "badge": held,
        "evidence": [{"id": HOST, "narrative": "A talk."}],
        "more": {"type": ["Extension", "More"], "@context": f"{HOST}/terms"},
        "verification": {"type": "SignedBadge", "creator": key_document()},
    }


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for step, each in inner for path in paths(each, (*here, step)))]


PATHS = [path for path in paths(whole()) if path]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS), JSON), min_size=1, max_size=4), st.booleans())
def test_rules_survive_whatever_stands_in_a_badge(changes: list[tuple[tuple[Any, ...], Any]], signed: bool) -> None:
    document = whole()
    for path, value in changes:
        holder: Any = document
        try:
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = value
        except (KeyError, IndexError, TypeError):  # an earlier change has taken the place away
            continue
    web = Web({**SIGNED_WORLD, ASSERTION: document, f"{HOST}/terms": document})
    known = (Recipient("emailAddress", EMAIL),)
    circumstances = Circumstances(
        token=as_jws(signed_assertion()) if signed else "", references=web.references, now=NOW, recipients=known
    )
    badge = Badge2(document, "open-badge-2", "2.0", (), circumstances)
    assert not [each for each in judge(badge, rules_for(badge)) if isinstance(each, RuleFault)]


def test_deep_objects_come_to_an_end() -> None:
    badge = assertion()
    inner: Json = badge
    for _ in range(500):
        inner["more"] = {"type": "Extension"}
        inner = inner["more"]
    inner = badge
    for _ in range(500):
        inner["endorsement"] = {**endorsement(), "issuer": profile()}
        inner = inner["endorsement"]
    assert said(badge)
