"""MCP through the guard: sessions of people on several servers, streams that live, and pages of strangers."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
import uvicorn

from support.oauth.browser import NamedHTTPSConnection
from support.oauth.double import Double
from support.oauth.mcp_servers import MCPServers, tools_server
from support.oauth.sdk import SDKClient, text_of
from support.oauth.site import AUTH_HOST, Site
from support.ports import free_port
from support.waiting import eventually

REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture(scope="module")
def other_servers():  # noqa: ANN201
    made = MCPServers()
    yield made
    made.stop()


def _token(site: Site, url: str, user: str = "ann") -> str:
    double = Double(site, url, REDIRECT)
    double.browser = site.browser(username=user)
    double.discover()
    double.register(client_name="Sessions", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    return double.tokens["access_token"]


def _balance(site: Site, host: str, first: MCPServers, second: MCPServers) -> str:
    """A guarded host with two servers that keep sessions in their memory."""
    site.node.add_proxy(
        host, None, internal=True, preserve_host_header=False,
        upstreams=[{"url": servers.url("stateful-sse"), "weight": 1} for servers in (first, second)],
    )  # fmt: skip
    site.run("proxy", "auth", "enable", host, AUTH_HOST, "forward", "--users", "*")
    site.run("proxy", "resource", "set", host, "/mcp", "mcp:read,mcp:write", "true")
    url = f"https://{host}:{site.port}/mcp"
    eventually(f"{host} to be guarded", lambda: site.call(url, None).status == 401, 10, every=0.05)
    return url


def _legacy(site: Site, url: str, token: str, body: dict, **headers: str):  # noqa: ANN202
    sent = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {token}", **headers,
    }  # fmt: skip
    return site.browser().request(url, "POST", json.dumps(body), sent)


def _initialize(site: Site, url: str, token: str) -> dict[str, str]:
    """Opens a session; gives the fields of its later requests."""
    answer = _legacy(
        site, url, token,
        {
            "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": {
                "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"},
            },
        },
    )  # fmt: skip
    assert answer.status == 200, answer.body
    session = {"Mcp-Session-Id": answer.header("mcp-session-id") or "", "MCP-Protocol-Version": "2025-11-25"}
    done = _legacy(site, url, token, {"jsonrpc": "2.0", "method": "notifications/initialized"}, **session)
    assert done.status == 202, done.body
    return session


def _list(site: Site, url: str, token: str, session: dict[str, str]):  # noqa: ANN202
    return _legacy(site, url, token, {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}, **session)


def test_sessions_stay_with_the_server_that_holds_them(site, mcp_servers, other_servers) -> None:
    url = _balance(site, "balanced.localhost", mcp_servers, other_servers)
    for _ in range(4):
        client = SDKClient(url, site.context, site.browser())

        async def use(client: SDKClient = client) -> None:
            async with client.session("legacy") as session:
                for number in range(5):
                    assert str(number) in text_of(await session.call_tool("add", {"a": number, "b": 0}))

        asyncio.run(use())


def test_sessions_survive_a_restart_of_the_node(make_site, mcp_servers, other_servers) -> None:
    site = make_site()
    url = _balance(site, "kept.localhost", mcp_servers, other_servers)
    token = _token(site, url)
    sessions = [_initialize(site, url, token) for _ in range(4)]
    site.node.stop()
    site.node.start()
    eventually("the guarded host", lambda: site.call(url, None).status == 401, 10, every=0.05)
    for session in sessions:
        answer = _list(site, url, token, session)
        assert answer.status == 200 and "add" in answer.body, answer.body


def test_a_session_is_its_owners(site, urls) -> None:
    url = urls["stateful-sse"]
    site.add_user("eve")
    ann, eve = _token(site, url), _token(site, url, "eve")
    session = _initialize(site, url, ann)
    assert _list(site, url, ann, session).status == 200
    stolen = _list(site, url, eve, session)
    assert stolen.status == 404, stolen.body
    assert json.loads(stolen.body)["jsonrpc"] == "2.0"
    made_up = _list(site, url, eve, {**session, "Mcp-Session-Id": "0123456789abcdef"})
    assert made_up.status == 404


def test_a_stream_says_something_at_once(site, urls) -> None:
    """Proxies on the way hold back an answer until its first byte."""
    url = urls["stateful-sse"]
    token = _token(site, url)
    session = _initialize(site, url, token)
    host = url.split("/")[2].split(":")[0]
    connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, host, site.context)
    connection.request(
        "GET", "/mcp",
        headers={
            "Host": f"{host}:{site.port}", "Authorization": f"Bearer {token}", "Accept": "text/event-stream", **session,
        },
    )  # fmt: skip
    response = connection.getresponse()
    assert response.status == 200
    connection.sock.settimeout(2)
    assert response.read1(1) == b":"
    connection.close()


def test_pages_of_strangers_may_not_call_a_server(site, url) -> None:
    token = _token(site, url)
    refused = site.call(url, token, Origin="https://evil.example")
    assert refused.status == 403 and json.loads(refused.body)["jsonrpc"] == "2.0"
    assert site.call(url, token, Origin="http://localhost:6274").status == 200
    assert site.call(url, token, Origin="https://claude.ai").status == 200


def test_a_page_that_inspects_servers_can_call_one(site, url) -> None:
    """What the MCP Inspector does in a browser: asks first, then reads answers and refusals."""
    page = {"Origin": "http://localhost:6274"}
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,mcp-protocol-version,mcp-method,mcp-param-city",
    }  # fmt: skip
    for address in (url, url + "/"):
        answer = site.get(address, {**page, **asked}, "OPTIONS")
        assert answer.status == 204, (address, answer.status)
        assert answer.header("access-control-allow-origin") == "*"
        assert answer.header("access-control-allow-credentials") is None
        allowed = (answer.header("access-control-allow-headers") or "").lower()
        for name in ("authorization", "mcp-protocol-version", "mcp-session-id", "last-event-id", "mcp-param-city"):
            assert name in allowed, allowed
        methods = answer.header("access-control-allow-methods") or ""
        assert all(method in methods for method in ("GET", "POST", "DELETE"))
    token = _token(site, url)
    for answer in (site.call(url, token, **page), site.call(url, None, **page)):
        assert [value for name, value in answer.headers if name.lower() == "access-control-allow-origin"] == ["*"]
        assert "mcp-session-id" in (answer.header("access-control-expose-headers") or "").lower()


def test_the_clients_token_goes_no_further(site, url, mcp_servers) -> None:
    token = _token(site, url)
    before = len(mcp_servers.requests)
    assert site.call(url, token, **{"X-Auth-User-Name": "root"}).status == 200
    seen = [headers for _, _, headers in mcp_servers.requests[before:]]
    assert seen
    for headers in seen:
        assert token not in json.dumps(headers)
        assert headers["x-auth-user-name"] == "ann" and headers["x-auth-assertion"].count(".") == 2


@pytest.fixture(scope="module")
def old_server():  # noqa: ANN201
    """A server of the transport of 2024-11-05: a stream, and an address for messages that its first event tells."""
    port = free_port()
    application = tools_server("old").http_app(path="/sse", transport="sse")
    server = uvicorn.Server(uvicorn.Config(application, host="127.0.0.1", port=port, log_level="warning"))
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually("the old server", lambda: server.started, 20)
    yield f"http://127.0.0.1:{port}"
    server.force_exit = True
    server.should_exit = True
    thread.join(10)


def test_a_session_of_the_old_transport_is_its_owners(site, old_server) -> None:
    host = "old.localhost"
    url = site.guard(host, old_server, endpoint="/sse")
    site.add_user("mallory")
    ann, mallory = _token(site, url), _token(site, url, "mallory")
    connection = NamedHTTPSConnection("127.0.0.1", site.node.https_port, host, site.context)
    fields = {"Host": f"{host}:{site.port}", "Accept": "text/event-stream", "Authorization": f"Bearer {ann}"}
    connection.request("GET", "/sse", headers=fields)
    stream = connection.getresponse()
    connection.sock.settimeout(10)

    def event() -> str:
        lines = []
        while (line := stream.readline().decode().rstrip("\r\n")) or not lines:
            lines += [line.removeprefix("data: ")] if line.startswith("data: ") else []
        return "\n".join(lines)

    address = f"https://{host}:{site.port}" + event()
    body = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }  # fmt: skip
    assert _legacy(site, address, mallory, body).status == 404
    assert _legacy(site, address.split("session_id=")[0] + "session_id=" + "0" * 32, ann, body).status == 404
    assert _legacy(site, address.replace("session_id", "Session_ID"), mallory, body).status == 404
    assert _legacy(site, address, ann, body, Origin="https://evil.test").status == 403
    assert _legacy(site, address, ann, body).status == 202
    assert json.loads(event())["result"]["protocolVersion"] == "2024-11-05"
    connection.close()
