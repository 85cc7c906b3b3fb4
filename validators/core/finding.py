"""The finding: what one rule says about one place. It is redacted when it is made."""

from dataclasses import dataclass
import hashlib

from fairmark.validators.core.levels import Severity
from fairmark.validators.core.location import Location, pointer
from fairmark.validators.core.privacy import SHOWN, redact, shorten
from fairmark.validators.core.rule import Draft, Rule


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of `rule` at `location`.

    `observed` is already redacted; `severity` is the one before strictness is applied; `follows` is the rule that
    explains it, "" for none, None for any of those that its rule follows.
    """

    rule: Rule
    severity: Severity
    location: Location
    observed: str
    expected: str
    hint: str
    follows: str | None = None

    @classmethod
    def of(cls, rule: Rule, draft: Draft) -> "Finding":
        """The finding that `rule` makes of what its generator yielded; ValueError for an undeclared severity."""
        severity = draft.severity or rule.severity
        if severity is not rule.severity and severity not in rule.may_be:
            raise ValueError(f"{rule.id} may not be {severity}")
        observed = "" if draft.observed is None else redact(draft.observed, draft.at.privacy)
        hint = draft.hint or rule.text.repair
        return cls(rule, severity, draft.at, observed, shorten(draft.expected), hint, draft.follows)

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
        names = tuple(step for step in self.location.path if isinstance(step, str))
        if self.location.table and self.location.record:
            names = ("/".join(names),)  # two files may hold records with one identifier
        where = self.location.record + pointer(names[-1:]) if self.location.record else self.location.pointer
        return hashlib.sha256(f"{self.rule.id}\n{where}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
