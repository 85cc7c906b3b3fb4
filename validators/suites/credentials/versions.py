"""The standards that a check of services belongs to, as the names of the profiles of their documents."""

OPEN_BADGES = ("ob-3.0",)
SERVICES = ("ob-3.0", "clr-2.0")
