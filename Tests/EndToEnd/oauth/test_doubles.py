"""Clients as they were seen in the wild: each sends what the real one sends."""

from __future__ import annotations

import json
import time

import pytest

from support.oauth.browser import Refused
from support.oauth.documents import ClientKey
from support.oauth.double import Double, assertion
from support.waiting import eventually

BOTH = ["authorization_code", "refresh_token"]


def test_claude_registers_twice(site, urls) -> None:
    """Registers anew a second later, asks for a secret by post, and adds offline_access."""
    url = urls["stateful-sse"]
    double = Double(site, url, "https://claude.ai/api/mcp/auth_callback")
    document = double.discover(**{"User-Agent": "python-httpx/0.28.1"})
    asked = {
        "client_name": "Claude", "grant_types": BOTH, "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_post", "scope": "mcp:read mcp:write offline_access",
    }  # fmt: skip
    first = double.register(**asked)
    time.sleep(1)
    second = double.register(**asked)
    for answer in (first, second):
        assert answer["token_endpoint_auth_method"] == "client_secret_post" and answer["client_secret"]
        assert "refresh_token" in answer["grant_types"]
        assert None not in answer.values()
    double.authorize(scope=" ".join([*document["scopes_supported"], "offline_access"]), prompt="consent")
    answer = double.redeem(resource=url, headers={"User-Agent": "python-httpx/0.28.1"})
    assert answer.status == 200, answer.body
    assert double.tokens["refresh_token"] and double.tokens["scope"]

    # The first registration is as good as the second.
    double.client_id, double.secret = first["client_id"], first["client_secret"]
    double.authorize(scope="mcp:read", prompt="consent")
    assert double.redeem(resource=url).status == 200

    session = _initialize(site, url, double.tokens["access_token"], "2025-11-25")
    listed = _legacy(
        site, url, double.tokens["access_token"], "tools/list",
        **{"Mcp-Session-Id": session, "MCP-Protocol-Version": "2025-11-25", "User-Agent": "Claude-User"},
    )  # fmt: skip
    assert listed.status == 200 and "add" in listed.body
    assert double.refresh().status == 200


def test_claude_is_understood_although_it_names_another_revision(site, mcp_servers) -> None:
    """It negotiates one, and names a newer one from then on, which servers refuse."""
    host = "claude.localhost"
    url = site.guard(host, mcp_servers.url("stateful-sse"))
    double = Double(site, url, "https://claude.ai/api/mcp/auth_callback")
    double.discover()
    double.register(client_name="Claude", token_endpoint_auth_method="client_secret_post")
    double.authorize(prompt="consent")
    assert double.redeem(resource=url).status == 200
    token = double.tokens["access_token"]

    def listed():  # noqa: ANN202
        session = _initialize(site, url, token, "2025-11-25")
        return _legacy(
            site, url, token, "tools/list", **{"Mcp-Session-Id": session, "MCP-Protocol-Version": "2026-07-28"}
        )

    assert listed().status == 400
    site.run("proxy", "resource", "set", host, "/mcp", "mcp:read,mcp:write", "true", "--set", "repair_version=true")
    answer = eventually("the repair", lambda: answer if (answer := listed()).status == 200 else None, 5, every=0.05)
    assert "add" in answer.body
    seen = [headers for _, _, headers in mcp_servers.requests if headers.get("mcp-protocol-version")]
    assert seen[-1]["mcp-protocol-version"] == "2025-11-25"


def test_claude_with_its_document(site, url, documents) -> None:
    double = Double(site, url, "https://claude.ai/api/mcp/auth_callback")
    double.client_id = documents.publish(
        "/oauth/mcp-oauth-client-metadata", client_name="Claude", client_uri="https://claude.ai",
        redirect_uris=["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
        grant_types=[*BOTH, "urn:ietf:params:oauth:grant-type:jwt-bearer"], response_types=["code"],
        token_endpoint_auth_method="none",
    )  # fmt: skip
    double.discover()
    assert double.metadata["client_id_metadata_document_supported"] is True
    assert "none" in double.metadata["token_endpoint_auth_methods_supported"]
    double.authorize(prompt="consent", scope="mcp:read mcp:write offline_access")
    assert double.redeem(resource=url).status == 200
    double.works()
    assert double.refresh(resource=url).status == 200


@pytest.mark.parametrize("redirect", ["http://localhost:3118/callback", "http://127.0.0.1:61234/callback"])
def test_claude_code_with_its_document(site, url, documents, redirect) -> None:
    """Its document names no port; it comes with whichever is free, and without a scope."""
    double = Double(site, url, redirect)
    double.client_id = documents.publish(
        "/oauth/claude-code-client-metadata", client_name="Claude Code",
        redirect_uris=["http://localhost/callback", "http://127.0.0.1/callback"], grant_types=BOTH,
        response_types=["code"], token_endpoint_auth_method="none",
    )  # fmt: skip
    double.discover()
    double.authorize()
    assert double.redeem(resource=url).status == 200
    double.works()
    assert double.refresh().status == 200


def test_claude_code_registers_with_a_name_in_parentheses(site, url) -> None:
    double = Double(site, url, "http://localhost:3118/callback")
    double.discover()
    answer = double.register(
        client_name="Claude Code (plugin:näme (x))", grant_types=BOTH, response_types=["code"],
        token_endpoint_auth_method="none",
    )  # fmt: skip
    # It takes null members for an error.
    assert None not in answer.values()
    double.redirect_uri = "http://localhost:54545/callback"
    double.authorize()
    assert double.redeem(resource=url).status == 200
    double.works()


def test_vs_code_with_its_document(site, url, documents) -> None:
    """Lists a grant that is not meant for it, and takes another port when its own is busy."""
    double = Double(site, url, "http://127.0.0.1:33419/")
    double.client_id = documents.publish(
        "/oauth/vscode.json", client_name="Visual Studio Code",
        redirect_uris=["http://127.0.0.1:33418/", "https://vscode.dev/redirect"],
        grant_types=[*BOTH, "urn:ietf:params:oauth:grant-type:device_code"], response_types=["code"],
        token_endpoint_auth_method="none", logo_uri="not a link",
    )  # fmt: skip
    double.discover()
    double.authorize(scope="mcp:read mcp:write")
    assert double.redeem(resource=url).status == 200
    double.works()
    assert double.refresh(resource=url).status == 200


def test_vs_code_registers_when_it_knows_no_document(site, url) -> None:
    redirects = [
        "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
        "http://127.0.0.1:33418/",
    ]  # fmt: skip
    double = Double(site, url, "https://vscode.dev/redirect")
    double.discover()
    answer = site.register(
        client_name="Visual Studio Code", client_uri="https://code.visualstudio.com",
        grant_types=[*BOTH, "urn:ietf:params:oauth:grant-type:device_code"], response_types=["code"],
        redirect_uris=redirects, scope="mcp:read mcp:write", token_endpoint_auth_method="none",
        application_type="native",
    )  # fmt: skip
    assert answer["redirect_uris"] == redirects
    double.client_id = answer["client_id"]
    double.authorize()
    assert double.redeem(resource=url).status == 200
    double.works()


@pytest.mark.parametrize("redirect", ["http://localhost:8787/callback", "cursor://anysphere.cursor-mcp/oauth/callback"])
def test_cursor_with_a_private_scheme_in_its_list(site, url, redirect) -> None:
    redirects = [
        "http://localhost:8787/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
        "cursor://anysphere.cursor-mcp/oauth/callback",
    ]  # fmt: skip
    double = Double(site, url, redirect)
    double.discover()
    answer = site.register(
        client_name="Cursor", redirect_uris=redirects, grant_types=BOTH, response_types=["code"],
        token_endpoint_auth_method="none",
    )  # fmt: skip
    assert answer["redirect_uris"] == redirects
    double.client_id = answer["client_id"]
    double.authorize()
    assert double.redeem(resource=url).status == 200
    double.works()


def test_chatgpt_with_a_list_of_methods_and_a_key(site, url, documents) -> None:
    key = ClientKey("chatgpt")
    double = Double(site, url, "https://chatgpt.com/connector_platform_oauth_redirect")
    double.client_id = documents.publish(
        "/oauth/client.json", client_name="ChatGPT",
        redirect_uris=["https://chatgpt.com/connector_platform_oauth_redirect"], grant_types=BOTH,
        response_types=["code"], token_endpoint_auth_methods_supported=["none", "private_key_jwt"],
        token_endpoint_auth_method="private_key_jwt", token_endpoint_auth_signing_alg="RS256",
        jwks_uri=documents.publish_key("/oauth/jwks.json", key),
    )  # fmt: skip
    double.discover()
    assert double.metadata["authorization_response_iss_parameter_supported"] is True
    double.authorize()
    answer = double.redeem(
        {"client_id": double.client_id, **assertion(double.client_id, double.metadata["token_endpoint"], key)},
        resource=url,
    )
    assert answer.status == 200, answer.body
    double.works()
    answer = double.refresh(assertion(double.client_id, double.metadata["issuer"], key), resource=url)
    assert answer.status == 200, answer.body


def test_chatgpt_with_the_list_alone_may_come_without_its_key(site, url, documents) -> None:
    key = ClientKey("chatgpt-2")
    double = Double(site, url, "https://chatgpt.com/connector/oauth/abc")
    double.client_id = documents.publish(
        "/oauth/abc/client.json", client_name="ChatGPT", redirect_uris=[double.redirect_uri], grant_types=BOTH,
        response_types=["code"], token_endpoint_auth_methods_supported=["none", "private_key_jwt"],
        jwks_uri=documents.publish_key("/oauth/abc/jwks.json", key),
    )  # fmt: skip
    double.discover()
    double.authorize()
    signed = assertion(double.client_id, double.metadata["issuer"], key)
    answer = double.redeem({"client_id": double.client_id, **signed}, resource=url)
    assert answer.status == 200, answer.body
    double.works()


@pytest.mark.parametrize("path", ["/callback", "/callback/9a8b"])
def test_codex_without_a_resource(site, url, documents, path) -> None:
    double = Double(site, url, f"http://127.0.0.1:40123{path}")
    double.client_id = documents.publish(
        f"/oauth/codex{len(path)}/client.json", client_name="Codex", redirect_uris=[f"http://127.0.0.1{path}"],
        grant_types=BOTH, response_types=["code"], token_endpoint_auth_method="none",
    )  # fmt: skip
    double.discover()
    double.authorize(resource=None)
    assert double.redeem().status == 200
    assert double.refresh().status == 200


def test_codex_with_the_resource_twice(site, url) -> None:
    double = Double(site, url, "http://127.0.0.1:40124/callback")
    double.discover()
    double.register(client_name="Codex", grant_types=BOTH, token_endpoint_auth_method="none")
    address = double.authorize_url()
    double.callback = double.browser.authorize(
        f"{address}&{address[address.index('resource=') :]}", double.redirect_uri
    )
    answer = site.post(
        double.metadata["token_endpoint"],
        [
            ("grant_type", "authorization_code"), ("code", double.callback["code"]), ("resource", url),
            ("redirect_uri", double.redirect_uri), ("code_verifier", double.verifier), ("resource", url),
            ("client_id", double.client_id),
        ],
    )  # fmt: skip
    assert answer.status == 200, answer.body


@pytest.mark.parametrize(
    ("name", "registered", "used", "method"),
    [
        ("Gemini CLI", ["http://localhost:7777/oauth/callback"], "http://localhost:45671/oauth/callback", "none"),
        ("MCP Inspector", ["http://localhost:6274/oauth/callback"], "http://localhost:6274/oauth/callback", "none"),
        ("MCP Inspector (debug)", ["http://localhost:6274/oauth/callback/debug"], None, "none"),
        ("n8n", ["https://oauth.n8n.cloud/oauth2/callback"], None, "client_secret_basic"),
        ("MCP CLI Proxy", ["http://localhost:3334/oauth/callback"], "http://localhost:3335/oauth/callback", "none"),
        ("LibreChat", ["https://chat.example.com/api/mcp/x/oauth/callback"], None, "client_secret_post"),
        ("Goose", ["http://localhost:49153/"], None, None), ("Zed", ["http://127.0.0.1:49152/callback"], None, "none"),
        ("GitHub Copilot CLI", ["http://127.0.0.1/"], "http://127.0.0.1:50000/", "none"),
        ("OpenCode", ["http://127.0.0.1:19876/mcp/oauth/callback"], None, "none"),
    ],
)  # fmt: skip
def test_others_that_register(site, url, name, registered, used, method) -> None:
    """None says what kind of application it is, and each comes with whichever port is free."""
    double = Double(site, url, used or registered[0])
    double.discover()
    asked = {"client_name": name, "redirect_uris": registered, "grant_types": BOTH, "response_types": ["code"]}
    answer = site.register(**asked, **({"token_endpoint_auth_method": method} if method else {}))
    assert answer["redirect_uris"] == registered and "refresh_token" in answer["grant_types"]
    double.client_id, double.secret = answer["client_id"], answer.get("client_secret")
    double.authorize()
    by_header = method == "client_secret_basic"
    proof = {"form": {}, "headers": double.basic()} if by_header else {}
    assert double.redeem(**proof, resource=url).status == 200
    double.works()
    assert double.refresh(**proof).status == 200


def test_opencode_with_a_path_that_it_did_not_list_is_told_so_on_a_page(site, url, documents) -> None:
    double = Double(site, url, "http://127.0.0.1:19876/mcp/oauth/callback")
    double.client_id = documents.publish(
        "/oauth/opencode/client.json", client_name="OpenCode",
        redirect_uris=["http://127.0.0.1/callback", "http://localhost/callback"], grant_types=BOTH,
        response_types=["code"], token_endpoint_auth_method="none",
    )  # fmt: skip
    double.discover()
    with pytest.raises(Refused) as refused:
        double.browser.authorize(double.authorize_url(), double.redirect_uri)
    page = refused.value.page
    assert page.status == 400 and page.header("location") is None
    assert (page.header("content-type") or "").startswith("text/html")
    assert "http://127.0.0.1:19876/mcp/oauth/callback is not one that the client registered" in page.body


def _legacy(site, url: str, token: str, method: str, **headers: str):  # noqa: ANN001, ANN202
    body = {"jsonrpc": "2.0", "id": 2, "method": method, "params": {}}
    sent = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {token}", **headers,
    }  # fmt: skip
    return site.browser().request(url, "POST", json.dumps(body), sent)


def _initialize(site, url: str, token: str, version: str) -> str:  # noqa: ANN001
    body = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {
            "protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "claude-ai", "version": "0.1.0"},
        },
    }  # fmt: skip
    sent = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {token}",
    }  # fmt: skip
    browser = site.browser()
    answer = browser.request(url, "POST", json.dumps(body), sent)
    assert answer.status == 200, answer.body
    session = answer.header("mcp-session-id")
    assert session
    done = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"})
    sent |= {"Mcp-Session-Id": session, "MCP-Protocol-Version": version}
    assert browser.request(url, "POST", done, sent).status == 202
    return session
