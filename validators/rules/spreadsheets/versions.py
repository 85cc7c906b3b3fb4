"""The versions and kinds of spreadsheets that rules apply to."""

from fairmark.validators.readers.spreadsheets.framework import CSV, WORKBOOK

ALWAYS = ("1",)
"""There is but one version: no standard has given it another."""

SHEETS = (WORKBOOK,)
CSVS = (CSV,)
