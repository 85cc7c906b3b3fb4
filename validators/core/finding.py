"""The finding: what one rule says about one place. It is redacted when it is made."""

from dataclasses import dataclass, replace
import hashlib

from fairmark.validators.core.levels import Severity
from fairmark.validators.core.location import Location, pointer
from fairmark.validators.core.privacy import SHOWN, Privacy, redact, shorten
from fairmark.validators.core.rule import Draft, Rule
from fairmark.validators.core.sharing import Sharing


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of `rule` at `location`.

    `observed` is already redacted; `severity` is the one before strictness is applied; `follows` is the rule that
    explains it, "" for none, None for any of those that its rule follows. `before` is the fingerprint that it has where
    the report is not to be shared, "" where it has the same one: it never stands in a report.
    """

    rule: Rule
    severity: Severity
    location: Location
    observed: str
    expected: str
    hint: str
    follows: str | None = None
    before: str = ""

    @classmethod
    def of(cls, rule: Rule, draft: Draft, sharing: Sharing | None = None) -> "Finding":
        """The finding that `rule` makes of what its generator yielded; `sharing` says how it hides records in a report
        to be shared. ValueError for an undeclared severity."""
        severity = draft.severity or rule.severity
        if severity is not rule.severity and severity not in rule.may_be:
            raise ValueError(f"{rule.id} may not be {severity}")
        observed = "" if draft.observed is None else redact(draft.observed, draft.at.privacy, sharing)
        hint = draft.hint or rule.text.repair
        at, before = draft.at, ""
        if sharing and at.record and at.key is not Privacy.PUBLIC:
            at, before = replace(at, record=sharing.pseudonym(at.record)), _fingerprint(rule, at)
        return cls(rule, severity, at, observed, shorten(draft.expected), hint, draft.follows, before)

    @property
    def message(self) -> str:
        """The rule's sentence about this place."""
        return self.rule.message.format(observed=self.observed or "(nothing)", expected=self.expected)

    @property
    def said(self) -> tuple[str, str]:
        """What the message tells of the value and of what is expected, each "" where it tells nothing of it. A value
        that is only described may be any: that says nothing."""
        template = self.rule.message
        tells_value = "{observed}" in template and self.location.privacy in SHOWN
        return self.observed if tells_value else "", self.expected if "{expected}" in template else ""

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that stay the same when the file is reordered: the rule, the object's identifier and
        the path below it; the whole path where the object has no identifier."""
        return _fingerprint(self.rule, self.location)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """All by which an earlier report may know the finding."""
        return (self.fingerprint, self.before) if self.before else (self.fingerprint,)


def _fingerprint(rule: Rule, location: Location) -> str:
    names = tuple(step for step in location.path if isinstance(step, str))
    if location.table and location.record:
        names = ("/".join(names),)  # two files may hold records with one identifier
    where = location.record + pointer(names[-1:]) if location.record else location.pointer
    return hashlib.sha256(f"{rule.id}\n{where}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
