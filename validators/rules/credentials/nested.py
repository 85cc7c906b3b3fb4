"""CLR-VC-002 and -005: the credentials in a record, each verified as its own."""

from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.credentials.document import Credential
from fairmark.validators.credentials.flaws import STANDING
from fairmark.validators.credentials.verification import Role
from fairmark.validators.rules.credentials.told import draft, errors_inside
from fairmark.validators.rules.credentials.versions import CLR2


@rule(
    "CLR-VC-002",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential: each credential in the record is verified",
    message="a credential in the record does not verify: {observed}",
    notes="Each is judged as if it stood alone, so one without a proof of its own fails. What is only a warning keeps "
    "the id of its OB rule.",
)
def credential_in_the_record_verifies(document: Credential) -> Findings:
    """Every credential in a record has a proof of its own that verifies.

    Why: The record's own proof says who put it together, not that each issuer said what stands in it.

    Example: A badge in which a result was changed before the record as a whole was signed.

    Repair: Put the credential in exactly as its issuer signed it.
    """
    for node, defect in errors_inside(document, Role.NESTED):
        if defect.flaw not in STANDING:
            yield draft(document, node, defect, defect.words)


@rule(
    "CLR-VC-005",
    severity=ERROR,
    lenient=WARNING,
    versions=CLR2,
    basis="CLR 2.0, verification of a ClrCredential: each credential in the record is verified",
    message="a credential in the record does not count: {observed}",
    notes="The standard leaves open what one such credential means for the record. Here the record fails; under "
    "--strictness lenient it is a warning, as a record may well show what has lapsed. Each credential has its own "
    "result among the steps.",
)
def credential_in_the_record_counts(document: Credential) -> Findings:
    """No credential in a record is revoked, suspended, expired or not yet valid.

    Why: A reader takes what stands in the record as what its issuers vouch for now.

    Example: A first-aid certificate in the record that expired in spring.

    Repair: Put in the current credential, or leave it out.
    """
    for node, defect in errors_inside(document, Role.NESTED):
        if defect.flaw in STANDING:
            yield draft(document, node, defect, defect.words)
