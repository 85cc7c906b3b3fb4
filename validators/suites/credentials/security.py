"""API-SEC: the connection to a service. Open Badges 3.0 section 6.2."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import rule
from fairmark.validators.suites.connection import outdated_tls
from fairmark.validators.suites.credentials.session import Session
from fairmark.validators.suites.credentials.versions import SERVICES
from fairmark.validators.suites.result import Results


@rule(
    "API-SEC-001",
    scope="live",
    severity=ERROR,
    versions=SERVICES,
    basis="Open Badges 3.0 section 6.2, Secure REST Endpoints",
    message="the server still speaks {observed}; expected {expected}",
    notes="Looked at where the URL is https. That the suite gets answers at all shows that TLS 1.2 or 1.3 is spoken.",
)
def service_speaks_current_tls_alone(session: Session) -> Results:
    """The server speaks TLS 1.2 or 1.3 and nothing older.

    Why: Older versions are broken; an attacker in between can make a client use one, and read its token and the record.

    Example: A load balancer whose policy still allows TLS 1.0.

    Repair: Switch SSL 3.0, TLS 1.0 and TLS 1.1 off where the connection ends: web server, proxy or load balancer.
    """
    return outdated_tls(session.recorder)
