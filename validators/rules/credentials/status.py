"""OB-STATUS and CLR-STATUS: whether a credential counts at the moment of judging."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import Flaw
from fairmark.validators.rules.credentials.told import of_badge, of_record, told
from fairmark.validators.rules.credentials.versions import CLR2, OB3


@rule(
    "OB-STATUS-001",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1; Bitstring Status List 1.0 section 3.2",
    message="it is revoked: {observed}",
)
def badge_is_not_revoked(document: Credential) -> Findings:
    """The issuer has not revoked the credential.

    Why: The issuer says that it should not count any more.

    Example: The bit at its index is set in the issuer's list for revocation.

    Repair: Ask the issuer for the reason, and for a new credential where it was revoked by mistake.
    """
    return of_badge(document, Flaw.REVOKED)


@rule(
    "OB-STATUS-002",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1; VC Data Model 2.0 section 4.9",
    message="it is not valid yet: {observed}, judged as of {expected}",
)
def badge_is_valid_already(document: Credential) -> Findings:
    """The moment from which the credential is valid has come.

    Why: Before it, the issuer does not vouch for it.

    Example: `"validFrom": "2027-01-01T00:00:00Z"`, judged in 2026.

    Repair: Wait, or ask the issuer to correct validFrom; --at judges as of another moment.
    """
    return of_badge(document, Flaw.NOT_YET_VALID)


@rule(
    "OB-STATUS-003",
    severity=ERROR,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1; VC Data Model 2.0 section 4.9",
    message="it has expired: {observed}, judged as of {expected}",
)
def badge_has_not_expired(document: Credential) -> Findings:
    """The moment until which the credential is valid has not passed.

    Why: After it, the issuer no longer vouches for it.

    Example: `"validUntil": "2026-06-30T23:59:59Z"`, judged in July.

    Repair: Ask the issuer for a current one; --at judges as of another moment.
    """
    return of_badge(document, Flaw.EXPIRED)


@rule(
    "OB-STATUS-004",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 3.2, statusPurpose suspension",
    message="it is suspended: {observed}",
)
def credential_is_not_suspended(document: Credential) -> Findings:
    """The issuer has not suspended the credential.

    Why: For the time being the issuer does not vouch for it.

    Example: The bit at its index is set in the issuer's list for suspension.

    Repair: Ask the issuer, and verify again when the suspension is lifted.
    """
    return told(document, Flaw.SUSPENDED)


@rule(
    "OB-STATUS-005",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 3.2",
    message="the list does not serve the purpose {observed}",
)
def list_serves_the_purpose(document: Credential) -> Findings:
    """The status list serves the purpose for which the credential refers to it.

    Why: A bit in a list for another purpose says nothing about this one, so the status stays unknown.

    Example: An entry for revocation that names the address of the list for suspension.

    Repair: Name the list whose `statusPurpose` is the entry's, or correct the list.
    """
    return told(document, Flaw.STATUS_PURPOSE)


@rule(
    "OB-STATUS-006",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 3.2, RANGE_ERROR",
    message="{observed}",
)
def index_lies_in_the_list(document: Credential) -> Findings:
    """The index of the credential lies within the status list.

    Why: There is no status at that place, so nobody can tell whether the credential is revoked.

    Example: `"statusListIndex": "900000"` and a list of 131,072 entries.

    Repair: Re-issue with an index that the list has, or publish the list at its full length.
    """
    return told(document, Flaw.STATUS_INDEX)


@rule(
    "OB-STATUS-007",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 3.2, STATUS_LIST_LENGTH_ERROR",
    message="{observed}",
)
def list_is_long_enough(document: Credential) -> Findings:
    """A status list has at least 131,072 entries.

    Why: In a short list the issuer can tell from who asks for it which learner is being looked at.

    Example: A list that was made with one bit for each credential issued so far.

    Repair: Publish the list with at least 16 KiB before compression; unused bits stay 0.
    """
    return told(document, Flaw.LIST_TOO_SHORT)


@rule(
    "OB-STATUS-008",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 2.2, encodedList",
    message="the list cannot be unpacked: {observed}",
    notes="A list that lacks only the u at its beginning is read nevertheless. Lists beyond 64 MiB unpacked are not.",
)
def list_is_coded_as_it_should(document: Credential) -> Findings:
    """The bits of a status list are packed with gzip and written in base64url behind the letter u.

    Why: A list that cannot be unpacked tells nobody what is revoked.

    Example: An `encodedList` in plain base64, or packed with zlib instead of gzip.

    Repair: Pack with gzip, write it in base64url without padding, and put the letter u in front.
    """
    return told(document, Flaw.LIST_CODING)


@rule(
    "OB-STATUS-009",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 2.2 and section 3.2, STATUS_VERIFICATION_ERROR",
    message="the credential of the status list cannot be trusted: {observed}",
    notes="Its issuer may be another than the credential's. A list that is past its validUntil is not trusted; one "
    "that begins after the moment of judging is, as issuers renew their lists.",
)
def list_can_be_trusted(document: Credential) -> Findings:
    """A status list is itself a credential of the right type whose proof verifies.

    Why: Otherwise whoever serves the list, or stands in between, decides who is revoked.

    Example: A list without a proof, or signed with a key that its issuer does not own.

    Repair: Publish the list as a BitstringStatusListCredential, signed by its issuer.
    """
    return told(document, Flaw.LIST_CREDENTIAL)


@rule(
    "OB-STATUS-010",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section 9.1; Bitstring Status List 1.0 section 3.2, STATUS_RETRIEVAL_ERROR",
    message="whether it was revoked is not known: {observed}",
    notes="Lists are looked up only where the user allows it (--online, or --resources), and only for credentials "
    "whose proof holds.",
)
def status_can_be_looked_up(document: Credential) -> Findings:
    """What the issuer says of the credential's status can be looked up.

    Why: The credential may have been revoked since, and nobody can tell.

    Example: The server of the status list does not answer.

    Repair: Verify again with --online, or when the list is there; an issuer keeps its lists public without a login.
    """
    return told(document, Flaw.STATUS_UNKNOWN)


@rule(
    "OB-STATUS-011",
    severity=WARNING,
    versions=OB3,
    basis="Open Badges 3.0 section B.1.22 CredentialStatus; Bitstring Status List 1.0 appendix on StatusList2021",
    message="{observed} is deprecated; {expected} took its place",
)
def status_is_of_a_current_kind(document: Credential) -> Findings:
    """The status of a credential is kept in a bit string list.

    Why: A plain revocation list tells everybody which credentials were revoked, and newer verifiers do not read it.

    Example: `"credentialStatus": {"type": "1EdTechRevocationList", ...}`.

    Repair: Keep a BitstringStatusListCredential, and name it in new credentials.
    """
    return told(document, Flaw.DEPRECATED_STATUS)


@rule(
    "OB-STATUS-012",
    severity=ERROR,
    versions=OB3,
    basis="Bitstring Status List 1.0 section 2.1",
    message="the entry about its status is malformed: {observed}",
)
def status_entry_is_well_formed(document: Credential) -> Findings:
    """The entry about a credential's status has a purpose, a list, an index written as text, and a message for each
    status.

    Why: Verifiers cannot look the status up, or look at somebody else's.

    Example: `"statusListIndex": 94567`, a number instead of a text.

    Repair: Write the index as text, `"94567"`; with a statusSize above 1 give a message for each possible status.
    """
    return told(document, Flaw.STATUS_ENTRY)


@rule(
    "CLR-STATUS-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential; Bitstring Status List 1.0 section 3.2",
    message="the record is revoked: {observed}",
    notes="Revocation does not pass on: the credentials in a revoked record stand for themselves.",
)
def record_is_not_revoked(document: Credential) -> Findings:
    """The issuer has not revoked the record.

    Why: The issuer says that the record as a whole should not count any more.

    Example: The bit at its index is set in the issuer's list for revocation.

    Repair: Ask the issuer for a current record.
    """
    return of_record(document, Flaw.REVOKED)


@rule(
    "CLR-STATUS-002",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential; VC Data Model 2.0 section 4.9",
    message="the record is not valid yet: {observed}, judged as of {expected}",
)
def record_is_valid_already(document: Credential) -> Findings:
    """The moment from which the record is valid has come.

    Why: Before it, the issuer does not vouch for it.

    Example: `"validFrom": "2027-01-01T00:00:00Z"`, judged in 2026.

    Repair: Wait, or ask the issuer to correct validFrom; --at judges as of another moment.
    """
    return of_record(document, Flaw.NOT_YET_VALID)


@rule(
    "CLR-STATUS-003",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential; VC Data Model 2.0 section 4.9",
    message="the record has expired: {observed}, judged as of {expected}",
)
def record_has_not_expired(document: Credential) -> Findings:
    """The moment until which the record is valid has not passed.

    Why: After it, the issuer no longer vouches for it.

    Example: `"validUntil": "2026-06-30T23:59:59Z"`, judged in July.

    Repair: Ask the issuer for a current record; --at judges as of another moment.
    """
    return of_record(document, Flaw.EXPIRED)
