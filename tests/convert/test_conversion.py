"""What holds for every conversion: valid packages, the same ones each time, and an error that says where."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
import pytest

from conftest import ROOT
from fairmark.validators.convert.conversion import Conversion, convert, recognise_form
from fairmark.validators.convert.errors import (
    BrokenSource,
    ConversionError,
    UnknownSource,
    UnsafeSource,
    WrongSettings,
)
from fairmark.validators.convert.files import as_text, write_loss, write_packages
from fairmark.validators.convert.loss import Kind
from fairmark.validators.convert.settings import Settings

# rdflib's own Notation3 parser uses what rdflib itself deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")

Raised = Callable[[list[dict[str, Any]]], set[str]]
STANDARD = (
    "<LearningStandard><LearningStandardId>A</LearningStandardId><Description>{}</Description>"
    "<Namespace>uri://example.org</Namespace></LearningStandard>"
)
EDFI = '{}<InterchangeStandards xmlns="http://ed-fi.org/5.2.0"{}>{}</InterchangeStandards>'
OAK = (
    "@prefix curric: <https://w3id.org/uk/oak/curriculum/ontology/> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "<https://a.example/doc> a owl:Ontology .\n"
)


def test_packages_of_a_sample_are_valid(any_sample: bytes, raised: Raised) -> None:
    assert raised(convert(any_sample).packages) == set()


def test_packages_of_a_real_file_are_valid(any_real: bytes, raised: Raised) -> None:
    assert raised(convert(any_real).packages) == set()


def test_a_second_conversion_is_equal(any_sample: bytes) -> None:
    """Also in another process, whose hashes of texts differ."""
    script = (
        "import sys; from fairmark.validators.convert.conversion import convert;"
        "from fairmark.validators.convert.files import as_text;"
        "made = convert(sys.stdin.buffer.read());"
        "sys.stdout.buffer.write((as_text(made.packages) + as_text(made.loss.as_json())).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        input=any_sample,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
    )
    here = convert(any_sample)
    assert done.stdout.decode() == as_text(here.packages) + as_text(here.loss.as_json())


def test_base_and_time_are_used_throughout(sample: Callable[..., Conversion]) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    text = as_text(sample("edfi-3.xml", base="https://case.district.example/north", at=at).packages)
    assert "frameworks.example.org" not in text
    assert "https://case.district.example/north/ims/case/v1p1/CFItems/" in text
    assert '"lastChangeDateTime": "2026-03-01T00:00:00Z"' in text
    assert "1970" not in text


@pytest.mark.parametrize("base", ["http://a.example", "https://a.example/", "https://a.example?x=1", "a.example", ""])
def test_a_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(WrongSettings):
        Settings(base=base)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(WrongSettings):
        Settings(at=datetime(2026, 1, 1))


# -- recognising -----------------------------------------------------------------------------------------------------


def test_the_form_is_recognised() -> None:
    assert recognise_form(EDFI.format("", "", "").encode("utf-16")) == "edfi-standards"
    assert recognise_form(OAK.encode()) == "oak-curriculum"
    assert recognise_form(b"@prefix c: <http://www.bbc.co.uk/ontologies/curriculum/> .") == "bbc-curriculum"
    assert recognise_form(b"{}") is None


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"", None),
        (b"{}", None),
        (b"<a/>", "edfi-standards"),
        (b"{}", "no-such-form"),
        (b'<InterchangeStudent xmlns="http://ed-fi.org/5.2.0"/>', None),
        (b'<InterchangeStandards xmlns="http://ed-fi.org/0200"/>', None),
        (EDFI.format("", "", "").encode(), None),
        (OAK.encode(), None),
        (b"@prefix c: <http://www.bbc.co.uk/ontologies/curriculum/> .", None),
        (b"@prefix c: <https://w3id.org/uk/oak/curriculum/ontology/> . <a:b> a c:Lesson .", None),
    ],
)
def test_what_is_no_source_is_refused(data: bytes, form: str | None) -> None:
    with pytest.raises(UnknownSource):
        convert(data, form)


# -- broken and hostile input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (EDFI.format("", "", "\n" + STANDARD.format("&undefined;")), 2),
        (EDFI.format("", "", "\n\n<LearningStandard>"), 3),
        (EDFI.format("", "", "<a>" * 300), 1),
        (EDFI.format("", "", STANDARD.format("x" * 11_000_000)), 1),
        (OAK + '<https://a.example/p> rdfs:label "P" ;\n curric:x %% .', 6),
        (OAK + "<https://a.example/p> a nowhere:Lesson .", 5),
        (OAK + '<https://a.example/p> rdfs:label """never ends\n', 6),
        (OAK + '<https://a.example/p> = "Notation3" .', 5),
    ],
)
def test_broken_text_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BrokenSource) as caught:
        convert(text.encode())
    assert caught.value.line == line
    assert f"line {line}" in str(caught.value)


def test_turtle_in_another_encoding_names_the_line() -> None:
    with pytest.raises(BrokenSource) as caught:
        convert(OAK.encode() + '<https://a.example/p> rdfs:label "é" .'.encode("latin-1"))
    assert caught.value.line == 5


@pytest.mark.parametrize("nest", ["[", "("])
def test_turtle_that_nests_without_end(nest: str) -> None:
    with pytest.raises(BrokenSource):
        convert((OAK + "<https://a.example/p> a " + nest * 20_000).encode())


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("before", "attributes", "text"),
    [
        (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "", "&l9;"),
        ('<!DOCTYPE x [<!ENTITY f SYSTEM "{file}">]>', "", "&f;"),
        ('<!DOCTYPE x [<!ENTITY % f SYSTEM "{file}"> %f;]>', "", "text"),
        ('<!DOCTYPE InterchangeStandards SYSTEM "http://127.0.0.1:9/x.dtd">', "", "text"),
        ("<!DOCTYPE InterchangeStandards>", "", "text"),
    ],
)
def test_document_types_are_refused_and_nothing_is_read(
    tmp_path: Path, before: str, attributes: str, text: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    before = before.replace("{file}", secret.as_uri())
    with pytest.raises(UnsafeSource) as caught:
        convert(EDFI.format(before, attributes, STANDARD.format(text)).encode())
    assert "secret" not in str(caught.value)


def test_laughs_in_an_attribute_of_the_root_end_early() -> None:
    before = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
    with pytest.raises(ConversionError):
        convert(EDFI.format(before, ' a="&l9;"', STANDARD.format("text")).encode())


def test_errors_never_repeat_the_file() -> None:
    for text in (EDFI.format("", "", "<PRIVATE></OTHER>"), OAK + "<https://a.example/p> a PRIVATE .", OAK + '"PRIVATE'):
        with pytest.raises(ConversionError) as caught:
            convert(text.encode())
        assert "PRIVATE" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        r'<https://a.example/p> a curric:Programme ; rdfs:label "\uD800 half a character" .',
        r'<https://a.example/p> a curric:Programme ; rdfs:label "\u0007 bell\u0085" .',
        '<relative> a curric:Programme ; rdfs:label "a relative name" .',
        '<https://a.example/p> a curric:Programme ; rdfs:label "x" ; <http://purl.org/dc/terms/modified> "soon" .',
        '<https://a.example/p> a curric:Programme ; rdfs:label "the end of time" ; <http://purl.org/dc/terms/modified>'
        ' "9999-12-31T23:59:59-14:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
        '<https://a.example/p> a curric:Programme , curric:Lesson ; rdfs:label "two classes" ; '
        "curric:hasUnitVariantInclusion [ curric:includesUnitVariant <https://a.example/p> ] .",
        '<https://a.example/p> a curric:Programme ; rdfs:label "odd names" ; curric:isProgrammeOf <urn:x y> , "no" .',
    ],
)
def test_odd_values_make_a_valid_package(said: str, raised: Raised) -> None:
    conversion = convert((OAK + said).encode())
    assert len(conversion.packages[0]["CFItems"]) == 1
    json.dumps(conversion.loss.as_json()).encode()
    assert raised(conversion.packages) == set()


@pytest.mark.parametrize("name", ["[]", r"<https://a.example/\uDFFFp>", r"<https://a.example/\u0000>"])
def test_a_thing_without_a_name_is_dropped(name: str) -> None:
    with pytest.raises(UnknownSource):
        convert((OAK + f'{name} a curric:Programme ; rdfs:label "nobody can refer to it" .').encode())


# -- files -----------------------------------------------------------------------------------------------------------


def test_packages_as_files(sample: Callable[..., Conversion], tmp_path: Path) -> None:
    conversion = sample("edfi-5.xml")
    written = write_packages(conversion, tmp_path / "out")
    assert [path.name for path in written] == [
        f"number-standards-numbers-1-{conversion.packages[0]['CFDocument']['identifier'][:8]}.json",
        f"number-standards-draft-{conversion.packages[1]['CFDocument']['identifier'][:8]}.json",
    ]
    assert [json.loads(path.read_text("utf-8")) for path in written] == conversion.packages
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(written)


def test_several_packages_do_not_go_to_one_file(sample: Callable[..., Conversion], tmp_path: Path) -> None:
    with pytest.raises(WrongSettings):
        write_packages(sample("edfi-5.xml"), tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []
    assert write_packages(sample("edfi-3.xml"), tmp_path / "out.json") == [tmp_path / "out.json"]


def test_the_loss_report_as_a_file(sample: Callable[..., Conversion], tmp_path: Path) -> None:
    conversion = sample("oak.ttl")
    write_loss(conversion.loss, tmp_path / "loss.json")
    write_loss(conversion.loss, tmp_path / "loss.txt")
    assert json.loads((tmp_path / "loss.json").read_text("utf-8")) == conversion.loss.as_json()
    assert (tmp_path / "loss.txt").read_text("utf-8") == conversion.loss.as_text()


# -- the sample frameworks that ship ---------------------------------------------------------------------------------


def test_the_samples_are_what_the_converter_makes(real: Callable[..., Conversion]) -> None:
    folder = ROOT / "fixtures" / "frameworks"
    oak = real("oak-1").packages[0]
    science = real("bbc-science", at=datetime(2026, 11, 24, tzinfo=UTC)).packages
    bbc = next(package for package in science if package["CFDocument"]["title"] == "KS2 Science curriculum")
    assert json.loads((folder / "oak-computing-key-stage-1.json").read_text("utf-8")) == oak
    assert json.loads((folder / "bbc-science-key-stage-2.json").read_text("utf-8")) == bbc


# -- mutations -------------------------------------------------------------------------------------------------------

SOURCES = [path.read_bytes() for path in sorted((ROOT / "fixtures" / "convert").iterdir())]


@given(data=st.data())
@hypothesis_settings(max_examples=200, deadline=None)
def test_whatever_is_fed_in_becomes_packages_or_an_error(data: st.DataObject) -> None:
    """Samples with pieces cut out and copied elsewhere."""
    text = bytearray(data.draw(st.sampled_from(SOURCES)))
    for _ in range(data.draw(st.integers(1, 4))):
        start, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 60))
        target = data.draw(st.integers(0, len(text)))
        piece = bytes(text[start : start + length])
        if data.draw(st.booleans()):
            del text[start : start + length]
        text[target:target] = piece
    try:
        conversion = convert(bytes(text))
    except ConversionError:
        return
    loss = conversion.loss
    assert sum(loss.count(kind) for kind in Kind) == loss.statements
    as_text(conversion.packages).encode()
