"""Licences that a source names by their address."""

from typing import Any

from fairmark.validators.convert.loss import Statement
from fairmark.validators.convert.package_draft import PackageDraft, link, set_fields

TITLES = {
    "creativecommons.org/licenses/by/4.0": "CC BY 4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC BY-SA 4.0",
    "creativecommons.org/licenses/by-nc/4.0": "CC BY-NC 4.0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0 1.0",
    "www.nationalarchives.gov.uk/doc/open-government-licence/version/3": "Open Government Licence v3.0",
}
"""Address of a licence, without scheme and fragment, to what people call it."""


def give_licence(draft: PackageDraft, licence: Statement[Any], rights: Statement[Any] | None = None) -> None:
    """Make the licence that the statement names the document's. `rights` is a statement of rights beside it."""
    address = licence.text.partition("#")[0]
    title = TITLES.get(address.partition("://")[2].rstrip("/"), address)
    if not title:
        licence.drop("it names no licence")
        return
    licence.keep("CFDocument.licenseURI")
    description = rights.carry("CFLicense.description") if rights else ""
    definition = draft.define("CFLicense", address, title, description=description, licenseText=address)
    set_fields(draft.document, {"licenseURI": link(definition)})
