"""URIs by RFC 3986."""

from ipaddress import IPv6Address
import re

# RFC 3986, appendix A. The two parts that http adds (RFC 9110, section 4.2: an authority, and a host in it) are tried
# first, as nearly all URIs here are of that kind. `[` and `]` occur only around an IP literal.
PCHAR = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
TAIL = rf"(?:{PCHAR}|/)*(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?"
USER = r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
NAME = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
LITERAL = r"\[(?:(?P<ipv6>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
PORT = r"(?::[0-9]*)?"

USUAL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?")
"""An http URI without the rarer parts: what all others are spared the long way for."""

WEB = re.compile(rf"https?://{USER}(?:{LITERAL}|{NAME}+){PORT}(?:(?=[/?#]){TAIL})?", re.IGNORECASE | re.ASCII)
OTHER = re.compile(
    rf"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:(?://{USER}(?:{LITERAL}|{NAME}*){PORT}(?:(?=[/?#]){TAIL})?|(?!//){TAIL})",
    re.IGNORECASE | re.ASCII,
)


def is_uri(text: str) -> bool:
    """Whether `text` is a URI with a scheme by RFC 3986, and one with a host where the scheme is http or https."""
    if USUAL.fullmatch(text):
        return True
    found = WEB.fullmatch(text) or OTHER.fullmatch(text)
    return found is not None and (not found["ipv6"] or _is_ipv6(found["ipv6"]))


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def is_iri(text: str) -> bool:
    """Whether `text` is no URI but becomes one when its non-ASCII characters are percent-encoded (RFC 3987)."""
    return not text.isascii() and text.isprintable() and is_uri("".join(c if c.isascii() else "%C3%A9" for c in text))
