"""SCL-RPT of a running system: the catalogue of reports as data, the same figures later, and who is behind them."""

from collections.abc import Iterator, Sequence
from typing import Any

from fairmark.validators.suites.recording import Answer
from fairmark.validators.suites.result import Result, Results, breach, either, holds
from fairmark.validators.suites.scl.exported import REPORT
from fairmark.validators.suites.scl.live.system import TEACHER, Lacking, System
from fairmark.validators.suites.scl.subject import check_of_system

LEADER, DISTRICT = "leaderX", "district"
CATALOGUE = tuple(f"R-{number:02}" for number in range(1, 24))
"""The reports of section 2.17."""
AS_TEXT = CATALOGUE[:2]
"""Reports that are asked for as CSV too."""
STEADY = "R-11"
BEHIND = "R-09"


@check_of_system("SCL-RPT-011", "SCL-RPT-01 and section 2.17", "{observed}")
def the_catalogue_is_there_as_data(system: System) -> Results:
    """The reports R-01 to R-23 are listed by their identifiers, and each is answered as data, to the leader of a school
    or to a teacher; also as CSV.

    Why: A picture cannot be checked, nor taken along.

    Example: R-14 in the list, and 404 for it.

    Repair: Answer each report as a ReportResult, and with `format=csv` as a table.
    """
    missing = [id for id in CATALOGUE if id not in _listed(system)]
    yield either("listReports", f"{', '.join(missing)} not in the list" if missing else "")
    for id in CATALOGUE:
        answer = _answered(system, id)
        told = answer.status == 200 and answer.object().get("type") == REPORT
        yield either(id, "" if told else f"not answered as data ({answer.told()})", answer)
    for id in AS_TEXT:
        answer = _answered(system, id, format="csv")
        text = answer.status == 200 and answer.media_type == "text/csv"
        yield either(f"{id} as CSV", "" if text else f"not answered as CSV ({answer.told()})", answer)


def _listed(system: System) -> set[str]:
    answer = system.ask("GET", "/reports", LEADER)
    if answer.status != 200:
        raise Lacking(f"No reports are listed ({answer.told()}).", answer)
    lists: list[Sequence[Any]] = [value for value in answer.object().values() if isinstance(value, list)]
    return {str(one.get("id", one.get("reportId"))) if isinstance(one, dict) else str(one) for one in lists[0]}


def _answered(system: System, id: str, **query: Any) -> Answer:
    """The report as the leader of the school gets it, or else the teacher."""
    answer = system.ask("GET", f"/reports/{id}", LEADER, **query)
    return answer if answer.status == 200 else system.ask("GET", f"/reports/{id}", TEACHER, **query)


@check_of_system("SCL-RPT-031", "SCL-RPT-03", "{observed}")
def figures_stay(system: System) -> Results:
    """A report that is asked for again with the same asOf and knownAt has the same rows, whatever was recorded since.

    Why: What a board has decided by must be there when it is asked why.

    Example: A rate of last June that is another one in September.

    Repair: Take only what was recorded up to knownAt.
    """
    first = _answered(system, STEADY)
    meta = first.object().get("meta")
    if first.status != 200 or not isinstance(meta, dict):
        raise Lacking(f"The report {STEADY} is not answered ({first.told()}).", first)
    times = {name: str(meta.get(name)) for name in ("asOf", "knownAt")}
    then = _answered(system, STEADY, **times)
    target = system.target()
    system.judge(system.work(target, 1), target, target.scores[-1])
    system.determine(target, system.rule(target, "highest", {"cut": target.scores[-1]}))
    again = _answered(system, STEADY, **times)
    same = again.object().get("rows") == then.object().get("rows") is not None
    yield either(STEADY, "" if same else "other figures for the same times", then, again)


@check_of_system(
    "SCL-RPT-041",
    "SCL-RPT-04",
    "{observed}",
    notes="The learners behind a figure are looked for at reports/{reportId}/learners.",
)
def figures_lead_to_learners(system: System) -> Results:
    """The leader of a school is told the learners behind a figure; the district, which has no right to their names, is
    refused.

    Why: A figure that leads to nobody helps nobody; one that leads everybody to a child harms the child.

    Example: A list of names for an analyst of the district.

    Repair: Answer the list to those who may see these learners, and 403 to all others.
    """
    _listed(system)
    yield from _behind(system)


def _behind(system: System) -> Iterator[Result]:
    path = f"/reports/{BEHIND}/learners"
    led, others = system.ask("GET", path, LEADER), system.ask("GET", path, DISTRICT)
    if led.status != 200:
        yield breach(LEADER, led, observed=f"nobody is told behind the figures ({led.told()})")
    else:
        yield holds(LEADER, led)
    refused = others.status in (401, 403, 404)
    yield either(DISTRICT, "" if refused else "who has no right to names is told them", others, expected="403")
