"""CV-RES: reports on results beside the outcomes that they are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import INFO
from fairmark.validators.core.location import Location
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.canvas import OUTCOME, Outcomes, Results
from fairmark.validators.rules.canvas.identifiers import PREFIXES
from fairmark.validators.rules.canvas.versions import ANY

TOGETHER = "canvas-together"


@dataclass
class Together:
    """What is kept of the outcomes and reports of one call, and the subject of the rules about both: `reports` are the
    places that stand for each report, with the ids of its outcomes; `known` the ids in Canvas of outcomes that have a
    vendor_guid."""

    reports: list[tuple[Location, frozenset[str]]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    kind = TOGETHER
    well_formed = False
    steps: Sequence[Taken] = ()

    @property
    def applies(self) -> Mapping[str, str]:
        return {"CV": ANY[0]}

    def add(self, input: str, subject: object) -> None:
        if isinstance(subject, Results):
            place = changed(subject.table.at_header("learning outcome id"), input=input)
            self.reports.append((place, frozenset(subject.outcomes)))
        elif isinstance(subject, Outcomes):
            self.known.update(_numbers(subject))

    def compare(self, input: str, subject: object) -> None:
        if isinstance(subject, Outcomes):
            self.add(input, subject)

    def merge(self, other: "Together") -> None:
        self.reports += other.reports
        self.known |= other.known

    def subject(self) -> "Together | None":
        return self if self.reports else None


def _numbers(outcomes: Outcomes) -> Iterator[str]:
    """The ids in Canvas of the outcomes: of their own column, or within an identifier that Canvas has given."""
    for outcome in outcomes.outcomes:
        if outcome.is_group:
            continue
        if number := outcomes.table.cell(outcome.row, "canvas_id"):
            yield number
        elif outcome.guid.startswith(PREFIXES[OUTCOME]):
            yield outcome.guid.removeprefix(PREFIXES[OUTCOME])


@rule(
    "CV-RES-003",
    severity=INFO,
    versions=ANY,
    basis="Canvas, Outcome Results and Student Competency reports: they have no vendor_guid",
    message="{observed} of the report cannot be aligned with CASE: {expected}",
    kinds=(TOGETHER,),
)
def results_can_be_aligned(together: Together) -> Findings:
    """A report on results comes with the outcomes.csv of its account.

    Why: The report has Canvas's own numbers of outcomes only; which standards they are stands in `vendor_guid` there.

    Example: A report alone, or with the outcomes.csv of another account.

    Repair: Export the outcomes of the same account, and validate both files in one call.
    """
    for place, ids in together.reports:
        if lost := ids - together.known:
            expected = "they are not in the outcomes.csv" if together.known else "there is no outcomes.csv beside it"
            yield finding(at=place, observed=f"{len(lost):,} of {len(ids):,} outcomes", expected=expected)
