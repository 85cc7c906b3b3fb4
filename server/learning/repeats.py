"""Requests that are sent again: with the header Idempotency-Key the first answer is given again, and nothing is
recorded twice.

A key belongs to the token that sent it. What was refused may be sent again, mended, with the same key. Answers are kept
for `KEPT`; they hold what was recorded of learners, and go with their time.
"""

from datetime import UTC, datetime, timedelta
import hashlib
import re

import orjson
from sqlalchemy import Connection, delete, insert, select

from fairmark.server.http import Answer, Call, Refusal
from fairmark.server.learning.asking import token_of
from fairmark.server.learning.tables import answered

HEADER = "Idempotency-Key"
WRITTEN = re.compile(r"[!-~]{1,255}")
KEPT = timedelta(days=7)


class Repeats:
    """The answers to the requests of a client that have a key. Used within the transaction of what is recorded."""

    def __init__(self, call: Call) -> None:
        given = call.headers.get(HEADER.lower())
        if given is not None and not WRITTEN.fullmatch(given):
            raise Refusal(400, "bad_query", "A key has 1 to 255 visible ASCII characters.", HEADER)
        self._key = _digest(token_of(call), given) if given is not None else None
        arguments = repr(sorted(call.query.items()))
        self._request = _digest(call.url, arguments, hashlib.sha256(call.body).hexdigest())

    def answer(self, connection: Connection) -> Answer | None:
        """What was answered to the request; a Refusal (422) where the key was sent with another one."""
        if self._key is None:
            return None
        row = connection.execute(select(answered).where(answered.c.key == self._key)).first()
        if row is None:
            return None
        if row.request != self._request:
            raise Refusal(422, "bad_query", "This key was sent with another request.", HEADER)
        return Answer(row.status, row.body, orjson.loads(row.headers))

    def keep(self, connection: Connection, answer: Answer) -> None:
        """Keep the answer, and forget those whose time is over."""
        if self._key is None:
            return
        now = datetime.now(UTC)
        connection.execute(delete(answered).where(answered.c.answered_at < now - KEPT))
        row = {
            "key": self._key,
            "request": self._request,
            "answered_at": now,
            "status": answer.status,
            "headers": orjson.dumps(dict(answer.headers)),
            "body": answer.body,
        }
        connection.execute(insert(answered), row)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
