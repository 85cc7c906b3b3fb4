"""Baked images: the forms in which a PNG or an SVG carries a credential, and what was found in one."""

from dataclasses import dataclass

from fairmark.validators.readers.problem import Problem


@dataclass(frozen=True, slots=True)
class Form:
    """How a standard has its credentials baked: under `keyword` in a PNG; in an SVG in `element` of `namespace`, for
    which `prefix` is the usual prefix."""

    keyword: str
    namespace: str
    element: str
    prefix: str


OPEN_BADGE = Form("openbadgecredential", "https://purl.imsglobal.org/ob/v3p0", "credential", "openbadges")
CLR = Form("clrcredential", "https://purl.imsglobal.org/clr/v2p0", "credential", "clr")
ASSERTION = Form("openbadges", "http://openbadges.org", "assertion", "openbadges")
"""That of Open Badges 1 and 2. It may hold the address of the assertion instead of the assertion itself."""

FORMS = (OPEN_BADGE, CLR, ASSERTION)


@dataclass(frozen=True, slots=True)
class Carried:
    """What an image carries: the `text` as it stands there, JSON or a compact JWS, or the `problem` that kept it from
    being read."""

    form: Form
    text: bytes
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Baked:
    """What was found in an image: one credential of each form at most, and what is wrong with the baking."""

    carried: tuple[Carried, ...]
    problems: tuple[Problem, ...]


class DamagedImage(Exception):
    """The image cannot be read to its end. The message says why, in words that complete "the image is damaged:"."""


class UnsafeImage(Exception):
    """The SVG declares entities or a grammar of its own, which can blow up or reach out."""


def damaged(why: object) -> Problem:
    return Problem("FM-INPUT-039", observed=str(why))
