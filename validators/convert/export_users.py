"""The users whom the learners of evidence are, in a OneRoster export or in general."""

from fairmark.validators.convert.scl_terms import URN, person_id_of
from fairmark.validators.readers.oneroster import Roster


class Users:
    """Finds the sourcedId of a learner: in an export somebody whom it holds; without users anybody may be there."""

    def __init__(self, export: Roster | None) -> None:
        table = export.get("users") if export is not None else None
        self._by_name: dict[str, str] | None = None
        if table is not None:
            named = list(table.cells("sourcedId", "userMasterIdentifier"))
            self._by_name = {**{master: id for id, master in reversed(named) if master}, **{id: id for id, _ in named}}

    def find(self, learner: str, carried: str) -> str:
        """The sourcedId of the learner with that URN or DID, "" for none: the one that the evidence came with, the UUID
        of the URN, or that of the user whose userMasterIdentifier is the one or the other."""
        if self._by_name is None:
            return carried or person_id_of(learner)
        names = (carried, person_id_of(learner), learner, learner.removeprefix(URN))
        return next((self._by_name[name] for name in names if name in self._by_name), "")
