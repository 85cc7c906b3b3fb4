"""The 1.0 form of an imported framework, and what CASE 1.0 cannot say."""

from imported import FRAMEWORK, NOW, exported, imported, sample
import orjson
import pytest

from fairmark.schemas.case import SCHEMAS
from fairmark.server.importing.renditions import as_1_0, own_links
from fairmark.server.storage.store import Store
from fairmark.validators.core.profile import profile_named
from fairmark.validators.judge import Options, validate_sources
from fairmark.validators.readers.source import of_bytes
from fairmark.validators.rules.shape import accepts


@pytest.mark.parametrize("name", ["reading-continuum-1.1", "bbc-science-key-stage-2", "oak-computing-key-stage-1"])
def test_the_1_0_form_is_valid_1_0(sqlite_store: Store, name: str) -> None:
    package = sample(name)
    outcome = imported(sqlite_store, package)
    older = exported(sqlite_store, outcome.identifier, "1.0")
    assert accepts(SCHEMAS["1.0"], "CFPackage", older)
    options = Options(profile=profile_named("case-1.0"), at=NOW)
    report = validate_sources([of_bytes("older.json", orjson.dumps(older))], options)
    assert [group.rule.id for group in report.findings if group.severity == "error"] == []


def test_everything_that_the_1_0_form_lacks_is_named(sqlite_store: Store) -> None:
    package = sample()
    package["CFItems"][0]["fullStatement"] = "One line,\r\n  another\tand a third\n"
    outcome = imported(sqlite_store, package)
    older = exported(sqlite_store, FRAMEWORK, "1.0")
    assert older["CFItems"][0]["fullStatement"] == "One line, another and a third"
    assert exported(sqlite_store, FRAMEWORK)["CFItems"][0]["fullStatement"] == package["CFItems"][0]["fullStatement"]
    told = {(loss.what, loss.done): loss.count for loss in outcome.lost_in_1_0}
    assert told["CFItem.fullStatement", "line breaks became spaces"] == 1
    assert told["CFItem.subject", "left out"] == sum("subject" in item for item in package["CFItems"])
    dropped = [a for a in package["CFAssociations"] if a["associationType"][:4] in ("ext:", "isTr")]
    assert len(package["CFAssociations"]) - len(older["CFAssociations"]) == len(dropped) == 2
    assert sum(count for (what, _), count in told.items() if what == "CFAssociation") == 2


def test_only_links_to_this_server_follow_the_version(sqlite_store: Store) -> None:
    package = sample()
    own, foreign = "https://case.example.org", "https://case.example.org.evil.example"
    package["CFItems"][0]["uri"] = f"{own}/ims/case/v1p1/CFItems/{package['CFItems'][0]['identifier']}"
    body = orjson.dumps([f"{own}/ims/case/v1p1/x", f"{foreign}/ims/case/v1p1/x", f"see {own}/ims/case/v1p1/x"])
    assert orjson.loads(own_links(body, own)) == [f"{own}/ims/case/v1p0/x", *orjson.loads(body)[1:]]
    assert own_links(body, "") == body


def test_an_object_of_which_1_0_says_all_stays_the_same_object() -> None:
    item = {"identifier": "x", "fullStatement": "One line"}
    assert as_1_0("CFPckgItem", item) is item
