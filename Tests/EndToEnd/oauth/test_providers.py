"""Identity providers that fail in every way: the user is told on a page, nobody is let in, and a later try works."""

from __future__ import annotations

import html
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from support.node import Node
from support.oauth.browser import Page
from support.oauth.double import Double
from support.oauth.site import Site
from support.waiting import eventually

REDIRECT = "https://app.example.com/callback"
LONGEST_WAIT_S = 15.0
Answer = tuple[int, str, bytes]
_numbers = itertools.count(1)


class Provider:
    """Answers each path as it is told, and holds back the answer of those that hang."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.hanging: set[str] = set()
        self.asked: list[str] = []
        self.ended = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                provider.asked.append(path)
                if path in provider.hanging:
                    provider.ended.wait(60)
                    return
                status, kind, body = provider.answers.get(path, (404, "text/plain", b"not here"))
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("Location", body.decode())
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.issuer = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def tell(self, path: str, body: object, status: int = 200, kind: str = "application/json") -> None:
        self.answers[path] = (status, kind, body if isinstance(body, bytes) else json.dumps(body).encode())

    def behave(self) -> None:
        self.hanging.clear()
        self.answers.clear()
        self.tell(
            "/.well-known/openid-configuration",
            {
                "issuer": self.issuer, "authorization_endpoint": self.issuer + "/authorize",
                "token_endpoint": self.issuer + "/token", "jwks_uri": self.issuer + "/jwks",
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            },
        )  # fmt: skip
        self.tell("/jwks", {"keys": []})

    def stop(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    made.behave()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def provided(tmp_path_factory, mcp_servers) -> Iterator[tuple[Site, str]]:
    """A site for providers, which each test adds its own to, and the address of what it guards."""
    site = Site(Node(tmp_path_factory.mktemp("provided"), LOG_LEVEL="trace"))
    site.node.start()
    site.set_up()
    yield site, site.guard("provided.localhost", mcp_servers.url("stateless-json"))
    site.end()


class Waiting(Double):
    """A client whose user chooses a provider."""

    name = ""

    def go_to_the_provider(self) -> Page:
        """The page, or the redirect to the provider, after choosing it."""
        page = self.browser.follow(self.browser.request(self.authorize_url()), REDIRECT)
        link = page.body.split(f'href="/signin/{self.name}?')[1].split('"')[0]
        return self.browser.request(f"{self.site.issuer}/signin/{self.name}?{html.unescape(link)}")

    def come_back(self, page: Page, **answer: str) -> Page:
        """What happens when the provider sends the browser back."""
        location = page.header("location") or ""
        assert "/authorize?" in location, (page.status, page.body[:500])
        state = location.split("state=")[1].split("&")[0]
        return self.called_back(state=state, **answer)

    def called_back(self, **answer: str) -> Page:
        return self.browser.request(f"{self.site.issuer}/signin/{self.name}/callback?{urlencode(answer)}")


def _waiting(provided: tuple[Site, str], provider: Provider) -> Waiting:
    site, url = provided
    made = Waiting(site, url, REDIRECT)
    made.name = f"company-{next(_numbers)}"
    site.run("oauth", "provider", "create", made.name, "oidc", provider.issuer, "client", "--label", made.name)
    made.discover()
    made.register(client_name="Waiting", token_endpoint_auth_method="none")
    return made


@pytest.fixture
def double(provided, provider) -> Iterator[Waiting]:
    made = _waiting(provided, provider)
    yield made
    made.site.run("oauth", "provider", "delete", made.name)


def _assert_told(page: Page) -> None:
    assert page.status in (400, 502, 503, 504), (page.status, page.body[:300])
    assert (page.header("content-type") or "").startswith("text/html") and "<h1" in page.body
    assert page.header("location") is None


DISCOVERIES: dict[str, Callable[[Provider], None]] = {
    "no JSON": lambda p: p.tell("/.well-known/openid-configuration", b"<html>Gateway</html>", kind="text/html"),
    "an empty answer": lambda p: p.tell("/.well-known/openid-configuration", b""),
    "a list": lambda p: p.tell("/.well-known/openid-configuration", []),
    "nothing in it": lambda p: p.tell("/.well-known/openid-configuration", {}),
    "another issuer": lambda p: p.tell(
        "/.well-known/openid-configuration", {"issuer": "https://evil.example", "authorization_endpoint": "https://e/a"}
    ),
    "an error": lambda p: p.tell("/.well-known/openid-configuration", b"no", 500, "text/plain"),
    "a redirect": lambda p: p.tell("/.well-known/openid-configuration", b"http://localhost:1/", 302),
    "ten megabytes": lambda p: p.tell("/.well-known/openid-configuration", b" " * 10_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", DISCOVERIES)
def test_a_provider_whose_discovery_fails_is_told_on_a_page(double, provider, name) -> None:
    DISCOVERIES[name](provider)
    _assert_told(double.go_to_the_provider())
    provider.behave()

    def redirected() -> Page | None:
        page = double.go_to_the_provider()
        return page if page.status in (302, 303) else None

    page = eventually("the provider to be used", redirected, LONGEST_WAIT_S, every=0.2)
    assert (page.header("location") or "").startswith(provider.issuer + "/authorize")


TOKENS: dict[str, Callable[[Provider], None]] = {
    "garbage": lambda p: p.tell("/token", b"\x00\xff garbage"),
    "an error of its own": lambda p: p.tell("/token", {"error": "invalid_grant"}, 400),
    "no ID token": lambda p: p.tell("/token", {"access_token": "x", "token_type": "Bearer"}),
    "an ID token that is none": lambda p: p.tell("/token", {"access_token": "x", "id_token": "a.b.c"}),
    "an unsigned ID token": lambda p: p.tell(
        "/token", {"access_token": "x", "id_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}
    ),
    "a redirect": lambda p: p.tell("/token", b"http://localhost:1/", 307),
}  # fmt: skip


@pytest.mark.parametrize("name", TOKENS)
def test_a_provider_whose_tokens_are_worth_nothing_lets_nobody_in(double, provider, name) -> None:
    page = double.go_to_the_provider()
    TOKENS[name](provider)
    _assert_told(double.come_back(page, code="from-the-provider"))
    # Nobody is signed in now.
    again = double.browser.follow(double.browser.request(double.authorize_url()), REDIRECT)
    assert again.form_with("password") is not None


def test_a_provider_that_says_nothing_is_given_up_in_time(provided, provider) -> None:
    """One keeps silent at discovery, another once it has the code; both are waited for at the same time."""
    silent = Provider()
    silent.hanging.add("/.well-known/openid-configuration")
    provider.hanging.add("/token")
    first, second = _waiting(provided, silent), _waiting(provided, provider)
    try:
        page = second.go_to_the_provider()
        with ThreadPoolExecutor(2) as pool:
            begin = time.monotonic()
            answers = [
                pool.submit(first.go_to_the_provider), pool.submit(second.come_back, page, code="from-the-provider")
            ]  # fmt: skip
            for answer in answers:
                _assert_told(answer.result(60))
            assert time.monotonic() - begin < LONGEST_WAIT_S
        # The others are served as if nothing were.
        provider.behave()
        assert second.go_to_the_provider().status in (302, 303)
    finally:
        silent.stop()
        for one in (first, second):
            one.site.run("oauth", "provider", "delete", one.name)


def test_a_state_counts_once_and_only_if_it_was_given_out(double, provider) -> None:
    page = double.go_to_the_provider()
    provider.tell("/token", {"error": "invalid_grant"}, 400)
    assert double.come_back(page, code="one").status >= 400
    asked = provider.asked.count("/token")
    for replayed in (double.come_back(page, code="one"), double.come_back(page, code="two")):
        _assert_told(replayed)
    _assert_told(double.called_back(code="x", state="s" * 43))
    assert provider.asked.count("/token") == asked, "a code was sent for a state that was used"


def test_an_answer_that_names_another_provider_is_not_taken(double, provider) -> None:
    page = double.go_to_the_provider()
    _assert_told(double.come_back(page, code="mixed-up", iss="https://evil.example"))
    assert "/token" not in provider.asked, "the code of another provider was sent on"
