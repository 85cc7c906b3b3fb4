"""An existing Dask cluster (https://distributed.dask.org). Its workers need this package and the same paths."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from fairmark.validators.bulk.engine import Done, Lost
from fairmark.validators.core.usage import WrongUsage

AHEAD = 3
PATIENCE = 20
"""Seconds to wait for the cluster to answer."""


class Cluster:
    """The cluster at an address such as dask://scheduler.example:8786. Work whose worker has ended is given to
    another one by the cluster itself. WrongUsage where there is no cluster, or no worker."""

    keep = None

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise WrongUsage("--engine dask:// needs Dask: pip install 'fairmark[dask]'") from None
        try:
            connect: Any = Client  # only a part of it has types
            self._client = connect(f"tcp://{urlsplit(address).netloc}", timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError):
            raise WrongUsage(f"no Dask cluster answers at {address}") from None
        threads = sum(self._client.nthreads().values())
        if not threads:
            self._client.close()
            raise WrongUsage(f"the Dask cluster at {address} has no workers")
        self.width = AHEAD * threads

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        future = self._client.submit(work, *given, pure=False)

        def result() -> Done:
            try:
                found: Done = future.result()
            except Exception as error:  # its own, such as KilledWorker, or whatever ours was
                raise Lost(type(error).__name__) from error
            return found

        return result

    def lend(self, made: Callable[[], bytes]) -> Any:
        return self._client.scatter(made(), broadcast=True)

    def let_go(self) -> None:
        """The cluster itself sees when nothing refers any more to what was lent."""

    def close(self) -> None:
        self._client.close()
