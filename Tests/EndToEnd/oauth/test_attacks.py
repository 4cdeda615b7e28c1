"""What attackers try against people's browsers and clients' credentials, at the running server."""

from __future__ import annotations

import base64
import json
import re
import threading
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from support.oauth import issued
from support.oauth.browser import Browser, NamedHTTPSConnection, Page
from support.oauth.double import Double
from support.oauth.site import AUTH_HOST, Site
from support.waiting import eventually

REDIRECT = "https://app.example.com/callback?tenant=a%20b"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def double(site, url) -> Double:
    made = Double(site, url, REDIRECT)
    made.discover()
    made.register(
        client_name="Attacked", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    return made


def _signed_in(site: Site, path: str = "/account") -> tuple[Browser, Page]:
    browser = site.browser()
    page = browser.follow(browser.request(site.issuer + path))
    form = page.form_with("password")
    assert form is not None, page.body
    return browser, browser.follow(browser.submit(page, form, username="ann", password=browser.password))


# Redirects

EVIL = [
    "//evil.example", "/\\evil.example", "\\/evil.example", "///evil.example", "https://evil.example",
    "https:evil.example", "/%09/evil.example", "/\t/evil.example", "/%5cevil.example", "/%2f/evil.example",
    "javascript:alert(1)", "http:evil.example", "@evil.example", "/..//evil.example", "/a\r\nLocation: https://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", EVIL)
def test_signing_in_sends_nobody_away(site, path) -> None:
    browser = site.browser()
    page = browser.request(f"{site.issuer}/signin?return_to={quote(path, safe='')}")
    form = page.form_with("password")
    assert form is not None, (page.status, page.body[:300])
    answer = browser.submit(page, form, username="ann", password=browser.password, return_to=path)
    location = answer.header("location") or ""
    assert answer.status == 303 and location.startswith("/") and not re.match(r"/[/\\]|/%2f|/%5c|/%09", location, re.I)
    assert not [name for name, _ in answer.headers if name.lower() == "location"][1:]
    assert urlsplit(browser.follow(answer).url).hostname == AUTH_HOST


@pytest.mark.parametrize("path", EVIL)
def test_coming_back_to_a_guarded_page_sends_nobody_away(site, backend, path) -> None:
    host = "returns.localhost"
    if host not in site.guarded:
        site.run("proxy", "create", host, backend.url, "--internal")
        site.run("proxy", "auth", "enable", host, AUTH_HOST, "redirect", "--users", "*")
        site.guarded.append(host)
    query = urlencode({"host": host, "return_to": path})
    answer = eventually("the host", lambda: _not_refused(site, f"/proxy-signin?{query}"), 10, every=0.05)
    target = urlsplit(answer.header("location") or "")
    assert target.hostname == host, answer.header("location")
    inner = dict(parse_qsl(target.query))["return_to"]
    assert inner.startswith("/") and not inner.startswith(("//", "/\\"))
    strange = site.get("/proxy-signin?" + urlencode({"host": "evil.example", "return_to": "/"}))
    assert strange.status == 400 and strange.header("location") is None


def _not_refused(site: Site, path: str) -> Page | None:
    answer = site.get(path)
    return answer if answer.status in (302, 303) else None


def test_every_answer_to_a_client_keeps_its_query_and_names_the_issuer_once(double) -> None:
    """On success and on errors; the browser may not repeat the form, tell the address, or keep it."""
    state = "s\r\nX: y&iss=evil#/?%00\u00e9" + "x" * 200
    browser = double.browser
    for change in ({}, {"response_type": "token"}, {"resource": "https://elsewhere.example"}, {"prompt": "none"}):
        page = browser.request(double.authorize_url(state=state, **change))
        for _ in range(8):
            location = page.header("location") or ""
            if location.startswith("https://app.example.com/"):
                break
            sign_in, consent = page.form_with("password"), page.form_with("decision")
            if sign_in is not None:
                page = browser.submit(page, sign_in, username="ann", password=browser.password)
            elif consent is not None:
                page = browser.submit(page, consent, decision="approve")
            else:
                page = browser.follow(page, "https://app.example.com/")
        assert location.startswith(REDIRECT + "&"), location
        assert page.status in (302, 303)
        sent = parse_qsl(urlsplit(location).query, keep_blank_values=True)
        issued.note_members(dict(sent))
        assert [value for name, value in sent if name == "iss"] == [double.metadata["issuer"]]
        if ("error", "invalid_request") not in sent:
            assert [value for name, value in sent if name == "state"] == [state]
        assert page.header("referrer-policy") == "no-referrer"
        assert "no-store" in (page.header("cache-control") or "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_told_the_right_ones(site, method) -> None:
    for path in ("/authorize", "/token", "/register", "/revoke", "/consent"):
        answer = site.browser().request(site.issuer + path, method, "")
        assert answer.status == 405 and answer.header("allow"), (path, answer.status)


# Forms that others make a browser send


def test_the_account_page_takes_forms_of_its_own_alone(site, url) -> None:
    browser, page = _signed_in(site)
    form = page.form_with("label")
    assert form is not None
    target = site.issuer + (form.action if form.action.startswith("/") else "/account")
    genuine = {**form.fields, "label": "forged"}
    stolen = {name: value for name, value in genuine.items() if name != "csrf"}
    attempts = [
        (urlencode(stolen), {**FORM, "Origin": site.issuer}),
        (urlencode({**genuine, "csrf": "forged"}), {**FORM, "Origin": site.issuer}),
        (urlencode(genuine), {**FORM, "Origin": "https://evil.example"}),
        (urlencode(genuine), {**FORM, "Sec-Fetch-Site": "cross-site"}),
    ]  # fmt: skip
    assert "csrf" in form.fields
    for body, headers in attempts:
        answer = browser.request(target, "POST", body, headers)
        assert answer.status in (400, 403), (headers, answer.status)
        assert 'class="secret"' not in answer.body
    account = browser.request(site.issuer + "/account")
    assert "forged" not in account.body
    # The token of one person's page is worth nothing to another.
    other, other_page = _signed_in(site)
    other_form = other_page.form_with("label")
    assert other_form is not None
    crossed = browser.request(target, "POST", urlencode({**genuine, "csrf": other_form.fields["csrf"]}), FORM)
    assert crossed.status in (400, 403)


def test_signing_out_needs_the_form_of_a_page(site) -> None:
    browser, _ = _signed_in(site)
    browser.request(site.issuer + "/signout")
    browser.request(site.issuer + "/signout", "POST", "csrf=forged", {**FORM, "Origin": "https://evil.example"})
    assert browser.request(site.issuer + "/account").status == 200


def test_signing_in_takes_no_form_of_another_site(site) -> None:
    browser = site.browser()
    page = browser.request(site.issuer + "/signin")
    form = page.form_with("password")
    assert form is not None
    body = urlencode({**form.fields, "username": "ann", "password": browser.password})
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.request(f"{site.issuer}/signin/local", "POST", body, {**FORM, **headers})
        assert answer.status in (400, 403), answer.status


def test_a_session_that_somebody_slipped_in_is_not_taken_over(site) -> None:
    browser = site.browser()
    name = "__Host-proxyd_session"
    browser.cookies[(AUTH_HOST, name)] = "A" * 43
    page = browser.follow(browser.request(site.issuer + "/account"))
    form = page.form_with("password")
    assert form is not None, "a made up session was believed"
    browser.follow(browser.submit(page, form, username="ann", password=browser.password))
    assert browser.cookies[(AUTH_HOST, name)] != "A" * 43


def test_cookies_are_out_of_reach(site) -> None:
    browser, _ = _signed_in(site)
    lines = [value for page in browser.pages for key, value in page.headers if key.lower() == "set-cookie"]
    assert lines
    for line in lines:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert line.startswith("__Host-") and {"secure", "httponly", "path=/"} <= attributes, line.split("=")[0]
        assert "samesite=lax" in attributes or "samesite=strict" in attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


@pytest.mark.parametrize("path", ["/signin", "/account", "/device", "/error", "/success", "/authorize"])
def test_every_page_keeps_itself_to_itself(site, path) -> None:
    browser, _ = _signed_in(site)
    page = browser.follow(browser.request(site.issuer + path))
    policy = page.header("content-security-policy") or ""
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy, policy
    assert "unsafe" not in policy and "script-src" not in policy
    assert page.header("x-frame-options") == "DENY" and page.header("x-content-type-options") == "nosniff"
    assert page.header("referrer-policy") == "no-referrer" and "no-store" in (page.header("cache-control") or "")
    assert "<script" not in page.body


NAMES = [
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{7*7}}", "${7*7}", "Anthropic\n(verified)",
    "\u202egpj.exe", "a" * 10_000, "' OR 1=1 --", "</title><svg onload=alert(1)>", "\u0000\u0007bell", "&lt;b&gt;",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:16]))
def test_a_name_is_text_wherever_it_is_shown(site, url, name) -> None:
    double = Double(site, url, REDIRECT)
    double.discover()
    page = site.register_page(redirect_uris=[REDIRECT], client_name=name, token_endpoint_auth_method="none")
    if page.status == 400:
        assert json.loads(page.body)["error"] == "invalid_client_metadata"
        return
    double.client_id = json.loads(page.body)["client_id"]
    double.authorize()
    shown = double.browser.pages + [double.browser.request(site.issuer + "/account")]
    for one in shown:
        assert not re.search(r"<(img|script|svg on)|>49<|\u202e|\x00|\x07", one.body), one.url
        assert "a" * 1000 not in one.body


# Credentials


def _at_once(count: int, action) -> list:  # noqa: ANN001
    gate, answers = threading.Barrier(count), []

    def run() -> None:
        gate.wait(20)
        answers.append(action())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_of_many_who_bring_one_code_one_gets_tokens_at_most_and_a_later_one_ends_them(double) -> None:
    double.authorize()
    form = {
        "grant_type": "authorization_code", "code": double.callback["code"], "redirect_uri": REDIRECT,
        "code_verifier": double.verifier, "client_id": double.client_id,
    }  # fmt: skip
    answers = _at_once(10, lambda: double.site.post("/token", form))
    got = [json.loads(answer.body) for answer in answers if answer.status == 200]
    assert len(got) <= 1
    assert all(json.loads(a.body)["error"] == "invalid_grant" for a in answers if a.status != 200)
    late = double.site.post("/token", form)
    assert late.status == 400 and json.loads(late.body)["error"] == "invalid_grant"
    for tokens in got:
        token = tokens["access_token"]
        eventually("the end", lambda t=token: double.site.call(double.url, t).status == 401, 1, every=0.02)


def test_another_client_cannot_end_a_token(site, url, double) -> None:
    double.authorize()
    assert double.redeem().status == 200
    stranger = site.register(redirect_uris=[REDIRECT], client_name="Stranger", token_endpoint_auth_method="none")
    for token in ("access_token", "refresh_token"):
        site.post("/revoke", {"token": double.tokens[token], "client_id": stranger["client_id"]})
        site.post("/revoke", {"token": double.tokens[token]})
    stolen = site.post(
        "/token",
        {
            "grant_type": "refresh_token", "refresh_token": double.tokens["refresh_token"],
            "client_id": stranger["client_id"],
        },
    )  # fmt: skip
    assert stolen.status == 400 and json.loads(stolen.body)["error"] == "invalid_grant"
    double.works()
    assert double.refresh().status == 200


def test_strangers_learn_nothing_by_introspection(site, double) -> None:
    double.authorize()
    assert double.redeem().status == 200
    form = {"token": double.tokens["access_token"]}
    assert site.post("/introspect", form).status == 401
    assert site.post("/introspect", {**form, "client_id": double.client_id}).status == 401
    other = site.register(redirect_uris=[REDIRECT], client_name="Nosy", token_endpoint_auth_method="client_secret_post")
    asked = {"client_id": other["client_id"], "client_secret": other["client_secret"]}
    assert json.loads(site.post("/introspect", {**form, **asked}).body) == {"active": False}
    operator = {"Authorization": f"Bearer {site.node.token}"}
    for unknown in ("x", "a.b.c", "mcp_x_" + "y" * 43):
        assert json.loads(site.post("/introspect", {"token": unknown}, operator).body) == {"active": False}
    assert site.get("/introspect?token=x", operator).status == 405


@pytest.fixture
def confidential(site) -> dict:
    return site.register(
        redirect_uris=[REDIRECT], client_name="Confidential", token_endpoint_auth_method="client_secret_basic"
    )


def _basic(identifier: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{identifier}:{secret}".encode()).decode()}


def test_proofs_of_a_client_that_are_none(site, confidential) -> None:
    name, secret = confidential["client_id"], confidential["client_secret"]
    form = {"grant_type": "refresh_token", "refresh_token": "x" * 43}
    wrong = site.post("/token", form, _basic(name, "wrong" * 8))
    unknown = site.post("/token", form, _basic("c_nobody", secret))
    broken = [
        site.post("/token", form, {"Authorization": "Basic " + text})
        for text in ("!!!", base64.b64encode(b"no-colon").decode())
    ]
    for answer in (wrong, unknown, *broken):
        assert answer.status == 401 and json.loads(answer.body)["error"] == "invalid_client"
        assert (answer.header("www-authenticate") or "").startswith("Basic")
    assert wrong.body == unknown.body
    silent = site.post("/token", {**form, "client_id": name})
    assert silent.status == 401 and json.loads(silent.body)["error"] == "invalid_client"
    both = site.post("/token", {**form, "client_id": name, "client_secret": secret}, _basic(name, secret))
    differing = site.post("/token", {**form, "client_id": "another"}, _basic(name, secret))
    for answer in (both, differing):
        assert answer.status == 400 and json.loads(answer.body)["error"] == "invalid_request", answer.body
    # Encoded as a form, as it is, and in the body: each proves it.
    proofs = [
        (_basic(name, secret), {}), (_basic(quote(name, safe=""), quote(secret, safe="")), {}),
        ({}, {"client_id": name, "client_secret": secret}),
    ]  # fmt: skip
    for headers, more in proofs:
        answer = site.post("/token", {**form, **more}, headers)
        assert answer.status == 400 and json.loads(answer.body)["error"] == "invalid_grant", answer.body


def test_identifiers_and_secrets_need_no_escaping(site) -> None:
    """Some clients do not escape them in Basic, and some mangle what is long."""
    for number in range(5):
        made = site.register(
            redirect_uris=["http://127.0.0.1/callback", REDIRECT], client_name=f"Ünïcode ({number})",
            token_endpoint_auth_method="client_secret_post",
        )  # fmt: skip
        for value in (made["client_id"], made["client_secret"]):
            assert re.fullmatch(r"[A-Za-z0-9._~-]+", value) and len(value) < 400
        assert not made["client_id"].startswith("https://")


def test_what_a_client_may_leave_out_is_not_missed(site, url) -> None:
    """Hosted clients send neither User-Agent nor Accept."""

    def plain(method: str, path: str, body: str | None, kind: str | None = None) -> tuple[int, bytes]:
        connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, AUTH_HOST, site.context)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", f"{AUTH_HOST}:{site.port}")
        if body is not None:
            connection.putheader("Content-Type", kind)
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode() if body else None)
        response = connection.getresponse()
        found = response.status, response.read()
        connection.close()
        return found

    status, body = plain("GET", "/.well-known/oauth-authorization-server", None)
    assert status == 200 and json.loads(body)["issuer"] == site.issuer
    wanted = json.dumps({"redirect_uris": [REDIRECT], "client_name": "Bare"})
    status, body = plain("POST", "/register", wanted, "application/json")
    assert status == 201
    issued.note_json(body)
    name = json.loads(body)["client_id"]
    for path in ("/token", "/token/"):
        form = f"grant_type=refresh_token&refresh_token={'x' * 43}&client_id={name}"
        status, body = plain("POST", path, form, "application/x-www-form-urlencoded")
        assert status in (400, 401) and json.loads(body)["error"] in ("invalid_grant", "invalid_client")


@pytest.mark.parametrize("name", ["state", "scope", "login_hint", "client_id", "resource", "code_challenge"])
def test_a_megabyte_in_an_address_does_no_harm(double, name) -> None:
    address = urlsplit(double.authorize_url(**{name: "a" * 1_000_000}))
    try:
        answer = double.browser.request(address.geturl())
        assert answer.status in (400, 414, 431), answer.status
    except (ConnectionError, OSError):
        pass
    form = double.site.browser().request(f"{double.site.issuer}/authorize", "POST", address.query, FORM)
    assert form.status == 413
    assert double.site.get("/.well-known/oauth-authorization-server").status == 200


def test_many_parameters_do_no_harm(double) -> None:
    many = urlencode([(f"p{number}", "v") for number in range(200)])
    assert double.site.browser().request(f"{double.site.issuer}/token", "POST", many, FORM).status == 400
    page = double.browser.request(double.authorize_url() + "&" + many)
    assert page.status == 400 or "error=invalid_request" in (page.header("location") or "")
