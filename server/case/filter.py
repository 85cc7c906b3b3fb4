"""The argument `filter`: its grammar, and which records it lets through. CASE 1.1 RB 3.3.

    filter    := clause [ logical clause ]
    clause    := field predicate value
    predicate := "=" | "!=" | ">" | ">=" | "<" | "<=" | "~"      (~ contains)
    value     := "'" text "'"                                    (a quote in the text is doubled)
    logical   := " AND " | " OR "                                (exactly one blank on each side)

Where the standard is silent: a record without the field satisfies != and nothing else; a field with several values
satisfies = when the comma-separated values of the filter are all of its values, in whatever order, ~ when any of them
is part of any of its values, and < and its kin when any of its values does. Dates and times compare as moments.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
import operator
import re
from typing import Any

from fairmark.schemas import ClassTable
from fairmark.server.case.collation import fold, key_without_case
from fairmark.server.case.columns import Column, NoColumn, column, moment

CLAUSE = re.compile(r"(?P<field>[^\s=!<>~'.]+(?:\.[^=!<>~']+)?)(?P<predicate>!=|>=|<=|=|>|<|~)'(?P<text>(?:[^']|'')*)'")
LOGICAL = re.compile(r" (AND|OR) ")

ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}

Test = Callable[[Mapping[str, Any]], bool]


class BadFilter(Exception):
    """The filter cannot be read, or names a field that there is not; the message says what is wrong, without values."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison, as it was written."""

    field: str
    predicate: str
    value: str


def parse(text: str) -> tuple[list[Clause], str]:
    """The clauses of the filter, one or two, and what joins them: AND, OR or nothing."""
    first, end = _clause(text, 0)
    if end == len(text):
        return [first], ""
    joint = LOGICAL.match(text, end)
    if not joint:
        raise BadFilter("after the first clause comes ' AND ' or ' OR ', with one blank on each side")
    second, end = _clause(text, joint.end())
    if end != len(text):
        raise BadFilter("there are more than two clauses; one AND or OR may join two")
    return [first, second], joint[1]


def _clause(text: str, start: int) -> tuple[Clause, int]:
    found = CLAUSE.match(text, start)
    if not found:
        raise BadFilter("a clause is a field, one of = != > >= < <= ~, and a value in single quotes")
    return Clause(found["field"], found["predicate"], found["text"].replace("''", "'")), found.end()


def compile_filter(text: str, cls: str, classes: Mapping[str, ClassTable]) -> Test:
    """The test that the filter makes of records of the class; BadFilter where it cannot be one."""
    clauses, joint = parse(text)
    try:
        tests = [_test(column(clause.field, cls, classes), clause) for clause in clauses]
    except NoColumn as error:
        raise BadFilter(str(error)) from None
    together = any if joint == "OR" else all
    return lambda record: together(test(record) for test in tests)


def _test(field: Column, clause: Clause) -> Test:
    if clause.predicate == "!=":
        equal = _equal(field, clause.value)
        return lambda record: not equal(field.values(record))
    holds = {"=": _equal, "~": _contains}.get(clause.predicate)
    test = holds(field, clause.value) if holds else _ordered(field, clause.value, ORDERS[clause.predicate])
    return lambda record: test(field.values(record))


Check = Callable[[list[str]], bool]


def _equal(field: Column, value: str) -> Check:
    instant = moment(value) if field.is_moment else None
    if instant:
        return lambda held: any(moment(text) == instant for text in held)
    wanted = fold(value)
    if not field.many:
        return lambda held: any(fold(text) == wanted for text in held)
    members = set(_members(wanted))
    return lambda held: bool(held) and set(_members(fold(",".join(held)))) == members


def _contains(field: Column, value: str) -> Check:
    whole = fold(value)
    parts = {whole, *_members(whole)} if field.many else {whole}
    return lambda held: any(part in fold(text) for text in held for part in parts)


def _ordered(field: Column, value: str, order: Callable[[Any, Any], bool]) -> Check:
    instant = moment(value) if field.is_moment else None
    if instant:
        return lambda held: any(order(at, instant) for text in held if (at := moment(text)))
    wanted = key_without_case(value)
    return lambda held: any(order(key_without_case(text), wanted) for text in held)


def _members(text: str) -> Iterator[str]:
    return (member for part in text.split(",") if (member := part.strip()))
