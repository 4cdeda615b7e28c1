"""What an operator sees and does: who is in, what happened and why, and the way out for one or all."""

from __future__ import annotations

import json

import pytest

from support.oauth.double import Double, sign_in_client
from support.oauth.site import Site
from support.waiting import eventually

REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture
def signed_in(site, url) -> Double:
    return sign_in_client(site, url, REDIRECT, "Watched")


@pytest.fixture
def traced(make_site, mcp_servers) -> Double:
    """A client that has a site for itself: of strangers, only so many steps a minute are kept by name."""
    site = make_site()
    return sign_in_client(site, site.guard("traced.localhost", mcp_servers.url("stateless-json")), REDIRECT, "Watched")


def test_the_trace_tells_the_whole_way_with_reasons(traced) -> None:
    site, signed_in = traced.site, traced
    steps = site.run("oauth", "trace", "--client", signed_in.client_id)
    stages = {step["stage"] for step in steps}
    assert {"register", "authorize", "consent", "token"} <= stages, stages
    assert all(step["reason"] for step in steps)
    text = json.dumps(steps)
    for secret in (signed_in.callback["code"], signed_in.tokens["access_token"], signed_in.tokens["refresh_token"]):
        assert secret not in text


def test_a_refusal_is_traced_with_its_reason(traced) -> None:
    site, signed_in = traced.site, traced
    signed_in.callback["code"] = "x" * 43
    assert signed_in.redeem().status == 400
    steps = site.run("oauth", "trace", "--client", signed_in.client_id)
    assert any("code" in step["reason"] and not step["accepted"] for step in steps), steps


def test_what_clients_hold_is_listed_and_ended(site, url, signed_in) -> None:
    listed = site.run("oauth", "token", "list")
    assert signed_in.client_id in json.dumps(listed)
    clients = site.run("oauth", "client", "list")
    assert "Watched" in json.dumps(clients)
    site.run("oauth", "client", "disable", signed_in.client_id)
    eventually("the end", lambda: site.call(url, signed_in.tokens["access_token"]).status == 401, 1.0, every=0.02)
    assert signed_in.refresh().status in (400, 401)
    site.run("oauth", "client", "enable", signed_in.client_id)
    assert signed_in.refresh().status == 400


def test_a_user_ends_a_client_on_the_account_page(site, url, signed_in) -> None:
    browser = signed_in.browser
    page = browser.request(site.issuer + "/account")
    assert "Watched" in page.body
    form = next(form for form in page.forms if form.fields.get("client_id") == signed_in.client_id)
    browser.submit(page, form)
    eventually("the end", lambda: site.call(url, signed_in.tokens["access_token"]).status == 401, 1.0, every=0.02)
    assert signed_in.refresh().status == 400


def test_a_trusted_client_is_not_asked_about(site, signed_in) -> None:
    site.run("oauth", "client", "trust", signed_in.client_id)
    seen = len(signed_in.browser.pages)
    eventually("trust", lambda: signed_in.authorize(), 5)
    assert not any(page.form_with("decision") for page in signed_in.browser.pages[seen:])


def test_another_proxy_gets_the_decision_of_the_guard(site, mcp_servers) -> None:
    """The part of another proxy: it asks about each request, and passes on to the browser what is no admission."""
    host = "elsewhere.localhost"
    site.guard(host, mcp_servers.url("stateless-json"), "redirect", "--users", "*")
    told = {
        "X-Forwarded-Host": f"{host}:{site.port}", "X-Forwarded-Proto": "https", "X-Forwarded-Method": "GET",
        "X-Forwarded-Uri": "/reports?year=1", "Accept": "text/html",
    }  # fmt: skip
    browser = site.browser()
    sent = browser.request(site.issuer + "/verify", headers=told)
    assert sent.status == 302, sent.body
    assert sent.header("Location") == f"{site.issuer}/proxy-signin?host={host}&return_to=%2Freports%3Fyear%3D1"
    page = browser.follow(sent)
    page = browser.follow(browser.submit(page, page.form_with("password"), username="ann", password=browser.password))
    assert page.url == f"https://{host}:{site.port}/reports?year=1", page.url
    cookie = f"unified_auth_token={browser.cookies[(host, 'unified_auth_token')]}"
    admitted = site.get("/verify", {**told, "Cookie": cookie})
    assert admitted.status == 200 and admitted.header("X-Auth-User-Name") == "ann", admitted.body
    assert len((admitted.header("X-Auth-Assertion") or "").split(".")) == 3
    # The way back is answered for the host as well, where the other proxy passes on answers with their cookies.
    back = site.get("/verify", {**told, "X-Forwarded-Uri": "/.proxyd/session?return_to=%2Fa"})
    assert back.status == 302 and "/proxy-signin?host=" in back.header("Location") and back.header("Set-Cookie")
    # Signing out ends it here as well.
    account = browser.request(site.issuer + "/account")
    browser.follow(browser.submit(account, next(form for form in account.forms if "signout" in form.action)))
    account = browser.request(site.issuer + "/signout")
    form = next((form for form in account.forms if "signout" in form.action), None)
    if form is not None:
        browser.follow(browser.submit(account, form))
    assert site.get("/verify", {**told, "Cookie": cookie}).status == 302


def test_doctor_plays_each_client_and_says_what_it_meets(site, url, tmp_path) -> None:
    done = site.node.cli("oauth", "doctor", url, "--ca-file", str(site.write_authority(tmp_path)))
    verdicts = {line[2:].split(":")[0]: line[0] for line in done.stdout.splitlines() if line[:1] in "✓✗"}
    # They run where the server is; what runs elsewhere cannot reach this machine, and its verdict says so.
    for client in ("Cursor", "MCP SDK 2.3", "MCP SDK 1.30"):
        assert verdicts.get(client) == "✓", done.stdout + done.stderr
    assert verdicts["claude.ai"] == "✗" and done.returncode == 1
    assert "auth.localhost has the address 127.0.0.1" in done.stdout
    assert "→ make every A and AAAA record of auth.localhost public" in done.stdout


def test_the_settings_make_a_first_account_once(make_site, tmp_path) -> None:
    secret = tmp_path / "password"
    secret.write_text("open sesame 1\n")
    site = make_site(set_up=False, OAUTH_ADMIN_USER="boss", OAUTH_ADMIN_PASSWORD_FILE=secret, ADMIN_EMAIL="a@example.com")
    shown = eventually("the account", lambda: _shown(site, "boss"), 10)
    assert shown["email"] == "a@example.com"
    site.run("oauth", "routes-setup", "auth.localhost")
    eventually("the sign-in page", lambda: site.browser().request(site.issuer + "/signin").status == 200, 10)
    browser = site.browser()
    page = browser.request(site.issuer + "/signin")
    page = browser.follow(browser.submit(page, page.form_with("password"), username="boss", password="open sesame 1"))
    assert page.url.endswith("/account"), page.body
    # It is not made again beside others, nor changed.
    site.add_user("ann")
    site.run("oauth", "user", "delete", "boss")
    site.node.stop()
    site.node.start()
    eventually("the users", lambda: _shown(site, "ann"), 10)
    assert _shown(site, "boss") is None


def _shown(site: Site, name: str) -> dict | None:
    done = site.node.cli("oauth", "user", "show", name)
    return json.loads(done.stdout) if done.returncode == 0 else None
