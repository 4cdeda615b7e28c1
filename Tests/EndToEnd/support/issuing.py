"""A node and the authority that it gets its certificates from."""

from __future__ import annotations

import ssl
import time

from cryptography import x509

from .certificates import trusting
from .node import Node
from .pebble import Pebble
from .tls import peer
from .waiting import eventually


class Issuing:
    """One or more nodes on one store, and Pebble, which looks for challenges at the ports of the first."""

    def __init__(self, node: Node, pebble: Pebble) -> None:
        self.node, self.pebble = node, pebble
        node.settings |= {
            "ACME_DIRECTORY_URL": pebble.directory_url,
            "ACME_CA_BUNDLE": str(pebble.ca_file),
            "ACME_EMAIL": "operator@example.com",
        }

    def start(self) -> None:
        self.pebble.start()
        self.node.start()

    def end(self) -> None:
        self.node.end()
        self.pebble.end()

    def want(self, *intents: dict) -> None:
        """Says what certificates are wanted, besides those that are."""
        document = self.node.must("GET", "/api/v1/config/export")
        wanted = {intent["cert_name"]: intent for intent in document.get("certificate_intents", [])}
        wanted |= {intent["cert_name"]: intent for intent in intents}
        document["certificate_intents"] = list(wanted.values())
        self.node.must("POST", "/api/v1/config/import", document)

    def certificate(self, name: str, issued_after: str = "") -> dict:
        """The certificate of a name once it is there."""

        def found() -> dict | None:
            answer = self.node.api("GET", f"/api/v1/certificates/{name}?pem=true")
            issued = answer.json() if answer.status == 200 else {}
            return issued if issued.get("fullchain_pem") and issued["updated_at"] > issued_after else None

        return eventually(f"the certificate {name}", found, 30, every=0.02)

    def served(self, host: str, node: Node | None = None) -> x509.Certificate:
        """What a client gets that trusts Pebble's root and nothing else."""
        context = trusting(self.pebble.root)
        deadline = time.monotonic() + 5
        while True:
            try:
                return peer((node or self.node).https_port, host, context)
            except ssl.SSLError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
