"""A web server of OAuth clients: it publishes their metadata documents and keys over TLS."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from ..certificates import Authority
from ..ports import free_port

HOST = "clients.localhost"


class ClientDocuments:
    """Serves what was published, by path, and remembers who asked."""

    def __init__(self, authority: Authority, folder: Path, host: str = HOST) -> None:
        self.host, self.port = host, free_port()
        self.published: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.fetched: list[str] = []
        # What every request is answered with, if there is one.
        self.status: int | None = None
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.fetched.append(self.path)
                body = served.published.get(self.path)
                target = served.redirects.get(self.path)
                self.send_response(served.status or (302 if target else 404 if body is None else 200))
                if target:
                    self.send_header("Location", target)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        context: ssl.SSLContext = authority.server_context(folder, host)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def url(self, path: str) -> str:
        return f"https://{self.host}:{self.port}{path}"

    def publish(self, path: str, **metadata: object) -> str:
        """Publishes a metadata document; gives its address, which is the client's identifier."""
        url = self.url(path)
        self.published[path] = json.dumps({"client_id": url, **metadata}).encode()
        return url

    def publish_key(self, path: str, key: ClientKey) -> str:
        self.published[path] = json.dumps({"keys": [key.public]}).encode()
        return self.url(path)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class ClientKey:
    """An RSA key that a client signs its assertions with."""

    def __init__(self, identifier: str) -> None:
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        key = RSAKey.import_key(self.pem, {"kid": identifier, "alg": "RS256", "use": "sig"})
        self.identifier = identifier
        self.public = key.as_dict(private=False)
