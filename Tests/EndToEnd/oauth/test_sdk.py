"""The official SDK goes through discovery, registration, sign-in, calls, refresh and revocation."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest

from support.node import ROOT
from support.oauth import issued
from support.oauth.mcp_servers import KINDS
from support.oauth.sdk import SDKClient, text_of

MODES = ["auto", "legacy", "2026-07-28"]
OLD_PYTHON = Path(os.environ.get("MCP1_PYTHON", ROOT / ".tools/mcp1/bin/python"))


async def _use(client: SDKClient, mode: str) -> None:
    async with client.session(mode) as session:
        names = [tool.name for tool in (await session.list_tools()).tools]
        assert "add" in names, names
        assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))


async def _whole_life(client: SDKClient, mode: str) -> None:
    """Signs in, calls, refreshes without a browser, revokes, and is asked to sign in again."""
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
def test_every_mode_works_with_every_kind_of_server(site, urls, kind, mode) -> None:
    client = SDKClient(urls[kind], site.context, site.browser())
    asyncio.run(_whole_life(client, mode))


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic"])
def test_clients_with_secrets_work(site, url, method) -> None:
    client = SDKClient(url, site.context, site.browser(), auth_method=method)
    asyncio.run(_whole_life(client, "auto"))
    assert client.storage.client is not None and client.storage.client.client_secret


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


@pytest.mark.parametrize("method", [None, "none", "client_secret_post", "client_secret_basic"])
@pytest.mark.parametrize("kind", ["stateful-sse", "stateless-json"])
def test_the_sdk_of_the_generation_before_works(site, urls, kind, method, tmp_path) -> None:
    wanted = {"url": urls[kind], "ca": str(site.write_authority(tmp_path)), "auth_method": method}
    done = _old_client(wanted)
    assert done["results"] == ["5", "5"]
    assert not done["signed_in_again"], "the browser was needed for a refresh"
    answer = site.post(
        "/revoke",
        {"token": done["refresh_token"], "client_id": done["client_id"]}
        | ({"client_secret": done["client_secret"]} if done["client_secret"] else {}),
    )
    assert answer.status == 200
    assert site.call(urls[kind], done["access_token"]).status == 401


def test_the_sdk_of_the_generation_before_works_with_a_document(site, url, documents, tmp_path) -> None:
    address = documents.publish(
        "/older.json", client_name="Older", redirect_uris=["http://localhost/callback"], response_types=["code"],
        grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none",
    )  # fmt: skip
    done = _old_client(
        {"url": url, "ca": str(site.write_authority(tmp_path)), "client_metadata_url": address},
    )
    assert done["results"] == ["5", "5"] and done["client_id"] == address
    assert not [path for _, path, _, _ in done["seen"] if path == "/register"]


def _old_client(wanted: dict) -> dict:
    program = Path(__file__).resolve().parents[1] / "support/oauth/sdk_1_client.py"
    done = subprocess.run(
        [str(OLD_PYTHON), str(program), json.dumps(wanted)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(program.parents[2])},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    result = json.loads(done.stdout)
    for value in result.pop("secrets"):
        issued.note("of the older SDK", value)
    return result
