"""OR-DIF: whether so much has changed since the last export that somebody should look before it is sent."""

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.location import Location
from fairmark.validators.core.privacy import Privacy
from fairmark.validators.core.rule import REGISTRY, Findings, finding, rule
from fairmark.validators.exports.changes import CHANGES, Changes, Crossing
from fairmark.validators.rules.oneroster.versions import BOTH

SHARES = "Records are known by their sourcedId. Only files that are bulk in both exports are compared."
PRACTICE = "best practice: receivers of rosters"


def _crossed(changes: Changes, threshold: str) -> Findings:
    """A finding at the header for each file or column that has crossed the threshold of that name."""
    most = f"{getattr(changes.thresholds, threshold):g} %"
    for crossing in changes.crossings():
        if crossing.threshold == threshold:
            at = changes.roster[crossing.table.name].at_header(crossing.column)
            yield finding(at=at, observed=_share(crossing), expected=most)


def _share(crossing: Crossing) -> str:
    return f"{crossing.crossed:,} of {crossing.of:,} records ({crossing.share:.1f} %)"


@rule(
    "OR-DIF-001",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis=f"{PRACTICE} hold an export that has lost many records",
    message="{observed} are no longer there; up to {expected} is usual",
    follows=("OR-DIF-004",),
    holds=True,
    notes=f"{SHARES} Records that are there under another sourcedId are not lost: OR-DIF-004 speaks of them. The "
    "threshold is `lost`.",
)
def records_are_not_lost(changes: Changes) -> Findings:
    """No file has lost more than a tenth of the records that the last export had.

    Why: A receiver deletes what is no longer there: accounts, enrollments and the grades that hang on them.

    Example: 9,310 students in the last export and 7,400 in this one, for one school was left out.

    Repair: See which records are gone (`fairmark diff OLD NEW --samples 100`) and export them again; if they are meant
    to go, as at the end of a school year, say so with a waiver or with `--threshold lost=50%`.
    """
    yield from _crossed(changes, "lost")


@rule(
    "OR-DIF-002",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis=f"{PRACTICE} hold an export in which nearly every record has changed",
    message="{observed} have changed; up to {expected} is usual",
    follows=("OR-DIF-004", "OR-DIF-005"),
    holds=True,
    notes=f"{SHARES} A record has changed where a column that both exports have is not the same, letter by letter; "
    "columns of one's own (metadata) do not count, nor does a file of one record. The threshold is `changed`.",
)
def records_stay_what_they_are(changes: Changes) -> Findings:
    """No file has changed more than three quarters of the records that the last export had.

    Why: When nearly everything changes at once, a mapping or a filter of the export has changed, not the school.

    Example: Every user has another `primaryOrgSourcedId` than a week ago.

    Repair: Compare a few records with those of the last export; if the change was meant, say so with a waiver.
    """
    yield from _crossed(changes, "changed")


@rule(
    "OR-DIF-003",
    severity=ERROR,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="OneRoster CSV 1.2, bulk and delta files: what a bulk set no longer has is deleted",
    message="{observed} records in the last export, and none in this one",
    follows=("OR-CSV-005", "OR-MAN-005"),
    holds=True,
    notes="A file that is not sent says nothing where the package sends changes in any of its files, and where it "
    "holds a manifest alone: both mean that nothing has changed.",
)
def files_keep_their_records(changes: Changes) -> Findings:
    """A file that had records in the last export has records in this one.

    Why: A receiver deletes all that was in it, or keeps all of it for ever, as it is made.

    Example: `results.csv` was sent every week, and is absent today.

    Repair: Export the file again; if it is no longer to be sent, agree on that with the receiver.
    """
    roster = changes.roster
    for table in changes.emptied_files:
        here = roster.get(table.name)
        if here is not None:
            at = here.at_header()
        else:
            at = roster.manifest.at(f"file.{table.name}") if roster.manifest else Location(privacy=Privacy.PUBLIC)
        yield finding(at=at, observed=f"{table.name}.csv had {table.before:,}")


@rule(
    "OR-DIF-004",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="OneRoster CSV 1.2, sourcedId: the identifier of a record stays the same",
    message="{observed} are there under another sourcedId; up to {expected} is usual",
    follows=("OR-TYP-010",),
    holds=True,
    notes="A record is known again by its natural key: users by identifier, else username, else email; orgs by "
    "identifier, else name, type and parent; courses by org, code or title, and school year; classes by school, code "
    "or title, course and terms; academic sessions by type, title and dates; enrollments and roles by whom and what "
    "they join, and beginDate; line items by class, title, category, session and dates; results by line item and "
    "student; other files by what they join, or their title. A key that several records have tells nothing. References "
    "stand as they are, so what is renumbered is told where it happens and not in each file that refers to it. The "
    "threshold is `churn`.",
)
def identifiers_stay(changes: Changes) -> Findings:
    """A record has the sourcedId that it had in the last export.

    Why: A receiver deletes the old record with all that hangs on it, and makes a new one without any of it.

    Example: All students have new identifiers since the school changed its system, and their usernames are the same.

    Repair: Export the identifiers of the last export; if they must change, agree with the receiver on a day for it.
    """
    yield from _crossed(changes, "churn")


@rule(
    "OR-DIF-005",
    severity=WARNING,
    versions=BOTH,
    kinds=(CHANGES,),
    basis=f"{PRACTICE} take an empty field for one that is to be emptied",
    message="{observed} that had something there have nothing now; up to {expected} is usual",
    holds=True,
    notes="Records that are in both exports are compared; the threshold, `emptied`, is a share of them. Of a column "
    "that is empty throughout it is one of those that had something there, if they were several: few users have an "
    "email in many exports. A column that is missing is OR-COL-001's.",
)
def columns_stay_filled(changes: Changes) -> Findings:
    """A column that was filled in the last export is filled in this one.

    Why: A receiver empties the field for all of these records, and what depends on it stops: mail, sign-on, grouping.

    Example: `email` was filled for all teachers, and is empty since the export was set up anew.

    Repair: Map the column again in the system that exports.
    """
    yield from _crossed(changes, "emptied")


@rule(
    "OR-DIF-008",
    severity=INFO,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="best practice: what is new since the last export has its cause there",
    message="{expected}: {observed}",
    notes="Exports of up to 64 MB are judged both; of greater ones compare the reports (`fairmark diff`). Findings are "
    "matched by rule, record and field. Infos do not count; waived findings do. A rule of which nothing is new and "
    "nothing fixed is not told.",
)
def nothing_new_is_found(changes: Changes) -> Findings:
    """The rules find in this export what they found in the last one.

    Why: What is new since the last export is what somebody has done since; what is fixed need not be looked at again.

    Example: 12 references that lead nowhere are new, 3 are fixed, and 40 are still open.

    Repair: Begin with what is new: the change that has caused it is still remembered.
    """
    for id, (new, fixed, open) in changes.turnover.items():
        at = Location((id,), privacy=Privacy.PUBLIC)
        said = f"{new:,} new, {fixed:,} fixed, {open:,} still open"
        yield finding(at=at, observed=said, expected=f"{id} ({REGISTRY[id].title})")


@rule(
    "OR-DIF-009",
    severity=INFO,
    versions=BOTH,
    kinds=(CHANGES,),
    basis="best practice: only files that hold all records can be compared",
    message="not compared with the last export: {observed}",
    notes="In a delta a record that is not there has not changed, so shares of it mean nothing.",
)
def files_can_be_compared(changes: Changes) -> Findings:
    """A file that was in the last export can be compared with it.

    Why: Nobody has looked whether records of it are lost, changed or renumbered.

    Example: `users.csv` of this export holds changes only (delta), that of the last one all users.

    Repair: Nothing, if it was meant; to compare, export all records (bulk), and keep exports that can be read.
    """
    for name, reason in changes.not_compared.items():
        here = changes.roster.get(name)
        at = here.at_header() if here is not None else changes.roster.at_file(changes.roster.specs[name].file)
        yield finding(at=at, observed=reason)
