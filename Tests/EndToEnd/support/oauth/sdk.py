"""The official Python SDK and FastMCP as clients, with a browser without a screen."""

from __future__ import annotations

import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken

from . import issued
from .assertions import sign_token_requests
from .browser import Browser
from .documents import ClientKey

REDIRECT = "http://localhost:33418/callback"


class MemoryStorage:
    """Keeps what a client stores, as a keychain would."""

    def __init__(self, client: OAuthClientInformationFull | None = None) -> None:
        self.tokens: OAuthToken | None = None
        self.client = client

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


@dataclass
class Exchange:
    method: str
    url: str
    status: int
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class SDKClient:
    """One client of one person, and everything it sent."""

    url: str
    context: ssl.SSLContext
    browser: Browser
    auth_method: str = "none"
    client_metadata_url: str | None = None
    key: ClientKey | None = None
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    exchanges: list[Exchange] = field(default_factory=list)
    provider: OAuthClientProvider | None = None

    def __post_init__(self) -> None:
        answered: dict[str, str] = {}

        async def redirect(url: str) -> None:
            answered.clear()
            answered.update(self.browser.authorize(url, REDIRECT))
            issued.note_members(answered)

        async def called_back() -> AuthorizationCodeResult:
            return AuthorizationCodeResult(code=answered["code"], state=answered.get("state"), iss=answered.get("iss"))

        self.provider = OAuthClientProvider(
            server_url=self.url,
            client_metadata=OAuthClientMetadata(
                client_name="Tests (of this)", redirect_uris=[REDIRECT],
                grant_types=["authorization_code", "refresh_token"], response_types=["code"],
                token_endpoint_auth_method=self.auth_method, scope=None,
            ),
            storage=self.storage, redirect_handler=redirect, callback_handler=called_back,
            client_metadata_url=self.client_metadata_url,
        )  # fmt: skip
        if self.key is not None:
            sign_token_requests(self.provider, self.key.pem, self.key.identifier)

    @contextlib.asynccontextmanager
    async def http(self, auth: httpx2.Auth | None = None) -> AsyncIterator[httpx2.AsyncClient]:
        async with httpx2.AsyncClient(
            auth=auth or self.provider, timeout=30, verify=self.context, event_hooks={"response": [self._note]}
        ) as client:
            yield client

    @contextlib.asynccontextmanager
    async def session(self, mode: str = "auto", auth: httpx2.Auth | None = None) -> AsyncIterator[Client]:
        async with self.http(auth) as http:
            async with Client(streamable_http_client(self.url, http_client=http), mode=mode) as client:
                yield client

    def expire(self) -> None:
        """Makes the client believe that its access token is over, as time would."""
        assert self.provider is not None
        self.provider.context.token_expiry_time = 1

    def sent(self, path: str) -> list[Exchange]:
        return [e for e in self.exchanges if e.url.split("?")[0].endswith(path)]

    async def _note(self, response: httpx2.Response) -> None:
        request = response.request
        form: dict[str, str] = {}
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = dict(parse_qsl(request.content.decode()))
            issued.note_members(form)
        path = request.url.path
        if path.startswith(("/token", "/register")):
            await response.aread()
            issued.note_json(response.content)
        self.exchanges.append(
            Exchange(request.method, str(request.url), response.status_code, form, dict(request.headers.items()))
        )


def text_of(result: object) -> str:
    """The text of a tool's result."""
    return json.dumps([getattr(part, "text", "") for part in result.content])  # type: ignore[attr-defined]
