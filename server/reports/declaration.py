"""How a report is declared: what a row is, its columns, by what it may be asked, and who may see it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import ibis

from fairmark.server.reports.asking import Question
from fairmark.server.reports.measures.rostering import ADVISOR, CLASS, COHORT, GRADE, LEARNER, SCHOOL, TEACHER

Row = Mapping[str, Any]


class Suppression(StrEnum):
    """Who sees a result, and what is therefore withheld (profile, section 2.17)."""

    NAMED = "SUP-0"
    """Named learners, for the staff who work with them and for the learner: nothing is withheld."""
    STAFF = "SUP-1"
    """Aggregates for staff with a need to know: all is shown, and small groups are marked as unstable."""
    WIDE = "SUP-2"
    """Anything wider: small groups, their complements and extremes are withheld."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column that says what a row is about. One that `parts` learners puts each of a group into one row."""

    name: str
    unit: str
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How many learners there are in a group."""

    name: str
    unit: str = "learners"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something in the group of that size. What it is a part of can be told from shares."""

    name: str
    of: str
    unit: str = "learners"
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """The column `part` divided by the column `whole`, of learners in the group of the size `of`. It is null for the
    reason `otherwise` where the whole is nothing, and where the column `needs` is. Where it is of other `learners` than
    those of the group, that column says how many they are."""

    name: str
    part: str
    whole: str
    of: str
    otherwise: str
    needs: str = ""
    formula: str = ""
    unit: str = "share"
    learners: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure about the group of the size `of`: a mean, a median. Where it is null, `otherwise` says why, or the
    column `why` of the expression does."""

    name: str
    unit: str
    of: str
    otherwise: str = ""
    why: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """Something about one learner or one thing, in a report that withholds nothing, or that gives nothing away. Where
    it is null, `otherwise` says why, or the column `why` does."""

    name: str
    unit: str
    otherwise: str = ""
    why: str = ""
    formula: str = ""


Column = Key | Size | Count | Share | Figure | Detail

LEARNER_GROUPINGS = (SCHOOL, GRADE, COHORT)
"""Groupings of every learner; beside them stand the dimensions of groups that the district names."""
ROSTER_GROUPINGS = (*LEARNER_GROUPINGS, CLASS, TEACHER, ADVISOR)
GROUPS = "*"
"""Stands for any dimension of groups."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something else that can be asked: `kind` is the type of its value, `default` its value where nobody says."""

    name: str
    kind: type[int] | type[float] | type[str] | type[date]
    default: Any
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A management report. `row` completes the sentence "one row is …", `formulas` are sections of the profile.

    `expression` gives the rows: a column for each key, size, count, detail and figure, for each part and whole, and for
    each grouping that is asked by. `finish` completes rows where that is no matter of relations, such as an interval.
    `behind` gives the learners behind a row, with the same keys and groupings, and what they have to do with it.
    `reached` are the learners with data. `hides` names columns of a row that anybody may see, from which what a bound
    stands for could be told. `wider` is what is said to those who may not see single learners.
    """

    id: str
    title: str
    row: str
    horizon: str
    formulas: Sequence[str]
    columns: Sequence[Column]
    groupings: Sequence[str]
    suppression: Suppression
    expression: Callable[[Question], ibis.Table]
    reached: Callable[[Question], ibis.Table] | None = None
    behind: Callable[[Question], ibis.Table] | None = None
    by: Sequence[str] = ()
    parameters: Sequence[Parameter] = ()
    finish: Callable[[list[dict[str, Any]], Question], list[dict[str, Any]]] | None = None
    hides: Callable[[dict[str, Any], int], Collection[str]] | None = None
    wider: "Report | None" = None
    version: str = "1"
    notes: Sequence[str] = field(default_factory=tuple)

    def row_keys(self) -> list[Key]:
        return [column for column in self.columns if isinstance(column, Key)]

    def sizes(self) -> list[Size]:
        return [column for column in self.columns if isinstance(column, Size)]

    def groups_by(self, name: str) -> bool:
        """Whether it may be asked by that grouping."""
        fixed = name in ROSTER_GROUPINGS or name in NOT_OF_LEARNERS
        return name in self.groupings or (GROUPS in self.groupings and not fixed)


NOT_OF_LEARNERS = (LEARNER, "scorer", "session", "competency", "staff", "kind", "pair", "role", "measure")
"""Groupings that are no groups of learners: a report that knows them says so."""
