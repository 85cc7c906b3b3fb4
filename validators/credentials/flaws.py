"""What can be wrong with a credential's proofs and standing. Each flaw has rules that speak about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from fairmark.validators.core.events import Taken
from fairmark.validators.core.levels import ERROR, WARNING, Outcome, Severity
from fairmark.validators.core.location import Path, pointer


class Flaw(Enum):
    """A flaw: what it is, in words that stand alone, and how bad it usually is."""

    NO_PROOF = "there is no proof", ERROR
    NOT_VERIFIED = "the signature does not verify", ERROR
    PURPOSE = "the proof is made for another purpose", ERROR
    METHOD_NAME = "the verification method is missing or of an unknown kind", ERROR
    NO_KEY = "no usable key is found for the verification method", ERROR
    CONTROLLER = "the key is somebody else's than the issuer's", ERROR
    UNSUPPORTED = "the proof is of a kind that is not verified", ERROR
    MALFORMED = "the proof is malformed", ERROR
    ANOTHER_FAILS = "one of several proofs does not hold", WARNING
    DEPRECATED_SUITE = "the proof is of a deprecated kind", WARNING
    NOT_ANCHORED = "nothing but the credential says that the key is the issuer's", WARNING
    PROOF_DATES = "the proof has expired, or is dated wrongly", ERROR

    TOKEN = "the token is none, or its signature does not verify", ERROR
    ALGORITHM = "the token's algorithm is not allowed", ERROR
    TOKEN_KEY = "no usable key is found for the token", ERROR
    PRIVATE_KEY = "a private key is published", ERROR
    ISS = "the claim iss is missing or not the issuer", ERROR
    SUB = "the claim sub is missing or not the subject", ERROR
    NBF = "the claim nbf is missing or not the beginning of validity", ERROR
    JTI = "the claim jti is missing or not the credential's id", ERROR
    EXP = "the claim exp is missing, not the end of validity, or past", ERROR
    HEADER = "the token's header says something that it may not", ERROR
    VC_CLAIM = "the credential stands in the claim vc", WARNING

    REVOKED = "it is revoked", ERROR
    NOT_YET_VALID = "it is not valid yet", ERROR
    EXPIRED = "it has expired", ERROR
    SUSPENDED = "it is suspended", ERROR
    STATUS_PURPOSE = "the status list serves another purpose", ERROR
    STATUS_INDEX = "its index lies beyond the status list", ERROR
    LIST_TOO_SHORT = "the status list is too short", ERROR
    LIST_CODING = "the status list is coded wrongly", ERROR
    LIST_CREDENTIAL = "the credential of the status list cannot be trusted", ERROR
    STATUS_UNKNOWN = "its status is not known", WARNING
    DEPRECATED_STATUS = "its status is of a deprecated kind", WARNING
    STATUS_ENTRY = "the entry about its status is malformed", ERROR

    NOT_LOOKED_UP = "something that it refers to was not looked up", WARNING
    STRANGE = "something that it refers to is another thing than it says", ERROR
    SCOPE = "it lies outside of where its issuer publishes badges", ERROR
    HOSTED_OTHERWISE = "its issuer publishes something else under its id", ERROR
    REDIRECTED = "something that it refers to is found only by way of a redirect", WARNING
    ENDORSEMENT = "an endorsement does not hold", ERROR

    NOT_REFRESHED = "the newer credential could not be used", WARNING
    REFRESHED_OTHER = "the refresh service gives another credential", ERROR

    def __init__(self, words: str, severity: Severity) -> None:
        self.words = words
        self.severity = severity


STANDING = (Flaw.REVOKED, Flaw.SUSPENDED, Flaw.EXPIRED, Flaw.NOT_YET_VALID)
"""Flaws of a credential whose proofs may well be in order."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A flaw at `path`, from its credential on. `observed` and `expected` are Fairmark's own words or identifiers of
    keys and suites, never values of a person. `in_token` says that the path leads from the payload of the token on, not
    from the credential in it."""

    flaw: Flaw
    path: Path = ()
    observed: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = ERROR
    in_token: bool = False

    @property
    def words(self) -> str:
        """What is wrong, in words that stand alone."""
        return f"{self.flaw.words}: {self.observed}" if self.observed else self.flaw.words


@dataclass(slots=True)
class Account:
    """Where verification notes, for one credential at `path`, what it does and what is wrong."""

    path: Path
    defects: list[Defect] = field(default_factory=list)
    steps: list[Taken] = field(default_factory=list)

    def step(self, name: str, detail: str, outcome: Outcome = Outcome.PASS) -> None:
        """Note a step; in a record its name begins with the place of the credential."""
        self.steps.append(Taken(f"{pointer(self.path)} {name}".strip(), outcome, detail))

    def defect(
        self,
        flaw: Flaw,
        *path: str | int,
        observed: str = "",
        expected: str = "",
        hint: str = "",
        severity: Severity | None = None,
        in_token: bool = False,
    ) -> None:
        self.defects.append(Defect(flaw, path, observed, expected, hint, severity or flaw.severity, in_token))

    def beginning(self) -> "Account":
        """An empty account of the same credential, for a part that may come to nothing."""
        return Account(self.path)

    def take(self, other: "Account", at: Path = ()) -> None:
        """Take over what another account of the same credential has noted; what is wrong at `at`, where that is given,
        as its own places are in another document."""
        self.defects += [replace(defect, path=at) for defect in other.defects] if at else other.defects
        self.steps += other.steps

    @property
    def failed(self) -> bool:
        """Whether anything worse than a warning was noted."""
        return any(error_in(self.defects))


def error_in(defects: Iterable[Defect]) -> Iterable[Defect]:
    """The defects that are worse than warnings."""
    return (defect for defect in defects if defect.severity is ERROR)


def passed(holds: bool) -> Outcome:
    return Outcome.PASS if holds else Outcome.FAIL
