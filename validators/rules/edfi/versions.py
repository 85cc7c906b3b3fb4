"""The generations of the Ed-Fi data standard that rules apply to."""

from fairmark.schemas.edfi import generations

ALL = generations()
