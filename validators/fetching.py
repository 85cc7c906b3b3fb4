"""How a URL becomes an input: from the file that stands in for it, else over the network."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from fairmark.validators.readers.limits import Limits
from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Fetch, Source, of_bytes, read_file, unread


def fetcher(resources: Mapping[str, Path], limits: Limits, *, allow_private: bool) -> Fetch:
    """The function that gets what a URL leads to; what goes wrong becomes a problem of the source."""

    def get(url: str) -> Source:
        if url in resources:
            return replace(read_file(url, resources[url], limits), served=urlsplit(url).path)
        return _from_network(url, limits, allow_private=allow_private)

    return get


def _from_network(url: str, limits: Limits, *, allow_private: bool) -> Source:
    from fairmark.validators.net.fetch import FetchProblem, fetch  # a run without URLs does without the network
    from fairmark.validators.net.limits import STANDARD_LIMITS
    from fairmark.validators.net.policy import AddressPolicy

    try:
        fetched = fetch(
            url,
            replace(STANDARD_LIMITS, body_bytes=limits.bytes, ratio=limits.ratio),
            AddressPolicy(allow_private=allow_private),
        )
    except FetchProblem as problem:
        return unread(url, Problem(problem.rule, observed=problem.observed, hint=problem.hint))
    return of_bytes(url, fetched.data, served=fetched.served)
