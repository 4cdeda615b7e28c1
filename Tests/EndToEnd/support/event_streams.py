"""A server of event streams in a process of its own: it shares neither descriptors nor interpreter with the tests."""

from __future__ import annotations

import asyncio
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class _Stream(asyncio.Protocol):
    """/MILLISECONDS: an event in each interval, which carries the monotonic time it was sent at; /0 is silent."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._timer: asyncio.TimerHandle | None = None
        self._head = b""

    def data_received(self, data: bytes) -> None:
        self._head += data
        if not self._head.endswith(b"\r\n\r\n"):
            return
        interval = int(self._head.split(b" ")[1].lstrip(b"/")) / 1000
        self._head = b""
        self._transport.write(HEAD)  # type: ignore[attr-defined]
        if interval:
            self._later(random.random() * interval, interval)

    def _later(self, delay: float, interval: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay, self._send, interval)

    def _send(self, interval: float) -> None:
        event = b"data: %d\n\n" % time.monotonic_ns()
        self._transport.write(b"%x\r\n%b\r\n" % (len(event), event))  # type: ignore[attr-defined]
        self._later(interval, interval)

    def connection_lost(self, _: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Stream, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


class EventStreams:
    """The process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)


if __name__ == "__main__":
    _, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))
    asyncio.run(_serve())
