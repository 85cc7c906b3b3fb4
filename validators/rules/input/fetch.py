"""FM-INPUT rules about a URL as input. Only a running server can break them, so they have no twins: each is proved
against a hostile server in the tests."""

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, rule
from fairmark.validators.readers.problem import Reading
from fairmark.validators.rules.input.text import ALWAYS, said_by


@rule(
    "FM-INPUT-020",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 9112",
    scope="live",
    message="not fetched: {observed}",
)
def url_is_answered(reading: Reading) -> Findings:
    """A server answers at the URL, in HTTP.

    Why: Nothing was received, so nothing could be judged.

    Example: The name of the host has a typing error, or the server closes the connection in the middle of the file.

    Repair: Open the address in a browser on the same machine; if that works, download the file and validate the file.
    """
    return said_by(reading, "FM-INPUT-020")


@rule(
    "FM-INPUT-021",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    scope="live",
    message="not fetched on purpose: {observed}",
)
def url_is_permitted(reading: Reading) -> Findings:
    """The URL, and every address that the server redirects to, may be fetched.

    Why: A stranger's redirect into your own network could read what only your network may read, and a password in a URL
    ends up in logs.

    Example: A public server redirects to http://192.168.0.1/.

    Repair: If you trust the address that it leads to, give that address itself, or allow private ones with
    --allow-private.
    """
    return said_by(reading, "FM-INPUT-021")


@rule(
    "FM-INPUT-022",
    severity=ERROR,
    versions=ALWAYS,
    basis="Fairmark",
    scope="live",
    message="given up: {observed}",
)
def answer_is_within_limits(reading: Reading) -> Findings:
    """The answer comes in reasonable time and size.

    Why: A server that never ends would otherwise hold up the run or fill the memory.

    Example: A server that sends one byte every few seconds, or a small compressed body that unpacks to many gigabytes.

    Repair: Try again when the server is less busy; if it stays so, download the file and validate the file.
    """
    return said_by(reading, "FM-INPUT-022")


@rule(
    "FM-INPUT-023",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 9110 section 15",
    scope="live",
    message="the server answers {observed}",
)
def answer_is_a_success(reading: Reading) -> Findings:
    """The server answers with a success, that is, a status from 200 to 299.

    Why: What comes with any other status is a message about the failure, not the data that was asked for.

    Example: 404 Not Found.

    Repair: Open the address in a browser to see what the server has to say.
    """
    return said_by(reading, "FM-INPUT-023")


@rule(
    "FM-INPUT-024",
    severity=ERROR,
    versions=ALWAYS,
    basis="RFC 9110 section 4.3.4",
    scope="live",
    message="not fetched: {observed}",
)
def server_proves_its_name(reading: Reading) -> Findings:
    """A server addressed by https proves its name with a valid certificate.

    Why: Without the proof, anyone between you and the server could have written the answer.

    Example: The certificate has expired, is made for another name, or is signed by nobody whom this machine trusts.

    Repair: Ask whoever runs the server to renew its certificate; meanwhile download the file from a place you trust.
    """
    return said_by(reading, "FM-INPUT-024")
