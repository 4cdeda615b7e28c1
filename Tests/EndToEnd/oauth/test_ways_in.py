"""Ways in without a client's redirect: devices, personal keys, assertions of an organisation, and browsers."""

from __future__ import annotations

import asyncio
import html
import json
import os
import re
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import jwt
import pytest
from mcp.client.auth.extensions.identity_assertion import IdentityAssertionOAuthProvider

from support.node import BINARY
from support.oauth import issued
from support.oauth.browser import Browser, Page
from support.oauth.documents import ClientDocuments, ClientKey
from support.oauth.sdk import MemoryStorage, SDKClient, text_of
from support.oauth.site import Site
from support.waiting import eventually

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def _signed_in(site: Site, path: str) -> tuple[Browser, Page]:
    """A browser of ann's, at a page that needs her to be signed in."""
    browser = site.browser()
    page = browser.follow(browser.request(site.issuer + path))
    form = page.form_with("password")
    assert form is not None, page.body
    page = browser.follow(browser.submit(page, form, username="ann", password=browser.password))
    assert page.status == 200 and urlsplit(page.url).path == urlsplit(site.issuer + path).path, page.url
    return browser, page


# Devices (RFC 8628)


def test_a_device_is_let_in_by_its_code(site, url) -> None:
    client = site.register(
        client_name="A device", grant_types=[DEVICE, "refresh_token"], token_endpoint_auth_method="none"
    )
    answer = site.post("/device_authorization", {"client_id": client["client_id"], "resource": url})
    assert answer.status == 200, answer.body
    started = json.loads(answer.body)
    poll = {"grant_type": DEVICE, "device_code": started["device_code"], "client_id": client["client_id"]}
    early = site.post("/token", poll)
    assert early.status == 400 and json.loads(early.body)["error"] == "authorization_pending"
    too_soon = site.post("/token", poll)
    assert json.loads(too_soon.body)["error"] == "slow_down"

    path = started["verification_uri_complete"].removeprefix(site.issuer)
    browser, page = _signed_in(site, path)
    form = page.form_with("user_code")
    assert form is not None and form.fields["user_code"].replace("-", "") == started["user_code"].replace("-", "")
    page = browser.submit(page, form)
    assert "A device" in page.body
    form = page.form_with("decision")
    assert form is not None
    page = browser.submit(page, form, decision="approve")
    assert page.status == 200, page.body

    def polled() -> dict | None:
        answer = site.post("/token", poll)
        return json.loads(answer.body) if answer.status == 200 else None

    tokens = eventually("the device's tokens", polled, 30, every=started["interval"] + 5)
    assert site.call(url, tokens["access_token"]).status == 200
    assert tokens["refresh_token"]
    again = site.post("/token", poll)
    assert again.status == 400 and json.loads(again.body)["error"] in ("invalid_grant", "expired_token")


def test_a_device_is_refused(site, url) -> None:
    client = site.register(client_name="A device", grant_types=[DEVICE], token_endpoint_auth_method="none")
    started = json.loads(site.post("/device_authorization", {"client_id": client["client_id"], "resource": url}).body)
    browser, page = _signed_in(site, "/device")
    page = browser.submit(page, page.form_with("user_code"), user_code=started["user_code"].lower())
    browser.submit(page, page.form_with("decision"), decision="deny")
    answer = site.post(
        "/token", {"grant_type": DEVICE, "device_code": started["device_code"], "client_id": client["client_id"]}
    )
    assert answer.status == 400 and json.loads(answer.body)["error"] == "access_denied"


# The command line (RFC 8628)


class SignedIn:
    """A sign-in of the command line: begun by a command, approved by ann in a browser of hers."""

    def __init__(self, site: Site, url: str, folder: Path, decision: str = "approve") -> None:
        self.site, self.url, self.folder = site, url, folder
        authority = site.write_authority(folder)
        running = subprocess.Popen(
            [str(BINARY), "oauth", "login", url, "--ca-file", str(authority)], env=self.environment, cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        said = ""
        while "confirm the code" not in said:
            line = running.stderr.readline()
            assert line, said
            said += line
        address = re.search(r"https://\S+/device\?user_code=\S+", said)
        assert address, said
        browser, page = _signed_in(site, address.group(0).removeprefix(site.issuer))
        page = browser.submit(page, page.form_with("user_code"))
        assert "proxyd on " in page.body
        browser.submit(page, page.form_with("decision"), decision=decision)
        self.stdout, stderr = running.communicate(timeout=60)
        self.stderr, self.status = said + stderr, running.returncode
        if self.status == 0:
            [self.file] = (folder / "state/sign-ins").glob("*.json")
            issued.note_members(self.kept)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return {**kept, "STATE_DIR": str(self.folder / "state")}

    @property
    def kept(self) -> dict:
        return json.loads(self.file.read_text())

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [str(BINARY), "oauth", *arguments], env=self.environment, cwd=self.folder, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
        issued.note("access_token", done.stdout.strip())
        return done


@pytest.fixture(scope="module")
def sign_ins(site, urls, tmp_path_factory) -> dict[str, SignedIn]:
    """One for each test that wants its own, at the same time: a device waits for five seconds before it asks."""
    url = urls["stateless-json"]
    decisions = {"leaving": "approve", "ended": "approve", "refused": "deny"}
    with ThreadPoolExecutor() as threads:
        made = {
            name: threads.submit(SignedIn, site, url, tmp_path_factory.mktemp(name), decision=decision)
            for name, decision in decisions.items()
        }
        return {name: one.result() for name, one in made.items()}


def test_the_command_line_signs_in_stays_signed_in_and_leaves(site, url, sign_ins) -> None:
    signed_in = sign_ins["leaving"]
    assert signed_in.status == 0, signed_in.stderr
    assert oct(signed_in.file.stat().st_mode & 0o777) == "0o600"
    token = signed_in.run("token", url).stdout.strip()
    assert site.call(url, token).status == 200
    # Without an address there is only one, and it is used as long as it is good.
    assert signed_in.run("token").stdout.strip() == token

    signed_in.file.write_text(json.dumps({**signed_in.kept, "expires_at": 0}))
    parallel = [
        subprocess.Popen(
            [str(BINARY), "oauth", "token", url], env=signed_in.environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    renewed = {one.communicate(timeout=60)[0].strip() for one in parallel}
    for one in renewed:
        issued.note("access_token", one)
    issued.note_members(signed_in.kept)
    assert len(renewed) == 1 and token not in renewed
    [token] = renewed
    assert site.call(url, token).status == 200

    refresh = signed_in.kept["refresh_token"]
    client = signed_in.kept["client_id"]
    done = signed_in.run("logout", url)
    assert done.returncode == 0, done.stderr
    assert not list(signed_in.file.parent.glob("*.json"))
    eventually("the end", lambda: site.call(url, token).status == 401, 1.0, every=0.02)
    answer = site.post("/token", {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": client})
    assert answer.status in (400, 401), answer.body
    done = signed_in.run("token", url)
    assert done.returncode == 1 and "proxyd oauth login" in done.stderr and not done.stdout


def test_the_command_line_is_told_that_the_user_refused(sign_ins) -> None:
    refused = sign_ins["refused"]
    assert refused.status == 1 and "refused" in refused.stderr
    assert not list(refused.folder.glob("state/sign-ins/*.json"))


def test_the_command_line_says_when_its_sign_in_was_ended(site, url, sign_ins) -> None:
    signed_in = sign_ins["ended"]
    site.run("oauth", "token", "revoke", "--client", signed_in.kept["client_id"])
    signed_in.file.write_text(json.dumps({**signed_in.kept, "expires_at": 0}))
    done = signed_in.run("token", url)
    assert done.returncode == 1 and "the sign-in is over" in done.stderr and url in done.stderr


@pytest.mark.parametrize("address", ["nonsense", "http://example.com/mcp", "https://127.0.0.1:1/mcp"])
def test_the_command_line_does_not_sign_in_at_such_an_address(tmp_path, address: str) -> None:
    done = subprocess.run(
        [str(BINARY), "oauth", "login", address], env={"PATH": "/usr/bin:/bin", "STATE_DIR": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == (3 if "127.0.0.1" in address else 1)
    assert len(done.stderr.strip().splitlines()) == 1


# Which provider


def test_a_host_takes_the_users_of_the_providers_that_it_names(site, mcp_servers) -> None:
    url = site.guard("choosy.localhost", mcp_servers.url("stateless-json"))
    client = site.register(
        client_name="A device", grant_types=[DEVICE, "refresh_token"], token_endpoint_auth_method="none"
    )
    key = site.run("oauth", "api-key", "create", "ann", "choosy")
    issued.note_members(key)
    key = next(value for value in key.values() if isinstance(value, str) and value.startswith("mcp_"))
    assert site.call(url, key).status == 200
    site.run("proxy", "auth", "config", "choosy.localhost", "--providers", "github")
    eventually("the refusal", lambda: site.call(url, key).status == 403, 2.0, every=0.05)

    started = json.loads(site.post("/device_authorization", {"client_id": client["client_id"], "resource": url}).body)
    issued.note_members(started)
    browser, page = _signed_in(site, "/device")
    page = browser.submit(page, page.form_with("user_code"), user_code=started["user_code"])
    assert page.status == 403 and "accounts of another kind" in page.body
    site.run("proxy", "auth", "config", "choosy.localhost", "--providers", "local,github")
    eventually("the admission", lambda: site.call(url, key).status == 200, 2.0, every=0.05)


# Personal keys


def test_a_personal_key_is_shown_once_opens_and_ends(site, url) -> None:
    browser, page = _signed_in(site, "/account")
    page = browser.submit(page, page.form_with("label"), label="nightly build")
    found = re.search(r'<code class="secret">(mcp_[^<]+)</code>', page.body)
    assert found, page.body
    key = html.unescape(found.group(1))
    issued.note("key", key)
    answer = site.call(url, key)
    assert answer.status == 200, answer.body
    account = browser.request(site.issuer + "/account")
    assert key not in account.body and "nightly build" in account.body
    assert site.call(url, key[:-1] + ("A" if key[-1] != "A" else "B")).status == 401
    browser.submit(account, account.form_with("key"), action="delete-key")
    eventually("the key to end", lambda: site.call(url, key).status == 401, 1.0, every=0.02)


def test_an_operator_makes_a_key_for_a_user(site, url) -> None:
    made = site.run("oauth", "api-key", "create", "ann", "ci")
    issued.note_members(made)
    key = next(value for value in made.values() if isinstance(value, str) and value.startswith("mcp_"))
    eventually("the key to work", lambda: site.call(url, key).status == 200, 2.0)


# Assertions of an organisation (ID-JAG)


def _organisation(site: Site, documents: ClientDocuments) -> tuple[str, ClientKey]:
    key = ClientKey("organisation")
    issuer = documents.url("")
    documents.published["/.well-known/openid-configuration"] = json.dumps(
        {
            "issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token",
            "jwks_uri": documents.publish_key("/organisation-jwks.json", key), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        }
    ).encode()  # fmt: skip
    return issuer, key


def test_an_organisation_sends_its_people_in_by_the_sdk(make_site, mcp_servers, documents, authority, tmp_path) -> None:
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(authority.pem)
    site = make_site(EGRESS_ALLOWED="127.0.0.0/8", EGRESS_CA_FILE=trusted)
    url = site.guard("work.localhost", mcp_servers.url("stateless-json"))
    issuer, key = _organisation(site, documents)
    site.run("oauth", "provider", "create", "work", "oidc", issuer, "proxyd")
    client = site.run(
        "oauth", "client", "register", "Assistant", "urn:ietf:wg:oauth:2.0:oob", "--grant-types",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "--auth-method", "client_secret_post",
    )  # fmt: skip
    issued.note_members(client)
    made: list[str] = []

    async def assertion(audience: str, resource: str) -> str:
        now = int(time.time())
        claims = {
            "iss": issuer, "sub": "0815", "aud": audience, "client_id": client["client_id"], "resource": resource,
            "iat": now, "exp": now + 120, "jti": str(uuid.uuid4()), "email": "olga@example.com",
        }  # fmt: skip
        signed = jwt.encode(
            claims, key.pem, algorithm="RS256", headers={"kid": key.identifier, "typ": "oauth-id-jag+jwt"}
        )
        issued.note("assertion", signed)
        made.append(signed)
        return signed

    provider = IdentityAssertionOAuthProvider(
        server_url=url, storage=MemoryStorage(), client_id=client["client_id"], client_secret=client["client_secret"],
        issuer=site.issuer, assertion_provider=assertion,
    )  # fmt: skip
    sdk = SDKClient(url, site.context, site.browser())

    async def call() -> None:
        async with sdk.session(auth=provider) as session:
            assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))

    asyncio.run(call())
    replay = site.post(
        "/token",
        {
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": made[0], "resource": url,
            "client_id": client["client_id"], "client_secret": client["client_secret"],
        },
    )  # fmt: skip
    assert replay.status == 400 and json.loads(replay.body)["error"] == "invalid_grant"


# Browsers (mode redirect)


@pytest.fixture(scope="module")
def page_url(site, backend) -> str:
    host = "pages.localhost"
    site.run("proxy", "create", host, backend.url, "--internal")
    site.run("proxy", "auth", "enable", host, "auth.localhost", "redirect", "--users", "*")
    address = f"https://{host}:{site.port}/some/page?a=b"
    headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

    def redirected() -> bool:
        try:
            return site.browser().request(address, headers=headers).status in (302, 303, 307)
        except OSError:
            return False

    eventually("the guard", redirected, 10, every=0.05)
    return address


def test_a_browser_signs_in_on_the_way_and_stays(site, page_url) -> None:
    browser = site.browser()
    browser.cookies[("pages.localhost", "theme")] = "dark"
    page = browser.follow(browser.request(page_url))
    form = page.form_with("password")
    assert form is not None, page.body
    page = browser.follow(browser.submit(page, form, username="ann", password=browser.password))
    assert page.status == 200 and page.url == page_url, (page.status, page.url)
    seen = {name.lower(): value for name, value in json.loads(page.body)["headers"]}
    assert seen["x-auth-user-name"] == "ann" and seen["x-auth-user-email"] == "ann@example.com"
    # Of the cookies that the browser has for the host, ours stay here.
    assert seen["cookie"] == "theme=dark" and len([host for host, _ in browser.cookies if host == "pages.localhost"]) > 2
    assert browser.request(page_url).status == 200
    # A program gets the challenge instead of a page.
    assert site.browser().request(page_url, headers={"Accept": "application/json"}).status == 401
    # Headers of the outside are not believed.
    forged = browser.request(page_url, headers={"X-Auth-User-Name": "root", "X_Auth_User_Name": "root"})
    assert "root" not in forged.body


def test_signing_out_ends_the_way_in(site, page_url) -> None:
    browser = site.browser()
    page = browser.follow(browser.request(page_url))
    page = browser.follow(browser.submit(page, page.form_with("password"), username="ann", password=browser.password))
    assert page.status == 200
    account = browser.request(site.issuer + "/account")
    form = next(f for f in account.forms if "signout" in f.action)
    browser.follow(browser.submit(account, form))
    eventually("to be signed out", lambda: browser.request(page_url).status != 200, 2.0, every=0.05)
