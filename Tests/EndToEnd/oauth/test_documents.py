"""Clients that are known by an address where their metadata is published (Client ID Metadata Documents)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest
from mcp.client.auth.extensions.client_credentials import (
    ClientCredentialsOAuthProvider,
    PrivateKeyJWTOAuthProvider,
    SignedJWTParameters,
)

from support.oauth import issued
from support.oauth.documents import ClientDocuments, ClientKey
from support.oauth.double import Double, assertion
from support.oauth.sdk import MemoryStorage, SDKClient, text_of
from support.waiting import eventually

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


@pytest.fixture(scope="module")
def strangers(authority, tmp_path_factory) -> Iterator[ClientDocuments]:
    """A host of its own for what is refused: only so many documents of one host are fetched in a minute."""
    made = ClientDocuments(authority, tmp_path_factory.mktemp("strangers"), "strangers.localhost")
    yield made
    made.stop()


UNUSABLE = {
    "names another client": {"client_id": "https://elsewhere.example/client.json"},
    "has no redirect address": {"redirect_uris": None},
    "has an unsafe redirect address": {"redirect_uris": ["javascript:alert(1)"]},
    "has a remote redirect address over plain HTTP": {"redirect_uris": ["http://app.example.com/callback"]},
    "tells a secret": {"client_secret": "everybody-reads-this"},
    "wants a secret": {"token_endpoint_auth_method": "client_secret_basic"},
    "is longer than five kilobytes": {"software_statement_filler": "f" * 6000},
    "has a private key in it": {"jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "d": "d"}]}},
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_client_whose_document_cannot_be_used_is_refused_on_a_page(site, url, strangers, name) -> None:
    path = "/unusable-" + name.replace(" ", "-") + ".json"
    metadata = {
        "client_id": strangers.url(path), "client_name": "Unusable", "redirect_uris": LOOPBACK,
        "token_endpoint_auth_method": "none", **UNUSABLE[name],
    }  # fmt: skip
    kept = {key: value for key, value in metadata.items() if value is not None}
    strangers.published[path] = json.dumps(kept).encode()
    _expect_page(site, url, strangers.url(path))


@pytest.mark.parametrize(
    "address",
    [
        "https://strangers.localhost:{port}/absent.json", "https://strangers.localhost:{port}/", "https://strangers.localhost:{port}",
        "http://strangers.localhost:{port}/public.json", "https://u@strangers.localhost:{port}/public.json",
        "https://strangers.localhost:{port}/a/../public.json", "https://strangers.localhost:{port}/%2e/public.json",
        "https://strangers.localhost:{port}/public.json#x", "https://clients.localhost:1/nobody.json",
        "https://10.0.0.1/client.json", "https://169.254.169.254/latest/meta-data", "https://[::ffff:10.0.0.1]/client.json",
        "https://[64:ff9b::a00:1]/client.json", "https://100.64.0.1/client.json", "https://[fd00::1]/client.json",
        "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_that_names_no_document_is_refused_on_a_page(site, url, strangers, address) -> None:
    _publish(strangers, "/public.json")
    _expect_page(site, url, address.format(port=strangers.port))


def test_a_document_whose_server_is_away_is_no_reason_to_forget_a_client(
    site, url, authority, tmp_path
) -> None:
    """Clients take 400 and invalid_client for the sign to begin anew, and forget what they hold."""
    outage = ClientDocuments(authority, tmp_path, "outage.localhost")
    address = _publish(outage, "/client.json")
    outage.status = 503
    _expect_page(site, url, address, 503)
    form = {"grant_type": "refresh_token", "refresh_token": "x" * 43, "client_id": address}
    answer = site.post("/token", form)
    assert answer.status == 503 and json.loads(answer.body)["error"] == "temporarily_unavailable", answer.body
    assert int(answer.header("retry-after") or 0) > 0
    # What is not there is not known, and keeps nobody from what is.
    other = ClientDocuments(authority, tmp_path, "changing.localhost")
    for number in range(4):
        missing = other.url(f"/{number}.json")
        assert site.post("/token", form | {"client_id": missing}).status == 401
    good = _publish(other, "/client.json")
    assert json.loads(site.post("/token", form | {"client_id": good}).body)["error"] == "invalid_grant"
    for one in (outage, other):
        one.stop()


def _expect_page(site, url: str, client_id: str, status: int = 400) -> None:  # noqa: ANN001
    double = Double(site, url, "http://127.0.0.1:49152/callback", client_id=client_id)
    double.discover()
    page = double.browser.request(double.authorize_url())
    assert page.status == status and page.header("location") is None, (page.status, page.body[:500])
    assert (page.header("content-type") or "").startswith("text/html")


def test_a_document_that_redirects_is_not_followed(site, url, strangers) -> None:
    target = _publish(strangers, "/target.json")
    strangers.redirects["/moved.json"] = target
    _expect_page(site, url, strangers.url("/moved.json"))
    assert "/target.json" not in strangers.fetched


def test_a_client_stays_signed_in_while_its_document_is_away_and_the_node_restarts(
    make_site, mcp_servers, documents, authority, tmp_path
) -> None:
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(authority.pem)
    site = make_site(EGRESS_ALLOWED="127.0.0.0/8", EGRESS_CA_FILE=trusted)
    address = _publish(documents, "/away.json")
    double = Double(
        site, site.guard("away.localhost", mcp_servers.url("stateless-json")), LOOPBACK[0], client_id=address
    )
    double.discover()
    double.authorize()
    assert double.redeem().status == 200
    del documents.published["/away.json"]
    site.node.stop()
    site.node.start()
    eventually("the guarded host", lambda: site.call(double.url, None).status == 401, 10, every=0.05)
    assert double.refresh().status == 200
    double.works()


def test_an_assertion_with_a_wrong_claim_is_refused(site, url, documents) -> None:
    key = ClientKey("claims")
    address = _publish(
        documents, "/claims.json", token_endpoint_auth_method="private_key_jwt", jwks={"keys": [key.public]}
    )
    double = Double(site, url, "http://127.0.0.1:49152/callback", client_id=address)
    double.discover()
    for change in (
        {"aud": "https://elsewhere.example"}, {"exp": 1}, {"exp": None}, {"iat": 4_000_000_000}, {"jti": None},
        {"sub": "https://elsewhere.example/c.json"}, {"iss": "https://elsewhere.example/c.json"}, {"aud": None},
    ):  # fmt: skip
        double.authorize()
        answer = double.redeem({"client_id": address, **assertion(address, site.issuer, key, **change)})
        assert answer.status == 401 and json.loads(answer.body)["error"] == "invalid_client", (change, answer.body)
    for forged in (ClientKey("claims"), ClientKey("unknown")):
        double.authorize()
        answer = double.redeem({"client_id": address, **assertion(address, site.issuer, forged)})
        assert answer.status == 401 and json.loads(answer.body)["error"] == "invalid_client", answer.body
    double.authorize()
    assert double.redeem({"client_id": address, **assertion(address, site.issuer, key)}).status == 200


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
