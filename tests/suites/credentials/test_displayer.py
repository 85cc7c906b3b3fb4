"""The displayer suite: what a kit holds, and what is said of displayers that get one thing wrong."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest
from suites.credentials.issuer_site import Site

from conftest import Run
from fairmark.validators.core.profile import profile_named
from fairmark.validators.core.report import Report
from fairmark.validators.judge import Options, validate
from fairmark.validators.readers.decisions import load_resources
from fairmark.validators.suites.displayers import kit as kits
from fairmark.validators.suites.displayers import making, open_file
from fairmark.validators.suites.displayers.expected import ENDORSEMENT, Expected, expected_of
from fairmark.validators.suites.run import SuiteOptions, report_on, run_suite
from fairmark.validators.suites.transport import InProcess

PROFILE = profile_named("ob-3.0-displayer", live=True)
BASE = "https://kit.example/"
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
V, X, R, N, W = "verified", "expired", "revoked", "not-yet-valid", "invalid"
TRUTH = (V, V, X, R, N, W, W, W, W, W, V, X, R, W, V, W, W, V, V, W, V, V, W)
"""What the badges are, in the order in which they are made: written down by hand."""

Change = Callable[[Expected, dict[str, Any]], object]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> kits.Kit:
    return kits.write(tmp_path_factory.mktemp("made") / "kit", BASE, NOW)


@pytest.fixture(scope="module")
def right(kit: kits.Kit) -> list[Expected]:
    return expected_of(kit, NOW)


def answers(kit: kits.Kit, right: list[Expected], change: Change = lambda _one, _answer: None) -> dict[str, Any]:
    """The answers of a displayer that does everything right but for `change`."""
    form: dict[str, Any] = json.loads((kit.folder / kits.ANSWERS).read_text("utf-8"))
    for one in right:
        answer = form["badges"][one.name]
        answer["status"] = "invalid" if one.is_endorsement else one.status
        answer |= {name: min(texts, default="") for name, texts in one.texts.items()}
        answer["issued"] = min(one.dates).isoformat()
        answer["image"] = one.baked
        change(one, answer)
    return form


def judged(kit: kits.Kit, told: Any, **options: Any) -> Report:
    file = kit.folder.parent / "told.json"
    file.write_bytes(told if isinstance(told, bytes) else json.dumps(told).encode())
    chosen = SuiteOptions(kit=kit.folder, at=NOW, **options)
    return report_on(str(file), PROFILE, open_file(PROFILE, file, chosen), chosen)


def wrong(report: Report) -> dict[str, set[str]]:
    """The rules that are broken, each with the kinds of badges for which they are."""
    found: dict[str, set[str]] = {}
    for check in report.checks:
        if check.outcome.value not in ("pass", "not-applicable"):
            found.setdefault(f"{check.rule} {check.outcome.value}", set()).add(check.operation)
    return found


# -- the kit -----------------------------------------------------------------------------------------------------------


def test_statuses_are_worked_out_from_the_badges_alone(tmp_path: Path) -> None:
    maker = making.Maker(BASE, NOW)
    made = {f"{number:02}{suffix}": content for number, (suffix, content) in enumerate(maker.badges())}
    resources = {}
    for name, content in maker.web().items():
        (tmp_path / name).write_bytes(content)
        resources[BASE + name] = tmp_path / name
    found = expected_of(kits.Kit(tmp_path, made, resources), NOW)
    assert [one.status for one in found] == list(TRUTH)
    assert [number for number, one in enumerate(found) if one.is_endorsement] == [21]


def test_good_badges_are_good_for_the_judge_of_documents(kit: kits.Kit, right: list[Expected]) -> None:
    options = Options(resources=load_resources(kit.folder / kits.RESOURCES), at=NOW)
    good = [str(kit.folder / kits.BADGES / one.name) for one in right if one.group == V]
    assert len(good) == 6
    report = validate(good, options)
    assert report.verdict.value == "pass"


def test_nothing_on_disk_tells_the_answers(kit: kits.Kit) -> None:
    files = {path.relative_to(kit.folder).as_posix() for path in kit.folder.rglob("*") if path.is_file()}
    assert files == {
        "README.md",
        "answers.json",
        "resources.json",
        "web/status.json",
        "web/revocations.json",
        *(f"badges/{name}" for name in kit.badges),
    }
    form = json.loads((kit.folder / kits.ANSWERS).read_text("utf-8"))
    assert {value for answer in form["badges"].values() for value in answer.values()} == {None}


def test_each_kit_is_another(kit: kits.Kit, tmp_path: Path) -> None:
    assert kits.write(tmp_path / "kit", BASE, NOW).id != kit.id


def test_dates_are_counted_from_the_day_of_making(kit: kits.Kit) -> None:
    later = expected_of(kit, datetime(2026, 12, 1, tzinfo=UTC))
    assert [one.status for one in later] == [one.status for one in expected_of(kit, NOW)]


# -- displayers --------------------------------------------------------------------------------------------------------


def test_a_displayer_that_does_everything_right_passes(kit: kits.Kit, right: list[Expected]) -> None:
    report = judged(kit, answers(kit, right))
    assert wrong(report) == {}
    assert "learns what is good about them" in report.headline


def test_an_empty_form_fails(kit: kits.Kit) -> None:
    report = judged(kit, (kit.folder / kits.ANSWERS).read_bytes())
    assert set(wrong(report)) == {"API-DISP-001 fail"}


def test_a_displayer_that_believes_everything_fails(kit: kits.Kit, right: list[Expected]) -> None:
    found = wrong(judged(kit, answers(kit, right, lambda _one, answer: answer.update(status=V))))
    assert found == {
        "API-DISP-002 fail": {X, R, N, W, f"{X} (VC Data Model 1.1)", f"{R} (VC Data Model 1.1)"}
        | {f"{W} (VC Data Model 1.1)", f"{W} (CLR 2.0)"},
        "API-DISP-009 warn": {ENDORSEMENT},
    }


def test_a_displayer_that_believes_nothing_fails(kit: kits.Kit, right: list[Expected]) -> None:
    found = wrong(judged(kit, answers(kit, right, lambda _one, answer: answer.update(status=W))))
    older = "(VC Data Model 1.1)"
    assert found == {
        "API-DISP-003 fail": {V, f"{V} {older}"},
        "API-DISP-004 fail": {X, f"{X} {older}"},
        "API-DISP-005 fail": {R, f"{R} {older}"},
        "API-DISP-006 warn": {N},
    }


def test_one_forgery_that_is_believed_is_named(kit: kits.Kit, right: list[Expected]) -> None:
    forged = next(one for one in right if one.why == "a part of it is not signed")

    def believe(one: Expected, answer: dict[str, Any]) -> None:
        if one is forged:
            answer["status"] = V

    report = judged(kit, answers(kit, right, believe))
    assert wrong(report) == {"API-DISP-002 fail": {W}}
    assert f"shown as verified: {forged.name} (a part of it is not signed)" in str(report)


@pytest.mark.parametrize(
    ("status", "shown", "outcome"),
    [
        (X, R, "API-DISP-004 fail"),
        (R, X, "API-DISP-005 fail"),
        (N, X, "API-DISP-006 warn"),
        (V, "unsupported", "API-DISP-003 fail"),
        (V, "fine", "API-DISP-001 fail"),
    ],
)
def test_another_status_is_told(kit: kits.Kit, right: list[Expected], status: str, shown: str, outcome: str) -> None:
    def change(one: Expected, answer: dict[str, Any]) -> None:
        if one.group == status:
            answer["status"] = shown

    assert wrong(judged(kit, answers(kit, right, change))) == {outcome: {status}}


@pytest.mark.parametrize("field", ["name", "description", "issuer", "issued"])
@pytest.mark.parametrize("value", [None, "", "something else", 7])
def test_a_field_that_is_not_shown_is_told(kit: kits.Kit, right: list[Expected], field: str, value: Any) -> None:
    def change(one: Expected, answer: dict[str, Any]) -> None:
        if one.group == X:
            answer[field] = value

    assert wrong(judged(kit, answers(kit, right, change))) == {"API-DISP-007 fail": {X}}


def test_a_baked_image_that_is_not_shown_is_told(kit: kits.Kit, right: list[Expected]) -> None:
    found = wrong(judged(kit, answers(kit, right, lambda _one, answer: answer.update(image=False))))
    assert found == {"API-DISP-008 fail": {V}}


# -- what is let pass --------------------------------------------------------------------------------------------------


def test_spelling_and_time_zones_are_let_pass(kit: kits.Kit, right: list[Expected]) -> None:
    def change(one: Expected, answer: dict[str, Any]) -> None:
        answer["status"] = answer["status"].upper().replace("-", "_")
        answer["description"] = f" {answer['description'].replace(' ', '  ')}\n"
        answer["issued"] += "T23:30:00-10:00"

    assert wrong(judged(kit, answers(kit, right, change))) == {}


def test_badges_that_do_not_verify_need_not_be_displayed(kit: kits.Kit, right: list[Expected]) -> None:
    def change(one: Expected, answer: dict[str, Any]) -> None:
        if one.status in (W, N):
            answer.update(name=None, description=None, issuer=None, issued=None, image=None)

    assert wrong(judged(kit, answers(kit, right, change))) == {}


def test_records_may_be_unsupported(kit: kits.Kit, right: list[Expected]) -> None:
    def change(one: Expected, answer: dict[str, Any]) -> None:
        if "CLR" in one.group:
            answer["status"] = "unsupported"

    assert wrong(judged(kit, answers(kit, right, change))) == {}


# -- what cannot be judged ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [b"", b"{", b"[]", b"{}", b'{"badges": {}}', b'{"kit": "sha256:00", "badges": {}}'])
def test_what_are_no_answers_is_no_verdict(kit: kits.Kit, told: bytes) -> None:
    assert judged(kit, told).verdict.value == "undetermined"


def test_strange_answers_end_in_a_verdict(kit: kits.Kit) -> None:
    for entry in (None, [], "verified", {"status": ["verified"]}, {"status": {}, "image": "yes", "name": 1e308}):
        told = {"kit": kit.id, "badges": {**dict.fromkeys(kit.badges, entry), "../../etc/passwd": {}}}
        report = judged(kit, told)
        assert report.verdict.value == "fail"
        assert not report.faults


def test_a_kit_of_good_badges_alone_is_refused(kit: kits.Kit, right: list[Expected], tmp_path: Path) -> None:
    good = {one.name: kit.badges[one.name] for one in right if one.group == V}
    (tmp_path / kits.BADGES).mkdir()
    for name, content in good.items():
        (tmp_path / kits.BADGES / name).write_bytes(content)
    (tmp_path / kits.RESOURCES).write_bytes(b"{}")
    assert judged(kits.load(tmp_path), {"kit": kits.load(tmp_path).id, "badges": {}}).verdict.value == "undetermined"


# -- over the web, and as a command ------------------------------------------------------------------------------------


def test_answers_may_be_served(kit: kits.Kit, right: list[Expected]) -> None:
    url = "https://displayer.example/answers.json"
    site = Site({url: ("application/json", answers(kit, right))})
    options = SuiteOptions(kit=kit.folder, at=NOW)
    assert run_suite(url, PROFILE, InProcess(site), options).verdict.value == "pass"
    missing = run_suite(url + "?", PROFILE, InProcess(Site({})), options)
    assert missing.verdict.value == "undetermined"


@pytest.fixture
def made(fairmark: Run, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "kit"
    assert fairmark("displayer-kit", folder, "--base", BASE).exit_code == 0
    yield folder


def test_the_command_makes_and_judges(fairmark: Run, made: Path) -> None:
    kit = kits.load(made)
    told = made / "answers.json"
    told.write_text(json.dumps(answers(kit, expected_of(kit, datetime.now(UTC)))), "utf-8")
    done = fairmark("check", told, "--profile", "ob-3.0-displayer", "--kit", made)
    assert (done.exit_code, done.stdout[:5]) == (0, "PASS:")


def test_wrong_usage_is_told(fairmark: Run, made: Path, tmp_path: Path) -> None:
    told = made / "answers.json"
    assert "--kit" in fairmark("check", told, "--profile", "ob-3.0-displayer").stderr
    assert "--kit" in fairmark("check", BASE, "--profile", "ob-3.0-issuer", "--kit", made).stderr
    assert fairmark("check", tmp_path / "none.json", "--profile", "ob-3.0-displayer", "--kit", made).exit_code == 2
    assert "no kit" in fairmark("check", told, "--profile", "ob-3.0-displayer", "--kit", tmp_path).stderr
    assert "there already" in fairmark("displayer-kit", made, "--base", BASE).stderr
    assert "--base" in fairmark("displayer-kit", tmp_path / "other", "--base", "ftp://kit.example").stderr
