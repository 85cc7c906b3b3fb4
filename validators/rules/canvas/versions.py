"""The one version of Canvas's files: they have none, and change without a word."""

ANY = ("1",)

DOCUMENTED = "Canvas, Outcomes CSV Format"
