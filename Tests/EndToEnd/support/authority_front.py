"""What stands in front of an ACME authority: passes requests on, and changes what tests want changed.

The authority makes its addresses from the Host of a request, so all that a client sees leads here again, and what it
signed stays valid.
"""

from __future__ import annotations

import base64
import email.utils
import http.client
import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .pebble import Pebble


@dataclass
class Request:
    """What a client asks for; `kind` is the resource, named as in the directory or after what it is."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def kind(self) -> str:
        return KINDS.get(self.path.lstrip("/").split("/")[0], "")

    @property
    def payload(self) -> object:
        """What was signed; None where nothing was."""
        try:
            text = json.loads(self.body)["payload"]
        except (ValueError, KeyError, TypeError):
            return None
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else None


@dataclass
class Answer:
    """What a client gets."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @staticmethod
    def problem(kind: str, detail: str, status: int = 403, **members: object) -> Answer:
        """A refusal in the authority's words (RFC 8555 section 6.7)."""
        body = {"type": "urn:ietf:params:acme:error:" + kind, "detail": detail, "status": status, **members}
        return Answer(status, {"Content-Type": "application/problem+json"}, json.dumps(body).encode())

    def json(self) -> dict:
        return json.loads(self.body)

    def with_json(self, **members: object) -> Answer:
        """The same with other members of its object."""
        return Answer(self.status, self.headers, json.dumps(self.json() | members).encode())


Before = Callable[[Request], "Answer | None"]
After = Callable[[Request, Answer], "Answer | None"]

# Pebble's names of its resources.
KINDS = {
    "dir": "directory", "nonce-plz": "newNonce", "sign-me-up": "newAccount", "order-plz": "newOrder", "my-order": "order",
    "finalize-order": "finalize", "authZ": "authorization", "chalZ": "challenge", "certZ": "certificate",
    "my-account": "account", "revoke-cert": "revokeCert", "rollover-account-key": "keyChange",
}  # fmt: skip


class AuthorityFront:
    """One front of a started Pebble; what is in `before` and `after` is asked in its order."""

    def __init__(self, pebble: Pebble, chain_file: Path | None = None, key_file: Path | None = None) -> None:
        """Without files of its own it has Pebble's certificate."""
        self.pebble = pebble
        self.before: list[Before] = []
        self.after: list[After] = []
        self.requests: list[Request] = []
        self.answers: list[Answer] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain_file or pebble.chain_file, key_file or pebble.key_file)
        self._upstream = ssl.create_default_context(cafile=str(pebble.ca_file))
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                # In the connection's own thread: a client that is slow here keeps no other waiting.
                self.request.settimeout(60)
                self.request = context.wrap_socket(self.request, server_side=True)
                self.upstream: http.client.HTTPSConnection | None = None
                super().setup()

            def finish(self) -> None:
                if self.upstream is not None:
                    self.upstream.close()
                super().finish()

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (OSError, ssl.SSLError):
                    self.close_connection = True

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                front._answer(self, Request(self.command, self.path, dict(self.headers), self.rfile.read(length)))

            do_GET = do_HEAD = do_POST = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.directory_url = f"https://127.0.0.1:{self.port}/dir"
        self.ca_file = pebble.ca_file
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def end(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def asked(self, kind: str) -> list[Request]:
        """The requests for a resource that were made so far."""
        return [request for request in self.requests if request.kind == kind]

    def refused(self, kind: str) -> int:
        """How many answers were refusals of a kind, as of `badNonce` or `malformed`."""
        return sum(answer.status >= 400 and f"error:{kind}\"".encode() in answer.body for answer in self.answers)

    @contextmanager
    def changing(self, kind: str, rule: Callable[..., Answer | None], *, before: bool = False) -> Iterator[None]:
        """What a resource answers is made by `rule` for a while: (request) before, or (request, answer) after."""

        def only(request: Request, *answer: Answer) -> Answer | None:
            return rule(request, *answer) if request.kind == kind else None

        rules: list = self.before if before else self.after
        rules.append(only)
        try:
            yield
        finally:
            rules.remove(only)

    def _answer(self, handler: BaseHTTPRequestHandler, request: Request) -> None:
        self.requests.append(request)
        answer = next((made for rule in list(self.before) if (made := rule(request))), None)
        if answer is None:
            answer = self._pass(handler, request)
            for rule in list(self.after):
                answer = rule(request, answer) or answer
        self.answers.append(answer)
        handler.send_response_only(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        if request.method != "HEAD":
            handler.wfile.write(answer.body)

    def _pass(self, handler: BaseHTTPRequestHandler, request: Request) -> Answer:
        upstream = handler.upstream
        if upstream is None:
            upstream = http.client.HTTPSConnection("127.0.0.1", self.pebble.port, timeout=60, context=self._upstream)
            upstream.connect()
            upstream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            handler.upstream = upstream
        headers = {name: value for name, value in request.headers.items() if name.lower() not in DROPPED}
        upstream.request(request.method, request.path, request.body or None, headers)
        answer = upstream.getresponse()
        body = answer.read()
        kept: dict[str, str] = {}
        for name, value in answer.getheaders():
            if name.lower() not in DROPPED:
                kept[name] = f"{kept[name]}, {value}" if name in kept else value
        return Answer(answer.status, kept, body)


DROPPED = {"content-length", "connection", "transfer-encoding", "keep-alive"}


def retry_after(chance: float = 0.5, longest: int = 2) -> After:
    """Asks clients to look again later, by seconds or by a moment, at what is not decided yet."""

    def rule(request: Request, answer: Answer) -> Answer | None:
        if request.kind not in ("newOrder", "order", "finalize", "authorization", "challenge") or answer.status >= 400:
            return None
        if random.random() < chance:
            seconds = random.randint(0, longest)
            moment = email.utils.formatdate(time.time() + seconds, usegmt=True)
            answer.headers["Retry-After"] = random.choice([str(seconds), moment])
        return answer

    return rule
