"""Why a file cannot be converted. A message never holds values of the file."""

from fairmark.validators.core.usage import WrongUsage


class ConversionError(ValueError):
    """A file that cannot be converted. `line` and `column` are 1-based where the place is known, else 0."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        place = f" (line {line}" + (f", column {column})" if column else ")") if line else ""
        super().__init__(reason + place)
        self.reason = reason
        self.line = line
        self.column = column


class UnknownSource(ConversionError):
    """The file is none of the forms that Fairmark converts, or holds nothing that it could convert."""


class BrokenSource(ConversionError):
    """The file is not well-formed XML or Turtle."""


class UnsafeSource(ConversionError):
    """The XML has a document type declaration: it could define entities that blow up or reach out."""


class WrongSettings(WrongUsage):
    """The settings of a conversion, or the place for its files, cannot be used."""
