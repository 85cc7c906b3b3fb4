"""What the learners of the demonstration keep: badges from the sample continuum and a record, signed by this server.

They are the same at each start, so that nothing is kept twice.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson

from fairmark.server.context import Context
from fairmark.server.credentials.bodies import Sent, issued_at
from fairmark.server.credentials.edition import CLR, OB, Edition
from fairmark.server.credentials.issuer import OwnIssuer, own_issuer
from fairmark.server.storage.credentials import JSON, JWS, Credentials, Kept
from fairmark.validators.issuing.award import Award, Evidence, Learner, LevelReached, Progress, Stamp
from fairmark.validators.issuing.badge import badge
from fairmark.validators.issuing.framework import Framework
from fairmark.validators.issuing.record import Compilation, record
from fairmark.validators.issuing.terms import Json, name

CONTINUUM = "Reading continuum (sample)"
AWARDED = datetime(2026, 3, 4, 15, tzinfo=UTC)

SECURE = "be92345b-f7e9-5eac-b201-5a1332d990d7"
EXPRESSIVE, EXPRESSIVE_ENOUGH = "e91f4fac-9631-5922-aafe-6f8fea7657e4", "ce89acf8-f9e2-5626-9ca4-da126a42bfc2"
"""Levels of the rubric of the sample continuum."""


def awards(learner: Learner) -> tuple[Award, ...]:
    """What each of them has attained: by the rubric, and by a mere status."""
    recording = Evidence(
        id="urn:uuid:6a0c7e0e-6f0b-4f57-8d1c-2f6a3b0c9d11",
        name="Reading aloud, recorded in class",
        genre="Audio",
        narrative="A page of a story that was new to the class.",
    )
    return (
        Award(
            item="DE.4",
            learner=learner,
            results=(LevelReached(level=SECURE, required=SECURE),),
            evidence=(recording,),
        ),
        Award(item="FL.2", learner=learner, results=(LevelReached(level=EXPRESSIVE, required=EXPRESSIVE_ENOUGH),)),
        Award(item="PA.3", learner=learner, results=(Progress(status="Completed"),)),
    )


def give(context: Context, person: str) -> int:
    """Let the learner keep their credentials; how many there are, 0 where the sample continuum is not here."""
    framework = _continuum(context)
    if framework is None:
        return 0
    kept = Credentials(context.store.engine)
    issuer = own_issuer(context.store.engine, context.settings.base_url)
    made = list(_credentials(issuer, framework, person))
    for one in made:
        kept.keep(one, AWARDED)
    return len(made)


def _continuum(context: Context) -> Framework | None:
    found = next((one for one in context.store.frameworks() if one.title == CONTINUUM), None)
    ready = context.store.rendition(found.identifier, "1.1") if found else None
    return Framework.read(ready.body) if ready else None


def _credentials(issuer: OwnIssuer, framework: Framework, person: str) -> Iterator[Kept]:
    """Badges with proofs in them, the last one as VC-JWT, and a record of the others."""
    learner = Learner(id=f"urn:fairmark:{person}")
    *embedded, spoken = awards(learner)
    signed: list[Json] = []
    for week, award in enumerate(embedded):
        at = AWARDED + timedelta(weeks=week)
        signed.append(
            issuer.signed(badge(award, framework, issuer.profile, _stamp(issuer, person, award.item, at)), at)
        )
        yield _kept(person, OB, signed[-1])
    at = AWARDED + timedelta(weeks=len(signed))
    unsigned = badge(spoken, framework, issuer.profile, _stamp(issuer, person, spoken.item, at))
    yield _kept(person, OB, unsigned, issuer.as_token(unsigned))
    compilation = Compilation(
        name="Reading, spring 2026", learner=learner, credentials=signed, frameworks=(framework,), partial=True
    )
    whole = record(compilation, issuer.profile, _stamp(issuer, person, "record", at))
    yield _kept(person, CLR, issuer.signed(whole, at))


def _stamp(issuer: OwnIssuer, person: str, what: str, at: datetime) -> Stamp:
    return Stamp(id=name("demonstration", issuer.places.issuer, person, what), valid_from=at, awarded=at)


def _kept(person: str, edition: Edition, data: Json, token: str = "") -> Kept:
    body = token.encode("ascii") if token else orjson.dumps(data)
    sent = Sent(JWS if token else JSON, "", body, data, issued_at(data), token)
    return sent.kept_for(person, edition)
