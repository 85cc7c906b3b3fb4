"""What a subject is judged in the light of, beside its own content: the user's choices and what came with the input."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.limits import Limits

if TYPE_CHECKING:
    # Both come with libraries that take time to import, and are seldom needed.
    from fairmark.validators.readers.spreadsheets.earlier import Earlier
    from fairmark.validators.readers.xml_schemas import SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`name` is that of the input, `document` the number of the document within it, from 0; `forced` says that the user
    named the profile; `served` is the path of the URL that the input came from, `text` its bytes as UTF-8, `token` the
    compact JWS of which it is the payload ("" for none), `now` the moment to judge as of, `recipients` the identifiers
    of the person whose credential it should be, none where nobody asks. `limits` say how much of what is packed may be
    unpacked, `agreement` which personal data may be sent, None where that is not known; `earlier` is where earlier
    versions of a framework are, `schemas` are those of XML that the user has supplied, each None for none."""

    name: str = ""
    document: int = 0
    forced: bool = False
    served: str = ""
    text: bytes = b""
    token: str = ""
    show_values: bool = False
    shelf: Shelf = field(default_factory=EmptyShelf)
    references: References = field(default_factory=References)
    limits: Limits = field(default_factory=Limits)
    schemas: "SchemaFolder | None" = None
    earlier: "Earlier | None" = None
    agreement: Agreement | None = None
    recipients: Sequence[Recipient] = field(default=(), repr=False)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
