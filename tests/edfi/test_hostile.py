"""XML that wants more than to be read, and XML that is none: a finding, in little time and memory."""

from collections.abc import Callable
import os
from pathlib import Path
import random
from typing import Any

import pytest

from conftest import ROOT
from fairmark.validators.judge import Options, validate
from fairmark.validators.readers.edfi_reading import read_interchange
from fairmark.validators.readers.xml_safe import BrokenXml, UnsafeXml, elements

ROOT_TAG = '<InterchangeStandards xmlns="http://ed-fi.org/5.2.0">'
END = "</InterchangeStandards>"
UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>'
STANDARD = "<LearningStandard><LearningStandardId>{}</LearningStandardId></LearningStandard>"
SAMPLES = sorted((ROOT / "fixtures" / "edfi" / "samples").glob("*.xml"))


def laughing() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
    return f"<!DOCTYPE x [{entities}]>{ROOT_TAG}{STANDARD.format('&a11;')}{END}"


UNSAFE = {
    "billion laughs": laughing(),
    "billion laughs behind a long comment": f"<!--{'x' * 100_000}-->{laughing()}",
    "a file as an entity": f'<!DOCTYPE x [<!ENTITY f SYSTEM "{{file}}">]>{ROOT_TAG}{STANDARD.format("&f;")}{END}',
    "a file as a parameter": f'<!DOCTYPE x [<!ENTITY % f SYSTEM "{{file}}"> %f;]>{ROOT_TAG}{END}',
    "a file as the type": f'<!DOCTYPE x SYSTEM "{{file}}">{ROOT_TAG}{END}',
    "an include": f'{ROOT_TAG}<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{{file}}"/>{END}',
    "one record without an end": f"{ROOT_TAG}<LearningStandard>{'<GradeLevel/>' * 600_000}</LearningStandard>{END}",
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe tells whether it is opened")
@pytest.mark.parametrize("what", UNSAFE)
def test_what_asks_for_more_is_refused_and_nothing_opened(what: str, tmp_path: Path) -> None:
    """Whoever opens the pipe to read it waits for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    obstacle = read_interchange(UNSAFE[what].replace("{file}", str(pipe)).encode()).obstacle
    assert obstacle and obstacle.is_unsafe


BROKEN = {
    "nothing": b"",
    "blanks": b" \n ",
    "no XML": b"sourcedId,status\n1,active\n",
    "cut off": f"{ROOT_TAG}{STANDARD.format(1)}<LearningStandard><Quill".encode(),
    "two roots": f"{ROOT_TAG}{END}{ROOT_TAG}{END}".encode(),
    "another encoding": f"{UTF_8}{ROOT_TAG}{STANDARD.format('Quillé')}{END}".encode("latin-1"),
    "no such encoding": f'<?xml version="1.0" encoding="UTF-99"?>{ROOT_TAG}{END}'.encode(),
    "16 bits that are 8": f'<?xml version="1.0" encoding="UTF-16"?>{ROOT_TAG}{END}'.encode(),
    "a zero byte": f"{ROOT_TAG}{STANDARD.format('Quill' + chr(0))}{END}".encode(),
    "an entity of HTML": f"{ROOT_TAG}{STANDARD.format('Quill&nbsp;')}{END}".encode(),
    "too deep": f"{ROOT_TAG}{'<a>' * 300}{'</a>' * 300}{END}".encode(),
    "a text of 100 MB": f"{ROOT_TAG}{STANDARD.format('Quill' * 20_000_000)}{END}".encode(),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_not_well_formed_is_said_in_plain_words(what: str) -> None:
    with pytest.raises(BrokenXml) as raised:
        list(elements(BROKEN[what]))
    said = str(raised.value)
    assert said and said != "not as XML is written"
    assert "Quill" not in said


def test_what_stands_before_the_break_is_judged(tmp_path: Path, judged: Callable[..., dict[str, Any]]) -> None:
    file = tmp_path / "standards.xml"
    file.write_bytes(BROKEN["cut off"])
    report = judged(file)
    assert {finding["rule"] for finding in report["findings"]} >= {"EF-XML-001", "EF-SEM-003"}
    assert report["partial"]
    assert not report["faults"]


@pytest.mark.parametrize("tail", ["", '<?xml-stylesheet href="http://example.org/x.xsl"?>', "<!-- a comment -->"])
def test_processing_instructions_and_comments_say_nothing(tail: str) -> None:
    found = read_interchange(f"{tail}{ROOT_TAG}{tail}{STANDARD.format(f'A{tail}B')}{tail}{END}".encode())
    assert found.obstacle is None
    assert [row.key.label for row in found.rows if row.key] == ["AB"]


def test_a_prefix_for_the_namespace_is_read_as_no_prefix() -> None:
    text = f"{ROOT_TAG}{STANDARD.format(1)}{END}".replace("xmlns=", "xmlns:e=")
    for name in ("InterchangeStandards", "LearningStandard>", "LearningStandardId"):
        text = text.replace(f"<{name}", f"<e:{name}").replace(f"</{name}", f"</e:{name}")
    plain = read_interchange(f"{ROOT_TAG}{STANDARD.format(1)}{END}".encode())
    assert read_interchange(text.encode()).rows == plain.rows


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_whatever_is_changed_nothing_breaks(path: Path, tmp_path: Path) -> None:
    """Bytes and whole tags, lost, doubled and put elsewhere."""
    data, rng = path.read_bytes(), random.Random(path.stem)  # noqa: S311
    for number in range(60):
        pieces = [bytes([byte]) for byte in data] if number % 2 else data.replace(b"<", b"\0<").split(b"\0")
        for _ in range(rng.randint(1, 6)):
            at, to = rng.randrange(len(pieces)), rng.randrange(len(pieces))
            pieces[at] = rng.choice([b"", pieces[to], pieces[at] * 2, bytes([rng.randrange(256)])])
        file = tmp_path / "changed.xml"
        file.write_bytes(b"".join(pieces))
        report = validate([str(file), *map(str, SAMPLES)], Options(samples=5))
        assert not report.faults


def test_unsafe_and_broken_are_told_apart() -> None:
    with pytest.raises(UnsafeXml):
        list(elements(b"<!DOCTYPE x><x/>"))


def test_records_without_end_do_not_fill_the_memory() -> None:
    found = read_interchange(f"{ROOT_TAG}{'<a/>' * 100}{END}".encode(), most=50)
    assert len(found.rows) == 50
    assert found.obstacle and found.obstacle.what == "it has more than 50 records"
