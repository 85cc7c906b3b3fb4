"""The management reports, by their ids (profile, section 2.17)."""

from collections.abc import Iterator, Mapping

from fairmark.server.reports.catalogue.depth import R_15
from fairmark.server.reports.catalogue.grades import R_09, R_10
from fairmark.server.reports.catalogue.growth import R_12
from fairmark.server.reports.catalogue.mastery import R_14
from fairmark.server.reports.catalogue.pace import R_13
from fairmark.server.reports.catalogue.proficiency import R_11
from fairmark.server.reports.declaration import Report

REPORTS: Mapping[str, Report] = {report.id: report for report in (R_09, R_10, R_11, R_12, R_13, R_14, R_15)}
"""Id to report, in the order of their ids."""


def catalogue_lines() -> Iterator[str]:
    """A line on each report."""
    for report in REPORTS.values():
        yield f"{report.id}  {report.title}: one row is {report.row}  ({report.suppression})"
