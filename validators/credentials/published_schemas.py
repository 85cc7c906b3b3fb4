"""The addresses at which 1EdTech publishes the schemas of credentials, whose content is bundled."""

import re

CLASSES = {
    "achievementcredential": "AchievementCredential",
    "endorsementcredential": "EndorsementCredential",
    "clrcredential": "ClrCredential",
}
PUBLISHED = re.compile(
    r"https://purl\.imsglobal\.org/spec/(?:ob/v3p0|clr/v2p0)/schema/json(?:-ld)?/"
    rf"(?:ob_v3p0|clr_v2p0)_(?:any)?({'|'.join(CLASSES)})_schema\.json"
)


def published_class(url: str) -> str:
    """The class whose published schema stands at that address, "" for any other address."""
    found = PUBLISHED.fullmatch(url)
    return CLASSES[found[1]] if found else ""
