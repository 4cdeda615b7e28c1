"""Signing in as people do, in Chromium without scripts: with an account, by GitHub, and by an OpenID Connect provider.

The pictures of the pages are kept where PROXYD_SCREENSHOTS says.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest

from support.node import Node
from support.oauth import issued
from support.oauth.browser import PASSWORD
from support.oauth.chromium import PROGRAM, Chromium
from support.oauth.double import Double
from support.oauth.github import CLIENT_ID, CLIENT_SECRET, GitHub
from support.oauth.site import Site

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    made = GitHub()
    issued.note("secret", CLIENT_SECRET)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The issuer of an OpenID Connect provider with one user."""
    users = [
        oidc_provider_mock.User(
            sub="0815",
            claims={
                "name": "Olga Doe", "preferred_username": "olga", "email": "olga@example.com", "email_verified": True,
                "groups": ["staff", "mcp-users"],
            },
        )
    ]  # fmt: skip
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def called() -> Iterator[str]:
    """The address where a client on this computer is called back."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<p id=done>You can close this window.</p>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/callback"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("PROXYD_SCREENSHOTS") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def everyone(tmp_path_factory, authority, mcp_servers, github, provider) -> Iterator[tuple[Site, str]]:  # noqa: ANN001
    """A site with every way to sign in, and the address of what it guards."""
    site = Site(
        Node(
            tmp_path_factory.mktemp("everyone"), GITHUB_CLIENT_ID=CLIENT_ID, GITHUB_CLIENT_SECRET=CLIENT_SECRET,
            GITHUB_URL=github.url, GITHUB_API_URL=github.url,
        )
    )  # fmt: skip
    site.node.start()
    site.set_up()
    site.run(
        "oauth", "provider", "create", "company", "oidc", provider, "proxyd-test", "--label", "Company account",
        "--secret-stdin", stdin="company-client-secret\n",
    )  # fmt: skip
    yield site, site.guard("tools.localhost", mcp_servers.url("stateless-json"))
    site.end()


@pytest.fixture
def chromium(tmp_path) -> Iterator[Chromium]:
    made = Chromium(tmp_path / "profile")
    yield made
    made.end()


def _begin(everyone, chromium: Chromium, called: str, **client: object) -> Double:  # noqa: ANN001
    site, url = everyone
    double = Double(site, url, called)
    double.discover()
    double.register(
        **{
            "client_name": "Example Assistant", "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none", "client_uri": "https://assistant.example", **client,
        }
    )  # fmt: skip
    chromium.go(double.authorize_url(scope="mcp:read mcp:write"))
    return double


def _finish(double: Double, chromium: Chromium, called: str) -> dict:
    """Allows, and has the client redeem its code; gives what its token says."""
    chromium.wait_for("button[name=decision][value=approve]")
    chromium.click("button[name=decision][value=approve]")
    address = chromium.wait_at(called)
    double.callback = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    issued.note_members(double.callback)
    assert double.callback["state"] == double.state and double.callback["iss"] == double.site.issuer
    assert double.redeem().status == 200
    double.works()
    operator = {"Authorization": f"Bearer {double.site.node.token}"}
    return json.loads(double.site.post("/introspect", {"token": double.tokens["access_token"]}, operator).body)


def test_with_an_account(everyone, chromium, called, pictures) -> None:
    double = _begin(everyone, chromium, called)
    chromium.wait_for("input[name=password]")
    chromium.shoot(pictures, "sign-in")
    chromium.fill(username="ann", password="not the password")
    chromium.click("form:has(input[name=password]) button")
    chromium.wait_for("input[name=password]")
    chromium.shoot(pictures, "sign-in-refused")
    chromium.fill(username="ann", password=PASSWORD)
    chromium.click("form:has(input[name=password]) button")
    chromium.wait_for("button[name=decision]")
    consent = chromium.text
    assert "Example Assistant" in consent and "ann" in consent
    chromium.shoot(pictures, "consent")
    claims = _finish(double, chromium, called)
    assert claims["username"] == "ann" and claims["email"] == "ann@example.com" and claims["groups"] == ["staff"]

    chromium.go(double.site.issuer + "/account")
    chromium.wait_for("form")
    assert "Example Assistant" in chromium.text
    chromium.shoot(pictures, "account")
    chromium.fill(label="nightly build")
    chromium.click("form:has(input[name=label]) button")
    chromium.wait_for("code.secret")
    key = chromium.evaluate("document.querySelector('code.secret').innerText")
    issued.note("key", key)
    assert double.site.call(double.url, str(key)).status == 200
    chromium.shoot(pictures, "key")
    chromium.go(double.site.issuer + "/account")
    chromium.wait_for("input[name=label]")
    assert "nightly build" in chromium.text and str(key) not in chromium.text
    chromium.shoot(pictures, "account-with-key")


def test_only_what_nobody_else_can_take_is_remembered(everyone) -> None:
    """A web client is not asked about twice; a program on this computer could be any, and is."""
    site, url = everyone
    for redirect, is_asked in [("https://app.example.com/callback", False), ("http://127.0.0.1:3118/callback", True)]:
        double = Double(site, url, redirect)
        double.discover()
        double.register(client_name="Twice", token_endpoint_auth_method="none")
        double.authorize()
        seen = len(double.browser.pages)
        double.authorize()
        asked = [page for page in double.browser.pages[seen:] if page.form_with("decision")]
        assert bool(asked) is is_asked
        double.authorize(prompt="consent")
        assert any(page.form_with("decision") for page in double.browser.pages[-4:])


def test_by_github(everyone, chromium, called, github, pictures) -> None:
    double = _begin(everyone, chromium, called, client_name="By GitHub")
    chromium.wait_for("input[name=password]")
    chromium.evaluate("[...document.querySelectorAll('a,button')].find(e => /GitHub/.test(e.innerText)).click()")
    chromium.wait_for("button[name=authorize]")
    asked = github.asked[-1]
    assert "resource" not in asked and "prompt" not in asked and asked["code_challenge_method"] == "S256"
    chromium.click("button[name=authorize]")
    chromium.wait_for("button[name=decision]")
    chromium.shoot(pictures, "consent-github")
    claims = _finish(double, chromium, called)
    assert claims["username"] == "octocat" and claims["email"] == "octocat@example.com"
    assert set(claims["groups"]) == {"acme", "acme/core"}


def test_by_an_openid_connect_provider(everyone, chromium, called) -> None:
    double = _begin(everyone, chromium, called, client_name="By OpenID Connect")
    chromium.wait_for("input[name=password]")
    chromium.evaluate("[...document.querySelectorAll('a,button')].find(e => /Company/.test(e.innerText)).click()")
    chromium.wait_for("button[name=sub]")
    chromium.click("button[name=sub]")
    chromium.wait_for("button[name=decision]")
    claims = _finish(double, chromium, called)
    assert claims["email"] == "olga@example.com" and claims["username"] == "olga"
    assert set(claims["groups"]) == {"staff", "mcp-users"}


def test_refusing_and_errors_are_told_on_pages(everyone, chromium, called, pictures) -> None:
    double = _begin(everyone, chromium, called, client_name="Refused")
    chromium.wait_for("input[name=password]")
    chromium.fill(username="ann", password=PASSWORD)
    chromium.click("form:has(input[name=password]) button")
    chromium.wait_for("button[name=decision][value=deny]")
    chromium.click("button[name=decision][value=deny]")
    assert "error=access_denied" in chromium.wait_at(called)
    chromium.go(double.authorize_url().replace("client_id=", "client_id=nobody"))
    chromium.wait_for("main")
    chromium.shoot(pictures, "refused")
    chromium.go(double.site.issuer + "/device")
    chromium.wait_for("form")
    chromium.shoot(pictures, "device")
