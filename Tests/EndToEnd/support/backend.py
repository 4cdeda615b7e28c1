"""A recording HTTP/1.1 backend: it keeps every request head byte by byte and answers as the path says."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time

from .answers import BODY_LATER, HANDLERS, echo
from .recorded import Connection, Malformed, Recorded
from .waiting import eventually

PROBE = "/.probe"


class Backend:
    """The server, on a thread of its own."""

    def __init__(self, ssl_context=None, unix_path: str | None = None, host: str = "127.0.0.1"):  # noqa: ANN001
        self.requests: list[Recorded] = []
        self.malformed: list[str] = []
        self.connections = 0
        self.open_connections = 0
        self.port = 0
        self._ssl = ssl_context
        self._unix_path = unix_path
        self._host = host
        self._failures: dict[str, int] = {}
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    @property
    def url(self) -> str:
        if self._unix_path:
            return f"unix:{self._unix_path}"
        return f"{'https' if self._ssl else 'http'}://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def named(self, host: str, path: str | None = None) -> list[Recorded]:
        """The requests for a host name, but those of the fixtures themselves."""
        return [
            r for r in list(self.requests)
            if (r.values("host") or [""])[0].split(":")[0].rstrip(".").lower() == host and r.path != PROBE
            and (path is None or r.path == path)
        ]  # fmt: skip

    def one(self, host: str, path: str | None = None) -> Recorded:
        """The only request for a host name, waited for."""
        eventually(f"a request for {host}", lambda: self.named(host, path))
        found = self.named(host, path)
        assert len(found) == 1, [r.target for r in found]
        return found[0]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> asyncio.AbstractServer:
            if self._unix_path:
                return await asyncio.start_unix_server(self._serve, self._unix_path, limit=1 << 21)
            server = await asyncio.start_server(
                self._serve, self._host, 0, ssl=self._ssl, limit=1 << 21, backlog=4096
            )
            self.port = server.sockets[0].getsockname()[1]
            return server

        server = self._loop.run_until_complete(start())
        self._started.set()
        self._loop.run_forever()
        server.close()
        self._loop.set_exception_handler(lambda *_: None)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_connections += 1
        connection = Connection(self, reader, writer, self.connections)
        number = 0
        try:
            while connection.keep:
                raw = await reader.readuntil(b"\r\n\r\n")
                number += 1
                await self._one(connection, raw, number)
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        except (Malformed, asyncio.LimitOverrunError, ValueError) as error:
            self.malformed.append(repr(error))
            with contextlib.suppress(Exception):
                await connection.answer(400, b"malformed", [("Connection", "close")])
        finally:
            self.open_connections -= 1
            with contextlib.suppress(Exception):
                writer.close()

    async def _one(self, connection: Connection, raw: bytes, number: int) -> None:
        line, *fields = raw[:-4].decode("latin-1").split("\r\n")
        method, target, version = line.split(" ")
        headers = [(name, value.strip()) for name, _, value in (entry.partition(":") for entry in fields)]
        request = Recorded(
            connection.number, number, raw, method, target, version, headers, arrived=time.monotonic()
        )
        self.requests.append(request)
        connection.body_read = False
        _, first, *arguments = request.path.split("/")
        handler = HANDLERS.get(first, echo)
        try:
            if handler not in BODY_LATER:
                await connection.read_body(request)
            await handler(connection, request, arguments)
            await connection.read_body(request)
        except (ConnectionError, asyncio.IncompleteReadError):
            request.disconnected.set()
            raise
        if "close" in [v.lower() for v in request.values("connection")]:
            connection.keep = False

    def fails_first(self, key: str, times: int) -> bool:
        """Whether this is one of the first `times` calls for a key."""
        self._failures[key] = self._failures.get(key, 0) + 1
        return self._failures[key] <= times
