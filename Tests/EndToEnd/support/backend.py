"""A recording HTTP/1.1 backend: it keeps every request head byte by byte and answers as the path says."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .waiting import eventually

PROBE = "/.probe"
RECORDED_BODY = 1 << 20


@dataclass
class Recorded:
    """A request as it arrived."""

    connection: int
    number: int
    raw: bytes
    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    body_length: int = 0
    digest: str = ""
    trailers: list[tuple[str, str]] = field(default_factory=list)
    complete: bool = False
    disconnected: threading.Event = field(default_factory=threading.Event)
    arrived: float = 0.0

    @property
    def path(self) -> str:
        return self.target.split("?")[0]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        values = self.values(name)
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None


class Malformed(Exception):
    """The proxy sent something that a strict server refuses."""


class Connection:
    """One connection from the proxy."""

    def __init__(self, backend: Backend, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int):
        self.backend = backend
        self.reader = reader
        self.writer = writer
        self.number = number
        self.keep = True
        self.body_read = False

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, status: int = 200, body: bytes = b"", headers: list[tuple[str, str]] | None = None, reason: str = "X"
    ) -> None:
        lines = [f"HTTP/1.1 {status} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers or []]
        if status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        await self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    def reset(self) -> None:
        """Ends the connection by RST."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.writer.transport.abort()
        self.keep = False

    async def read_body(self, request: Recorded) -> None:
        """Reads the body as its framing says and records it."""
        if self.body_read:
            return
        self.body_read = True
        digest = hashlib.sha256()
        lengths, codings = request.values("content-length"), request.values("transfer-encoding")
        if codings:
            if lengths or [coding.lower() for coding in codings] != ["chunked"]:
                raise Malformed(f"ambiguous framing {request.raw!r}")
            while True:
                line = await self.reader.readuntil(b"\r\n")
                size = int(line[:-2].split(b";")[0], 16)
                if size == 0:
                    break
                self._keep(request, digest, await self.reader.readexactly(size))
                if await self.reader.readexactly(2) != b"\r\n":
                    raise Malformed("no CRLF after a chunk")
            while (line := await self.reader.readuntil(b"\r\n")) != b"\r\n":
                name, _, value = line[:-2].decode("latin-1").partition(":")
                request.trailers.append((name, value.strip()))
        elif lengths:
            if len(lengths) > 1 or not lengths[0].isdigit():
                raise Malformed(f"ambiguous length {request.raw!r}")
            left = int(lengths[0])
            while left:
                data = await self.reader.read(min(left, 65536))
                if not data:
                    raise ConnectionResetError("body cut short")
                left -= len(data)
                self._keep(request, digest, data)
        request.digest = digest.hexdigest()
        request.complete = True

    @staticmethod
    def _keep(request: Recorded, digest, data: bytes) -> None:  # noqa: ANN001
        digest.update(data)
        request.body_length += len(data)
        if len(request.body) < RECORDED_BODY:
            request.body += data

    async def wait_for_end(self, request: Recorded) -> None:
        """Returns when the proxy closes the connection."""
        with contextlib.suppress(ConnectionError):
            while await self.reader.read(65536):
                pass
        request.disconnected.set()
        self.keep = False


Handler = Callable[[Connection, Recorded, list[str]], Awaitable[None]]


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


async def echo(connection: Connection, request: Recorded, _: list[str]) -> None:
    body = json.dumps(
        {
            "method": request.method,
            "target": request.target,
            "headers": request.headers,
            "body_length": request.body_length,
            "body_sha256": request.digest,
            "trailers": request.trailers,
            "connection": request.connection,
        }
    ).encode()
    if request.method == "HEAD":
        await connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 321\r\n\r\n")
    else:
        await connection.answer(200, body, [("Content-Type", "application/json")], "OK")


_BLOCK = b"".join(b"%07x\n" % (index * 8) for index in range(8192))


def pattern(size: int) -> bytes:
    """Bytes that show where they stand."""
    return (_BLOCK * (size // len(_BLOCK) + 1))[:size]


async def sized(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/bytes/N: N bytes with Content-Length."""
    size = int(arguments[0])
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
    sent = 0
    block = pattern(65536)
    while sent < size and request.method != "HEAD":
        part = block[: min(65536, size - sent)]
        await connection.send(part)
        sent += len(part)


async def in_chunks(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/chunked/COUNT/SIZE: that many chunks of that size."""
    await connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    part = pattern(int(arguments[1]))
    for _index in range(int(arguments[0])):
        await connection.send(b"%x\r\n%b\r\n" % (len(part), part))
    await connection.send(b"0\r\n\r\n")


async def with_trailers(connection: Connection, _: Recorded, __: list[str]) -> None:
    await connection.send(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n"
    )


async def status(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/status/N: that status with a short body where it may have one."""
    code = int(arguments[0])
    body = b"" if code in (204, 304) or request.method == "HEAD" else b"status %d" % code
    await connection.answer(code, body, [("Location", "/elsewhere")] if 300 <= code < 304 else [])


async def until_close(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/until-close/N: N bytes, ended by the end of the connection."""
    await connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + pattern(int(arguments[0])))
    connection.keep = False


async def early(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/early/STATUS: answers before the body is read, then reads it."""
    await connection.answer(int(arguments[0]), b"early")
    await connection.read_body(request)


async def early_close(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/early-close/STATUS: answers before the body is read and closes."""
    await connection.answer(int(arguments[0]), b"early", [("Connection", "close")])
    connection.body_read = True
    connection.keep = False


async def hang(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/hang: never answers."""
    await connection.wait_for_end(request)


async def stall(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/stall: half an answer, then nothing."""
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + pattern(500))
    await connection.wait_for_end(request)


async def swallow_nothing(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/never-read: takes the head and never reads the body."""
    connection.body_read = True
    await asyncio.sleep(3600)


async def drip(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/drip/COUNT/MILLISECONDS: that many chunks with a pause before each."""
    await connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for index in range(int(arguments[0])):
        await asyncio.sleep(int(arguments[1]) / 1000)
        await connection.send(b"5\r\n%04d\n\r\n" % index)
    await connection.send(b"0\r\n\r\n")


async def late(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/late/MILLISECONDS: an ordinary answer after a pause."""
    await asyncio.sleep(int(arguments[0]) / 1000)
    await echo(connection, request, [])


async def reset(connection: Connection, _: Recorded, __: list[str]) -> None:
    connection.reset()


async def reset_mid_body(connection: Connection, _: Recorded, __: list[str]) -> None:
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + pattern(500))
    await asyncio.sleep(0.05)
    connection.reset()


async def end_mid_body(connection: Connection, _: Recorded, __: list[str]) -> None:
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + pattern(500))
    connection.keep = False


async def end_mid_chunk(connection: Connection, _: Recorded, __: list[str]) -> None:
    await connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + pattern(100))
    connection.keep = False


async def raw_answer(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/raw/BASE64URL: exactly those bytes, then the end."""
    text = arguments[0]
    await connection.send(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    connection.keep = False


async def raw_kept(connection: Connection, _: Recorded, arguments: list[str]) -> None:
    """/raw-kept/BASE64URL: exactly those bytes; the connection stays."""
    text = arguments[0]
    await connection.send(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


async def huge_header(connection: Connection, _: Recorded, __: list[str]) -> None:
    """/huge-header: a header field of 1 MB."""
    await connection.send(b"HTTP/1.1 200 OK\r\nX-Huge: " + b"a" * 1_000_000 + b"\r\nContent-Length: 0\r\n\r\n")


async def continued(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/continue: sends 100 (Continue) when the request expects it, then reads the body and echoes."""
    if request.values("expect"):
        await connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    await connection.read_body(request)
    await echo(connection, request, [])


async def hinted(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/hints: 103 (Early Hints) before the answer."""
    await connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n")
    await echo(connection, request, [])


async def upgrade(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/upgrade: switches to a protocol that sends back what it gets; /upgrade/early sends at once, too."""
    first = b"hello" if arguments == ["early"] else b""
    await connection.send(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n" + first)
    connection.body_read = True
    while data := await connection.reader.read(65536):
        await connection.send(data)
    request.disconnected.set()
    connection.keep = False


async def once(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/once/KEY/COUNT: closes without an answer the first COUNT times, then echoes."""
    if connection.backend.fails_first(arguments[0], int(arguments[1])):
        connection.keep = False
        return
    await echo(connection, request, [])


async def leave(connection: Connection, request: Recorded, _: list[str]) -> None:
    """/leave: an ordinary answer, and the connection is closed right after it without notice."""
    await echo(connection, request, [])
    connection.keep = False


async def events(connection: Connection, request: Recorded, arguments: list[str]) -> None:
    """/events/COUNT/MILLISECONDS: an event stream; each event carries the monotonic time it was sent at."""
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _index in range(int(arguments[0])):
        await asyncio.sleep(int(arguments[1]) / 1000)
        event = b"data: %d\n\n" % time.monotonic_ns()
        await connection.send(b"%x\r\n%b\r\n" % (len(event), event))
    await connection.send(b"0\r\n\r\n")


HANDLERS: dict[str, Handler] = {
    "bytes": sized,
    "chunked": in_chunks,
    "trailers": with_trailers,
    "status": status,
    "until-close": until_close,
    "early": early,
    "early-close": early_close,
    "hang": hang,
    "stall": stall,
    "never-read": swallow_nothing,
    "drip": drip,
    "late": late,
    "reset": reset,
    "reset-mid-body": reset_mid_body,
    "end-mid-body": end_mid_body,
    "end-mid-chunk": end_mid_chunk,
    "raw": raw_answer,
    "raw-kept": raw_kept,
    "huge-header": huge_header,
    "continue": continued,
    "hints": hinted,
    "upgrade": upgrade,
    "once": once,
    "leave": leave,
    "events": events,
}
BODY_LATER = {early, early_close, continued, swallow_nothing}


def raw_path(data: bytes, kept: bool = False) -> str:
    """The path that makes a backend answer exactly these bytes."""
    return f"/raw{'-kept' if kept else ''}/" + base64.urlsafe_b64encode(data).decode().rstrip("=")
