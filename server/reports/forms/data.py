"""A result for programs: JSON as the contract has it, and CSV."""

import csv
import io

from fairmark.server.reports.forms.wording import plain
from fairmark.server.reports.result import Result, Withheld
from fairmark.validators.reports.csv_report import cell as harmless
from fairmark.validators.reports.safe_text import to_json

WITHHELD = {"primary": "withheld (small group)", "complementary": "withheld (protects another)"}


def as_json(result: Result) -> bytes:
    return to_json(result.as_json())


def as_csv(result: Result) -> bytes:
    """The rows below the names of their columns, as `fairmark validate` writes CSV: with a byte order mark, every cell
    quoted, no formulas. An empty cell is undefined; one that is withheld says so."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([head.name for head in result.columns])
    for row in result.rows:
        cells = [WITHHELD[cell.why] if isinstance(cell, Withheld) else plain(cell) for cell in row]
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")
