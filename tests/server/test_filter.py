"""The argument `filter`: CASE 1.1 RB 3.3, and what we made of its gaps."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
import pytest

from fairmark.schemas.case import tables
from fairmark.server.case.collation import key
from fairmark.server.case.columns import NoColumn, column, moment
from fairmark.server.case.filter import BadFilter, Clause, compile_filter, parse

CLASSES = tables("1.1")
LICENCE = {"title": "CC0 1.0", "identifier": "cd32fdc2-e68c-5d4c-a779-6ba834e020b7", "uri": "https://a.example/x"}
RECORD: dict[str, Any] = {
    "identifier": "5bb16269-9b6e-5f20-bd8b-c5f85f017fd6",
    "creator": "Ministère de l'Éducation",
    "title": "Reading continuum",
    "lastChangeDateTime": "2026-09-01T08:00:00+02:00",
    "statusStartDate": "2018-08-01",
    "subject": ["Reading", "Language, written"],
    "subjectURI": [{**LICENCE, "title": "Reading"}, {**LICENCE, "title": "Writing"}],
    "licenseURI": LICENCE,
    "extensions": {"fairmark.purpose": "sample", "count": 3, "open": True, "deep": {"x": "y"}, "many": ["a", "b"]},
}


@pytest.mark.parametrize(
    ("text", "clauses", "joint"),
    [
        ("title='x'", [Clause("title", "=", "x")], ""),
        ("title!='x'", [Clause("title", "!=", "x")], ""),
        ("title>='x'", [Clause("title", ">=", "x")], ""),
        ("title<='x'", [Clause("title", "<=", "x")], ""),
        ("title>'x'", [Clause("title", ">", "x")], ""),
        ("title<'x'", [Clause("title", "<", "x")], ""),
        ("title~'x'", [Clause("title", "~", "x")], ""),
        ("title=''", [Clause("title", "=", "")], ""),
        ("title='it''s'", [Clause("title", "=", "it's")], ""),
        ("title=''''", [Clause("title", "=", "'")], ""),
        ("title='a AND b'", [Clause("title", "=", "a AND b")], ""),
        ("licenseURI.title='x'", [Clause("licenseURI.title", "=", "x")], ""),
        ("a='1' AND b>'2'", [Clause("a", "=", "1"), Clause("b", ">", "2")], "AND"),
        ("a='1' OR b~'2'", [Clause("a", "=", "1"), Clause("b", "~", "2")], "OR"),
        ("a=' OR ' OR b=' AND '", [Clause("a", "=", " OR "), Clause("b", "=", " AND ")], "OR"),
    ],
)
def test_grammar(text: str, clauses: list[Clause], joint: str) -> None:
    assert parse(text) == (clauses, joint)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "title",
        "title=",
        "title=x",
        'title="x"',
        "title='x",
        "title=x'",
        "title='it's'",
        "='x'",
        "'x'='x'",
        "title ='x'",
        "title= 'x'",
        " title='x'",
        "title='x' ",
        "title=='x'",
        "title=>'x'",
        "title<>'x'",
        "title~~'x'",
        "title LIKE 'x'",
        "~title='x'",
        "title='x'AND creator='y'",
        "title='x'  AND creator='y'",
        "title='x' AND  creator='y'",
        "title='x' and creator='y'",
        "title='x' XOR creator='y'",
        "title='x' AND ",
        " AND title='x'",
        "title='x' AND creator='y' AND title='z'",
        "title='x' OR creator='y' AND title='z'",
        "(title='x')",
        "title='x'\n",
        "title='x'\x00",
        # fields that there are not, or that are no values
        "Title='x'",
        "nonsense='x'",
        "fullStatement='x'",
        "licenseURI='x'",
        "licenseURI.nonsense='x'",
        "licenseURI.title.x='x'",
        "licenseURI.='x'",
        "title.x='x'",
        "subject.x='x'",
        "extensions='x'",
        ".title='x'",
        "title.='x'",
    ],
)
def test_what_is_no_filter(text: str) -> None:
    with pytest.raises(BadFilter) as refused:
        compile_filter(text, "CFDocument", CLASSES)
    assert "nonsense" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("title='reading CONTINUUM'", True),
        ("title='reading'", False),
        ("title!='reading'", True),
        ("title~'CONTIN'", True),
        ("title~'continent'", False),
        ("title~''", True),
        ("creator='ministère de l''éducation'", True),
        ("creator~'L''E\u0301DUC'", True),  # a letter and its accent apart
        ("creator~'education'", False),
        # order
        ("title>'reading'", True),
        ("title<'Writing'", True),
        ("title>='READING CONTINUUM'", True),
        ("title>'READING CONTINUUM'", False),
        ("title<='reading continuum'", True),
        # a record without the field
        ("notes='x'", False),
        ("notes!='x'", True),
        ("notes~''", False),
        ("notes>''", False),
        # dates and times
        ("statusStartDate='2018-08-01'", True),
        ("statusStartDate>'2018-07-31'", True),
        ("statusStartDate<'2018-08-01'", False),
        ("statusStartDate>='2018-08-01T00:00:00Z'", True),
        ("statusStartDate~'2018'", True),
        ("statusStartDate>'soon'", False),
        ("lastChangeDateTime='2026-09-01T06:00:00Z'", True),
        ("lastChangeDateTime='2026-09-01T08:00:00Z'", False),
        ("lastChangeDateTime<'2026-09-01T06:30:00Z'", True),
        ("lastChangeDateTime>'2026-09-01'", True),
        ("lastChangeDateTime!='2026-09-01T06:00:00Z'", False),
        # several values
        ("subject='Reading'", False),
        ("subject='Language, written,reading'", True),
        ("subject!='Reading'", True),
        ("subject~'read'", True),
        ("subject~'maths,written'", True),
        ("subject~'maths'", False),
        ("subject>'m'", True),
        # objects
        ("licenseURI.title='cc0 1.0'", True),
        ("licenseURI.uri~'a.example'", True),
        ("subjectURI.title='Writing,Reading'", True),
        ("subjectURI.title='Writing'", False),
        ("subjectURI.title~'writ'", True),
        ("CFPackageURI.uri~'x'", False),
        # extensions
        ("extensions.fairmark.purpose='sample'", True),
        ("extensions.count='3'", True),
        ("extensions.open='TRUE'", True),
        ("extensions.many~'b'", True),
        ("extensions.deep~'y'", False),
        ("extensions.other='x'", False),
        # together
        ("title~'read' AND subject~'read'", True),
        ("title~'read' AND subject~'maths'", False),
        ("title~'maths' OR subject~'read'", True),
        ("title~'maths' OR subject~'maths'", False),
    ],
)
def test_what_it_lets_through(text: str, through: bool) -> None:
    assert compile_filter(text, "CFDocument", CLASSES)(RECORD) is through


def test_of_whole_lists_only_the_whole_list_is_equal() -> None:
    """CASE 1.1 RB 3.3: with = the full set has to match."""
    only = {"subject": ["Reading"]}
    assert compile_filter("subject='reading'", "CFDocument", CLASSES)(only)
    assert not compile_filter("subject='reading,writing'", "CFDocument", CLASSES)(only)
    assert not compile_filter("subject=''", "CFDocument", CLASSES)({})


def test_a_date_that_is_none_compares_as_text() -> None:
    odd = {"statusStartDate": "Autumn 2026"}
    assert compile_filter("statusStartDate='autumn 2026'", "CFDocument", CLASSES)(odd)
    assert not compile_filter("statusStartDate>'2018-08-01'", "CFDocument", CLASSES)(odd)


FIELDS = [
    name if CLASSES["CFDocument"][name].type not in CLASSES else f"{name}.title"
    for name in CLASSES["CFDocument"]
    if name != "extensions"
]


@given(st.sampled_from(FIELDS), st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~"]), st.text())
def test_every_text_can_be_written_as_a_value(field: str, predicate: str, value: str) -> None:
    quoted = value.replace("'", "''")
    assert parse(f"{field}{predicate}'{quoted}'") == ([Clause(field, predicate, value)], "")
    assert compile_filter(f"{field}{predicate}'{quoted}'", "CFDocument", CLASSES)(RECORD) in (True, False)


@given(st.text(), st.text(alphabet="title.sbj=!<>~' AND OR'2026-01T", max_size=60))
def test_any_text_is_a_filter_or_is_refused(one: str, other: str) -> None:
    for text in (one, other):
        try:
            test = compile_filter(text, "CFDocument", CLASSES)
        except BadFilter:
            continue
        assert test(RECORD) in (True, False)


@given(st.text())
def test_any_name_is_a_field_or_is_none(name: str) -> None:
    try:
        found = column(name, "CFDocument", CLASSES)
    except NoColumn:
        return
    assert all(isinstance(value, str) for value in found.values(RECORD))


@given(st.text())
def test_any_text_is_a_moment_or_is_none(text: str) -> None:
    found = moment(text)
    assert found is None or found.tzinfo is not None


def test_the_order_of_texts() -> None:
    ordered = [" a", "-a", "$1", "10", "2", "a", "A", "à", "a b", "ab", "b", "straße", "Z", "\u03b1", "я"]
    assert sorted(set(ordered), key=key) == ordered
    assert key("e\u0301") == key("é")
    assert key("straße")[0] == key("STRASSE")[0]
