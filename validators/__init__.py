"""Fairmark's judge: `validate` a file, a folder, a zip or a URL.

from fairmark.validators import validate

report = validate(["framework.json"])
print(report.headline)
"""

from fairmark.validators.judge import Options, validate

__all__ = ["Options", "validate"]
