"""`fairmark diff PROVIDER --needs NEEDS`: what a consumer will miss."""

from copy import deepcopy
import json
import re
from typing import Any

from compare.conftest import Keep, as_json
import jsonschema
import pytest
from reports import tiny_provider

from conftest import ROOT, Run
from fairmark.schemas import load
from fairmark.schemas.needs import features
from fairmark.schemas.requirements import requirements
from fairmark.validators.catalogue import all_rules
from fairmark.validators.compare.supply import Held, Supply, as_text, hold
from fairmark.validators.compare.written import read_needs
from fairmark.validators.core.profile import profile_named
from fairmark.validators.suites.case.operations import OPERATIONS
from fairmark.validators.suites.run import run_suite
from fairmark.validators.suites.transport import InProcess

Json = dict[str, Any]


def needs(**wanted: Any) -> Json:
    return {"consumer": "North SIS", "standard": "CASE", "version": "1.1", **wanted}


def supplies(held: Held) -> dict[str, Supply]:
    return {need.name: need.supply for need in held.needs if need.kind != "version"}


def with_checks(report: Json, *checks: tuple[str, str, str]) -> Json:
    """The report with these checks alone: rule, operation, outcome."""
    changed = deepcopy(report)
    changed["checks"] = [
        {"rule": rule, "operation": operation, "outcome": outcome, "reason": f"it is {outcome}", "exchanges": []}
        for rule, operation, outcome in checks
    ]
    return changed


# -- the table -------------------------------------------------------------------------------------------------------


def test_every_feature_names_rules_that_there_are() -> None:
    live = {rule.id for rule in all_rules("CASE") if rule.scope == "live"}
    assert {rule for feature in features("CASE").values() for rule in feature.rules} <= live
    assert all(feature.summary and feature.without for feature in features("CASE").values())


def test_every_operation_can_be_named() -> None:
    named = {row.operation for row in requirements("CASE") if row.operation and row.actor == "provider"}
    assert named == {operation.name for operation in OPERATIONS}


def test_every_feature_is_documented() -> None:
    page = (ROOT / "docs" / "compare.md").read_text("utf-8")
    for feature in features("CASE").values():
        assert f"| `{feature.name}` | {feature.summary} |" in page


def test_the_sample_of_the_documentation_can_be_read(keep: Keep) -> None:
    page = (ROOT / "docs" / "compare.md").read_text("utf-8")
    sample = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert sample
    assert read_needs(keep("needs", json.loads(sample[1])))["consumer"] == "North District SIS"


# -- a real run ------------------------------------------------------------------------------------------------------


def test_what_a_provider_does_not_offer_is_missing_though_it_may_conform(provider_run: Json) -> None:
    """The words in the table by which a check says so are those that the suite says."""
    told_by_words = [
        name for name, feature in features("CASE").items() if feature.absent and name not in ("sort", "tls")
    ]
    held = hold(provider_run, needs(features=told_by_words))
    assert supplies(held) == dict.fromkeys(told_by_words, Supply.MISSING)
    [filtering] = [need for need in held.needs if need.name == "filter"]
    assert filtering.says == (
        "filter is not offered: filter is optional; it is ignored, and the discovery document does not list it. "
        "Without it the consumer has to fetch the whole list and search it itself."
    )


def test_what_there_was_nothing_to_try_on_is_not_shown(provider_run: Json) -> None:
    """There is one document, so nobody can tell whether a list would be sorted."""
    held = hold(provider_run, needs(features=["sort"]))
    assert supplies(held) == {"sort": Supply.NOT_SHOWN}
    assert held.is_short


def test_a_system_on_plain_http_lacks_tls() -> None:
    url = tiny_provider.BASE.replace("https", "http")
    report = run_suite(url, profile_named("case-1.1-provider", live=True), InProcess(tiny_provider.answer))
    assert supplies(hold(as_json(report), needs(features=["tls"]))) == {"tls": Supply.MISSING}


def test_operations_that_fail_are_missing_and_say_why(provider_run: Json) -> None:
    held = hold(provider_run, needs(operations=["getCFPackage", "getCFLicense", "getCFRubric"]))
    assert supplies(held) == {
        "getCFPackage": Supply.PARTLY,
        "getCFLicense": Supply.MISSING,
        "getCFRubric": Supply.NOT_SHOWN,
    }
    [licence] = [need for need in held.needs if need.name == "getCFLicense"]
    assert "HTTP 500" in licence.says
    assert licence.rules


# -- made runs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checks", "supply"),
    [
        ([("CASE-API-001", "pass")], Supply.SUPPLIED),
        ([("CASE-API-001", "fail"), ("CASE-API-020", "pass")], Supply.MISSING),
        ([("CASE-API-001", "not-applicable"), ("CASE-API-020", "fail")], Supply.MISSING),
        ([("CASE-API-001", "pass"), ("CASE-API-003", "fail")], Supply.PARTLY),
        ([("CASE-API-001", "pass"), ("CASE-API-016", "warn")], Supply.PARTLY),
        ([("CASE-API-001", "blocked"), ("CASE-API-020", "pass"), ("CASE-PKG-005", "fail")], Supply.PARTLY),
        ([("CASE-API-001", "cannot-tell")], Supply.NOT_SHOWN),
        ([], Supply.NOT_SHOWN),
    ],
)
def test_an_operation(provider_run: Json, checks: list[tuple[str, str]], supply: Supply) -> None:
    others = [("CASE-API-001", "getCFItem", "fail")]
    report = with_checks(provider_run, *others, *((rule, "getCFPackage", outcome) for rule, outcome in checks))
    assert supplies(hold(report, needs(operations=["getCFPackage"]))) == {"getCFPackage": supply}


@pytest.mark.parametrize(
    ("outcomes", "supply"),
    [
        (["pass", "pass"], Supply.SUPPLIED),
        (["pass", "not-applicable"], Supply.SUPPLIED),
        (["pass", "warn"], Supply.PARTLY),
        (["warn", "fail"], Supply.MISSING),
        (["cannot-tell", "blocked"], Supply.NOT_SHOWN),
        ([], Supply.NOT_SHOWN),
    ],
)
def test_a_feature(provider_run: Json, outcomes: list[str], supply: Supply) -> None:
    checks = [("CASE-API-021", f"operation {n}", outcome) for n, outcome in enumerate(outcomes)]
    report = with_checks(provider_run, ("CASE-API-001", "getCFItem", "pass"), *checks)
    assert supplies(hold(report, needs(features=["head"]))) == {"head": supply}


@pytest.mark.parametrize(
    ("outcome", "supply"),
    [
        ("pass", Supply.SUPPLIED),
        ("fail", Supply.MISSING),
        ("warn", Supply.PARTLY),
        ("blocked", Supply.NOT_SHOWN),
        ("cannot-tell", Supply.NOT_SHOWN),
        ("not-applicable", Supply.NOT_SHOWN),
    ],
)
def test_a_requirement(provider_run: Json, outcome: str, supply: Supply) -> None:
    report = deepcopy(provider_run)
    [row] = [row for row in report["requirements"] if row["id"] == "CASE-REQ-047"]
    row["outcome"] = outcome
    assert supplies(hold(report, needs(requirements=["CASE-REQ-047"]))) == {"CASE-REQ-047": supply}


def test_a_requirement_of_another_role_is_not_shown(provider_run: Json) -> None:
    held = hold(provider_run, needs(requirements=["CASE-REQ-061"]))
    assert supplies(held) == {"CASE-REQ-061": Supply.NOT_SHOWN}


def test_a_run_of_one_version_shows_nothing_of_another(provider_run: Json) -> None:
    held = hold(provider_run, needs(version="1.0", operations=["getCFPackage"]))
    assert [(need.kind, need.supply) for need in held.needs] == [("version", Supply.NOT_SHOWN)]
    assert held.is_short


def test_who_needs_nothing_more_will_miss_nothing(provider_run: Json) -> None:
    held = hold(with_checks(provider_run, ("CASE-API-001", "getCFItem", "pass")), needs(operations=["getCFItem"]))
    assert not held.is_short
    assert as_text(held).startswith("North SIS will miss nothing: all of 2 needs are supplied.")


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command(fairmark: Run, keep: Keep, provider_run: Json) -> None:
    run = keep("run", provider_run)
    short = keep("short", needs(operations=["getCFLicense"], features=["paging"]))
    done = fairmark("diff", run, "--needs", short)
    assert done.exit_code == 1
    assert done.stdout.startswith("North SIS has 3 needs: 2 missing, 1 supplied.")
    answer = json.loads(fairmark("diff", run, "--needs", short, "--format", "json").stdout)
    jsonschema.Draft202012Validator(load("report/supply.schema.json")).validate(answer)
    assert answer["summary"] == {"missing": 2, "partly": 0, "not-shown": 0, "supplied": 1}
    assert fairmark("diff", run, "--needs", keep("none", needs())).exit_code == 0


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (needs(operations=["getCFPakage"]), "the nearest: getCFPackage"),
        (needs(features=["pageing"]), "the nearest: paging"),
        (needs(requirements=["CASE-REQ-999"]), "the nearest: CASE-REQ-0"),
        (needs(wishes=[]), "not a file of a consumer's needs"),
        ({"standard": "CASE"}, "not a file of a consumer's needs"),
        (needs(version="2.0"), "/version is not as its schema asks"),
    ],
)
def test_needs_that_cannot_be_read_are_said(
    fairmark: Run, keep: Keep, provider_run: Json, wanted: Json, words: str
) -> None:
    done = fairmark("diff", keep("run", provider_run), "--needs", keep("needs", wanted))
    assert done.exit_code == 2
    assert words in " ".join(done.stderr.split())


def test_a_report_that_is_not_of_a_provider_is_refused(fairmark: Run, keep: Keep, provider_run: Json) -> None:
    document = {**provider_run, "profile": "case-1.1", "checks": []}
    done = fairmark("diff", keep("document", document), "--needs", keep("needs", needs()))
    assert done.exit_code == 2
    assert "the report of a provider" in done.stderr


def test_what_a_provider_says_is_shown_harmlessly(provider_run: Json) -> None:
    report = with_checks(provider_run, ("CASE-API-001", "getCFItem", "fail"))
    report["checks"][0]["reason"] = "\x1b[2J\u202e"
    text = as_text(hold(report, {**needs(operations=["getCFItem"]), "consumer": "\x1b]0;x\x07"}))
    assert not [character for character in text if not (character.isprintable() or character == "\n")]
