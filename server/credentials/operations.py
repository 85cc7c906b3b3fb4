"""The operations of a credential host on what is one person's own. Open Badges 3.0 section 6, CLR 2.0 likewise.

What was sent is answered byte for byte: a signature covers it, and another spelling of the same JSON may be another
credential to who hashes it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import orjson

from fairmark.server.admin.writing import PRIVATE, refused_while_busy
from fairmark.server.credentials.bodies import (
    JSON_TYPES,
    LARGEST_PROFILE,
    Sent,
    check_extent,
    check_schema,
    media_type_of,
    read_credential,
    read_object,
)
from fairmark.server.credentials.edition import Edition
from fairmark.server.credentials.links import link_header
from fairmark.server.credentials.proving import check_proofs
from fairmark.server.credentials.queries import MOST
from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.oauth.bearer import bearer
from fairmark.server.oauth.limits import Limit
from fairmark.server.storage.credentials import JSON, JWS, Became, Credentials, Full, Kept
from fairmark.server.storage.disclosures import Disclosures
from fairmark.server.storage.people import People

STATUS = {Became.CREATED: 201, Became.REPLACED: 200, Became.SAME: 200, Became.OLDER: 304}
"""What became of an upload to its status. For what is not newer the standards name 304; they leave it open when."""


class Operations:
    """The operations by one standard. `reads` and `writes` are how often each person's clients may ask."""

    def __init__(self, edition: Edition, reads: Limit, writes: Limit) -> None:
        self.edition = edition
        self._reads = reads
        self._writes = writes

    # -- credentials -------------------------------------------------------------------------------------------------

    def get_credentials(self, call: Call) -> Answer:
        """getCredentials: a page of what the person keeps, in the order of arrival."""
        person = self._counted(call, self._reads)
        offset, limit = call.query["offset"], min(call.query["limit"], MOST)
        since, as_asked = call.query.get("since", (None, None))
        total, found = self._kept(call).page(person, self.edition.name, offset, limit, since)
        kept = {"since": as_asked} if as_asked else {}
        headers = {"X-Total-Count": str(total), "Link": link_header(call.url, offset, limit, total, kept)}
        self._disclose(call, "getCredentials", [one.called for one in found])
        return Answer(200, response_of(found), {**PRIVATE, **headers})

    def upsert_credential(self, call: Call) -> Answer:
        """upsertCredential: keep what is sent, unless what is here was issued as late."""
        person = self._counted(call, self._writes)
        sent = read_credential(call, self.edition)
        check_proofs(sent, self.edition)
        became = self._keep(call, person, sent)
        if became is Became.OLDER:
            return Answer(STATUS[became], headers=PRIVATE)
        return Answer(STATUS[became], call.body, PRIVATE, sent.media_type)

    # -- the profile -------------------------------------------------------------------------------------------------

    def get_profile(self, call: Call) -> Answer:
        """getProfile: the profile that was put, or one with the name that the person has here."""
        person = self._counted(call, self._reads)
        body = self._kept(call).profile(person, self.edition.name) or self._own_profile(call, person)
        self._disclose(call, "getProfile", [person])
        return Answer(200, body, PRIVATE)

    def put_profile(self, call: Call) -> Answer:
        """putProfile: the profile as it is sent takes the place of any other."""
        person = self._counted(call, self._writes)
        if media_type_of(call) not in JSON_TYPES:
            raise Refusal(415, "bad_query", f"Send a profile as {', '.join(JSON_TYPES)}.")
        check_extent(call, LARGEST_PROFILE)
        check_schema(read_object(call.body), "Profile")
        with refused_while_busy():
            self._kept(call).put_profile(person, self.edition.name, call.body, datetime.now(UTC))
        return Answer(200, call.body, PRIVATE)

    # -- what they have in common ------------------------------------------------------------------------------------

    def _counted(self, call: Call, limit: Limit) -> str:
        """The id of the person whose rights the request carries, counted as one of theirs."""
        person = bearer(call).person
        limit.count(person)
        return person

    def _kept(self, call: Call) -> Credentials:
        return Credentials(call.context.store.engine)

    def _keep(self, call: Call, person: str, sent: Sent) -> Became:
        try:
            with refused_while_busy():
                return self._kept(call).keep(sent.kept_for(person, self.edition), datetime.now(UTC))
        except Full:
            raise Refusal(507, "bad_query", "This person keeps as much here as one may.") from None

    def _disclose(self, call: Call, operation: str, what: Sequence[str]) -> None:
        """Record what the client is about to get."""
        asking = bearer(call)
        with refused_while_busy():
            Disclosures(call.context.store.engine).disclosed(
                asking.person, asking.client, f"{self.edition.title} {operation}", what
            )

    def _own_profile(self, call: Call, person: str) -> bytes:
        known = People(call.context.store.engine).with_id(person)
        if known is None:
            raise Refusal(404, "unknown", "There is no profile of this person.")
        return orjson.dumps({"id": f"urn:fairmark:{known.id}", "type": ["Profile"], "name": known.name})


def response_of(kept: Sequence[Kept]) -> bytes:
    """The answer of getCredentials, put together from the bytes that were sent. A member that nothing stands in is left
    out, since the standards have no empty arrays."""
    embedded = [one.body for one in kept if one.form == JSON]
    tokens = [b'"%b"' % one.body for one in kept if one.form == JWS]
    members = [
        b'"%b":[%b]' % (name, b",".join(bodies))
        for name, bodies in ((b"credential", embedded), (b"compactJwsString", tokens))
        if bodies
    ]
    return b"{%b}" % b",".join(members)
