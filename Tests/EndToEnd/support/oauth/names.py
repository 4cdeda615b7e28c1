"""Names below `localhost` mean this machine (RFC 6761 section 6.3), which the C library does not know everywhere."""

from __future__ import annotations

import socket

_resolve = socket.getaddrinfo


def _resolve_locally(host, *arguments, **options):  # noqa: ANN001, ANN002, ANN003, ANN202
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name.rstrip(".").endswith(".localhost"):
        host = "127.0.0.1"
    return _resolve(host, *arguments, **options)


def resolve_locally() -> None:
    """Makes every client of this process find them."""
    socket.getaddrinfo = _resolve_locally
