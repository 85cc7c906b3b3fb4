"""Read the identifiers of the person whose credential it should be.

They are personal: what is wrong with one is said without repeating it.
"""

from collections.abc import Sequence
from pathlib import Path

from fairmark.schemas.credentials import tables
from fairmark.validators.core.usage import WrongUsage
from fairmark.validators.proofs.recipients import Recipient


def recipient_from(text: str) -> Recipient:
    """The identifier that is written TYPE:VALUE; WrongUsage when it is none."""
    kind, _, value = text.partition(":")
    if kind == "ext":  # a term of one's own has a colon in it
        name, _, value = value.partition(":")
        kind = f"ext:{name}"
    known = ("id", *tables("2.0")["IdentityObject"]["identityType"].tokens)
    if not (kind in known or kind.startswith("ext:")) or not value.strip():
        raise WrongUsage(
            "--recipient takes TYPE:VALUE, such as emailAddress:somebody@example.org or id:did:example:1; "
            f"TYPE is one of {', '.join(known)}, or begins with ext:"
        )
    return Recipient(kind, value.strip())


def lines_of(path: Path | None) -> Sequence[str]:
    """The lines of the file that say something, none for no file; WrongUsage when it cannot be read."""
    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise WrongUsage(f"{path} is not UTF-8 text") from None
    return [line.strip() for line in lines if line.strip()]
