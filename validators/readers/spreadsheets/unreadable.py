"""Why a spreadsheet cannot be read."""


class UnreadableSheet(Exception):
    """The file cannot be read as a workbook or table. `why` is in Fairmark's own words, never values of the file."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
