"""Who asks too often is told when to come again, in a form that clients and pages can read."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

import pytest

from support.oauth.browser import Browser, Page

METADATA = {"redirect_uris": ["https://app.example.com/callback"], "token_endpoint_auth_method": "none"}
REFRESH = {"grant_type": "refresh_token", "refresh_token": "x" * 43, "client_id": "nobody"}


@pytest.fixture
def throttled(make_site, redis):  # noqa: ANN201
    return make_site(REDIS_URL=redis.url)


@pytest.fixture
def count(throttled, redis):  # noqa: ANN201
    """Sets what a network has asked for in this minute: to ask that often would take as long as the minute."""

    def set_to(name: str, browser: Browser, value: int) -> None:
        digest = hashlib.sha256(f"{name}\n{browser.address}".encode()).hexdigest()
        assert redis.command("SET", f"proxyd:volatile:throttle:{digest}", str(value), "PX", "30000") == "OK"

    return set_to


def _register(site, browser: Browser, **headers: str) -> Page:  # noqa: ANN001
    fields = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    return browser.request(site.issuer + "/register", "POST", json.dumps(METADATA), fields)


def _refresh(site, browser: Browser) -> Page:  # noqa: ANN001
    fields = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return browser.request(site.issuer + "/token", "POST", urlencode(REFRESH), fields)


def _is_told_to_wait(answer: Page) -> None:
    assert answer.status == 429, answer.body
    assert 1 <= int(answer.header("retry-after") or 0) <= 60
    assert json.loads(answer.body)["error"] == "temporarily_unavailable"
    assert "no-store" in (answer.header("cache-control") or "")
    # A page reads the refusal, too, and when to come again.
    assert answer.header("access-control-allow-origin") == "*"
    assert "retry-after" in (answer.header("access-control-expose-headers") or "").lower()


def test_too_many_registrations_of_a_network_are_told_when_to_come_again(throttled, count) -> None:
    browser = throttled.browser()
    assert [_register(throttled, browser).status for _ in range(3)] == [201] * 3
    count("register", browser, 119)
    assert _register(throttled, browser).status == 201
    _is_told_to_wait(_register(throttled, browser))
    # Others go on: those elsewhere, and who has a token of the operator's.
    assert _register(throttled, throttled.browser()).status == 201
    assert _register(throttled, browser, Authorization=f"Bearer {throttled.node.token}").status == 201


def test_too_many_requests_of_a_network_for_tokens_are_told_when_to_come_again(throttled, count) -> None:
    browser = throttled.browser()
    assert _refresh(throttled, browser).status == 401
    count("token", browser, 6_000)
    _is_told_to_wait(_refresh(throttled, browser))
    assert _refresh(throttled, throttled.browser()).status == 401
