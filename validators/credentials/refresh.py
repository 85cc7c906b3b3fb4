"""The refresh service (Open Badges 3.0 section 9.1 step 3): the issuer's newer version, asked for once."""

from collections.abc import Mapping

from fairmark.validators.core.levels import Outcome
from fairmark.validators.credentials.document import Node
from fairmark.validators.credentials.flaws import Account, Flaw, error_in
from fairmark.validators.credentials.means import Means, advice
from fairmark.validators.credentials.moments import is_written_well
from fairmark.validators.credentials.proving import prove
from fairmark.validators.credentials.received import received
from fairmark.validators.proofs.errors import Malformed, Unavailable
from fairmark.validators.readers.sniff_credentials import texts

REFRESH = "1EdTechCredentialRefresh"
PLACE = ("refreshService", "id")


def refreshed(node: Node, account: Account, means: Means) -> Node | None:
    """The newer version of the credential `node`, whose proofs hold; None if there is none, or none that can be used.
    What it says of a refresh service of its own is not followed."""
    service = node.data.get("refreshService")
    if not isinstance(service, Mapping) or REFRESH not in texts(service.get("type")):
        return None
    url = service.get("id")
    if not isinstance(url, str):
        return None
    try:
        newer = received(means.get(url))
    except (Unavailable, Malformed) as error:
        words = str(error) if isinstance(error, Unavailable) else f"what stands there is {error}"
        account.step("refresh", words, Outcome.WARN)
        account.defect(Flaw.NOT_REFRESHED, *PLACE, observed=words, hint=advice(error))
        return None
    for name, own, its in (("id", node.id, newer.node.id), ("issuer", node.issuer, newer.node.issuer)):
        if own != its:
            account.step("refresh", f"it has another {name}; read {url}", Outcome.FAIL)
            account.defect(Flaw.REFRESHED_OTHER, *PLACE, observed=name)
            return None
    inner = Account((*account.path, *PLACE))
    proved = prove(newer.node, newer.payload, inner, means)
    account.steps += inner.steps
    if not proved.holds or proved.lost or not is_written_well(newer.node):
        wrong = "its proof does not cover all of it" if proved.lost else "its dates are no date-times"
        words = next((defect.words for defect in error_in(inner.defects)), wrong)
        account.step("refresh", f"not used, {words}", Outcome.WARN)
        account.defect(Flaw.NOT_REFRESHED, *PLACE, observed=words)
        return None
    account.step("refresh", f"the newer credential is judged; read {url}")
    return newer.node
