"""An HTTP/1.1 client that sends exactly the bytes it is given and reads answers strictly."""

from __future__ import annotations

import json
import socket
import ssl
from dataclasses import dataclass, field


class WireError(Exception):
    """The peer closed early or answered something that is not HTTP/1.1."""


@dataclass
class Response:
    """One answer, with its header fields in the order of arrival."""

    version: str
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    trailers: list[tuple[str, str]] = field(default_factory=list)
    interim: list[int] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """The only value of a field, or None."""
        values = self.values(name)
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None

    def json(self) -> dict:
        return json.loads(self.body)


class Wire:
    """One connection to a proxy."""

    def __init__(
        self, port: int, host: str = "127.0.0.1", timeout: float = 10.0, receive_buffer: int | None = None,
        source: str | None = None,
    ) -> None:  # fmt: skip
        self.socket: socket.socket | ssl.SSLSocket = socket.socket(
            socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM
        )
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source is not None:
            self.socket.bind((source, 0))
        self.socket.settimeout(timeout)
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start_tls(self, context: ssl.SSLContext, server_name: str | None) -> Wire:
        """Turns the connection into TLS, after whatever was sent before."""
        self.socket = context.wrap_socket(self.socket, server_hostname=server_name)
        return self

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def request(
        self, host: str, target: str = "/", method: str = "GET", headers: list[tuple[str, str]] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Sends one well-formed request and reads its answer."""  # fmt: skip
        self.send(head(host, target, method, headers, body) + (body or b""))
        return self.response(method)

    def response(self, method: str = "GET") -> Response:
        """The next final answer; interim ones are noted by their status."""
        interim = []
        while True:
            answer = self.response_head()
            if answer.status == 101:
                return answer
            if 100 <= answer.status < 200:
                interim.append(answer.status)
                continue
            answer.interim = interim
            self._read_body(answer, method)
            return answer

    def response_head(self) -> Response:
        """The next head, interim or final."""
        text = self._until(b"\r\n\r\n").decode("latin-1")
        line, *rest = text[:-4].split("\r\n")
        parts = line.split(" ", 2)
        if len(parts) < 2 or not parts[0].startswith("HTTP/1.") or len(parts[1]) != 3 or not parts[1].isdigit():
            raise WireError(f"status line {line!r}")
        headers = []
        for entry in rest:
            name, colon, value = entry.partition(":")
            if not colon or not name or name != name.strip() or "\r" in entry or "\n" in entry:
                raise WireError(f"field line {entry!r}")
            headers.append((name, value.strip(" \t")))
        return Response(parts[0], int(parts[1]), parts[2] if len(parts) > 2 else "", headers)

    def _read_body(self, answer: Response, method: str) -> None:
        if method == "HEAD" or answer.status in (204, 304):
            return
        lengths = answer.values("content-length")
        coding = answer.header("transfer-encoding")
        if coding is not None:
            assert not lengths, "both Content-Length and Transfer-Encoding in an answer"
            if coding.lower() != "chunked":
                raise WireError(f"transfer coding {coding!r}")
            while True:
                size = int(self._until(b"\r\n")[:-2].split(b";")[0], 16)
                if size == 0:
                    break
                answer.body += self.exactly(size)
                if self.exactly(2) != b"\r\n":
                    raise WireError("no CRLF after a chunk")
            while (line := self._until(b"\r\n")) != b"\r\n":
                name, _, value = line[:-2].decode("latin-1").partition(":")
                answer.trailers.append((name, value.strip()))
        elif lengths:
            answer.body = self.exactly(int(lengths[0]))
        else:
            answer.body = self.rest()

    def exactly(self, count: int) -> bytes:
        """That many bytes."""
        parts = [self.buffer]
        have = len(self.buffer)
        while have < count:
            data = self.socket.recv(262144)
            if not data:
                self.buffer = b"".join(parts)
                raise WireError(f"closed after {have} of {count} bytes")
            parts.append(data)
            have += len(data)
        data = b"".join(parts)
        self.buffer = data[count:]
        return data[:count]

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        parts = [self.buffer]
        self.buffer = b""
        while data := self._receive():
            parts.append(data)
        return b"".join(parts)

    def is_closed(self, timeout: float = 5.0) -> bool:
        """Whether the peer closes, or resets, without sending more."""
        if self.buffer:
            return False
        self.socket.settimeout(timeout)
        try:
            return self._receive() == b""
        except TimeoutError:
            return False

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing comes, not even an end, for that long."""
        self.socket.settimeout(seconds)
        try:
            self.buffer += self.socket.recv(65536)
            return False
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(10)

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(262144)
        except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            return b""

    def _until(self, mark: bytes) -> bytes:
        while (end := self.buffer.find(mark)) < 0:
            data = self._receive()
            if not data:
                raise WireError(f"closed after {self.buffer[:200]!r}")
            self.buffer += data
        end += len(mark)
        data, self.buffer = self.buffer[:end], self.buffer[end:]
        return data

    def half_close(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Ends the connection by RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()

    def close(self) -> None:
        self.socket.close()


def head(
    host: str, target: str = "/", method: str = "GET", headers: list[tuple[str, str]] | None = None,
    body: bytes | None = None,
) -> bytes:
    """The head of a well-formed request; with a body, its Content-Length is in it."""  # fmt: skip
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers or []]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def chunked(*parts: bytes) -> bytes:
    """A body in the chunked coding, one chunk for each part."""
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
