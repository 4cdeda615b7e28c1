"""Renewal information (RFC 9773) in front of an authority that has none: a TLS proxy before Pebble."""

from __future__ import annotations

import base64
import datetime
import http.client
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509

from .certificates import Authority, trusting
from .pebble import Pebble
from .ports import free_port

DAY = 86_400.0
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


def identifier(certificate: x509.Certificate) -> str:
    """How renewal information names a certificate (RFC 9773 §4.1)."""
    authority = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert authority is not None
    number = certificate.serial_number
    serial = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (authority, serial))


class RenewalWindows:
    """What clients take for the authority: everything is Pebble's, but for the windows.

    Times are seconds since 1970. Every window comes with `Retry-After: 1`.
    """

    def __init__(self, pebble: Pebble) -> None:
        self.pebble = pebble
        self.port = free_port()
        self.directory_url = f"https://127.0.0.1:{self.port}/dir"
        # By certificate; all others are good for a month.
        self.windows: dict[str, tuple[float, float]] = {}
        # For the certificate that is asked for first from now on.
        self.next_window: tuple[float, float] | None = None
        # When which window was asked for, and what orders were made to replace.
        self.asked: list[tuple[float, str]] = []
        self.replaced: list[tuple[float, str | None, list[str]]] = []
        self._lock = threading.Lock()
        self._upstream = trusting(pebble.ca_file.read_text())
        authority = Authority("TLS of the renewal windows")
        self.ca_file = pebble.folder / "windows-ca.pem"
        self.ca_file.write_text(authority.pem)
        self._context = authority.server_context(pebble.folder, "127.0.0.1")
        self._server: ThreadingHTTPServer | None = None

    @property
    def root(self) -> str:
        return self.pebble.root

    @property
    def malformed(self) -> list[str]:
        return self.pebble.malformed

    def start(self) -> RenewalWindows:
        if not self.pebble.processes:
            self.pebble.start()
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
        self._server.socket = self._context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def end(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self.pebble.end()

    def polls(self, name: str) -> list[float]:
        """When the window of a certificate was asked for."""
        with self._lock:
            return [time for time, asked in self.asked if asked == name]

    def orders(self, host: str) -> list[tuple[float, str | None]]:
        """When a certificate for a host was ordered, and what it replaces."""
        with self._lock:
            return [(time, replaces) for time, replaces, hosts in self.replaced if host in hosts]

    def window(self, name: str) -> dict:
        with self._lock:
            if name not in self.windows and self.next_window is not None:
                self.windows[name], self.next_window = self.next_window, None
            self.asked.append((time.time(), name))
            start, end = self.windows.get(name, (time.time() + 30 * DAY, time.time() + 31 * DAY))
        return {"suggestedWindow": {"start": _text(start), "end": _text(end)}, "explanationURL": "https://example.com/why"}

    def note_order(self, body: bytes) -> None:
        payload = json.loads(body)["payload"]
        order = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        with self._lock:
            self.replaced.append((time.time(), order.get("replaces"), [name["value"] for name in order["identifiers"]]))

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPSConnection("127.0.0.1", self.pebble.port, timeout=30, context=self._upstream)
        try:
            # With the host that was asked: Pebble makes its addresses of it, and checks what was signed by it.
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are no news."""


def _text(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _handler(windows: RenewalWindows) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = windows.forward(self.command, self.path, dict(self.headers.items()), body)
            if self.path == "/dir":
                directory = json.loads(content) | {"renewalInfo": windows.directory_url.removesuffix("dir") + "renewal"}
                content = json.dumps(directory).encode()
            elif self.path == "/order-plz" and status == 201:
                windows.note_order(body)
            self.reply(status, headers, content)

        def do_GET(self) -> None:
            if self.path.startswith("/renewal/"):
                information = windows.window(self.path.removeprefix("/renewal/"))
                fields = [("Content-Type", "application/json"), ("Retry-After", "1")]
                self.reply(200, fields, json.dumps(information).encode())
            else:
                self.answer()

        do_HEAD = do_POST = answer  # noqa: N815

        def reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in _HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: what counts is noted."""

    return Handler
