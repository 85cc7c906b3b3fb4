"""Signed credentials become a ClrCredential, unchanged, in the tree that their framework draws."""

import json
from pathlib import Path
from typing import Any

import pytest

from fairmark.validators.issuing.award import Learner, Stamp
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.record import Compilation, record
from fairmark.validators.issuing.terms import CLR, OB, VC, Json
from issuers import DID_WEB, FRAMEWORK, FRAMEWORK_FILE, HTTPS, LEARNER, START, award, badge, issuer

ISSUER = {"id": HTTPS, "type": ["Profile"], "name": "Valley"}
STAMP = Stamp(id="urn:uuid:00000000-0000-4000-8000-000000000001", valid_from=START, awarded=START)


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> list[Json]:
    """Badges of two items under one parent."""
    by = issuer(tmp_path_factory.mktemp("issuer") / "issuer")
    return [badge(by, award=award(item=item, results=())) for item in ("DE.4", "DE.3")]


def made(credentials: list[Json], **changed: Any) -> Json:
    given = {"name": "Record", "learner": Learner(LEARNER), "credentials": credentials, "frameworks": (FRAMEWORK,)}
    return record(Compilation(**{**given, **changed}), ISSUER, STAMP)


def test_the_credentials_are_in_it_as_they_were_signed(badges: list[Json]) -> None:
    document = made(badges)
    assert document["@context"] == [VC, CLR, OB]
    assert document["credentialSubject"]["verifiableCredential"] == badges
    assert "partial" not in document
    assert made(badges, partial=True)["partial"] is True


def test_the_tree_leads_from_what_is_asserted_to_the_top(badges: list[Json]) -> None:
    subject = made(badges)["credentialSubject"]
    asserted = [one["credentialSubject"]["achievement"]["id"] for one in badges]
    structural = {one["id"]: one["humanCode"] for one in subject["achievement"] if "humanCode" in one}
    pairs = [(one["sourceId"], one["targetId"]) for one in subject["association"]]
    assert all(one["type"] == "Association" for one in subject["association"])
    assert {one["associationType"] for one in subject["association"]} == {"isChildOf"}
    assert sorted(child for child, _ in pairs if child in asserted) == sorted(asserted)
    parents = {parent for child, parent in pairs if child in asserted}
    assert {structural[parent] for parent in parents} == {"DE"}
    known = {*asserted, *(one["id"] for one in subject["achievement"])}
    assert {end for pair in pairs for end in pair} <= known
    assert len(set(pairs)) == len(pairs)


def test_an_item_that_is_asserted_is_not_repeated_as_structure(badges: list[Json], tmp_path: Path) -> None:
    parent = badge(issuer(tmp_path / "issuer", DID_WEB), award=award(item="DE", results=()))
    subject = made([*badges, parent])["credentialSubject"]
    asserted = parent["credentialSubject"]["achievement"]["id"]
    assert asserted not in {one["id"] for one in subject.get("achievement", ())}
    assert asserted in {one["targetId"] for one in subject["association"]}


def test_without_a_framework_there_is_no_tree(badges: list[Json]) -> None:
    subject = made(badges, frameworks=())["credentialSubject"]
    assert "achievement" not in subject and "association" not in subject


def test_a_hierarchy_that_turns_in_a_circle_is_refused(badges: list[Json]) -> None:
    package = json.loads(FRAMEWORK_FILE.read_bytes())
    package["CFAssociations"] += [
        {**edge, "originNodeURI": edge["destinationNodeURI"], "destinationNodeURI": edge["originNodeURI"]}
        for edge in package["CFAssociations"]
        if edge["associationType"] == "isChildOf"
    ]
    with pytest.raises(CannotIssue, match="circle"):
        made(badges, frameworks=[Framework.read(json.dumps(package).encode())])


def test_what_cannot_stand_in_a_record_is_refused(badges: list[Json]) -> None:
    with pytest.raises(CannotIssue, match="at least one"):
        made([])
    with pytest.raises(CannotIssue, match="credential 2 of the record is in it already"):
        made([badges[0], badges[0]])
    with pytest.raises(CannotIssue, match="credential 1 of the record has no embedded proof"):
        made([{name: value for name, value in badges[0].items() if name != "proof"}])


@pytest.mark.parametrize("alignment", [None, "text", [7], [{"targetType": "CFItem", "targetUrl": ["x"]}]])
def test_alignments_of_strangers_may_hold_anything(badges: list[Json], alignment: Any) -> None:
    strange = json.loads(json.dumps(badges[0]))
    strange["id"] = "urn:uuid:2"
    strange["credentialSubject"]["achievement"]["alignment"] = alignment
    assert "association" not in made([strange])["credentialSubject"]
