"""The choices of a user who has something judged, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fairmark.validators.core.levels import Strictness
from fairmark.validators.core.profile import Profile
from fairmark.validators.core.sharing import Sharing
from fairmark.validators.core.shelf import EmptyShelf, Shelf
from fairmark.validators.core.waivers import Waiver
from fairmark.validators.exports.last import Export
from fairmark.validators.exports.thresholds import USUAL as THRESHOLDS
from fairmark.validators.exports.thresholds import Thresholds
from fairmark.validators.fetching import Resources, reference_fetch
from fairmark.validators.proofs.recipients import Recipient
from fairmark.validators.proofs.references import References
from fairmark.validators.readers.agreement import Agreement
from fairmark.validators.readers.forms import FORCED, form_of, unknown_form
from fairmark.validators.readers.learning.reading import is_package
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.oneroster_files import DEEPEST, package_folder
from fairmark.validators.readers.sniff import Recognition, recognise
from fairmark.validators.readers.source import Source

if TYPE_CHECKING:
    # Both come with libraries that take time to import, and are seldom needed.
    from fairmark.validators.readers.spreadsheets.earlier import Earlier
    from fairmark.validators.readers.xml_schemas import SchemaFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to validate. Every member is an option of `fairmark validate` of the same name."""

    profile: Profile | None = None
    kind: str | None = None
    strictness: Strictness = Strictness.STANDARD
    samples: int | None = 20
    shelf: Shelf = field(default_factory=EmptyShelf)
    waivers: Sequence[Waiver] = ()
    waivers_name: str = ""
    baseline: Sequence[str] = ()
    at: datetime | None = None
    resources: Resources = field(default_factory=dict)
    online: bool = False
    allow_private: bool = False
    show_values: bool = False
    sharing: Sharing | None = None
    recipients: Sequence[Recipient] = field(default=(), repr=False)
    limits: Limits = field(default_factory=Limits)
    xsd: "SchemaFolder | None" = None
    """The schemas that XML is validated against."""
    agreement: Agreement | None = None
    """Which personal data may be sent."""
    compared: Sequence[str] = ()
    """What the inputs are compared with, and what is not judged itself."""
    previous: Export | None = None
    """The last export in OneRoster CSV: a new one is judged in the light of it."""
    earlier: "Earlier | None" = None
    """Earlier versions of frameworks: a spreadsheet is judged as one that is imported over its own."""
    thresholds: Thresholds = THRESHOLDS
    compares: bool = True
    """Whether what the inputs say of one another is judged at the end."""
    references: References | None = None
    """What stands for the network, where the caller has its own; `resources` and `online` do not count then."""

    @property
    def compared_with(self) -> "Export | Earlier | None":
        """What the user has named to compare the inputs with."""
        return self.previous or self.earlier


USUAL = Options()
"""The choices of a user who made none."""


def redaction(options: Options) -> dict[str, str]:
    """What the report says of how it hides personal values: as always, not at all (`shown`), or so that it can be
    shared; then also which key stands behind the hashes."""
    if options.sharing:
        return {"redaction": "share", "shareKey": options.sharing.label}
    return {"redaction": "shown" if options.show_values else "default"}


def references_for(options: Options) -> References:
    """What documents of the run may refer to, as far as the user allows."""
    fetch = reference_fetch(
        options.resources, options.limits, online=options.online, allow_private=options.allow_private
    )
    return References(fetch, online=options.online)


def recognised(data: Any, options: Options, served: str = "") -> Recognition | None:
    """What a document is under the options, None where nothing here knows it."""
    return recognise(data, kind=options.kind, profile=options.profile, served=served)


def form_recognised(source: Source, options: Options) -> Recognition | None:
    """What an input is that is no JSON, None where it has no form that is known, or not the one that the user names."""
    profile = options.profile
    if source.data is None or source.token or options.kind:
        return None
    if profile and profile.name not in FORCED:
        return None
    return form_of(source.data, source.served or source.name, profile)


def form_unknown(source: Source, options: Options) -> str:
    """What an input is that is no JSON and none of the forms, in words; "" where it may be JSON, or has to be."""
    if source.data is None or source.token or options.kind or options.profile:
        return ""
    return unknown_form(source.data, source.served or source.name)


def is_learning_package(source: Source, options: Options) -> bool:
    """Whether a folder or archive is to be judged as a portability package of the learning profile."""
    profile = options.profile
    if source.files is None or options.kind:
        return False
    return profile.standard == "SCL" if profile else is_package(source.files)


def folder_of_tables(source: Source, options: Options) -> str | None:
    """Where in a folder or archive a OneRoster package lies, "" for its root; None where there is none to be judged."""
    profile = options.profile
    if source.files is None or options.kind or (profile and profile.standard != "OR"):
        return None
    return package_folder(source.files, DEEPEST[source.container], forced=profile is not None)
