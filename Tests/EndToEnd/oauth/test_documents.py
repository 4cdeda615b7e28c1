"""Clients that are known by an address where their metadata is published (Client ID Metadata Documents)."""

from __future__ import annotations

import asyncio
import json

from mcp.client.auth.extensions.client_credentials import (
    ClientCredentialsOAuthProvider,
    PrivateKeyJWTOAuthProvider,
    SignedJWTParameters,
)

from support.oauth import issued
from support.oauth.documents import ClientKey
from support.oauth.double import Double, assertion
from support.oauth.sdk import MemoryStorage, SDKClient, text_of

LOOPBACK = ["http://localhost/callback", "http://127.0.0.1/callback"]


def _publish(documents, path: str, **more: object) -> str:  # noqa: ANN001
    return documents.publish(
        path,
        **{
            "client_name": "Published", "redirect_uris": LOOPBACK, "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "none", **more,
        },
    )  # fmt: skip


def test_the_sdk_with_a_document_signs_in_calls_and_refreshes(site, url, documents) -> None:
    address = _publish(documents, "/public.json")
    client = SDKClient(url, site.context, site.browser(), client_metadata_url=address)

    async def life() -> None:
        for _ in range(2):
            async with client.session() as session:
                assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))
            client.expire()

    asyncio.run(life())
    assert client.storage.client is not None and client.storage.client.client_id == address
    assert not client.sent("/register"), "a client with a document registered"
    assert [e.form["grant_type"] for e in client.sent("/token")] == ["authorization_code", "refresh_token"]
    consent = next(page.body for page in client.browser.pages if page.form_with("decision"))
    assert "clients.localhost" in consent


def test_a_document_with_a_key_signs_in_and_refreshes(site, url, documents) -> None:
    key = ClientKey("k1")
    address = _publish(
        documents, "/keyed.json", token_endpoint_auth_method="private_key_jwt",
        jwks_uri=documents.publish_key("/keyed-jwks.json", key),
    )  # fmt: skip
    double = Double(site, url, "http://127.0.0.1:49152/callback")
    double.client_id = address
    double.discover()
    double.authorize()
    unsigned = double.redeem()
    assert unsigned.status == 401 and json.loads(unsigned.body)["error"] == "invalid_client"
    double.authorize()
    answer = double.redeem(assertion(address, double.metadata["issuer"], key), resource=url)
    assert answer.status == 200, answer.body
    double.works()
    answer = double.refresh(assertion(address, double.metadata["token_endpoint"], key))
    assert answer.status == 200, answer.body
    double.works()


def test_an_assertion_works_once(site, url, documents) -> None:
    key = ClientKey("k2")
    address = _publish(
        documents, "/once.json", token_endpoint_auth_method="private_key_jwt", jwks={"keys": [key.public]}
    )
    double = Double(site, url, "http://127.0.0.1:49152/callback", client_id=address)
    double.discover()
    double.authorize()
    signed = assertion(address, double.metadata["issuer"], key)
    assert double.redeem(signed).status == 200
    again = double.refresh(signed)
    assert again.status == 401 and json.loads(again.body)["error"] == "invalid_client"


def test_a_machine_with_a_key_gets_in_by_the_sdk(site, url, documents) -> None:
    key = ClientKey("machine")
    client = site.run(
        "oauth", "client", "register", "build", "--grant-types", "client_credentials", "--auth-method",
        "private_key_jwt", "--set", "jwks_uri=" + documents.publish_key("/machine-jwks.json", key),
    )  # fmt: skip
    name = client["client_id"]
    provider = PrivateKeyJWTOAuthProvider(
        server_url=url, storage=MemoryStorage(), client_id=name, issuer=site.issuer,
        assertion_provider=SignedJWTParameters(
            issuer=name, subject=name, signing_key=key.pem, additional_claims=None
        ).create_assertion_provider(),
    )  # fmt: skip
    _call_as(site, url, provider)


def test_nobody_lets_itself_in_by_publishing_a_document(site, url, documents) -> None:
    key = ClientKey("stranger")
    address = _publish(
        documents, "/stranger.json", token_endpoint_auth_method="private_key_jwt", jwks={"keys": [key.public]},
        grant_types=["client_credentials"],
    )  # fmt: skip
    signed = assertion(address, site.issuer, key)
    answer = site.post("/token", {"grant_type": "client_credentials", "resource": url, **signed})
    assert answer.status in (400, 401), answer.body
    assert json.loads(answer.body)["error"] in ("invalid_client", "unauthorized_client")


def test_a_machine_with_a_secret_gets_in_by_the_sdk(site, url) -> None:
    made = site.run(
        "oauth", "client", "register", "nightly", "urn:ietf:wg:oauth:2.0:oob", "mcp:read", "--grant-types",
        "client_credentials", "--auth-method", "client_secret_basic",
    )  # fmt: skip
    issued.note_members(made)
    provider = ClientCredentialsOAuthProvider(
        server_url=url, storage=MemoryStorage(), client_id=made["client_id"], client_secret=made["client_secret"],
        issuer=site.issuer,
    )  # fmt: skip
    _call_as(site, url, provider)
    with_too_much = site.post(
        "/token",
        {
            "grant_type": "client_credentials", "client_id": made["client_id"], "resource": url,
            "client_secret": made["client_secret"], "scope": "mcp:read mcp:write",
        },
    )  # fmt: skip
    assert json.loads(with_too_much.body)["scope"] == "mcp:read"


def _call_as(site, url: str, provider) -> None:  # noqa: ANN001
    client = SDKClient(url, site.context, site.browser())

    async def call() -> None:
        async with client.session(auth=provider) as session:
            assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))

    asyncio.run(call())
    assert not client.browser.visited
