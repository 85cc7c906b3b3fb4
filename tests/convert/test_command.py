"""`fairmark convert`: forms are recognised or named, nothing is half-written, and what is lost is told."""

from importlib import import_module
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rdflib import RDF, SKOS, Graph

from conftest import ROOT, Run
from fairmark.schemas import load
from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.registry import CONVERTERS, FORMS, SOURCES, convert_file, form_of

OAK, READING = (
    ROOT / "fixtures" / "frameworks" / name for name in ("oak-computing-key-stage-1.json", "reading-continuum-1.1.json")
)
SAMPLES = ROOT / "fixtures" / "convert"


def test_every_converter_is_there() -> None:
    for converter in CONVERTERS:
        assert {converter.source, converter.target} <= FORMS.keys()
        module = import_module(f"fairmark.validators.convert.{converter.module}")
        assert callable(getattr(module, converter.function))


def test_every_source_can_be_recognised() -> None:
    assert form_of(SourceFile(OAK)) == "case"  # though it names Oak's terms
    assert form_of(SourceFile(SAMPLES / "oak.ttl")) == "oak-curriculum"
    assert form_of(SourceFile(SAMPLES / "bbc.ttl")) == "bbc-curriculum"
    assert form_of(SourceFile(SAMPLES / "edfi-5.xml")) == "edfi-standards"
    assert "skos" not in SOURCES


@pytest.mark.parametrize(("suffix", "form"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml"), ("XML", "xml")])
@pytest.mark.parametrize("target", ["skos", "ctdl-asn"])
def test_a_package_becomes_rdf_by_the_suffix(
    fairmark: Run, tmp_path: Path, target: str, suffix: str, form: str
) -> None:
    made = tmp_path / f"made.{suffix}"
    done = fairmark("convert", READING, "--to", target, "--output", made)
    assert (done.exit_code, done.stdout) == (0, f"{made}\n"), done.stderr
    graph = Graph().parse(made, format=form)
    if target == "skos":
        assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(
            json.loads(READING.read_text("utf-8"))["CFItems"]
        )
    assert len(graph) > 100


def test_into_a_folder_goes_turtle(fairmark: Run, tmp_path: Path) -> None:
    assert fairmark("convert", READING, "--to", "skos", "--output", tmp_path / "made").exit_code == 0
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["reading-continuum-1.1-skos.ttl"]


def test_the_loss_report_lists_every_dropped_association(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", OAK, "--to", "skos", "--output", tmp_path / "a.ttl", "--loss", tmp_path / "loss.json")
    assert (done.exit_code, done.stderr) == (0, "")
    loss = json.loads((tmp_path / "loss.json").read_text("utf-8"))
    package = json.loads(OAK.read_text("utf-8"))
    order = {a["identifier"] for a in package["CFAssociations"] if a["associationType"] == "precedes"}
    assert {lost["identifier"] for lost in loss["associations"] if lost["type"] == "precedes"} == order
    assert loss["kept"] + loss["changed"] + loss["dropped"] == loss["statements"]


@pytest.mark.parametrize("source", [OAK, *sorted(SAMPLES.iterdir())], ids=lambda path: path.name)
def test_the_loss_report_keeps_its_schema(fairmark: Run, tmp_path: Path, source: Path) -> None:
    target = "skos" if source is OAK else "case"
    loss = tmp_path / "loss.json"
    done = fairmark("convert", source, "--to", target, "--output", tmp_path / "made", "--loss", loss)
    assert done.exit_code == 0, done.output
    told = json.loads(loss.read_text("utf-8"))
    jsonschema.Draft202012Validator(load("report/loss.schema.json")).validate(told)
    assert told["kept"] + told["changed"] + told["dropped"] == sum(entry["count"] for entry in told["entries"])


def test_standard_error_lists_some_of_them(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", OAK, "--to", "skos", "--output", tmp_path / "a.ttl")
    assert "Associations that are lost, one by one" in done.stderr
    assert "more, which a loss report in a file lists" in done.stderr


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        (READING, [], "case cannot become case; it can become: "),
        (READING, ["--to", "skos", "--base", "https://a.example"], "base means nothing"),
        (SAMPLES / "oak.ttl", ["--derive-hierarchy"], "derive-hierarchy means nothing"),
        (SAMPLES / "oak.ttl", ["--to", "skos"], "oak-curriculum cannot become skos"),
        (READING, ["--to", "no-such-form"], "no-such-form"),
        (READING, ["--from", "skos"], "skos"),
    ],
)
def test_what_makes_no_sense_exits_with_2(
    fairmark: Run, tmp_path: Path, source: Path, options: list[str], words: str
) -> None:
    done = fairmark("convert", source, "--output", tmp_path / "made.json", *options)
    assert done.exit_code == 2
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


def test_rdf_has_its_suffixes(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", READING, "--to", "skos", "--output", tmp_path / "made.csv")
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert ".ttl" in done.stderr


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"a": 1}', b"\0" * 99, b"PK\x03\x04 no archive", b"\xff\xfe{"]
)
def test_what_is_no_source_is_refused(fairmark: Run, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "source.json"
    source.write_bytes(content)
    for options in ([], ["--from", "case", "--to", "skos"]):
        done = fairmark("convert", source, "--output", tmp_path / "made", *options)
        assert done.exit_code == 1, done.output
        assert "the file is no" in done.stderr
    assert list(tmp_path.iterdir()) == [source]


def test_a_folder_that_is_no_source_is_refused(fairmark: Run, tmp_path: Path) -> None:
    done = fairmark("convert", tmp_path, "--output", tmp_path / "made")
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])


def test_a_package_in_a_wrapper_is_one(tmp_path: Path) -> None:
    wrapped: dict[str, Any] = {"CFPackage": json.loads(READING.read_text("utf-8"))}
    (tmp_path / "wrapped.json").write_text(json.dumps(wrapped), "utf-8")
    made = convert_file(tmp_path / "wrapped.json", tmp_path / "made.ttl", target="skos")
    assert made.loss == convert_file(READING, tmp_path / "again.ttl", target="skos").loss
    assert (tmp_path / "made.ttl").read_bytes() == (tmp_path / "again.ttl").read_bytes()


# -- files -----------------------------------------------------------------------------------------------------------


def test_files_appear_at_the_end(tmp_path: Path) -> None:
    with Output(tmp_path / "made") as place:
        place.open("a").write(b"1")
        place.open("b").write(b"2")
        assert {path.suffix for path in (tmp_path / "made").iterdir()} == {".part"}
    assert place.written == [tmp_path / "made" / "a", tmp_path / "made" / "b"]
    assert [path.read_bytes() for path in place.written] == [b"1", b"2"]
    assert sorted((tmp_path / "made").iterdir()) == place.written


def test_nothing_appears_where_it_fails(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("made", "there"):
        with pytest.raises(ZeroDivisionError), Output(tmp_path / name) as place:
            place.open("a").write(b"1")
            raise ZeroDivisionError
        assert place.written == []
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_a_file_that_is_there_stays_where_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    path.write_text("old")
    with pytest.raises(WrongSettings), Output(path) as place:
        place.open("a").write(b"new")
        place.open("b")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("made.json", "old")]
