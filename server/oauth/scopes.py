"""The scopes that a learner can grant, and what they mean in plain words. Open Badges 3.0 section 6.2.1, CLR 2.0."""

from collections.abc import Iterable

OB = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/scope/"

OFFLINE = "offline_access"
"""Asks for a refresh token."""

ACTIONS = {
    "credential.readonly": "See all {credentials} that are kept for you here",
    "credential.upsert": "Add {credentials} to those that are kept for you here, and replace them by newer ones",
    "profile.readonly": "See your profile as an {owner}: your name and what else it says of you",
    "profile.update": "Change your profile as an {owner}",
}
"""Operation to the words for it."""

PERSONAL = {
    prefix + action: words.format(credentials=credentials, owner=owner)
    for prefix, credentials, owner in (
        (OB, "badges (Open Badges)", "owner of badges"),
        (CLR, "learner records (CLR)", "owner of learner records"),
    )
    for action, words in ACTIONS.items()
}
"""Scopes that reach what belongs to a person, with what each lets a client do. The CLR ones of the profile are named by
analogy with those of Open Badges: CLR 2.0 names none."""

GRANTABLE = (*PERSONAL, OFFLINE)


def split(scope: str | None) -> frozenset[str]:
    """The scopes in a parameter or member `scope` (RFC 6749 section 3.3)."""
    return frozenset((scope or "").split(" ")) - {""}


def joined(scopes: Iterable[str]) -> str:
    """Those scopes as such a parameter, in the order in which they are offered."""
    given = set(scopes)
    return " ".join(scope for scope in GRANTABLE if scope in given)
