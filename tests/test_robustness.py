"""Whatever is fed in: a report that holds together, never a traceback.

Real packages are mutated as bytes and as JSON. FAIRMARK_NIGHTLY=1 looks much longer.
"""

from collections import Counter
from copy import deepcopy
import io
import json
import os
from pathlib import Path
from typing import Any
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import jsonschema_rs
import pytest

from conftest import ROOT, SHARED
from fairmark.schemas import load
from fairmark.validators.cli.reporting import exit_code
from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.profile import PROFILES
from fairmark.validators.core.report import Report
from fairmark.validators.judge import Options, validate
from fairmark.validators.readers.case import ROOTS
from fairmark.validators.readers.limits import DEEPEST, Limits
from fairmark.validators.reports import json_report

SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
settings.register_profile("modest", max_examples=60, deadline=None, suppress_health_check=SLOW)
settings.register_profile("nightly", max_examples=5000, deadline=None, suppress_health_check=SLOW)
PROFILE = settings.get_profile("nightly" if os.environ.get("FAIRMARK_NIGHTLY") == "1" else "modest")

TWINS = sorted((ROOT / "fixtures" / "case").glob("*/*.json"))
REAL = sorted(path for path in (SHARED / "data" / "case").glob("**/*.json") if path.stat().st_size < 70_000)
SEEDS = [path.read_bytes() for path in (*TWINS, *REAL) if path.name not in ("options.json", "expect.json")]
STANDARD = Options()
SCHEMA = jsonschema_rs.Draft202012Validator(load("report/report.schema.json"))

OPTIONS = st.builds(
    Options,
    profile=st.sampled_from([None, *PROFILES.values()]),
    strictness=st.sampled_from(Strictness),
    samples=st.sampled_from([None, 1, 20]),
    show_values=st.booleans(),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("robustness") / "input.json"


def check(report: Report) -> None:
    """The report says nothing went wrong with the tool, keeps its schema, and its numbers agree."""
    assert not report.faults, [(fault.where, fault.message) for fault in report.faults]
    assert exit_code(report, "error") in (0, 1)
    written = json.loads(json_report.render(report))
    assert not [error.message for error in SCHEMA.iter_errors(written)]
    names = {entry["name"] for entry in written["inputs"]}
    sums: Counter[str] = Counter(error=0, warning=0, info=0)
    for finding in written["findings"]:
        sums[finding["severity"]] += finding["count"]
        assert sum(entry["count"] for entry in finding["inputs"]) == finding["count"]
        assert 1 <= finding["records"] <= finding["count"]
        assert 1 <= len(finding["samples"]) <= finding["count"]
        assert {sample["input"] for sample in finding["samples"]} <= names
    assert written["counts"] == sums
    assert sum(cause["count"] for cause in written["causes"]) == sum(sums.values())
    assert (written["verdict"] == "fail") == (sums["error"] > 0)


def judge(path: Path, data: bytes, options: Options = STANDARD) -> None:
    path.write_bytes(data)
    check(validate([str(path)], options))


# -- as bytes --------------------------------------------------------------------------------------------------------

SPLINTERS = [
    b"",
    b"\0",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\xff",
    b"\xed\xa0\x80",
    b"NaN",
    b"1e999",
]
SPLINTERS += [
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"null",
    b"[" * 300,
    b'{"a":' * 300,
    b"9" * 5000,
    b'"uri":1,',
    b"\r\n{}",
    b"\x1b",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A seed in which some pieces were cut out, doubled or replaced."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        data = data[:start] + draw(st.sampled_from([*SPLINTERS, data[start:end] * 2])) + data[end:]
    return data


@settings(PROFILE)
@given(data=damaged(), options=OPTIONS)
def test_damaged_bytes(file: Path, data: bytes, options: Options) -> None:
    judge(file, data, options)


@settings(PROFILE)
@given(data=st.sampled_from(SEEDS), codec=st.sampled_from(["utf-16", "utf-32-be", "latin-1", "utf-7", "cp037"]))
def test_other_encodings(file: Path, data: bytes, codec: str) -> None:
    judge(file, data.decode(errors="replace").encode(codec, "replace"))


@settings(PROFILE)
@given(data=st.binary(max_size=300))
def test_any_bytes(file: Path, data: bytes) -> None:
    judge(file, data)


@settings(PROFILE)
@given(lines=st.lists(st.sampled_from(SEEDS) | damaged(), max_size=4))
def test_damaged_lines(file: Path, lines: list[bytes]) -> None:
    text = b"\n".join(line.replace(b"\n", b" ") for line in lines)
    judge(file.with_suffix(".ndjson"), text)


@settings(PROFILE)
@given(members=st.dictionaries(st.text(max_size=8) | st.just("a.json"), damaged(), max_size=3), data=st.data())
def test_damaged_archives(file: Path, members: dict[str, bytes], data: st.DataObject) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name or "x"), content)
    damage = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(0, 3))):
        damage[data.draw(st.integers(0, len(damage) - 1))] = data.draw(st.integers(0, 255))
    judge(file.with_suffix(".zip"), bytes(damage))


# -- as JSON ---------------------------------------------------------------------------------------------------------

PARSED = [json.loads(data.decode("utf-8", "replace")) for data in SEEDS]
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x",
    "\ud83d",
    "\u202e",
    "ext:",
    "-",
    [],
    {},
    [None],
    [[]],
    {"": {}},
]
STRANGE += [
    {"identifier": None, "uri": 1, "title": []},
    "2026-02-30",
    "2026-13-01T99:99:99Z",
    "9" * 400,
    "http://[",
    "urn:x",
    "%",
]
NAMES = sorted(
    {name for value in PARSED for name in value} | {"identifier", "uri", "title", "extensions", "CFItemType", ""}
)


def holders(value: Any) -> list[Any]:
    """All objects and arrays in `value`."""
    found, pending = [], [value]
    while pending:
        holder = pending.pop()
        if isinstance(holder, dict | list):
            found.append(holder)
            pending += holder.values() if isinstance(holder, dict) else holder
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A parsed seed in which members were replaced, dropped, doubled, renamed or put elsewhere."""
    value = deepcopy(draw(st.sampled_from(PARSED)))
    for _ in range(draw(st.integers(1, 6))):
        places = holders(value)
        holder, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        strange = deepcopy(draw(st.sampled_from(STRANGE) | st.just(other)))
        if isinstance(holder, list):
            holder.insert(draw(st.integers(0, len(holder))), strange)
            continue
        name = draw(st.sampled_from([*holder] or NAMES) | st.sampled_from(NAMES))
        match draw(st.sampled_from(["replace", "drop", "rename"])):
            case "replace":
                holder[name] = strange
            case "drop":
                holder.pop(name, None)
            case "rename":
                holder[draw(st.sampled_from(NAMES))] = holder.pop(name, strange)
    return value


@settings(PROFILE)
@given(value=mutated(), options=OPTIONS)
def test_mutated_packages(file: Path, value: Any, options: Options) -> None:
    judge(file, json.dumps(value).encode(), options)


@settings(PROFILE)
@given(kind=st.sampled_from(list(ROOTS)), value=mutated(), profile=st.sampled_from(list(PROFILES.values())))
def test_one_kind_taken_for_another(file: Path, kind: str, value: Any, profile: Any) -> None:
    judge(file, json.dumps(value).encode(), Options(kind=kind, profile=profile))


# -- large and deep --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"CFItems":[', b'{"CFDocument":{"extensions":{"a.b":['])
def test_bottomless_nesting(file: Path, opening: bytes) -> None:
    judge(file, opening * 50_000)


@pytest.mark.parametrize("depth", [Limits().depth, DEEPEST])
def test_nesting_just_within_the_limit(file: Path, depth: int) -> None:
    package = json.loads((ROOT / "fixtures" / "case" / "CASE-ID-001" / "good.json").read_bytes())
    package["CFDocument"]["extensions"] = {"example.org.deep": json.loads("[" * (depth - 4) + "]" * (depth - 4))}
    package["CFItems"].append(deepcopy(package["CFItems"][0] | {"extensions": package["CFDocument"]["extensions"]}))
    package["CFItems"].append(deepcopy(package["CFItems"][2]))
    judge(file, json.dumps(package).encode(), Options(limits=Limits(depth=depth)))
