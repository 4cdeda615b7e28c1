"""A client that sends exactly what a known one was seen to send."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from . import issued
from .assertions import signed
from .browser import Browser, Page
from .documents import ClientKey
from .site import Site


@dataclass
class Double:
    """One client at one guarded address, step by step."""

    site: Site
    url: str
    redirect_uri: str
    browser: Browser = field(init=False)
    metadata: dict = field(default_factory=dict)
    client_id: str = ""
    secret: str | None = None
    tokens: dict = field(default_factory=dict)
    verifier: str = ""
    callback: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser = self.site.browser()

    def discover(self, **headers: str) -> dict:
        """From the 401 to the metadata of the authorization server, as every client does."""
        refused = self.site.call(self.url, None, **headers)
        assert refused.status == 401
        challenge = refused.header("www-authenticate") or ""
        assert challenge.startswith("Bearer ")
        address = challenge.split('resource_metadata="')[1].split('"')[0]
        document = json.loads(self.site.get(address, headers).body)
        assert document["resource"] == self.url
        [issuer] = document["authorization_servers"]
        self.metadata = json.loads(self.site.get(issuer + "/.well-known/oauth-authorization-server", headers).body)
        assert self.metadata["issuer"] == issuer
        return document

    def register(self, **metadata: object) -> dict:
        answer = self.site.register(redirect_uris=[self.redirect_uri], **metadata)
        self.client_id, self.secret = answer["client_id"], answer.get("client_secret")
        return answer

    def authorize_url(self, **more: str | None) -> str:
        self.verifier = secrets.token_urlsafe(48)
        issued.note("code_verifier", self.verifier)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri,
            "state": secrets.token_urlsafe(16), "code_challenge": challenge, "code_challenge_method": "S256",
            "resource": self.url, **more,
        }  # fmt: skip
        sent = {name: value for name, value in query.items() if value is not None}
        self.state = sent.get("state")
        return self.metadata["authorization_endpoint"] + "?" + urlencode(sent)

    def authorize(self, **more: str | None) -> dict:
        """Through the browser; checks what every client should check."""
        self.callback = self.browser.authorize(self.authorize_url(**more), self.redirect_uri)
        issued.note_members(self.callback)
        assert "error" not in self.callback, self.callback
        assert self.callback["state"] == self.state
        assert self.callback["iss"] == self.metadata["issuer"]
        return self.callback

    def redeem(self, form: dict[str, str] | None = None, headers: dict[str, str] | None = None, **more: str) -> Page:
        return self._token(
            {
                "grant_type": "authorization_code", "code": self.callback["code"], "redirect_uri": self.redirect_uri,
                "code_verifier": self.verifier, **(form if form is not None else self.client()), **more,
            },
            headers,
        )  # fmt: skip

    def refresh(self, form: dict[str, str] | None = None, headers: dict[str, str] | None = None, **more: str) -> Page:
        return self._token(
            {
                "grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"],
                **(form if form is not None else self.client()), **more,
            },
            headers,
        )  # fmt: skip

    def client(self) -> dict[str, str]:
        """How the client names itself in a form."""
        return {"client_id": self.client_id} | ({"client_secret": self.secret} if self.secret else {})

    def basic(self) -> dict[str, str]:
        """The same by the Authorization header."""
        text = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {text}"}

    def _token(self, form: dict[str, str], headers: dict[str, str] | None) -> Page:
        page = self.site.post(self.metadata["token_endpoint"], form, headers)
        if page.status == 200:
            self.tokens = {**self.tokens, **json.loads(page.body)}
        return page

    def works(self, **headers: str) -> None:
        answer = self.site.call(self.url, self.tokens["access_token"], **headers)
        assert answer.status == 200, answer.body
        assert "add" in answer.body


def sign_in_client(site: Site, url: str, redirect: str, name: str) -> Double:
    """A public client of this name that went the whole way to its first call."""
    double = Double(site, url, redirect)
    double.discover()
    double.register(
        client_name=name, grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    assert double.redeem().status == 200
    double.works()
    return double


def assertion(client_id: str, audience: str, key: ClientKey, **claims: object) -> dict[str, str]:
    """A client's signed statement of who it is."""
    return signed(client_id, audience, key.pem, key.identifier, **claims)
