"""Serve with gunicorn: several processes with several threads each. Not on Windows."""

from collections.abc import Callable
import logging
import signal
from socket import socket
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # gunicorn has no types

from fairmark.server.serving.logs import note
from fairmark.server.settings import Settings

LOG = logging.getLogger("fairmark.server")


class _Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """What gunicorn runs: its options, and how each process makes its own application."""

    def __init__(self, make: Callable[[], Any], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make()


class _Arbiter(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """Ctrl-C stops as SIGTERM does: requests that run are finished."""

    def handle_term(self) -> None:
        note(LOG, logging.INFO, "stopping", seconds=self.cfg.graceful_timeout)
        super().handle_term()

    handle_int = handle_term


def _leave_ctrl_c_to_the_parent(_worker: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(make: Callable[[], Any], listener: socket, settings: Settings) -> None:
    """Serve until told to stop; then finish the requests that run, within settings.stop_seconds.

    `make` is called in each worker process. The process exits at the end.
    """
    arbiter = _Arbiter(_Application(make, _options(listener.detach(), settings)))
    logging.getLogger("gunicorn.error").propagate = True
    arbiter.run()


def _options(listener: int, settings: Settings) -> dict[str, Any]:
    return {
        "bind": f"fd://{listener}",
        "worker_class": "gthread",
        "workers": settings.workers,
        "threads": settings.threads,
        "graceful_timeout": settings.stop_seconds,
        "post_worker_init": _leave_ctrl_c_to_the_parent,
        "control_socket_disable": True,
        # Whether to believe a proxy is decided by the application, from settings.trusted_proxies.
        "forwarded_allow_ips": "",
        # Its messages quote requests and addresses, so only what is wrong with itself is logged, by our log.
        "errorlog": None,
        "loglevel": "error",
    }
