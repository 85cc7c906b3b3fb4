"""What is wrapped around a credential, taken off: a PNG or an SVG in which it is baked, a compact JWS.

An image becomes a container with a member for each credential in it, named `image.png!openbadgecredential`. A compact
JWS becomes its payload, and keeps the token.
"""

from dataclasses import replace
from pathlib import PurePosixPath
import re

from fairmark.validators.readers import baked_svg
from fairmark.validators.readers.baked import ASSERTION, Baked, Carried
from fairmark.validators.readers.baked_png import is_png, read_png
from fairmark.validators.readers.compact_jws import BrokenToken, payload_of, token_in
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Source, of_bytes, unread

TOKENS = (".jws", ".jwt")
"""Suffixes that promise a compact JWS."""

MISSING = {"png": "OB-BAKE-001", "svg": "OB-BAKE-004"}
ADDRESS = re.compile(rb"\s*https?://\S+\s*", re.IGNORECASE)
CREDENTIAL = b'"VerifiableCredential"'
"""A type that no assertion of Open Badges 1 or 2 has."""


def unwrapped(source: Source, limits: Limits) -> Source:
    """`source`, or what stands in it if it is an image that carries credentials or a compact JWS."""
    if source.data is None:
        return source
    if is_png(source.data):
        return _opened(source, "png", read_png(source.data, limits))
    if baked_svg.is_svg(source.data, source.served or source.name):
        return _opened(source, "svg", baked_svg.read_svg(source.data))
    return without_token(source)


def _opened(image: Source, container: str, baked: Baked) -> Source:
    """The image as a container of what is baked into it."""
    members = tuple(_member(image.name, carried) for carried in baked.carried)
    problems = [*image.problems, *baked.problems]
    if any(_misplaced(carried, member) for carried, member in zip(baked.carried, members, strict=True)):
        problems.append(Problem(MISSING[container], observed="it stands where Open Badges 2.0 has its assertions"))
    return replace(image, data=None, container=container, problems=tuple(problems), members=members)


def _member(image: str, carried: Carried) -> Source:
    name = f"{image}!{carried.form.keyword}"
    if carried.problem:
        return unread(name, carried.problem)
    if carried.form is ASSERTION and ADDRESS.fullmatch(carried.text):
        return replace(unread(name, Problem("FM-INPUT-041")), address=carried.text.decode("utf-8", "replace").strip())
    return without_token(of_bytes(name, carried.text))


def _misplaced(carried: Carried, member: Source) -> bool:
    """Whether a verifiable credential stands where only its predecessors do."""
    return carried.form is ASSERTION and member.data is not None and CREDENTIAL in member.data


def without_token(source: Source) -> Source:
    """The payload if the data is a compact JWS; its digest and size stay those of the token."""
    data = source.data or b""
    token = token_in(data, promised=PurePosixPath(source.served or source.name).suffix.lower() in TOKENS)
    if token is None:
        return source
    try:
        return replace(source, data=payload_of(token), token=token)
    except BrokenToken as error:
        problem = Problem("OB-JWT-001", observed=str(error))
        return replace(source, data=None, problems=(*source.problems, problem))
