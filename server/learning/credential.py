"""A determination as a badge: an Open Badges 3.0 AchievementCredential, signed by this server. SCL-CRD-01, -03, -04.

Nobody is named in it: the subject is a hash of what records call the learner, and the evidence, where the learner
permits to show it, an address that opens to whom it is shared with. A determination that is superseded is revoked in
the status list; why it was stays here.
"""

from collections.abc import Collection, Sequence
import hashlib
import hmac

from marshmallow import Schema
from marshmallow import fields as ma
import orjson

from fairmark.server.admin.writing import PRIVATE, refused_while_busy
from fairmark.server.credentials.issuer import REVOCATION, OwnIssuer, own_issuer
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.answers import Flag, address, is_a, open_ledger
from fairmark.server.learning.asking import asker_of
from fairmark.server.learning.continuum import Json
from fairmark.server.learning.determinations import RULES
from fairmark.server.learning.earning import Earned, earned
from fairmark.server.learning.evidence import EVIDENCES
from fairmark.server.learning.kind import EVIDENCE
from fairmark.server.learning.ledger import Fact, Ledger
from fairmark.server.learning.permitting import granted_works, permitted_works
from fairmark.server.storage.issuing import Statuses
from fairmark.validators.issuing.award import Award, Evidence, Identifier, Learner, Stamp, Wording
from fairmark.validators.issuing.badge import badge
from fairmark.validators.issuing.controller import status_entry
from fairmark.validators.issuing.errors import CannotIssue
from fairmark.validators.issuing.terms import name

SYSTEM_ID = "systemId"
"""Open Badges 3.0 IdentifierTypeEnum: what a system calls somebody."""


class CredentialQuery(Schema):
    """What a credential tells."""

    with_evidence = ma.Boolean(
        truthy={"true"},
        falsy={"false"},
        load_default=None,
        data_key="evidence",
        metadata={
            "description": "With the work behind it, if the learner permits. Default: as far as a grant opens it."
        },
    )
    with_credits = Flag(
        data_key="credits",
        description="With the credits that the rule says it is worth, if it says so. Default: without.",
    )
    audience = ma.Str(
        validate=is_a("Person", "Must be a URN or DID."),
        metadata={
            "description": "Who it is for: the evidence is what the learner has granted them. Default: the asker."
        },
    )


class Issuing:
    """Makes the credentials of one request; `works` are the pieces of evidence that they may tell."""

    def __init__(self, call: Call, works: Collection[Fact] = ()) -> None:
        self._call = call
        self._works = {work.id: work for work in works}
        self._engine = call.context.store.engine
        with refused_while_busy():
            self.issuer: OwnIssuer = own_issuer(self._engine, call.context.settings.base_url)

    def signed(self, one: Earned) -> Json:
        """The badge of what was earned."""
        framework, determination = one.framework(self._call.context.store), one.determination
        shown = self._evidence(one)
        credits = one.credits if self._call.query["with_credits"] else None
        more = (*(("evidence",) if shown else ()), *(("credits",) if credits is not None else ()))
        award = Award(
            item=determination.target,
            learner=self.learner(one.learner),
            results=one.results(self._call.context.store, framework),
            evidence=shown,
            wording=Wording(
                id=self._achievement(one), criteria=one.criteria, criteria_url=address(self._call, RULES, one.rule.id)
            ),
            credits=credits,
        )
        stamp = Stamp(
            id=self._called("credential", determination.root, *more),
            valid_from=determination.recorded_at,
            awarded=one.awarded,
            status=self._status(determination),
        )
        try:
            unsigned = badge(award, framework, self.issuer.profile, stamp)
            return self.issuer.signed(unsigned, determination.recorded_at)
        except CannotIssue as error:
            raise Refusal(409, "bad_query", f"There can be no badge of this: {error}.") from error

    def learner(self, urn: str) -> Learner:
        """Whom a credential is about: a DID, with which learners name themselves, or a hash of what records call them.
        The salt is the same in all credentials of a learner here, so that a record and what it bundles fit together,
        and cannot be found by who does not know this server's key."""
        if urn.startswith("did:"):
            return Learner(id=urn)
        key = self.issuer.keys[0].secret.encode()
        salt = hmac.new(key, urn.encode(), hashlib.sha256).hexdigest()[:32]
        return Learner(identifiers=(Identifier(SYSTEM_ID, urn, salt),))

    def _achievement(self, one: Earned) -> str:
        """The id of the achievement: that of the item in this version, by this rule."""
        pinned = one.telling.data
        return self._called("achievement", pinned["target"], str(pinned["frameworkVersion"]), one.rule.id)

    def _called(self, *parts: str) -> str:
        return name(self.issuer.places.issuer, *parts)

    def _evidence(self, one: Earned) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(
                id=address(self._call, EVIDENCES, id),
                name=self._works[id].data["evidence"].get("name", ""),
                genre=self._works[id].data["evidence"].get("genre", ""),
            )
            for id in one.works
            if id in self._works
        )

    def _status(self, determination: Fact) -> Json:
        """Where others may ask whether it is revoked."""
        with refused_while_busy():
            number, index = Statuses(self._engine).place(determination.id)
        return status_entry(self.issuer.places, REVOCATION, number, index)


def get_credential(call: Call) -> Answer:
    """The credential of a determination that stands and says proficient."""
    asker = asker_of(call)
    with open_ledger(call) as ledger:
        one = earned(ledger, call.path["id"], asker)
        works = works_to_show(ledger, [one], asker, call)
    return Answer(200, orjson.dumps(Issuing(call, works).signed(one)), PRIVATE)


def works_to_show(ledger: Ledger, every: Sequence[Earned], asker: str, call: Call) -> list[Fact]:
    """The work behind what was earned by one learner that may be told to who asks, or to the audience they name: what
    is granted, unless it is not wanted. Where it is asked for and nothing is permitted, a Refusal."""
    wanted = call.query["with_evidence"]
    if wanted is False or not every:
        return []
    found = (ledger.find(EVIDENCE, id) for id in dict.fromkeys(id for one in every for id in one.works))
    works = [work for work in found if work is not None]
    learner, audience, now = every[0].learner, call.query.get("audience", ""), call.context.now()
    if wanted is None:
        return granted_works(ledger, learner, works, audience or asker, now)
    return permitted_works(ledger, learner, works, asker, audience, now)
