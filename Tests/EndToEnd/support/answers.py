"""How the recording backend answers, by the first segment of the path."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable

from .recorded import Connection, Recorded

Handler = Callable[[Connection, Recorded, list[str]], Awaitable[None]]


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
    connection.stop_reading()
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
