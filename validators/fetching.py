"""How a URL becomes an input: from the file that stands in for it, else over the network."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import OFFLINE
from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Fetch, Source, of_bytes, read_file, unread


def fetcher(resources: Mapping[str, Path], limits: Limits, *, allow_private: bool) -> Fetch:
    """The function that gets what a URL leads to; what goes wrong becomes a problem of the source."""

    def get(url: str) -> Source:
        if url in resources:
            return replace(read_file(url, resources[url], limits), served=urlsplit(url).path)
        return _from_network(url, limits, typed=True, allow_private=allow_private)

    return get


def reference_fetch(
    resources: Mapping[str, Path], limits: Limits, *, online: bool, allow_private: bool
) -> Callable[[str], bytes]:
    """The function that gets what documents refer to: from the file that stands in for it, else over the network if
    the user asked for that. It raises Unavailable, with the reason, for all else."""

    def get(url: str) -> bytes:
        if url in resources:
            source = read_file(url, resources[url], limits)
        elif online:
            source = _from_network(url, limits, typed=False, allow_private=allow_private)
        else:
            raise Unavailable(OFFLINE)
        if source.data is None:
            raise Unavailable(source.problems[0].observed or "it could not be fetched")
        return source.data

    return get


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
    return of_bytes(url, fetched.data, served=fetched.served)
