"""Reports made by hand, for what no fixture shows: hostile text, thousands of findings, every member filled.

The rules here are not registered, so that no other test meets them.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
import hashlib

from fairmark.validators.core.causes import fold
from fairmark.validators.core.events import Checked, Exchange, Faulted, Required, Step
from fairmark.validators.core.headline import plural
from fairmark.validators.core.levels import ERROR, INFO, WARNING, Outcome, Severity, Strictness, Verdict
from fairmark.validators.core.location import Location, Path, Position
from fairmark.validators.core.report import FindingGroup, InputResult, Place, Report, Sample
from fairmark.validators.core.rule import Findings, Rule, Text

HOSTILE = (
    '"><script>alert(1)</script>',
    "=cmd|' /C calc'!A0",
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe",
    "\x9b31m\x7f",
    "[click](https://evil.example/) {{7*7}} {0}",
    "]]>&<!--",
    "a;=1+1\t@SUM(1)\r\n+1",
    "\ud800 lone \ufffe",
    "' onmouseover='alert(1)",
)


def never(_subject: object) -> Findings:
    yield from ()


def rule(id: str, severity: Severity, what: str, follows: tuple[str, ...] = ()) -> Rule:
    text = Text(
        what,
        "Consumers look objects up by it, and many refuse anything else.",
        '`"identifier": "not-a-uuid"` in a CFItem.',
        "Give the object a UUID and keep it for ever; update the links that name it.",
    )
    return Rule(id, severity, ("1.0", "1.1"), "CASE 1.1 IM 7.2.3", "{observed}", never, text, follows=follows)


IDENTIFIER = rule("CASE-ID-001", ERROR, "Every identifier is a UUID of version 1 to 5, in lower case.")
DANGLING = rule("CASE-ASSOC-001", ERROR, "An association joins objects that exist.", ("CASE-ID-001",))
LANGUAGE = rule("CASE-DOC-009", WARNING, "A document states its licence, its language and its publisher.")
GRADES = rule("CASE-ITEM-014", INFO, "The grades of an item lie within those of its document.")


def sample(
    input: str,
    path: Path,
    observed: str,
    *,
    line: int | None = 1,
    column: int = 1,
    expected: str = "a lower-case UUID",
    message: str | None = None,
    hint: str = "",
    record: str = "",
) -> Sample:
    return Sample(
        input,
        Location(path, record),
        Position(line, column) if line else None,
        f"{observed} is not a CASE UUID" if message is None else message,
        observed,
        expected,
        hint or IDENTIFIER.text.repair,
        hashlib.sha256(f"{input}{path}{observed}".encode("utf-8", "surrogatepass")).hexdigest()[:16],
    )


def group(
    rule: Rule, count: int, samples: tuple[Sample, ...], by_input: dict[str, int], severity: Severity | None = None
) -> FindingGroup:
    patterns = dict.fromkeys("".join(f"/{'*' if isinstance(s, int) else s}" for s in s.location.path) for s in samples)
    places = tuple(Place(pattern, max(1, count // len(patterns))) for pattern in patterns)
    records = max(1, count - 1)
    return FindingGroup(rule, severity or rule.severity, count, records, by_input, places, samples)


def report(inputs: tuple[InputResult, ...], groups: tuple[FindingGroup, ...], **changed: object) -> Report:
    counts = {severity: sum(g.count for g in groups if g.severity is severity) for severity in Severity}
    verdict = Verdict.FAIL if counts[ERROR] else Verdict.WARN if counts[WARNING] else Verdict.PASS
    causes = fold(groups)
    said = [plural(counts[ERROR], "error"), plural(counts[WARNING], "warning")]
    name = inputs[0].name if len(inputs) == 1 else f"{len(inputs)} inputs"
    members: dict[str, object] = {
        "version": "0.1.0",
        "rules_digest": "sha256-" + "0" * 64,
        "profile": "case-1.1",
        "strictness": Strictness.STANDARD,
        "verdict": verdict,
        "headline": f"{verdict.upper()}: {name}: a conforming consumer may refuse it or misread it. "
        f"{' and '.join(said)} from {plural(len(causes), 'cause')}.",
        "partial": False,
        "inputs": inputs,
        "counts": counts,
        "waived": 0,
        "known": 0,
        "causes": causes,
        "findings": groups,
    }
    return Report(**{**members, **changed})  # type: ignore[arg-type]  # members are given by name in many tests


def an_input(name: str, verdict: Verdict = Verdict.FAIL, kind: str = "case-package", **changed: str) -> InputResult:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    has_bytes = kind not in ("folder", "case-provider")
    return InputResult(name, kind, changed.get("version", "1.1"), digest if has_bytes else "", verdict)


def clean() -> Report:
    headline = "PASS: framework.json: nothing stands in the way of sending it. No errors and no warnings."
    return report((an_input("framework.json", Verdict.PASS),), (), headline=headline)


def undetermined() -> Report:
    headline = (
        "UNDETERMINED: notes.txt: nothing in it could be judged, so this is not a pass. No errors and no warnings."
    )
    inputs = (an_input("notes.txt", Verdict.UNDETERMINED, "unknown"),)
    return report(inputs, (), headline=headline, verdict=Verdict.UNDETERMINED, profile=None)


def hostile() -> Report:
    """Every text that comes from an input is an attack; several inputs, rules and severities; every member filled."""
    names = ("frameworks/数学 <b>é.json", "export\u202e.zip!\x1b[1mevil\n.json", "=HYPERLINK(1).json", "empty.json")
    inputs = (
        an_input(names[0]),
        an_input(names[1]),
        an_input(names[2], Verdict.WARN),
        an_input(names[3], Verdict.PASS),
    )
    attacks = tuple(
        sample(names[i % 2], ("CFItems", i, text), text, line=i + 1, expected="a <UUID>", record=text)
        for i, text in enumerate(HOSTILE)
    )
    groups = (
        group(IDENTIFIER, 1234, attacks, {names[0]: 1200, names[1]: 34}),
        group(DANGLING, 7, attacks[:2], {names[0]: 3, names[1]: 4}),
        group(
            LANGUAGE,
            2,
            (sample(names[2], (), "", line=None, message="it is silent about its language"),),
            {names[2]: 2},
        ),
        group(IDENTIFIER, 3, attacks[3:4], {names[1]: 3}, severity=WARNING),
        group(GRADES, 5, attacks[4:5], {names[0]: 5}),
    )
    return report(
        inputs,
        groups,
        waived=11,
        known=13,
        partial=True,
        steps=(Step(names[0], "resolve <key>", Outcome.PASS, "did:web:\u202eexample"),),
        faults=(Faulted("CASE-<X>-001", "CASE-X-001: KeyError\x1b[0m"),),
    )


BASE = "https://vendor.example/ims/case/v1p1"
UNKNOWN = rule("CASE-API-003", ERROR, "An unknown identifier is answered with 404.")
METHODS = rule("CASE-API-016", WARNING, "A service that only reads refuses POST.")
WINDOWS = rule("CASE-API-011", WARNING, "Windows hold every document exactly once.")


def suite(attacks: tuple[str, ...] = ("calm",)) -> Report:
    """Of a system: every outcome among checks and requirements, exchanges with bodies, samples drawn with a seed. Every
    text that comes from the system holds one of `attacks`."""
    attack = attacks[0]
    everything = " ".join(attacks)
    base, answer = f"{BASE}/{attack}", f"{BASE}/{attack}!/CFItems/{attack}"
    get = Exchange(
        "GET /ims/case/v1p1/CFItems/1 HTTP/1.1\nHost: vendor.example\nAccept: application/json",
        f'HTTP/1.1 200\nContent-Type: application/json\nX-Said: {attack}\n\n{{"said": "{everything}"}}',
        "curl --include 'https://vendor.example/ims/case/v1p1/CFItems/1;$(id)'",
    )
    post = Exchange(
        f"POST /ims/case/v1p1/CFItems/{attack} HTTP/1.1\nHost: vendor.example\n\n{{}}",
        f"(no answer: {everything})",
        f"curl --request POST 'https://vendor.example/{attack}'",
    )
    live = Location((), "getCFItem")
    said = f"an unknown identifier is answered with {attack}"
    groups = (
        group(UNKNOWN, 1, (Sample(base, live, None, said, attack, "HTTP 404", "Answer 404.", "0" * 16),), {base: 1}),
        group(IDENTIFIER, 2, (sample(answer, ("identifier",), attack),), {answer: 2}),
        group(METHODS, 1, (Sample(base, live, None, said, attack, "405", "Answer 405.", "1" * 16),), {base: 1}),
        group(GRADES, 3, (sample(answer, ("educationLevel",), attack),), {answer: 3}),
    )
    checks = (
        Checked(UNKNOWN.id, "getCFItem", Outcome.FAIL, said, None, (get,)),
        Checked(UNKNOWN.id, "getCFDocument", Outcome.PASS, "", None, (get,)),
        Checked(IDENTIFIER.id, "getCFItem", Outcome.FAIL, IDENTIFIER.title, None, (get,)),
        Checked(METHODS.id, "getCFItem", Outcome.WARN, said, None, (post, get)),
        Checked(GRADES.id, "getCFItem", Outcome.PASS, "", None, ()),
        Checked(WINDOWS.id, "getAllCFDocuments", Outcome.BLOCKED, said, UNKNOWN.id, (get,)),
        Checked("CASE-API-012", "getAllCFDocuments", Outcome.CANNOT_TELL, said, None, (get,)),
        Checked("CASE-SEC-001", "", Outcome.NOT_APPLICABLE, f"plain http, {attack}", None, ()),
    )
    requirements = tuple(
        Required(
            f"CASE-REQ-{n:03}", level, f"CASE 1.1 RB {n}", f"Answer {attack}.", rules, outcome, f"because {attack}"
        )
        for n, (outcome, level, rules) in enumerate(
            (
                (Outcome.PASS, "MUST", (GRADES.id,)),
                (Outcome.FAIL, "MUST", (UNKNOWN.id, IDENTIFIER.id)),
                (Outcome.WARN, "SHOULD", (METHODS.id,)),
                (Outcome.BLOCKED, "MAY", (WINDOWS.id,)),
                (Outcome.CANNOT_TELL, "SHOULD", ()),
                (Outcome.CANNOT_TELL, "SHOULD", ("CASE-API-012",)),
                (Outcome.NOT_APPLICABLE, "MUST", ("CASE-SEC-001",)),
            ),
            1,
        )
    )
    return report(
        (an_input(base, kind="case-provider"), an_input(answer, kind="case-item")),
        groups,
        profile="case-1.1-provider",
        headline=f"FAIL: {base}: a consumer that keeps to the standard will be refused or misled.",
        checks=checks,
        requirements=requirements,
        steps=(Step(base, "sampling", Outcome.PASS, f"CFItem: 4 of 100 looked at, drawn with seed 7 {attack}"),),
        at=datetime(2026, 1, 20, 23, 30, tzinfo=timezone(timedelta(hours=-5))),
        configuration={"seed": 7, "exhaustive": False, "only": []},
        applied={rule.id: rule for rule in (UNKNOWN, IDENTIFIER, METHODS, GRADES, WINDOWS)},
    )


def hostile_suite() -> Report:
    return suite(HOSTILE)


def many(count: int = 2000) -> Report:
    """`count` findings, all of them shown."""
    name = "district/science-k12.json"
    samples = tuple(
        sample(name, ("CFItems", i, "identifier"), f"SCI-{i:04}", line=40 + 17 * i, column=21) for i in range(count)
    )
    return report((an_input(name),), (group(IDENTIFIER, count, samples, {name: count}),))


def long_and_foreign() -> Report:
    """Long texts without a break, right-to-left text, Japanese data."""
    name = "数学科/学習指導要領コード_中学校_第二学年.json"
    hebrew = "מסגרת-הכישורים.json"
    endless = "https://example.org/ims/case/v1p1/CFItems/" + "0123456789abcdef" * 6
    samples = (
        sample(
            name,
            ("CFItems", 3, "fullStatement"),
            "一次関数について、変化の割合とグラフの傾きとの関係を理解し、事象を捉え説明することができる。" * 2,
            line=88,
        ),
        sample(name, ("CFAssociations", 12, "originNodeURI", "identifier"), endless, line=1204, column=33),
        sample(hebrew, ("CFItems", 0, "humanCodingScheme"), "מתמטיקה א׳ (7)", line=12, column=9),
        sample(hebrew, ("CFItems", 1, "a-very-long-member-name" * 4), "قياس الطول والمساحة 12", line=14),
    )
    groups = (
        group(IDENTIFIER, 4, samples, {name: 2, hebrew: 2}),
        group(
            LANGUAGE,
            1,
            (sample(hebrew, (), "", line=1, message="the document is silent about its language"),),
            {hebrew: 1},
        ),
    )
    return report((an_input(name), an_input(hebrew)), groups)


def three_findings() -> Report:
    name = "compass-framework.json"
    samples = (sample(name, ("CFItems", 3, "identifier"), "MATH-4", line=41, column=21),)
    dangling = tuple(
        sample(
            name,
            ("CFAssociations", i, "destinationNodeURI"),
            "MATH-4",
            line=310 + i,
            column=7,
            expected="the identifier of an object in the package",
            message="MATH-4 is nowhere in this package",
            hint="Add the missing CFItem, or delete the association.",
        )
        for i in (4, 9)
    )
    waits = Strictness.LENIENT
    return report(
        (an_input(name),),
        (group(IDENTIFIER, 1, samples, {name: 1}), group(DANGLING, 2, dangling, {name: 2})),
        headline=f"FAIL: {name}: a conforming consumer may refuse it or misread it. 3 errors from 1 cause. "
        f"With --strictness {waits} the verdict would be warn.",
    )


def every() -> Iterator[tuple[str, Report]]:
    """All of them, by name."""
    for make in (clean, undetermined, hostile, many, long_and_foreign, three_findings, suite, hostile_suite):
        yield make.__name__, make()
