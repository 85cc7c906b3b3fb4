"""What the tests of conversions share: the samples, the real files, and a judge for what was made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, SHARED
from fairmark.validators.convert.conversion import Conversion, convert
from fairmark.validators.convert.files import as_text, file_name
from fairmark.validators.convert.settings import Settings

SAMPLES = sorted((ROOT / "fixtures" / "convert").iterdir())
REAL = {
    "edfi": "edfi/Ed-Fi-Alliance-OSS__Ed-Fi-Data-Standard/Samples/Sample_XML/Standards.xml",
    **{
        f"oak-{stage}": "frameworks/oaknational__oak-curriculum-ontology/data/subjects/computing/"
        f"computing-key-stage-{stage}.ttl"
        for stage in range(1, 5)
    },
    **{
        f"bbc-{subject}": f"frameworks/bbc__curriculum-data/{subject}.ttl"
        for subject in ("geography", "maths", "science")
    },
}


@pytest.fixture(params=[path.name for path in SAMPLES])
def any_sample(request: pytest.FixtureRequest) -> bytes:
    """Each hand-written sample in turn."""
    return (ROOT / "fixtures" / "convert" / request.param).read_bytes()


@pytest.fixture(params=REAL)
def any_real(request: pytest.FixtureRequest) -> bytes:
    """Each real file in turn."""
    return read_real(request.param)


@pytest.fixture
def sample() -> Callable[..., Conversion]:
    """Convert a hand-written sample by its file name."""

    def run(name: str, **settings: Any) -> Conversion:
        return convert((ROOT / "fixtures" / "convert" / name).read_bytes(), settings=Settings(**settings))

    return run


@pytest.fixture
def real() -> Callable[..., Conversion]:
    """Convert a real file by its short name."""

    def run(name: str, **settings: Any) -> Conversion:
        return convert(read_real(name), settings=Settings(**settings))

    return run


@pytest.fixture
def raised(judged: Callable[..., dict[str, Any]], tmp_path: Path) -> Callable[[list[dict[str, Any]]], set[str]]:
    """The rules that speak above info about packages."""

    def run(packages: list[dict[str, Any]]) -> set[str]:
        paths = [tmp_path / file_name(package) for package in packages]
        assert len(set(paths)) == len(packages)
        for path, package in zip(paths, packages, strict=True):
            path.write_text(as_text(package), "utf-8")
        report = judged(*paths, "--profile", "case-1.1", "--at", "2026-12-01T00:00:00Z")
        assert report["faults"] == []
        return {finding["rule"] for finding in report["findings"] if finding["severity"] != "info"}

    return run


def read_real(name: str) -> bytes:
    path = SHARED / "data" / REAL[name]
    if not path.exists():
        pytest.skip("the real source files are not on this machine")
    return path.read_bytes()
