"""OAuth clients that have nothing to do with MCP: Authlib, and oauthlib with requests."""

from __future__ import annotations

import secrets

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from requests_oauthlib import OAuth2Session as OAuthlibSession

from support.oauth import issued

REDIRECT = "https://app.example.com/callback"


@pytest.fixture(autouse=True)
def trusted(site, tmp_path, monkeypatch) -> str:
    """The local authority, which requests finds by its setting, too."""
    path = str(site.write_authority(tmp_path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", path)
    return path


@pytest.fixture
def metadata(site, trusted) -> dict:
    return requests.get(f"{site.issuer}/.well-known/oauth-authorization-server", verify=trusted, timeout=10).json()


def _answered(site, address: str) -> str:  # noqa: ANN001
    """The address with which a browser comes back."""
    browser = site.browser()
    values = browser.authorize(address, REDIRECT)
    issued.note_members(values)
    return next(
        page.header("location")
        for page in reversed(browser.pages)
        if (page.header("location") or "").startswith(REDIRECT)
    )


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_authlib(site, url, metadata, method) -> None:
    client = site.register(redirect_uris=[REDIRECT], client_name="Authlib", token_endpoint_auth_method=method)
    session = AuthlibSession(
        client["client_id"], client.get("client_secret"), redirect_uri=REDIRECT, scope="mcp:read mcp:write",
        code_challenge_method="S256", token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
    )  # fmt: skip
    verifier = secrets.token_urlsafe(48)
    address, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, resource=url
    )
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=_answered(site, address), state=state,
        code_verifier=verifier,
    )  # fmt: skip
    issued.note_members(dict(token))
    assert token["token_type"] == "Bearer" and token["scope"] == "mcp:read mcp:write"
    assert site.call(url, token["access_token"]).status == 200
    newer = session.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    issued.note_members(dict(newer))
    assert newer["access_token"] != token["access_token"]
    assert site.call(url, newer["access_token"]).status == 200
    if method != "none":
        told = session.introspect_token(metadata["introspection_endpoint"], token=newer["access_token"])
        assert told.json()["active"] is True and told.json()["username"] == "ann"
    answer = session.revoke_token(metadata["revocation_endpoint"], token=newer["refresh_token"])
    assert answer.status_code == 200
    assert site.call(url, newer["access_token"]).status == 401


def test_requests_oauthlib(site, url, trusted, metadata) -> None:
    client = site.register(redirect_uris=[REDIRECT], client_name="oauthlib", token_endpoint_auth_method="none")
    session = OAuthlibSession(client["client_id"], redirect_uri=REDIRECT, scope=["mcp:read", "mcp:write"], pkce="S256")
    address, _ = session.authorization_url(metadata["authorization_endpoint"], resource=url)
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=_answered(site, address), verify=trusted,
        include_client_id=True,
    )  # fmt: skip
    issued.note_members(dict(token))
    assert site.call(url, token["access_token"]).status == 200
    newer = session.refresh_token(
        metadata["token_endpoint"], refresh_token=token["refresh_token"], client_id=client["client_id"], verify=trusted
    )
    issued.note_members(dict(newer))
    assert newer["access_token"] != token["access_token"]


def test_requests_oauthlib_with_a_secret(site, url, trusted, metadata) -> None:
    client = site.register(redirect_uris=[REDIRECT], client_name="oauthlib (basic)")
    assert client["token_endpoint_auth_method"] == "client_secret_basic"
    session = OAuthlibSession(client["client_id"], redirect_uri=REDIRECT, scope=["mcp:read"], pkce="S256")
    address, _ = session.authorization_url(metadata["authorization_endpoint"], resource=url)
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=_answered(site, address), verify=trusted,
        client_secret=client["client_secret"],
    )  # fmt: skip
    issued.note_members(dict(token))
    assert token["scope"] == ["mcp:read"]
    assert site.call(url, token["access_token"]).status == 200
