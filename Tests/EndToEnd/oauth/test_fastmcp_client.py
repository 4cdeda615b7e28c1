"""FastMCP's client with its own callback server: what it opens in a browser is walked through."""

from __future__ import annotations

import asyncio
import threading
import webbrowser
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from fastmcp import Client
from fastmcp.client.auth import OAuth
from fastmcp.client.transports import StreamableHttpTransport

from support.oauth import issued
from support.oauth.assertions import sign_token_requests
from support.oauth.clients import WAYS
from support.oauth.mcp_servers import KINDS
from support.waiting import eventually


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WAYS)
def test_it_signs_in_calls_refreshes_and_revokes(site, urls, ways, kind, name, monkeypatch) -> None:
    browser, way = site.browser(), ways[name]

    def walk(url: str) -> None:
        redirect = parse_qs(urlsplit(url).query)["redirect_uri"][0]
        answer = browser.authorize(url, redirect)
        issued.note_members(answer)
        eventually("the callback server", lambda: _called_back(browser, f"{redirect}?{urlencode(answer)}"), 10)

    monkeypatch.setattr(webbrowser, "open", lambda url: threading.Thread(target=walk, args=(url,)).start())

    def factory(**options):  # noqa: ANN003, ANN202
        return httpx2.AsyncClient(**{**options, "verify": site.context})

    auth = OAuth(
        urls[kind], httpx_client_factory=factory, client_metadata_url=way.document,
        additional_client_metadata={"token_endpoint_auth_method": way.auth_method},
    )  # fmt: skip
    if way.key is not None:
        sign_token_requests(auth, way.key.pem, way.key.identifier)

    async def use() -> None:
        transport = StreamableHttpTransport(urls[kind], auth=auth, httpx_client_factory=factory)
        async with Client(transport) as client:
            assert "add" in [tool.name for tool in await client.list_tools()]
            assert (await client.call_tool("add", {"a": 2, "b": 3})).data == 5

    async def life() -> None:
        await use()
        before, visited = auth.context.current_tokens, len(browser.visited)
        auth.context.token_expiry_time = 1
        await use()
        after, known = auth.context.current_tokens, auth.context.client_info
        for tokens in (before, after):
            issued.note_members(tokens.model_dump())
        issued.note("client_secret", known.client_secret)
        assert after.access_token != before.access_token and len(browser.visited) == visited
        assert (known.client_id == way.document) is (way.document is not None)
        assert way.revoke(site, known.client_id, known.client_secret, after.refresh_token) == 200
        assert site.call(urls[kind], after.access_token).status == 401

    asyncio.run(life())


def _called_back(browser, url: str) -> bool:  # noqa: ANN001
    try:
        return browser.request(url).status == 200
    except OSError:
        return False
