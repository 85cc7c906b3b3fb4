"""How a URL becomes an input: from the file that stands in for it, else over the network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import OFFLINE, Redirected
from fairmark.validators.proofs.references import Fetch as ReferenceFetch
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Fetch, Source, of_bytes, read_file, unread

Resources = Mapping[str, Path | str]
"""URL to the file that stands in for it, or to the other URL among them to which it redirects."""


def fetcher(resources: Resources, limits: Limits, *, allow_private: bool) -> Fetch:
    """The function that gets what a URL leads to; what goes wrong becomes a problem of the source."""

    def get(url: str) -> Source:
        if url in resources:
            return _from_file(url, resources, limits)
        return _from_network(url, limits, typed=True, allow_private=allow_private)

    return get


def reference_fetch(resources: Resources, limits: Limits, *, online: bool, allow_private: bool) -> ReferenceFetch:
    """The function that gets what documents refer to: from the file that stands in for it, else over the network if
    the user asked for that. It raises Unavailable, with the reason, for all else."""

    def get(url: str) -> bytes | Redirected:
        if url in resources:
            source = _from_file(url, resources, limits)
        elif online:
            source = _from_network(url, limits, typed=False, allow_private=allow_private)
        else:
            raise Unavailable(OFFLINE)
        if source.data is None:
            raise Unavailable(source.problems[0].observed or "it could not be fetched")
        return Redirected(source.data) if source.redirected else source.data

    return get


def _from_file(url: str, resources: Resources, limits: Limits) -> Source:
    """What stands in for the URL; where that is another URL, what stands in for that one."""
    stands_in = resources[url]
    last = stands_in if isinstance(stands_in, str) else url
    return replace(read_file(url, Path(resources[last]), limits), served=urlsplit(last).path, redirected=last != url)


def _from_network(url: str, limits: Limits, *, typed: bool, allow_private: bool) -> Source:
    from fairmark.validators.net.fetch import FetchProblem, fetch  # a run without URLs does without the network
    from fairmark.validators.net.limits import STANDARD_LIMITS
    from fairmark.validators.net.policy import AddressPolicy

    try:
        fetched = fetch(
            url,
            replace(STANDARD_LIMITS, body_bytes=limits.bytes, ratio=limits.ratio),
            AddressPolicy(allow_private=allow_private),
            typed=typed,
        )
    except FetchProblem as problem:
        return unread(url, Problem(problem.rule, observed=problem.observed, hint=problem.hint))
    return replace(of_bytes(url, fetched.data, served=fetched.served), redirected=fetched.redirected)
