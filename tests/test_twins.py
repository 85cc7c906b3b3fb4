"""Every document rule is proved by twins: `good*` raises nothing above info, `bad*` raises that rule and nothing else.

Beside the twins may stand further inputs of the same call (`record-beside-good.json`; see `inputs`), `options.json`
(flags of `fairmark validate`, `{"profile": "case-1.0"}`; see `flags`), and `expect.json`
(`{"bad": {"CASE-ID-001": "why it speaks too"}}`), which names what else speaks, and why.
"""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from fairmark.validators.core.rule import REGISTRY
from fairmark.validators.judge import load_rules

load_rules()
RULES = sorted(rule.id for rule in REGISTRY.values() if rule.scope == "document")
FOLDERS = {path.name: path for path in (ROOT / "fixtures").glob("*/*-*") if path.is_dir()}


def twins(sort: str) -> list[Any]:
    return [
        pytest.param(id, path, id=f"{id}-{path.name}")
        for id in RULES
        if id in FOLDERS
        for path in sorted(FOLDERS[id].glob(f"{sort}*"))
    ]


def inputs(path: Path) -> list[Path]:
    """The twin at `path`, and what is judged together with it."""
    beside = f"*-beside-{path.stem}"
    return [path, *sorted(path.parent.glob(f"{beside}.*")), *sorted(path.parent.glob(beside))]


def flags(path: Path) -> list[str]:
    """The flags for the twin at `path`. In their values {folder} stands for its folder and {twin} for good, bad ..."""
    options = path.with_name("options.json")
    if not options.exists():
        return []
    chosen = json.loads(options.read_text("utf-8"))
    return [
        part
        for name, value in chosen.items()
        for part in ([f"--{name}"] if value is True else [f"--{name}", filled(str(value), path)])
    ]


def filled(value: str, path: Path) -> str:
    return value.replace("{folder}", str(path.parent)).replace("{twin}", path.stem)


def also_expected(folder: Path, sort: str) -> set[str]:
    expect = folder / "expect.json"
    return set(json.loads(expect.read_text("utf-8")).get(sort, {})) if expect.exists() else set()


def raised(report: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The rules that spoke above info, and all that spoke."""
    loud = {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}
    return loud, {finding["rule"] for finding in report["findings"]}


@pytest.mark.parametrize("id", RULES)
def test_every_rule_has_twins(id: str) -> None:
    names = [path.name for path in FOLDERS[id].iterdir()] if id in FOLDERS else []
    assert any(name.startswith("good") for name in names), f"{id} has no good twin"
    assert any(name.startswith("bad") for name in names), f"{id} has no bad twin"


@pytest.mark.parametrize(("id", "path"), twins("good"))
def test_the_good_twin_is_quiet(id: str, path: Path, judged: Callable[..., dict[str, Any]]) -> None:
    loud, all_of_them = raised(judged(*inputs(path), *flags(path)))
    assert id not in all_of_them
    assert loud == also_expected(path.parent, "good")


@pytest.mark.parametrize(("id", "path"), twins("bad"))
def test_the_bad_twin_raises_its_rule_alone(id: str, path: Path, judged: Callable[..., dict[str, Any]]) -> None:
    loud, all_of_them = raised(judged(*inputs(path), *flags(path)))
    assert id in all_of_them
    assert loud - {id} == also_expected(path.parent, "bad")
