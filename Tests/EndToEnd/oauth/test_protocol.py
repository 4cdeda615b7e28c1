"""What clients rely on word by word: documents, challenges, errors, and what must never happen."""

from __future__ import annotations

import json
import secrets
from urllib.parse import urlencode

import pytest

from support.oauth.browser import Refused
from support.oauth.double import Double
from support.waiting import eventually

REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture
def double(site, url) -> Double:
    made = Double(site, url, REDIRECT)
    made.discover()
    made.register(
        client_name="Test", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    return made


# Documents


def test_the_server_is_described_alike_everywhere(site, url) -> None:
    host = url.removesuffix("/mcp")
    documents = {
        site.get(address).body
        for address in (
            "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/mcp",
            host + "/.well-known/oauth-authorization-server", host + "/.well-known/oauth-authorization-server/mcp",
        )
    }  # fmt: skip
    assert len(documents) == 1
    metadata = json.loads(documents.pop())
    assert metadata["issuer"] == site.issuer
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert {"none", "client_secret_basic", "client_secret_post", "private_key_jwt"} <= set(
        metadata["token_endpoint_auth_methods_supported"]
    )
    assert "urn:ietf:params:oauth:grant-type:token-exchange" not in metadata["grant_types_supported"]


def test_an_openid_configuration_is_complete_or_not_there(site) -> None:
    answer = site.get("/.well-known/openid-configuration")
    if answer.status == 200:
        document = json.loads(answer.body)
        assert {"jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported"} <= set(document)
    else:
        assert answer.status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_resource_is_described_at_its_path_and_at_the_root(site, url, method) -> None:
    host = url.removesuffix("/mcp")
    for path in ("/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"):
        answer = site.get(host + path, {"Origin": "http://localhost:6274"}, method)
        assert answer.status in (200, 204), (path, answer.status)
        assert answer.header("access-control-allow-origin") == "*"
        if method == "GET":
            assert json.loads(answer.body)["resource"] == url
            assert "offline_access" not in json.loads(answer.body)["scopes_supported"]


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE", "HEAD"])
def test_a_request_without_a_token_gets_one_challenge(site, url, method) -> None:
    answer = site.browser().request(url, method, "{}" if method == "POST" else None)
    assert answer.status == 401
    challenges = [value for name, value in answer.headers if name.lower() == "www-authenticate"]
    [challenge] = challenges
    assert challenge.startswith('Bearer resource_metadata="https://') and 'scope="' in challenge
    assert "error=" not in challenge
    assert answer.header("access-control-allow-origin") == "*"
    assert "www-authenticate" in (answer.header("access-control-expose-headers") or "").lower()


def test_a_bad_token_is_401_and_never_403(site, url) -> None:
    for token in ("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "mcp_none_" + secrets.token_urlsafe(32)):
        answer = site.call(url, token)
        assert answer.status == 401
        assert 'error="invalid_token"' in (answer.header("www-authenticate") or "")


def test_both_spellings_of_the_endpoint_are_served_without_a_redirect(site, url) -> None:
    assert site.call(url + "/", None).status == 401
    assert site.call(url, None).status == 401


def test_browsers_may_call_the_protocol_but_not_the_pages(site) -> None:
    asked = {
        "Origin": "http://localhost:6274", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,mcp-protocol-version,mcp-param-x",
    }  # fmt: skip
    for path in ("/token", "/register", "/revoke"):
        answer = site.get(path, asked, "OPTIONS")
        assert answer.status in (200, 204), path
        assert answer.header("access-control-allow-origin") == "*"
        assert "mcp-protocol-version" in (answer.header("access-control-allow-headers") or "").lower()
        assert answer.header("access-control-allow-credentials") is None
    for path in ("/authorize", "/consent", "/account"):
        assert site.get(path, asked, "OPTIONS").header("access-control-allow-origin") is None


def test_the_challenge_leads_to_the_address_that_was_typed(site, url) -> None:
    for address in (url, url + "/"):
        challenge = site.call(address, None).header("www-authenticate") or ""
        document = json.loads(site.get(challenge.split('resource_metadata="')[1].split('"')[0]).body)
        assert document["resource"] == address


def test_an_old_client_finds_everything_at_the_root_of_the_host(site, url) -> None:
    origin = url.removesuffix("/mcp")
    old = Double(site, url, REDIRECT)
    answer = site.browser().request(
        origin + "/register", "POST",
        json.dumps({"client_name": "Old", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"}),
        {"Content-Type": "application/json", "Origin": "http://localhost:6274"},
    )  # fmt: skip
    assert answer.status == 201 and answer.header("access-control-allow-origin") == "*"
    old.client_id = json.loads(answer.body)["client_id"]
    old.metadata = {
        "issuer": site.issuer, "authorization_endpoint": origin + "/authorize", "token_endpoint": origin + "/token",
    }  # fmt: skip
    old.authorize(resource=None)
    assert old.redeem().status == 200
    old.works()
    form = {"token": old.tokens["access_token"], "client_id": old.client_id}
    assert site.post(origin + "/revoke", form).status == 200


# Plain HTTP


@pytest.mark.parametrize("path", ["/token", "/register", "/revoke", "/introspect", "/device_authorization"])
def test_credentials_are_not_taken_over_plain_http(site, path) -> None:
    answer = site.browser().request(
        f"http://auth.localhost:{site.node.http_port}{path}", "POST", "client_id=x&client_secret=y",
        {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-Proto": "https"},
    )  # fmt: skip
    assert answer.status == 400
    told = json.loads(answer.body)
    assert told["error"] == "invalid_request"
    assert f"only reached over https: {site.issuer}{path}" in told["error_description"]


def test_what_everybody_may_know_is_told_over_plain_http_and_pages_move(site) -> None:
    plain = f"http://auth.localhost:{site.node.http_port}"
    for path in ("/jwks", "/.well-known/oauth-authorization-server"):
        assert site.get(plain + path).status == 200
    page = site.get(plain + "/signin", {"X-Forwarded-Proto": "https"})
    assert page.status == 308 and page.header("location") == site.issuer + "/signin"


def test_behind_a_trusted_balancer_that_ends_tls_all_is_as_over_https(make_site) -> None:
    site = make_site(TRUSTED_PROXIES="127.0.0.0/8")
    plain = f"http://auth.localhost:{site.node.http_port}"
    page = site.get(plain + "/signin", {"X-Forwarded-Proto": "https"})
    assert page.status == 200
    cookies = [value for name, value in page.headers if name.lower() == "set-cookie"]
    assert cookies and all(value.startswith("__Host-") and "; Secure" in value for value in cookies)
    form = {"grant_type": "refresh_token", "refresh_token": "x" * 43, "client_id": "c_forgotten"}
    assert site.post(plain + "/token", form, {"X-Forwarded-Proto": "https"}).status == 401
    assert site.post(plain + "/token", form, {"X-Forwarded-Proto": "http"}).status == 400


# Errors at /authorize


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"resource": "https://elsewhere.example/mcp"}, "invalid_target"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_errors_go_back_to_the_client_with_state_and_issuer(double, change, error) -> None:
    answer = double.browser.authorize(double.authorize_url(**change), REDIRECT)
    assert answer["error"] == error
    assert answer["state"] == double.state and answer["iss"] == double.site.issuer


@pytest.mark.parametrize(
    "redirect",
    [
        "https://evil.example/callback", "http://127.0.0.1:3118/other", "javascript:alert(1)", "data:text/html,x",
        "http://127.0.0.1:3118/callback#fragment", "http://127.0.0.1.evil.example/callback",
        "http://user@127.0.0.1:3118/callback", "//evil.example/callback",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_an_address_that_was_not_registered(double, redirect) -> None:
    page = double.browser.request(double.authorize_url(redirect_uri=redirect))
    assert page.status == 400 and page.header("location") is None
    assert "<script" not in page.body


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "scope", "login_hint", "code_challenge"])
def test_what_is_reflected_is_text(double, name) -> None:
    attack = '"><script>alert(1)</script>'
    page = double.browser.follow(double.browser.request(double.authorize_url(**{name: attack})), REDIRECT)
    assert "<script>" not in page.body
    if page.status == 200:
        assert "script-src" not in (page.header("content-security-policy") or "")
        assert "default-src 'none'" in (page.header("content-security-policy") or "")
        assert page.header("x-frame-options") == "DENY"


def test_a_client_name_is_text_on_the_consent_page(site, url) -> None:
    made = Double(site, url, REDIRECT)
    made.discover()
    made.register(client_name="<img src=x onerror=alert(1)>", token_endpoint_auth_method="none")
    made.authorize()
    assert not any("<img src=x" in page.body for page in made.browser.pages)


@pytest.mark.parametrize("name", ["client_id", "state", "redirect_uri", "code_challenge"])
def test_a_parameter_twice_is_refused(double, name) -> None:
    address = double.authorize_url() + "&" + urlencode({name: "other"})
    page = double.browser.request(address)
    location = page.header("location") or ""
    assert page.status == 400 or "error=invalid_request" in location, location


def test_a_megabyte_of_a_parameter_does_no_harm(double) -> None:
    body = urlencode({"grant_type": "authorization_code", "code": "a" * 1_000_000, "client_id": double.client_id})
    answer = double.site.browser().request(
        double.site.issuer + "/token", "POST", body, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status == 413
    assert double.site.get("/.well-known/oauth-authorization-server").status == 200


# Errors at /token


def test_a_code_works_once_and_its_return_revokes_what_it_gave(double) -> None:
    double.authorize()
    assert double.redeem().status == 200
    first = dict(double.tokens)
    double.works()
    again = double.redeem()
    assert again.status == 400 and json.loads(again.body)["error"] == "invalid_grant"
    double.tokens = first
    eventually("the token to end", lambda: double.site.call(double.url, first["access_token"]).status == 401, 1.0)
    assert double.refresh().status == 400


def test_a_code_is_worth_nothing_to_others(site, url, double) -> None:
    double.authorize()
    thief = Double(site, url, REDIRECT)
    thief.discover()
    thief.register(client_name="Thief", token_endpoint_auth_method="none")
    thief.callback, thief.verifier = double.callback, double.verifier
    stolen = thief.redeem()
    assert stolen.status == 400 and json.loads(stolen.body)["error"] == "invalid_grant"


def test_a_wrong_verifier_is_refused(double) -> None:
    double.authorize()
    double.verifier = secrets.token_urlsafe(48)
    answer = double.redeem()
    assert answer.status == 400 and json.loads(answer.body)["error"] == "invalid_grant"


def test_an_unknown_client_is_401_so_that_it_registers_anew(double) -> None:
    answer = double.site.post(
        "/token", {"grant_type": "refresh_token", "refresh_token": "x" * 43, "client_id": "c_forgotten"}
    )
    assert answer.status == 401 and json.loads(answer.body)["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x" * 43}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "x" * 43, "code_verifier": "v" * 43}, "invalid_grant"),
        ({}, "invalid_request"),
    ],
)
def test_token_errors_have_their_codes(double, form, error) -> None:
    answer = double.site.post("/token", {**form, "client_id": double.client_id})
    assert answer.status == 400 and json.loads(answer.body)["error"] == error
    assert answer.header("cache-control") == "no-store"


def test_json_at_the_token_endpoint_is_answered_in_json(double) -> None:
    answer = double.site.browser().request(
        double.site.issuer + "/token", "POST", "{}", {"Content-Type": "application/json"}
    )
    assert answer.status == 400 and json.loads(answer.body)["error"] == "invalid_request"


def test_a_token_for_one_host_is_refused_by_another(site, urls, double) -> None:
    double.authorize()
    assert double.redeem().status == 200
    assert site.call(urls["stateless-sse"], double.tokens["access_token"]).status == 401


# Pages


def test_consent_needs_the_form_of_the_page(double) -> None:
    browser = double.browser
    page = browser.follow(browser.request(double.authorize_url()), REDIRECT)
    form = page.form_with("password")
    assert form is not None
    page = browser.follow(browser.submit(page, form, username="ann", password=browser.password), REDIRECT)
    consent = page.form_with("decision")
    assert consent is not None
    forged = browser.submit(page, consent, decision="approve", csrf="forged")
    assert "code=" not in (forged.header("location") or "")
    foreign = browser.request(
        page.url.split("/authorize")[0] + "/consent", "POST",
        urlencode({**consent.fields, "decision": "approve"}),
        {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://evil.example"},
    )  # fmt: skip
    assert "code=" not in (foreign.header("location") or "")
    # Neither that nor loading the page again spoils the real one.
    page = browser.request(page.url)
    consent = page.form_with("decision")
    assert consent is not None
    assert "code=" in (browser.submit(page, consent, decision="approve").header("location") or "")


def test_another_browser_cannot_answer_the_request(double) -> None:
    browser = double.browser
    page = browser.follow(browser.request(double.authorize_url()), REDIRECT)
    other = double.site.browser()
    answer = other.follow(other.request(page.url), REDIRECT)
    form = answer.form_with("password")
    if form is not None:
        with pytest.raises(Refused):
            other.authorize(page.url, REDIRECT)


def test_a_wrong_password_is_told_without_saying_which(double) -> None:
    bodies = set()
    for name in ("ann", "nobody-of-that-name"):
        browser = double.site.browser(username=name, password="not the password at all")
        with pytest.raises(Refused) as refused:
            browser.authorize(double.authorize_url(), REDIRECT)
        text = refused.value.page.body.replace(name, "")
        bodies.add("User name or password is wrong" in text)
    assert bodies == {True}
