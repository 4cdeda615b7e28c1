"""Nothing that opens a door is in a log or in the clear in the store: all that was issued is looked for in all that was
written."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest

from support.node import leaks
from support.oauth import issued
from support.oauth.double import Double
from support.waiting import eventually
from support.wire import Wire, head

MARK = "log-probe-"
REDIRECT = "http://127.0.0.1:3118/callback"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def _spellings(value: str) -> set[str]:
    plain = value.encode()
    return {value, quote(value, safe=""), base64.b64encode(plain).decode().rstrip("="), plain.hex()}


def test_the_store_holds_nothing_that_opens_a_door(make_site, redis, mcp_servers) -> None:
    """Everything that was ever written to it is in its append-only file."""
    before = set(issued.secrets)
    site = make_site(REDIS_URL=redis.url)
    double = Double(site, site.guard("stored.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    double.register(
        client_name="Stored", grant_types=["authorization_code", "refresh_token", DEVICE],
        token_endpoint_auth_method="client_secret_post",
    )  # fmt: skip
    double.authorize()
    assert double.redeem().status == 200
    assert double.refresh().status == 200 and double.refresh().status == 200
    assert site.post("/device_authorization", double.client() | {"resource": double.url}).status == 200
    made = site.run("oauth", "client", "register", "build", "https://a.example.com/cb", "mcp:read")
    key = site.run("oauth", "api-key", "create", "ann", "ci")
    for answer in (made, key):
        issued.note_members(answer)
    page = double.browser.request(site.issuer + "/account")
    page = double.browser.submit(page, page.form_with("label"), label="mine")
    found = re.search(r'<code class="secret">(mcp_[^<]+)</code>', page.body)
    assert found
    issued.note("key", found.group(1))
    new = set(issued.secrets) - before
    kinds = {issued.secrets[value] for value in new}
    assert {"code", "access_token", "refresh_token", "client_secret", "cookie", "device_code"} <= kinds, kinds
    site.node.stop()
    stored = b"".join(path.read_bytes() for path in Path(redis.folder).rglob("*") if path.is_file())
    assert b"stored.localhost" in stored, "what was asked for is not in the file that was read"
    for value in new | {issued_password for issued_password, kind in issued.secrets.items() if kind == "password"}:
        for spelling in _spellings(value):
            assert spelling.encode() not in stored, f"{issued.secrets[value]} {value[:6]}…"


class _LegacyServer(BaseHTTPRequestHandler):
    """A server of the transport of 2024-11-05 that also keeps sessions as later ones do: both by names of its own."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        session = secrets.token_hex(16)
        issued.note("session_id", session)
        self.seen.append(session)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(f"event: endpoint\r\ndata: /messages?session_id={session}\r\n\r\n".encode())
        self.wfile.flush()
        self.server.ended.wait(20)  # type: ignore[attr-defined]
        self.close_connection = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.path)
        session = secrets.token_hex(16)
        issued.note("mcp-session-id", session)
        body = b'{"jsonrpc":"2.0","id":1,"result":{}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Mcp-Session-Id", session)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def legacy_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _LegacyServer)
    server.ended = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.ended.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def test_a_servers_own_names_of_sessions_leave_it_only_sealed(site, legacy_server) -> None:
    """That they are in no log is seen by the last test."""
    host = "sessions.localhost"
    url = site.guard(host, legacy_server, endpoint="/sse")
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(client_name="Sessions", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    token = double.tokens["access_token"]
    with Wire(site.node.https_port).start_tls(site.context, host) as wire:
        fields = [("Authorization", f"Bearer {token}"), ("Accept", "text/event-stream")]
        wire.send(head(f"{host}:{site.port}", "/sse", "GET", fields))
        assert wire.response_head().status == 200
        while (found := re.search(rb"session_id=(\S+)\s", wire.buffer)) is None:
            wire.buffer += wire.socket.recv(65536)
        raw, sealed = _LegacyServer.seen[-1], found.group(1).decode()
        assert raw.encode() not in wire.buffer
        answer = site.call(f"https://{host}:{site.port}/messages?session_id={sealed}", token, "initialize")
        assert answer.status == 200 and _LegacyServer.seen[-1] == f"/messages?session_id={raw}"
        told = answer.header("mcp-session-id")
        assert told and told not in issued.secrets


@pytest.mark.last
def test_no_secret_code_or_token_was_logged(site, node, tmp_path) -> None:
    # The probe shows that what is asked for does come into the log, so that an empty log would not pass.
    site.get(f"/{MARK}1")
    eventually("a log of what was asked", lambda: f"/{MARK}1" in site.node.said())
    texts = [*issued.logs, ("the shared site", site.node.said()), ("the shared node", node.said())]
    assert len(issued.secrets) > 5, "nothing was issued at all"
    probe = tmp_path / "probe.log"
    probe.write_text("{\"path\": \"/x?token=" + quote(next(iter(issued.secrets)), safe="") + "\"}\n")
    assert _lines_with_secrets([probe], tmp_path), "a secret that is there is not found"
    logs = []
    for number, (name, text) in enumerate(texts):
        logs.append(tmp_path / f"{number}-{re.sub('[^a-z0-9-]', '-', name)}.log")
        logs[-1].write_text(text, errors="replace")
    found = _lines_with_secrets(logs, tmp_path)
    assert not found, "\n".join(line[:300] for line in found[:10])


def _lines_with_secrets(logs: list[Path], folder: Path) -> list[str]:
    """By grep, which looks for thousands of texts at once."""
    patterns = folder / "patterns"
    patterns.write_text("".join(f"{spelling}\n" for value in issued.secrets for spelling in _spellings(value)))
    done = subprocess.run(
        ["grep", "--fixed-strings", "--with-filename", "--text", f"--file={patterns}", *map(str, logs)],
        capture_output=True, text=True, errors="replace", timeout=60, check=False, env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


@pytest.mark.last
def test_no_node_of_any_test_logged_what_looks_like_a_token(site, node) -> None:
    """Of nodes that are gone, their lines were looked at when they ended."""
    example = json.dumps({"message": "Bearer acm_" + "x" * 43})
    assert leaks([example]) == [example]
    found = [*node.leaked, *(line for one in (node, site.node) for line in leaks(one.said().splitlines()))]
    assert not found, "\n".join(line[:300] for line in found[:10])
