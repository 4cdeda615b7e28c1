"""When something is gone in the middle: it is said clearly, nothing is half done, and trying again works."""

from __future__ import annotations

import html
import json
import re
import threading

import jwt

from support.oauth.double import Double
from support.oauth.github import CLIENT_ID, GitHub
from support.oauth.site import Site
from support.redis import Redis
from support.waiting import eventually

REDIRECT = "https://app.example.com/callback"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class _Outage:
    """Redis is gone within the block and back after it."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    def __enter__(self) -> None:
        self.redis.kill()

    def __exit__(self, *_: object) -> None:
        self.redis.start()


def test_redis_gone_at_each_step(make_site, redis, mcp_servers) -> None:
    site: Site = make_site(REDIS_URL=redis.url)
    double = Double(site, site.guard("faults.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    double.register(
        client_name="Patient", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    browser = double.browser
    address = double.authorize_url()

    def told(page) -> None:  # noqa: ANN001
        if (page.header("location") or "").startswith(REDIRECT):
            # The client is known and can tell it, too.
            assert "error=temporarily_unavailable" in page.header("location")
            assert "code=" not in page.header("location").replace("error_code=", "")
            return
        assert page.status == 503, (page.status, page.body[:500])
        assert (page.header("content-type") or "").startswith("text/html")
        assert "Load this page again" in page.body

    def retried(step, accept):  # noqa: ANN001, ANN202
        """The step again until Redis is reached again."""
        last = None

        def attempt() -> bool:
            nonlocal last
            last = step()
            return accept(last)

        eventually("the step to work again", attempt, 15, every=0.1)
        return last

    with _Outage(redis):
        told(browser.follow(browser.request(address), REDIRECT))
    page = retried(lambda: browser.follow(browser.request(address), REDIRECT), lambda page: page.form_with("password"))
    sign_in = page.form_with("password")
    with _Outage(redis):
        answer = browser.submit(page, sign_in, username="ann", password=browser.password)
        assert answer.status == 503, (answer.status, answer.body[:300])
    answer = retried(
        lambda: browser.submit(page, sign_in, username="ann", password=browser.password),
        lambda answer: answer.status == 303,
    )
    page = browser.follow(answer, REDIRECT)
    consent = page.form_with("decision")
    assert consent is not None
    with _Outage(redis):
        told(browser.submit(page, consent, decision="approve"))
    answer = retried(
        lambda: browser.submit(page, consent, decision="approve"),
        lambda answer: (answer.header("location") or "").startswith(REDIRECT),
    )
    double.callback = {"code": (answer.header("location") or "").split("code=")[1].split("&")[0]}
    with _Outage(redis):
        failed = double.redeem()
        assert failed.status == 503 and json.loads(failed.body)["error"] in ("temporarily_unavailable", "server_error")
        assert failed.header("retry-after")
    retried(double.redeem, lambda answer: answer.status == 200)
    double.works()
    with _Outage(redis):
        # Tokens are believed without asking anybody.
        double.works()
        failed = double.refresh()
        assert failed.status == 503 and failed.header("retry-after")
    retried(double.refresh, lambda answer: answer.status == 200)
    double.works()


def test_everything_else_answers_while_redis_is_gone(make_site, redis, mcp_servers) -> None:
    """What needs it says so with a time to come back; what does not, works."""
    site: Site = make_site(REDIS_URL=redis.url)
    double = Double(site, site.guard("without.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    registered = {"client_name": "Patient", "grant_types": ["authorization_code", "refresh_token", DEVICE]}
    double.register(**registered, token_endpoint_auth_method="client_secret_post")
    double.authorize()
    assert double.redeem().status == 200
    client, token = double.client(), double.tokens["access_token"]
    with _Outage(redis):
        assert site.register_page(redirect_uris=[REDIRECT], token_endpoint_auth_method="none").status == 201
        for path in ("/.well-known/oauth-authorization-server", "/jwks", "/signin", "/error"):
            assert site.get(path).status == 200 or path == "/error", path
        double.works()
        refused = {
            "/revoke": site.post("/revoke", {"token": double.tokens["refresh_token"], **client}),
            "/device_authorization": site.post("/device_authorization", {**client, "resource": double.url}),
            "/introspect": site.post("/introspect", {"token": double.tokens["refresh_token"], **client}),
            "/account": double.browser.request(site.issuer + "/account"),
            "/device": double.browser.request(site.issuer + "/device"),
        }  # fmt: skip
        for path, answer in refused.items():
            assert answer.status == 503 and answer.header("retry-after"), (path, answer.status, answer.body[:300])
    eventually("redis to be used again", lambda: double.refresh().status == 200, 15, every=0.1)
    assert site.call(double.url, token).status == 200
    assert site.post("/revoke", {"token": double.tokens["refresh_token"], **client}).status == 200
    eventually("the end", lambda: site.call(double.url, token).status == 401, 1, every=0.02)


def test_keys_rotate_under_load(site, url) -> None:
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(
        client_name="Steady", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    assert double.redeem().status == 200
    ended = threading.Event()
    refused: list[int] = []

    def call() -> None:
        while not ended.is_set():
            status = site.call(url, double.tokens["access_token"]).status
            if status != 200:
                refused.append(status)

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            site.run("oauth", "key", "rotate")
            assert double.refresh().status == 200
    finally:
        ended.set()
        for thread in threads:
            thread.join(20)
    assert not refused, refused[:5]
    keys = json.loads(site.get("/jwks").body)["keys"]
    assert len(keys) >= 2 and all("d" not in key for key in keys)


def test_a_provider_that_fails_is_told_on_a_page(make_site, mcp_servers) -> None:
    github = GitHub()
    site: Site = make_site(
        GITHUB_CLIENT_ID=CLIENT_ID, GITHUB_CLIENT_SECRET="another-secret-than-github-knows",
        GITHUB_URL=github.url, GITHUB_API_URL=github.url,
    )  # fmt: skip
    double = Double(site, site.guard("github.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    double.register(client_name="Waiting", token_endpoint_auth_method="none")
    browser = double.browser
    page = browser.follow(browser.request(double.authorize_url()), REDIRECT)
    link = re.search(r'href="(/signin/github[^"]*)"', page.body)
    assert link, page.body
    page = browser.follow(browser.request(site.issuer + html.unescape(link.group(1))))
    granted = browser.submit(page, page.forms[0], authorize="1")
    callback = granted.header("location") or ""
    page = browser.follow(browser.request(callback), REDIRECT)
    assert page.status >= 400 and "credentials" in page.body, (page.status, page.body[-600:])
    # The state of a callback counts once, and only in the browser that began.
    assert browser.request(callback).status >= 400
    assert site.browser().request(callback).status >= 400
    github.stop()
    page = browser.follow(browser.request(callback.replace("code=", "code=x")), REDIRECT)
    assert page.status >= 400 and "code=" not in (page.header("location") or "")


def test_the_lifetime_of_tokens_is_the_operators(make_site, mcp_servers) -> None:
    site: Site = make_site(OAUTH_ACCESS_TOKEN_LIFETIME="90s")
    double = Double(site, site.guard("short.localhost", mcp_servers.url("stateless-json")), REDIRECT)
    double.discover()
    double.register(client_name="Short", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    claims = jwt.decode(double.tokens["access_token"], options={"verify_signature": False})
    assert double.tokens["expires_in"] == 90 and claims["exp"] - claims["iat"] == 90
