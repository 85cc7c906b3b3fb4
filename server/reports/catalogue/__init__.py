"""The management reports, by their ids (profile, section 2.17)."""

from collections.abc import Iterator, Mapping

from fairmark.server.reports.catalogue.agreement import R_16, R_17
from fairmark.server.reports.catalogue.depth import R_15
from fairmark.server.reports.catalogue.equity import R_18
from fairmark.server.reports.catalogue.following import R_06, R_07, R_08
from fairmark.server.reports.catalogue.grades import R_09, R_10
from fairmark.server.reports.catalogue.graduation import R_22
from fairmark.server.reports.catalogue.groups import R_04, R_05
from fairmark.server.reports.catalogue.growth import R_12
from fairmark.server.reports.catalogue.mastery import R_14
from fairmark.server.reports.catalogue.pace import R_13
from fairmark.server.reports.catalogue.process import R_19
from fairmark.server.reports.catalogue.proficiency import R_11
from fairmark.server.reports.catalogue.quality import R_23
from fairmark.server.reports.catalogue.rosters import R_01, R_02, R_03
from fairmark.server.reports.catalogue.skills import R_21
from fairmark.server.reports.catalogue.support import R_20
from fairmark.server.reports.declaration import Report

_ALL = (
    *(R_01, R_02, R_03, R_04, R_05, R_06, R_07, R_08, R_09, R_10, R_11, R_12),
    *(R_13, R_14, R_15, R_16, R_17, R_18, R_19, R_20, R_21, R_22, R_23),
)

REPORTS: Mapping[str, Report] = {report.id: report for report in _ALL}
"""Id to report, in the order of their ids."""


def catalogue_lines() -> Iterator[str]:
    """A line on each report."""
    for report in REPORTS.values():
        yield f"{report.id}  {report.title}: one row is {report.row}  ({report.suppression})"
