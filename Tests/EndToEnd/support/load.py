"""Requests that go on in the background while something happens."""

from __future__ import annotations

import threading
import time

from .node import Node
from .wire import WireError


class Load:
    """Clients that send request after request until told to stop, and note every failure."""

    def __init__(self, node: Node, host: str, clients: int = 4, pause: float = 0.002, path: str = "/load") -> None:
        self.sent = 0
        self.failures: list[str] = []
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(node, host, path, pause), daemon=True) for _ in range(clients)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self, node: Node, host: str, path: str, pause: float) -> None:
        wire = None
        count = 0
        while not self._stop.is_set():
            try:
                if wire is None or count % 50 == 49:
                    if wire is not None:
                        wire.close()
                    wire = node.wire()
                answer = wire.request(host, path)
                if answer.status != 200:
                    raise WireError(f"status {answer.status} {answer.body[:200]!r}")
            except (WireError, OSError) as error:
                self.failures.append(f"{time.monotonic():.3f} {error!r}")
                wire = None
            count += 1
            with self._lock:
                self.sent += 1
            time.sleep(pause)
        if wire is not None:
            wire.close()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(15)

    def __enter__(self) -> Load:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
