"""What the recording backend keeps of a request, and the connection it answers on."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .backend import Backend

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

    def stop_reading(self) -> None:
        """Takes no more bytes, and keeps the kernel from taking many: left alone, its buffer grows to tens of MiB."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.writer.transport.pause_reading()

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
