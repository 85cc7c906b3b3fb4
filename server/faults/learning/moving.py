"""What another system gets: all of it, or what came since."""

from fairmark.server.faults.learning.exchange import Asked
from fairmark.server.faults.learning.fault import asked_for, fault


@fault("updated-since-ignored", breaks="SCL-PRT-051")
@asked_for("getExport")
def updated_since_ignored(asked: Asked) -> Asked:
    """updatedSince makes no difference: the package holds everything each time.

    Another system that asks every night loads all of it every night.
    """
    return asked.arguing(updatedSince=None)


@fault("history-is-left-behind", breaks="SCL-PRT-051")
@asked_for("getExport")
def history_is_left_behind(asked: Asked) -> Asked:
    """The whole package holds what was recorded of late alone.

    Whoever moves on takes their last weeks along, and leaves three years behind.
    """
    return asked if "updatedSince" in asked.query else asked.arguing(updatedSince="2999-01-01T00:00:00Z")
