"""The official Python SDK of the generation before, in an environment of its own; run as a program.

Each line that it reads is a JSON object that says how to sign in (url, ca, and what is the client's); it answers each
by a line that says what it saw.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import traceback
from urllib.parse import parse_qsl

import httpx
from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamablehttp_client
from mcp.shared.auth import OAuthClientMetadata

from support.oauth.assertions import sign_token_requests
from support.oauth.browser import Browser
from support.oauth.names import resolve_locally

REDIRECT = "http://localhost:33419/callback"


class Storage:
    tokens = None
    client = None

    async def get_tokens(self):  # noqa: ANN201
        return self.tokens

    async def set_tokens(self, tokens) -> None:  # noqa: ANN001
        self.tokens = tokens

    async def get_client_info(self):  # noqa: ANN201
        return self.client

    async def set_client_info(self, client_info) -> None:  # noqa: ANN001
        self.client = client_info


async def run(wanted: dict) -> dict:
    context = ssl.create_default_context(cafile=wanted["ca"])
    browser = Browser(context)
    storage = Storage()
    answered: dict[str, str] = {}
    seen: list[list] = []
    secrets: list[str] = []

    async def redirect(url: str) -> None:
        answered.update(browser.authorize(url, REDIRECT))
        secrets.append(answered["code"])

    async def called_back() -> tuple[str, str | None]:
        return answered["code"], answered.get("state")

    metadata = {
        "client_name": "Tests (1.x)", "redirect_uris": [REDIRECT],
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
    }  # fmt: skip
    if wanted.get("auth_method"):
        metadata["token_endpoint_auth_method"] = wanted["auth_method"]
    provider = OAuthClientProvider(
        server_url=wanted["url"], client_metadata=OAuthClientMetadata(**metadata), storage=storage,
        redirect_handler=redirect, callback_handler=called_back,
        client_metadata_url=wanted.get("client_metadata_url"),
    )  # fmt: skip
    if wanted.get("key"):
        sign_token_requests(provider, *wanted["key"])

    async def note(response: httpx.Response) -> None:
        request = response.request
        form = {}
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = dict(parse_qsl(request.content.decode()))
        seen.append([request.method, request.url.path, response.status_code, form.get("grant_type")])

    def factory(headers=None, timeout=None, auth=None) -> httpx.AsyncClient:  # noqa: ANN001
        return httpx.AsyncClient(
            headers=headers, timeout=timeout, auth=auth, verify=context, event_hooks={"response": [note]}
        )

    async def once() -> str:
        async with streamablehttp_client(wanted["url"], auth=provider, httpx_client_factory=factory) as (
            read,
            write,
            _,
        ):
            async with ClientSession(read, write) as session:
                await session.initialize()
                names = [tool.name for tool in (await session.list_tools()).tools]
                assert "add" in names, names
                result = await session.call_tool("add", {"a": 2, "b": 3})
                return result.content[0].text

    first = await once()
    secrets += [storage.tokens.access_token, storage.tokens.refresh_token, storage.client.client_secret]
    provider.context.token_expiry_time = 1
    before = len(browser.visited)
    second = await once()
    secrets += [storage.tokens.access_token, storage.tokens.refresh_token]
    return {
        "results": [first, second], "seen": seen, "client_id": storage.client.client_id,
        "auth_method": storage.client.token_endpoint_auth_method, "access_token": storage.tokens.access_token,
        "refresh_token": storage.tokens.refresh_token, "client_secret": storage.client.client_secret,
        "signed_in_again": len(browser.visited) > before, "secrets": secrets,
    }  # fmt: skip


def answer(line: str) -> dict:
    try:
        return asyncio.run(run(json.loads(line)))
    except BaseException:  # noqa: BLE001
        return {"problem": traceback.format_exc()[-4000:]}


if __name__ == "__main__":
    resolve_locally()
    for line in sys.stdin:
        print(json.dumps(answer(line)), flush=True)
