"""A second real ACME authority: Caddy's acme_server, which reads RFC 8555 in its own way.

It looks for http-01 and tls-alpn-01 at the ports 80 and 443 of an address, or of a name that the system knows, and
nowhere else.
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.request
from pathlib import Path

from .ending import end
from .ports import free_port
from .waiting import eventually

PROGRAM = Path(__file__).parents[3] / ".tools/caddy/bin/caddy"


class Caddy:
    """One authority on a port of its own, which asks one DNS server (address and port) for TXT records."""

    def __init__(self, folder: Path, dns: str) -> None:
        self.folder = folder
        self.storage = folder / "storage"
        self.storage.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.directory_url = f"https://localhost:{self.port}/acme/local/directory"
        # Signs Caddy's own TLS certificate as well as what it issues.
        self.ca_file = self.storage / "pki/authorities/local/root.crt"
        handler = {
            "handler": "acme_server", "ca": "local", "resolvers": [dns],
            "challenges": ["http-01", "tls-alpn-01", "dns-01"],
        }  # fmt: skip
        server = {
            "listen": [f"127.0.0.1:{self.port}"],
            "automatic_https": {"disable_redirects": True},
            "routes": [{"match": [{"host": ["localhost"]}], "handle": [handler]}],
        }
        policy = {"subjects": ["localhost"], "issuers": [{"module": "internal"}]}
        settings = {
            "admin": {"disabled": True},
            "storage": {"module": "file_system", "root": str(self.storage)},
            "apps": {
                "pki": {"certificate_authorities": {"local": {"install_trust": False}}},
                "tls": {"automation": {"policies": [policy]}},
                "http": {"https_port": self.port, "servers": {"acme": server}},
            },
        }
        (folder / "caddy.json").write_text(json.dumps(settings))
        self.process: subprocess.Popen | None = None

    def start(self) -> Caddy:
        home = {"HOME": str(self.storage), "XDG_CONFIG_HOME": str(self.storage)}
        with (self.folder / "caddy.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "run", "--config", self.folder / "caddy.json"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | home,
            )
        eventually("caddy to answer", self._answers, 20, every=0.02)
        return self

    @property
    def root(self) -> str:
        """The root that signs certificates, in PEM."""
        return self.ca_file.read_text()

    def end(self) -> None:
        end([self.process])

    def _answers(self) -> bool:
        try:
            context = ssl.create_default_context(cafile=str(self.ca_file))
            with urllib.request.urlopen(self.directory_url, timeout=5, context=context) as answer:
                return answer.status == 200
        except OSError:
            return False
