"""Why a proof, key, token or status list cannot be judged. A signature that is simply wrong is no error but a result.

Every message is plain English and holds no value of the input.

ProofError
  Malformed              not in the form that its standard demands
    MalformedKey         a key, a multibase or a JWK
    PrivateMaterial      a public place holds a private key
    MalformedProof       a proof object or its value
    MalformedToken       a compact JWS
    MalformedStatus      a status entry, a status list or a revocation list
  Unsupported            well-formed, but of a kind that is not verified here
  AlgorithmRefused       the token's algorithm is not allowed, or is not the key's
  Unresolvable           no usable key: no such method, another document, not for this purpose
  Unavailable            nothing could be fetched
  NotProcessable         JSON-LD processing failed
    UnknownContext       a context that nobody supplied
    TooComplex           the graph, or the nesting, is beyond what honest credentials need
  LostTerms              signing would leave part of the document unsigned
  StatusListTooShort     fewer entries than the standard's minimum
  IndexOutOfRange        the entry lies beyond the list
"""


class ProofError(Exception):
    """Something that keeps a proof from being judged."""


class Malformed(ProofError):
    """Not in the form that its standard demands."""


class MalformedKey(Malformed):
    """A key, a multibase text or a JWK is not in its form."""


class PrivateMaterial(Malformed):
    """A private key lies where only a public one may."""


class MalformedProof(Malformed):
    """A proof object or its value is not in its form."""


class MalformedToken(Malformed):
    """Not a compact JWS."""


class MalformedStatus(Malformed):
    """A status entry, a status list or a revocation list is not in its form."""


class Unsupported(ProofError):
    """Well-formed, but of a kind that is not verified here."""


class AlgorithmRefused(ProofError):
    """The token's algorithm is not allowed, or does not belong to the key."""


class Unresolvable(ProofError):
    """The verification method leads to no usable key."""


class Unavailable(ProofError):
    """Nothing could be fetched; a `Fetch` raises it."""


class NotProcessable(ProofError):
    """The document cannot be processed as JSON-LD."""


class UnknownContext(NotProcessable):
    """The document uses a context that nobody supplied; `url` says which."""

    def __init__(self, url: str) -> None:
        super().__init__("it uses a JSON-LD context that is not at hand")
        self.url = url


class TooComplex(NotProcessable):
    """Beyond what honest credentials need: a graph made to exhaust its canonicaliser, or nesting without end."""


class LostTerms(ProofError):
    """Signing would leave part of the document unsigned; `lost` names what."""

    def __init__(self, lost: tuple[str, ...]) -> None:
        super().__init__("the document holds terms that its contexts do not define, so they would stay unsigned")
        self.lost = lost


class StatusListTooShort(ProofError):
    """The status list has fewer entries than the minimum that protects privacy."""


class IndexOutOfRange(ProofError):
    """The entry's index lies beyond the status list."""
