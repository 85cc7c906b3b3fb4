"""SCL-PRV: what a package gives away, and whether grants and amendments were kept."""

from collections.abc import Iterator, Mapping
import re
from urllib.parse import unquote

import orjson

from fairmark.validators.readers.learning.package import Record
from fairmark.validators.suites.result import Results, breach, cannot_tell, holds
from fairmark.validators.suites.scl.exchange import members
from fairmark.validators.suites.scl.exported import REPORT, Row
from fairmark.validators.suites.scl.graph import as_object, as_objects
from fairmark.validators.suites.scl.history import EARLIEST
from fairmark.validators.suites.scl.results import Case, over
from fairmark.validators.suites.scl.subject import Export, check_of_package
from fairmark.validators.suites.scl.views import meta

SHORTEST = 5
"""Letters or digits of a number or login name below which it says nobody."""
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
BETWEEN = r"[\s._,+%/-]{0,3}"


class Names:
    """What tells who somebody is, by the roster: names, e-mail addresses, login names and numbers."""

    def __init__(self, users: Mapping[str, Row]) -> None:
        found: set[str] = set()
        for row in users.values():
            found.update(_tokens(row))
        self._pattern = re.compile("|".join(sorted(found)), re.IGNORECASE) if found else None

    def are_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(unquote(text)) is not None


def _tokens(row: Row) -> Iterator[str]:
    """Patterns of what must not be seen of a user. Opaque is the sourcedId, which records are named by."""
    given, family = row.get("givenName", "").strip(), row.get("familyName", "").strip()
    if len(given) > 1 and len(family) > 1:
        for one, other in ((given, family), (family, given)):
            yield rf"(?<![^\W_]){re.escape(one)}{BETWEEN}{re.escape(other)}(?![^\W_])"
    numbers = re.findall(r"\{[^:{}]*:([^{}]*)\}", row.get("userIds", ""))
    for value in (row.get("email", ""), row.get("username", ""), row.get("identifier", ""), *numbers):
        if len(value.strip()) >= SHORTEST and value.strip() != row.get("sourcedId"):
            yield rf"(?<![^\W_]){re.escape(value.strip())}(?![^\W_])"


@check_of_package(
    "SCL-PRV-081",
    "SCL-PRV-08",
    "who somebody is can be read in {observed}",
    notes="By the users of the roster in the package: given and family name together, and e-mail addresses, login "
    "names, identifiers and numbers of five letters or more. A sourcedId is opaque.",
)
def identifiers_tell_nobody(export: Export) -> Results:
    """No name, e-mail address, login name or number of a person stands in an identifier, in an address, or in what
    others may see: frameworks, credentials, reports for a wider circle.

    Why: Identifiers end up in logs, links and credentials, where nobody protects them.

    Example: `urn:learner:mia.lund`, where the roster has Mia Lund.

    Repair: Name people by what is drawn by chance, and hash identities in credentials.
    """
    users = export.exported.users
    if not users:
        yield cannot_tell("identifiers", "There is no roster, so nobody knows what to look for.")
        return
    names = Names(users)
    every = export.exported.learning.every
    yield over("identifiers", ((one, any(map(names.are_in, _addresses(one)))) for one in every), nothing="no record")
    wrong = [path for path, text in sorted(export.exported.texts.items()) if names.are_in(text)]
    wide = [view for view in export.exported.view(REPORT) if _is_wide(view)]
    wrong += [view.input.rpartition("!")[2] for view in wide if names.are_in(orjson.dumps(view.data).decode())]
    if not export.exported.texts and not wide:
        yield cannot_tell("public", "There is nothing that is meant for others.")
    else:
        yield breach("public", observed=", ".join(wrong[:5])) if wrong else holds("public")


def _addresses(record: Record) -> Iterator[str]:
    for _, value in members(record.data):
        if isinstance(value, str) and ADDRESS.match(value):
            yield value


def _is_wide(view: Record) -> bool:
    return as_object(meta(view).get("suppression")).get("class") == "SUP-2"


@check_of_package("SCL-PRV-041", "SCL-PRV-04", "the statement of disagreement is left out: {observed}")
def disagreement_travels_with_the_record(export: Export) -> Results:
    """Where a request to amend a judgment was refused and the learner disagrees, the judgment carries the statement.

    Why: Whoever reads the record has to learn that it is contested, and why.

    Example: A refused request with a statement, and a judgment without one.

    Repair: Add the statement to the judgment, or to what supersedes it.
    """
    package = export.exported.learning

    def cases() -> Iterator[Case]:
        for request in export.exported.of("AmendmentRequest"):
            judgment = package.find("Judgment", request.text("record"))
            if request.text("status") == "refused" and request.text("statement") and judgment is not None:
                every = [judgment, *package.followers.get(judgment.id, ())]
                said = {str(each.get("text")) for one in every for each in as_objects(one.data.get("statement"))}
                yield request, request.text("statement") not in said

    yield over("AmendmentRequest", cases(), nothing="no refused request with a statement")


@check_of_package("SCL-PRV-051", "SCL-PRV-05", "{observed}")
def grants_are_kept(export: Export) -> Results:
    """What was read by a grant was read by whom it names, about the learner that it names, while it was valid and not
    revoked.

    Why: A permission that cannot be ended is none.

    Example: A read of June by a grant that was revoked in May.

    Repair: Look at the grant at every read: receiver, learner, validFrom, validUntil, revokedAt.
    """
    package = export.exported.learning

    def cases() -> Iterator[Case]:
        for event in export.exported.of("AccessEvent"):
            grant, at = package.find("ShareGrant", event.text("grant")), event.instant("at")
            if grant is None or at is None or event.text("action") == "deny":
                continue
            ends = [one.instant("revokedAt") for one in (grant, *package.followers.get(grant.id, ()))]
            until = [end for end in (*ends, grant.instant("validUntil")) if end is not None]
            if event.text("learner") != grant.text("learner") or event.text("actor") != grant.text("grantee"):
                yield event, "by somebody else, or of somebody else, than the grant says"
            elif at < (grant.instant("validFrom") or EARLIEST) or any(at >= end for end in until):
                yield event, "while the grant was not valid"
            else:
                yield event, ""

    yield over("AccessEvent", cases(), nothing="no access by a grant")
