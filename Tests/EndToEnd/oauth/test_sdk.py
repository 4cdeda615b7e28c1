"""The official SDK goes through discovery, registration, sign-in, calls, refresh and revocation."""

from __future__ import annotations

import asyncio

import pytest

from support.oauth.clients import WAYS
from support.oauth.mcp_servers import KINDS
from support.oauth.sdk import SDKClient, text_of
from support.oauth.sdk_1 import OlderSDK

MODES = ["auto", "legacy", "2026-07-28"]


@pytest.fixture(scope="module")
def older() -> OlderSDK:
    made = OlderSDK()
    yield made
    made.end()


async def _use(client: SDKClient, mode: str) -> None:
    async with client.session(mode) as session:
        names = [tool.name for tool in (await session.list_tools()).tools]
        assert "add" in names, names
        assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))


async def _whole_life(client: SDKClient, mode: str) -> None:
    """Signs in, calls, and refreshes without a browser."""
    await _use(client, mode)
    assert client.storage.tokens is not None and client.storage.tokens.refresh_token
    first = client.storage.tokens
    visited = len(client.browser.visited)

    client.expire()
    await _use(client, mode)
    assert len(client.browser.visited) == visited, "the browser was needed for a refresh"
    assert client.storage.tokens.access_token != first.access_token
    assert client.storage.tokens.refresh_token != first.refresh_token


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WAYS)
def test_every_way_to_be_known_works_in_every_mode_with_every_kind_of_server(
    site, urls, ways, name, kind, mode
) -> None:
    way = ways[name]
    client = SDKClient(
        urls[kind], site.context, site.browser(), auth_method=way.auth_method, client_metadata_url=way.document,
        key=way.key,
    )  # fmt: skip
    asyncio.run(_whole_life(client, mode))
    known, tokens = client.storage.client, client.storage.tokens
    assert known is not None and tokens is not None
    assert bool(client.sent("/register")) is (way.document is None)
    assert bool(known.client_secret) is (name in ("dcr-post", "dcr-basic"))
    assert [e.form["grant_type"] for e in client.sent("/token")] == ["authorization_code", "refresh_token"]
    assert all(("client_assertion" in e.form) is (way.key is not None) for e in client.sent("/token"))
    assert way.revoke(site, known.client_id, known.client_secret, tokens.refresh_token) == 200
    assert site.call(urls[kind], tokens.access_token).status == 401


def test_a_revoked_client_signs_in_again(site, url) -> None:
    client = SDKClient(url, site.context, site.browser())
    asyncio.run(_use(client, "auto"))
    tokens = client.storage.tokens
    assert tokens is not None and client.storage.client is not None
    answer = site.post("/revoke", {"token": tokens.refresh_token, "client_id": client.storage.client.client_id})
    assert answer.status == 200
    assert site.call(url, tokens.access_token).status == 401
    visited = len(client.browser.visited)
    asyncio.run(_use(client, "auto"))
    assert len(client.browser.visited) > visited
    assert client.storage.tokens.access_token != tokens.access_token


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["dcr-default", *WAYS])
def test_the_sdk_of_the_generation_before_works(site, urls, ways, older, kind, name, tmp_path) -> None:
    """Left to itself it asks for no method at all."""
    way = ways["dcr-post" if name == "dcr-default" else name]
    seen = older.whole_life(
        url=urls[kind], ca=str(site.write_authority(tmp_path)), client_metadata_url=way.document,
        auth_method=None if name == "dcr-default" else way.auth_method,
        key=[way.key.pem, way.key.identifier] if way.key else None,
    )  # fmt: skip
    assert seen["results"] == ["5", "5"]
    assert not seen["signed_in_again"], "the browser was needed for a refresh"
    assert bool([path for _, path, _, _ in seen["seen"] if path == "/register"]) is (way.document is None)
    grants = [grant for _, path, _, grant in seen["seen"] if path == "/token"]
    assert grants == ["authorization_code", "refresh_token"]
    assert way.revoke(site, seen["client_id"], seen["client_secret"], seen["refresh_token"]) == 200
    assert site.call(urls[kind], seen["access_token"]).status == 401
