"""Whom to trust when a server shows its certificate."""

from pathlib import Path
import ssl

from fairmark.validators.core.usage import WrongUsage


def trusting(authority: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 and up with the system's authorities, or with those in the PEM file `authority` alone. WrongUsage when
    the file holds none."""
    try:
        return ssl.create_default_context(cafile=str(authority) if authority else None)
    except ssl.SSLError:
        raise WrongUsage(f"{authority} holds no certificate in PEM form") from None
