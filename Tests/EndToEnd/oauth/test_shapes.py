"""Documents and answers have every member that clients look for, and the fields that keep them from being kept."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest

from support.oauth import issued
from support.oauth.browser import Page
from support.oauth.double import Double
from support.waiting import eventually
from support.wire import Wire

REDIRECT = "https://app.example.com/callback"


def _is_kept_by_nobody(answer: Page) -> bool:
    return "no-store" in (answer.header("cache-control") or "")


def test_the_server_tells_all_that_it_can(site) -> None:
    answer = site.get("/.well-known/oauth-authorization-server")
    assert answer.status == 200 and (answer.header("content-type") or "").startswith("application/json")
    document = json.loads(answer.body)
    for name in ("authorization", "token", "registration", "revocation", "introspection", "device_authorization"):
        assert document[f"{name}_endpoint"].startswith(site.issuer + "/"), name
    assert document["jwks_uri"].startswith(site.issuer + "/")
    assert document["response_types_supported"] == ["code"] and document["response_modes_supported"] == ["query"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert {"authorization_code", "refresh_token", "client_credentials"} <= set(document["grant_types_supported"])
    assert {"RS256", "ES256", "EdDSA"} <= set(document["token_endpoint_auth_signing_alg_values_supported"])
    assert "none" not in document["token_endpoint_auth_signing_alg_values_supported"]
    assert document["revocation_endpoint_auth_methods_supported"]
    assert "offline_access" in document["scopes_supported"]
    assert document["client_id_metadata_document_supported"] is True
    assert document["authorization_response_iss_parameter_supported"] is True
    assert None not in document.values()


def test_a_head_answer_has_the_length_of_the_document_and_nothing_after_it(site, url) -> None:
    """On one connection, so that a byte of a body would be taken for the beginning of the next answer."""
    guarded = urlsplit(url).netloc
    documents = [
        (urlsplit(site.issuer).netloc, "/.well-known/oauth-authorization-server"),
        (urlsplit(site.issuer).netloc, "/jwks"),
        (guarded, "/.well-known/oauth-protected-resource/mcp"), (guarded, "/.well-known/oauth-protected-resource"),
        (guarded, "/.well-known/oauth-authorization-server"),
    ]  # fmt: skip
    for authority, path in documents:
        with Wire(site.node.https_port).start_tls(site.context, authority.split(":")[0]) as wire:
            for _ in range(2):
                told = wire.request(authority, path, "HEAD")
                read = wire.request(authority, path)
                assert told.status == read.status == 200, (authority, path)
                assert told.header("content-length") == str(len(read.body)) != "0", (authority, path)
                assert told.header("content-type") == read.header("content-type")
            assert wire.is_quiet(0.05)


def test_every_path_of_a_host_is_described_as_itself_or_not_at_all(site, url) -> None:
    host = url.removesuffix("/mcp")
    document = json.loads(site.get(host + "/.well-known/oauth-protected-resource/mcp").body)
    assert document["resource"] == url and document["authorization_servers"] == [site.issuer]
    assert document["bearer_methods_supported"] == ["header"] and document["resource_name"]
    assert {"mcp:read", "mcp:write"} <= set(document["scopes_supported"])
    other = site.get(host + "/.well-known/oauth-protected-resource/other")
    assert other.status == 404 or json.loads(other.body)["resource"] != url


@pytest.mark.parametrize("token", [None, "x"])
def test_a_refusal_is_json_that_nobody_keeps(site, url, token) -> None:
    answer = site.call(url, token)
    assert answer.status == 401 and _is_kept_by_nobody(answer)
    assert (answer.header("content-type") or "").startswith("application/json")
    body = json.loads(answer.body)
    assert body["jsonrpc"] == "2.0" and body["error"]["code"] == -32001 and "id" in body
    challenge = answer.header("www-authenticate") or ""
    assert re.fullmatch(r'Bearer \w+="[^"]*"(, \w+="[^"]*")*', challenge), challenge
    assert ("error=" in challenge) is (token is not None)


@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post", None])
def test_a_registration_is_answered_with_all_that_was_agreed(site, method) -> None:
    asked = {"redirect_uris": [REDIRECT], "client_name": "Shapes", "logo_uri": None, "software_id": None}
    answer = site.register_page(**asked, **({"token_endpoint_auth_method": method} if method else {}))
    assert answer.status == 201 and _is_kept_by_nobody(answer)
    made = json.loads(answer.body)
    assert None not in made.values()
    assert made["token_endpoint_auth_method"] == (method or "client_secret_basic")
    assert set(made["grant_types"]) == {"authorization_code", "refresh_token"} and made["response_types"] == ["code"]
    assert made["redirect_uris"] == [REDIRECT] and made["client_name"] == "Shapes"
    assert isinstance(made["client_id_issued_at"], int)
    assert ("client_secret" in made) is (method != "none")
    assert made.get("client_secret_expires_at") == (None if method == "none" else 0)
    assert made["registration_client_uri"].startswith(site.issuer + "/") and made["registration_access_token"]


def test_a_registration_is_read_changed_and_ended_with_its_token(site, url) -> None:
    double = Double(site, url, REDIRECT)
    double.discover()
    made = double.register(client_name="Before", token_endpoint_auth_method="none")
    other = site.register(redirect_uris=[REDIRECT], client_name="Other", token_endpoint_auth_method="none")
    address, token = made["registration_client_uri"], {"Authorization": f"Bearer {made['registration_access_token']}"}
    wrong = {"Authorization": f"Bearer {other['registration_access_token']}"}
    for headers in (None, wrong):
        assert site.get(address, headers).status == 401
    read = site.get(address, token)
    issued.note_json(read.body)
    assert read.status == 200 and json.loads(read.body)["client_name"] == "Before"
    changed = {"client_id": made["client_id"], "redirect_uris": [REDIRECT], "client_name": "After"}
    answer = site.browser().request(
        address, "PUT", json.dumps({**changed, "token_endpoint_auth_method": "none"}),
        {"Content-Type": "application/json", **token},
    )  # fmt: skip
    issued.note_json(answer.body)
    assert answer.status == 200 and json.loads(answer.body)["client_name"] == "After"
    double.authorize()
    assert any("After" in page.body for page in double.browser.pages)
    assert double.redeem().status == 200
    if newer := json.loads(answer.body).get("registration_access_token"):
        token = {"Authorization": f"Bearer {newer}"}
    assert site.get(address, token, "DELETE").status == 204
    eventually("the end", lambda: site.call(url, double.tokens["access_token"]).status == 401, 1, every=0.02)
    assert site.get(address, token).status == 401
    assert double.refresh().status == 401


def test_tokens_come_as_json_that_nobody_keeps(site, url) -> None:
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(client_name="Shapes", token_endpoint_auth_method="none")
    double.authorize(scope="mcp:read nonsense")
    answer = double.redeem()
    assert answer.status == 200 and _is_kept_by_nobody(answer) and answer.header("pragma") == "no-cache"
    tokens = json.loads(answer.body)
    assert tokens["token_type"] == "Bearer" and isinstance(tokens["expires_in"], int)
    assert tokens["scope"] == "mcp:read" and tokens["refresh_token"]
    wider = double.refresh(scope="mcp:read mcp:write")
    assert wider.status == 400 and json.loads(wider.body)["error"] == "invalid_scope"
    elsewhere = double.refresh(resource="https://elsewhere.example/mcp")
    assert elsewhere.status == 400 and json.loads(elsewhere.body)["error"] == "invalid_target"
    for failed in (wider, elsewhere):
        assert _is_kept_by_nobody(failed)
        assert set(json.loads(failed.body)) <= {"error", "error_description", "error_uri"}
    assert double.refresh().status == 200


def test_keys_are_published_without_their_private_half_and_may_be_kept(site) -> None:
    answer = site.get("/jwks")
    assert "max-age" in (answer.header("cache-control") or "")
    for key in json.loads(answer.body)["keys"]:
        assert key["kid"] and key["alg"] in ("RS256", "ES256")
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)


@pytest.mark.parametrize("spelling", ["{url}/", "HTTPS://{host}/mcp"])
def test_a_resource_may_be_spelled_in_several_ways(site, url, spelling) -> None:
    resource = spelling.format(url=url, host=url.split("/")[2].upper())
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(client_name="Spelled", token_endpoint_auth_method="none")
    double.authorize(resource=resource)
    assert double.redeem(resource=resource).status == 200
    double.works()
