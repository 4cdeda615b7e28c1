"""A node that guards hosts for its own authorization server."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from urllib.parse import urlencode

from ..certificates import trusting
from ..node import Node
from ..waiting import eventually
from . import issued
from .browser import PASSWORD, Browser, Page

AUTH_HOST = "auth.localhost"
SCOPES = "mcp:read,mcp:write"


class Site:
    """The node, its authorization server, and people with accounts."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.port = int(node.settings.get("HTTPS_PUBLIC_PORT", node.https_port))
        self.issuer = f"https://{AUTH_HOST}:{self.port}"
        self.guarded: list[str] = []
        issued.note("password", PASSWORD)
        issued.note("ADMIN_TOKEN", node.token)

    def set_up(self) -> Site:
        """What an operator types once."""
        self.run("oauth", "routes-setup", AUTH_HOST)
        self.add_user("ann", groups="staff")
        return self

    def add_user(self, name: str, groups: str = "", password: str = PASSWORD) -> None:
        arguments = ["--email", f"{name}@example.com"] + (["--groups", groups] if groups else [])
        self.run("oauth", "user", "create", name, "--password-stdin", *arguments, stdin=password + "\n")

    def run(self, *arguments: str, stdin: str | None = None) -> dict:
        """A command of the operator that has to succeed; gives its JSON."""
        done = self.node.cli(*arguments, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip().startswith(("{", "[")) else {}

    def guard(self, host: str, target: str, *options: str, scopes: str = SCOPES, endpoint: str = "/mcp") -> str:
        """Puts an MCP server behind the guard; gives the address that a user types."""
        self.run("proxy", "create", host, target, "--internal", "--preserve-host", "false")
        self.run("proxy", "auth", "enable", host, AUTH_HOST, *(options or ("forward", "--users", "*")))
        self.run("proxy", "resource", "set", host, endpoint, scopes)
        self.guarded.append(host)
        url = f"https://{host}:{self.port}{endpoint}"
        eventually(f"{host} to be guarded", lambda: self._is_guarded(url), 10, every=0.05)
        return url

    def _is_guarded(self, url: str) -> bool:
        try:
            return self.browser().request(url, "POST", "{}").status == 401
        except (OSError, ssl.SSLError):
            return False

    @property
    def authority(self) -> str:
        """The local authority's certificate, as an operator would give it to clients."""
        done = self.node.cli("ca", "show")
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def context(self) -> ssl.SSLContext:
        if not hasattr(self, "_context"):
            self._context = trusting(eventually("the local authority", lambda: self._authority_or_none(), 10))
        return self._context

    def _authority_or_none(self) -> str | None:
        done = self.node.cli("ca", "show")
        return done.stdout if done.returncode == 0 and "BEGIN CERTIFICATE" in done.stdout else None

    def write_authority(self, folder: Path) -> Path:
        path = folder / "authority.pem"
        path.write_text(self.authority)
        return path

    def browser(self, **options: str) -> Browser:
        return Browser(self.context, port=self.node.https_port, **options)

    # Endpoints, spoken to plainly

    def post(
        self, path: str, form: dict[str, str] | list[tuple[str, str]], headers: dict[str, str] | None = None
    ) -> Page:
        """A form to an endpoint of the authorization server."""
        issued.note_members(dict(form))
        page = self.browser().request(
            path if path.startswith("http") else self.issuer + path, "POST", urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json", **(headers or {})},
        )  # fmt: skip
        issued.note_json(page.body)
        return page

    def get(self, url: str, headers: dict[str, str] | None = None, method: str = "GET") -> Page:
        return self.browser().request(url if url.startswith("http") else self.issuer + url, method, None, headers)

    def register(self, **metadata: object) -> dict:
        """Registers a client (RFC 7591); gives the answer."""
        page = self.register_page(**metadata)
        assert page.status == 201, page.body
        return json.loads(page.body)

    def register_page(self, **metadata: object) -> Page:
        page = self.browser().request(
            self.issuer + "/register", "POST", json.dumps(metadata),
            {"Content-Type": "application/json", "Accept": "application/json"},
        )  # fmt: skip
        issued.note_json(page.body)
        return page

    def call(self, url: str, token: str | None, method: str = "tools/list", **headers: str) -> Page:
        """One request of the modern kind to an MCP server."""
        body = {
            "jsonrpc": "2.0", "id": 1, "method": method,
            "params": {
                "_meta": {
                    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                    "io.modelcontextprotocol/clientCapabilities": {},
                }
            },
        }  # fmt: skip
        sent = {
            "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method, **headers,
        }  # fmt: skip
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        return self.browser().request(url, "POST", json.dumps(body), sent)

    def end(self) -> None:
        issued.note_log(self.node.folder.name, self.node.said())
        self.node.end()
