"""CSV as columns: rows, physical rows, what is wrong with the text, and that nothing grows without bound."""

from collections.abc import Callable, Iterator, Sequence
import csv
import hashlib
import io
import pickle
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.validators.readers.tables import blocks, building, keys, portion
from fairmark.validators.readers.tables import sum as table_sum
from fairmark.validators.readers.tables import table as table_module
from fairmark.validators.readers.tables.blocks import BLOCK, LONGEST
from fairmark.validators.readers.tables.building import ColumnBuilder, Kin
from fairmark.validators.readers.tables.column import Coded, Column, Paged, Same
from fairmark.validators.readers.tables.faults import early_end
from fairmark.validators.readers.tables.joining import NONE, rows_of
from fairmark.validators.readers.tables.keys import Keys
from fairmark.validators.readers.tables.page import key_of
from fairmark.validators.readers.tables.portion import Cells
from fairmark.validators.readers.tables.reading import WIDEST, read_table
from fairmark.validators.readers.tables.table import Table


def table(text: str | bytes) -> Table:
    return read_table(io.BytesIO(text.encode() if isinstance(text, str) else text))


def rows(read: Table) -> list[tuple[str, ...]]:
    return list(zip(*(read.column_at(at) for at in range(len(read.header))), strict=True))


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    read = table("\na,b\n1,2\n\n3\n4,5,\n6,7\n")
    assert read.header == ("a", "b")
    assert rows(read) == [("1", "2"), ("4", "5"), ("6", "7")]
    assert [read.physical(row) for row in range(read.rows)] == [3, 6, 7]
    assert read.faults.ragged == [(5, 1), (6, 3)]
    assert read.outcasts == {"3"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_break_ends_a_row(end: str) -> None:
    assert rows(table(end.join(("a,b", "1,2", "3,4", "")))) == [("1", "2"), ("3", "4")]


def test_a_line_break_in_a_cell_is_kept_and_noted() -> None:
    read = table('a,b\n1,"x\ny"\n2,z\n')
    assert rows(read) == [("1", "x\ny"), ("2", "z")]
    assert list(read.faults.broken) == [2]
    assert list(read.faults.badly_quoted) == []


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ('1,"x, y",3', False),
        ('"","a ""b"" c",""', False),
        ('1,12" ruler",3', True),
        ('1,"x"y,3', True),
        ('"1","2","3"', False),
    ],
)
def test_quotes_stand_around_a_cell_or_are_doubled(line: str, bad: bool) -> None:
    read = table(f"a,b,c\n0,0,0\n{line}\n")
    assert list(read.faults.badly_quoted) == ([3] if bad else [])


def test_bad_quotes_are_placed_behind_cells_of_several_lines() -> None:
    assert list(table('a,b\n1,"x\ny\nz"\n2,q"q"\n').faults.badly_quoted) == [3]


def test_a_quote_that_is_never_closed_ends_the_reading_in_bounded_memory() -> None:
    read = table('a,b\n1,2\n3,"' + "x,y\n" * 100_000)
    assert rows(read) == [("1", "2")]
    assert (read.faults.too_long, read.complete) == (3, False)


def test_an_open_quote_at_the_end_is_told() -> None:
    read = table('a,b\n1,"2\n')
    assert read.text.unclosed


def test_a_text_without_line_breaks_is_given_up() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    stream = Endless()
    read = read_table(stream)
    assert read.text.endless and not read.complete
    assert stream.given <= LONGEST + 2 * BLOCK


@pytest.mark.parametrize(
    ("data", "names", "looks"),
    [
        ("name\nM\xfcller\n".encode("cp1252"), ["M\xfcller"], "Windows-1252"),
        ("name\nM\xfcller\n".encode("utf-16"), ["M\xfcller"], "UTF-16"),
        (b"name\n\xff\xfe\xfd\n", ["\ufffd" * 3], ""),
    ],
)
def test_other_encodings_are_read_as_what_they_look_like(data: bytes, names: list[str], looks: str) -> None:
    read = table(data)
    assert list(read.column_at(0)) == names
    assert read.text.undecodable is not None
    assert read.text.looks_like == looks


def test_the_first_byte_that_is_not_utf8_is_found_in_a_later_block() -> None:
    before = b"name\n" + b"abcdefg\n" * (BLOCK // 4)
    read = table(b"\xef\xbb\xbf" + before + b"M\xfcller\n")
    assert (read.text.bom, read.text.undecodable) == (True, 3 + len(before) + 1)
    assert read.text.undecodable_line == before.count(b"\n") + 1
    assert read.header == ("name",)


def test_a_character_that_is_cut_by_a_block_is_whole() -> None:
    line = "\u00e9" * 101 + "\n"
    read = table("name\n" + line * (2 * BLOCK // len(line.encode())))
    assert set(read.column_at(0).distinct()) == {line.strip()}
    assert read.text.undecodable is None


@pytest.mark.parametrize("text", ["", "\n\n\n", "\ufeff"])
def test_nothing_makes_an_empty_table(text: str) -> None:
    read = table(text)
    assert (read.header, read.rows) in {((), 0), (("",), 0)}


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_another_delimiter_is_found(delimiter: str) -> None:
    read = table(delimiter.join("ab") + "\n" + delimiter.join("12") + "\n")
    assert (read.delimiter, rows(read)) == (delimiter, [("1", "2")])


cells = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x1f\0"), max_size=12)


@given(st.lists(st.tuples(cells, cells.filter(bool)), max_size=30))
def test_what_was_written_is_read(written: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b"), *written])
    assert rows(table(text.getvalue())) == written


def column_of(cells: Sequence[str], each: int = 700) -> Column:
    """The column of these cells, in parts of so many rows."""
    builder = ColumnBuilder()
    for at in range(0, len(cells), each):
        part = Cells()
        part.add(cells[at : at + each])
        builder.add(part.packed())
    return builder.column()


def different(count: int) -> Iterator[str]:
    return (hashlib.sha256(str(number).encode()).hexdigest() for number in range(count))


def test_columns_are_kept_by_how_often_they_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "ENOUGH", 3000)
    texts = list(different(5000))
    for cells, kind in ((texts, Paged), ([text[:1] for text in texts], Coded), ([text[:3] for text in texts], Paged)):
        made = column_of(cells)
        assert isinstance(made, kind)
        assert list(made) == cells
        assert len(made) == len(cells)
        assert [made[row] for row in (0, 1023, 1024, 4999, 3)] == [cells[row] for row in (0, 1023, 1024, 4999, 3)]
        assert set(made.distinct()) == set(cells)
        wanted = [(row, text) for row, text in enumerate(cells) if text.startswith("a")]
        assert list(made.rows_where(lambda text: text.startswith("a"))) == wanted


def test_a_test_is_asked_once_for_each_text() -> None:
    asked: list[str] = []
    list(column_of(["x", "y"] * 500).rows_where(lambda text: asked.append(text)))
    assert sorted(asked) == ["x", "y"]


def test_many_different_codes_are_told_apart() -> None:
    texts = [f"{number % 60_000}" for number in range(60_000 * 5)]
    assert list(column_of(texts, 9999)) == texts


@pytest.mark.parametrize("many", [0, 1 << 30])
def test_keys_lead_to_the_first_row(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(keys, "MANY", many)
    found = Keys(column_of(["a", "b", "a", "", "b", "a"]))
    assert ("a" in found, "c" in found) == (True, False)
    assert (found.get("a"), found.get("b"), found.get("c")) == (0, 1, None)
    assert "a" not in Keys(None)


def test_a_column_of_one_text_takes_no_memory_a_row() -> None:
    for texts in ([""] * 5000, [""] * 4000 + ["x"] + [""] * 999):
        made = column_of(texts)
        assert isinstance(made, Same) is (len(set(texts)) == 1)
        assert list(made) == texts
        assert (len(made), made[4000]) == (5000, texts[4000])
        assert list(made.rows_where(bool)) == [(row, text) for row, text in enumerate(texts) if text]
        assert made.is_empty is not any(texts)
        assert list(made.keys()) == list(map(key_of, texts))


UUIDS = [str(UUID(int=number << 64 | number)) for number in range(4000)]


@pytest.mark.parametrize("write", [str.lower, str.upper])
def test_uuids_are_kept_as_the_bytes_that_they_are(
    monkeypatch: pytest.MonkeyPatch, write: Callable[[str], str]
) -> None:
    monkeypatch.setattr(building, "ENOUGH", 1000)
    texts = [write(text) for text in UUIDS]
    texts[2050] = "no UUID"
    made, other = column_of(texts), column_of(texts[::-1])
    assert isinstance(made, Paged)
    assert list(made) == texts
    assert [made[row] for row in (0, 2050, 2051, 3999)] == [texts[row] for row in (0, 2050, 2051, 3999)]
    assert dict(zip(made, made.keys(), strict=True)) == dict(zip(other, other.keys(), strict=True))
    assert list(made.keys()) == list(map(key_of, texts))
    assert list(made.rows_where(lambda text: len(text) != 36, by_form=True)) == [(2050, "no UUID")]
    assert list(made.rows_where(lambda text: text == texts[7])) == [(7, texts[7])]
    assert {len(text) for text in made.texts_by_form()} == {7, 36}


def test_references_are_kept_as_the_rows_that_they_lead_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "ENOUGH", 1000)
    kin = Kin(column_of(UUIDS[:3000]))
    texts = [UUIDS[number * 7 % 2500] for number in range(2000)] + ["", "elsewhere", ""]
    made = read_column(texts, kin)
    assert isinstance(made, Coded)
    assert list(made) == texts
    assert set(made.distinct()) == set(texts)
    assert list(made.rows_where(lambda text: len(text) != 36)) == [(2000, ""), (2001, "elsewhere"), (2002, "")]
    assert list(made.keys()) == list(map(key_of, texts))
    assert list(rows_of(made, kin.column)) == [UUIDS.index(text) if text in UUIDS else NONE for text in texts]
    strangers = read_column([f"x{number}" for number in range(3000)], kin)
    assert isinstance(strangers, Paged)
    assert list(rows_of(strangers, kin.column)) == [NONE] * 3000


def read_column(texts: Sequence[str], kin: Kin) -> Column:
    text = "".join(f"{text},\n" for text in ("a", *texts))
    return read_table(io.BytesIO(text.encode()), kin_of=lambda name: kin if name == "a" else None).column_at(0)


def test_columns_can_be_sent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "ENOUGH", 1000)
    kin = Kin(column_of(UUIDS))
    for made in (column_of(UUIDS), column_of(["a", "b"] * 900), column_of(["a"] * 9), read_column(UUIDS[:20], kin)):
        there: Column = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own
        assert list(there) == list(made)
        assert type(there) is type(made)


def test_a_header_without_end_is_not_taken_apart() -> None:
    wide = table("a," * (WIDEST + 1) + "\n" + "1,2\n" * 10)
    assert (len(wide.header), wide.rows, wide.faults.too_wide) == (WIDEST, 0, WIDEST + 2)
    assert not wide.complete


class Flowing(io.RawIOBase):
    """A file of 2 GB that is never in memory: a beginning, and then the same over and over."""

    def __init__(self, begin: bytes, more: bytes) -> None:
        self.left = begin
        self.more = more * (BLOCK // len(more))
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        piece, self.left = (self.left + self.more)[:size], b""
        return piece if self.given < 2 << 30 else b""


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b'sourcedId,status\n1,"', b"2,active\n"),
        (b'sourcedId,status\n1,"', b"\0"),
        (b"sourcedId,status\n", b"\0"),
        (b"", b"name,"),
        (b"", b"\xff\xfe"),
    ],
)
def test_two_gigabytes_that_are_no_table_are_given_up_early(begin: bytes, more: bytes) -> None:
    stream = Flowing(begin, more)
    read = read_table(stream)
    assert not read.complete
    assert stream.given <= LONGEST + 3 * BLOCK
    assert read.rows == 0
    assert early_end(read)


def test_rows_between_blocks_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a block ends: within a cell of several lines, a character, a line break."""
    text = "a,b\n" + 'x,"one\r\ntwo"\ny,\u00e9\r\nz,"say ""no"", \n\n"\n' * 40
    whole = table(text)
    for size in range(1, 60):
        monkeypatch.setattr(blocks, "BLOCK", size)
        assert rows(table(text)) == rows(whole)
        assert table(text).faults == whole.faults


def test_more_faults_than_are_kept_leave_a_table_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (portion, table_sum, table_module):
        monkeypatch.setattr(module, "MOST", 5)
    for count in (4, 5):
        read = table("a,b\n" + "1\n" * count)
        assert (len(read.faults.ragged), read.lost, read.complete, read.is_whole) == (count, count, True, count < 5)


def test_blank_lines_take_no_memory_each() -> None:
    read = table("\n" * 5000 + "a,b\n" + "\n" * 70_000 + "1,2\n" + "\n" * 70_000 + "3,4\n")
    assert [read.physical(row) for row in range(2)] == [75_002, 145_003]
    assert len(read._skipped._kept) == 2
