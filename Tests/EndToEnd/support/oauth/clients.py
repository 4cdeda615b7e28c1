"""The ways in which a client makes itself known, for tests that try each."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import quote

from .assertions import signed
from .documents import ClientDocuments, ClientKey
from .site import Site

WAYS = ["dcr-none", "dcr-post", "dcr-basic", "cimd-none", "cimd-private_key_jwt"]
_METHODS = {"dcr-post": "client_secret_post", "dcr-basic": "client_secret_basic"}


@dataclass
class Way:
    """How a client registers, or by which document it is known, and how it proves itself."""

    name: str
    auth_method: str
    document: str | None = None
    key: ClientKey | None = None

    def revoke(self, site: Site, client_id: str, secret: str | None, token: str) -> int:
        """Ends a token as this client would; gives the status."""
        form, headers = {"token": token}, {}
        if self.key is not None:
            form |= signed(client_id, f"{site.issuer}/revoke", self.key.pem, self.key.identifier)
        elif self.auth_method == "client_secret_basic":
            pair = f"{quote(client_id, safe='')}:{quote(secret or '', safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": client_id} | ({"client_secret": secret} if secret else {})
        return site.post("/revoke", form, headers).status


class Ways:
    """All of them; the documents are published once."""

    def __init__(self, documents: ClientDocuments) -> None:
        key = ClientKey("of-a-document")
        metadata = {
            "client_name": "Published", "redirect_uris": ["http://localhost/callback", "http://127.0.0.1/callback"],
            "response_types": ["code"], "grant_types": ["authorization_code", "refresh_token"],
        }  # fmt: skip
        public = documents.publish("/ways/public.json", token_endpoint_auth_method="none", **metadata)
        keyed = documents.publish(
            "/ways/keyed.json", token_endpoint_auth_method="private_key_jwt",
            jwks_uri=documents.publish_key("/ways/keys.json", key), **metadata,
        )  # fmt: skip
        self._ways = {
            name: Way(name, _METHODS.get(name, "none")) for name in WAYS if name.startswith("dcr")
        } | {
            "cimd-none": Way("cimd-none", "none", public),
            "cimd-private_key_jwt": Way("cimd-private_key_jwt", "none", keyed, key),
        }  # fmt: skip

    def __getitem__(self, name: str) -> Way:
        return self._ways[name]
