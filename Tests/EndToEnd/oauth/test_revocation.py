"""A revoked token is refused at once, on every node, and its open streams end."""

from __future__ import annotations

import http.client
import json
import time

import pytest

from support.node import Node
from support.oauth.browser import Browser, NamedHTTPSConnection
from support.oauth.double import Double, sign_in_client
from support.oauth.site import Site
from support.ports import free_port
from support.waiting import eventually

LIMIT_S = 1.0
REDIRECT = "http://127.0.0.1:3118/callback"


def _open_stream(site: Site, url: str, token: str):  # noqa: ANN202
    """A call whose answer goes on for a minute; gives its response once the first bytes came."""
    host = url.split("/")[2].split(":")[0]
    connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, host, site.context)
    body = {
        "jsonrpc": "2.0", "id": 7, "method": "tools/call",
        "params": {
            "name": "tick", "arguments": {"count": 300, "pause": 0.2},
            "_meta": {
                "progressToken": "p",
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    }  # fmt: skip
    connection.request(
        "POST", "/mcp", json.dumps(body),
        {
            "Host": f"{host}:{site.port}", "Authorization": f"Bearer {token}", "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2026-07-28",
            "Mcp-Method": "tools/call", "Mcp-Name": "tick",
        },
    )  # fmt: skip
    response = connection.getresponse()
    assert response.status == 200, response.read()
    assert "text/event-stream" in response.getheader("content-type", "")
    assert response.read1(1)
    return connection, response


def _seconds_until_end(connection, response) -> float:  # noqa: ANN001
    begin = time.monotonic()
    connection.sock.settimeout(5)
    try:
        while response.read1(65536):
            pass
    except TimeoutError:
        raise AssertionError("the stream was open 5 s after the revocation") from None
    except (OSError, http.client.HTTPException):
        pass
    return time.monotonic() - begin


def _by_the_client(site: Site, double: Double) -> None:
    form = {"token": double.tokens["access_token"], "client_id": double.client_id}
    assert site.post("/revoke", form).status == 200


def _by_its_refresh_token(site: Site, double: Double) -> None:
    form = {"token": double.tokens["refresh_token"], "client_id": double.client_id}
    assert site.post("/revoke", form).status == 200


def _by_the_operator(site: Site, double: Double) -> None:
    site.run("oauth", "client", "disable", double.client_id)


@pytest.mark.parametrize("revoke", [_by_the_client, _by_its_refresh_token, _by_the_operator])
def test_open_streams_of_a_revoked_token_end_within_a_second(site, urls, revoke) -> None:
    url = urls["stateless-sse"]
    double = sign_in_client(site, url, REDIRECT, "Revoked")
    connection, response = _open_stream(site, url, double.tokens["access_token"])
    other = sign_in_client(site, url, REDIRECT, "Revoked")
    untouched, still = _open_stream(site, url, other.tokens["access_token"])
    revoke(site, double)
    assert _seconds_until_end(connection, response) < LIMIT_S
    assert site.call(url, double.tokens["access_token"]).status == 401
    assert still.read1(65536), "a stream of another client ended, too"
    untouched.close()


def test_a_user_who_is_disabled_is_out_within_a_second(site, urls) -> None:
    url = urls["stateless-sse"]
    site.add_user("leaver")
    double = Double(site, url, REDIRECT)
    double.browser = site.browser(username="leaver")
    double.discover()
    double.register(
        client_name="Leaver's", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    assert double.redeem().status == 200
    connection, response = _open_stream(site, url, double.tokens["access_token"])
    site.run("oauth", "user", "disable", "leaver")
    assert _seconds_until_end(connection, response) < LIMIT_S
    assert site.call(url, double.tokens["access_token"]).status == 401
    assert double.refresh().status == 400


@pytest.fixture
def pair(redis, tmp_path, mcp_servers):  # noqa: ANN201
    """Two nodes behind one public port, on one Redis, with a guarded host."""
    port = free_port()
    nodes = [Node(tmp_path / name, REDIS_URL=redis.url, HTTPS_PUBLIC_PORT=port).start() for name in ("first", "second")]
    first, second = (Site(node) for node in nodes)
    try:
        first.set_up()
        url = first.guard("both.localhost", mcp_servers.url("stateless-sse"))
        eventually("the second node", lambda: _is_guarded(second, url), 10, every=0.05)
        yield first, second, url
    finally:
        first.end()
        second.end()


def _is_guarded(site: Site, url: str) -> bool:
    try:
        return Browser(site.context, port=site.node.https_port).request(url, "POST", "{}").status == 401
    except OSError:
        return False


def test_a_revocation_is_seen_on_the_other_node_within_a_second(pair) -> None:
    first, second, url = pair
    for _ in range(5):
        double = sign_in_client(first, url, REDIRECT, "Revoked")
        token = double.tokens["access_token"]
        assert second.call(url, token).status == 200
        connection, response = _open_stream(second, url, token)
        _by_its_refresh_token(first, double)
        begin = time.monotonic()
        eventually("the other node", lambda token=token: second.call(url, token).status == 401, LIMIT_S, every=0.01)
        assert time.monotonic() - begin < LIMIT_S
        assert _seconds_until_end(connection, response) < LIMIT_S


def test_a_sign_in_begun_on_one_node_goes_on_at_the_other(pair) -> None:
    first, second, url = pair
    double = Double(first, url, REDIRECT)
    double.discover()
    double.register(
        client_name="Both", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    address = double.authorize_url()
    page = double.browser.follow(double.browser.request(address), REDIRECT)
    form = page.form_with("password")
    assert form is not None
    double.browser.port = second.node.https_port
    page = double.browser.submit(page, form, username="ann", password=double.browser.password)
    page = double.browser.follow(page, REDIRECT)
    double.browser.port = first.node.https_port
    consent = page.form_with("decision")
    assert consent is not None, page.body
    page = double.browser.submit(page, consent, decision="approve")
    location = page.header("location") or ""
    assert location.startswith(REDIRECT)
    double.callback = {"code": location.split("code=")[1].split("&")[0]}
    double.site = second
    assert double.redeem().status == 200
    double.works()
    double.site = first
    double.works()
    assert double.refresh().status == 200
