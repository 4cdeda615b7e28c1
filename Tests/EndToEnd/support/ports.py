"""Ports of the loopback address that nobody uses."""

import itertools
import os
import socket

# Below the kernel's range for outgoing connections, so that no client of a test can take a port between choice and use.
FIRST, LAST = 20000, 32000
_candidates = itertools.cycle(range(FIRST, LAST))
for _ in range(os.getpid() % 1000 * 12):
    next(_candidates)


def free_port() -> int:
    """A TCP port on which nobody listens; every call gives another one."""
    for port in itertools.islice(_candidates, LAST - FIRST):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
