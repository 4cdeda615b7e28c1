"""Who may see and call which tools of an MCP server, by real clients and by plain requests."""

from __future__ import annotations

import asyncio
import json

import pytest

from support.oauth.double import Double
from support.oauth.mcp_servers import KINDS
from support.oauth.sdk import SDKClient, text_of
from support.oauth.site import Site
from support.waiting import eventually

RULES = [
    {"groups": ["staff"], "tools": ["*"]},
    {"tools": ["add"], "arguments": [{"path": "/a", "minimum": 0, "maximum": 10}]},
]
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def _limit(site: Site, host: str, rules: list[dict]) -> None:
    site.run("proxy", "tool-access", "set", host, json.dumps(rules))


@pytest.fixture(scope="module")
def limited(site, mcp_servers) -> dict[str, str]:
    """Guarded servers of each kind, whose tools are not open to everybody."""
    site.add_user("guest")
    urls = {}
    for kind in KINDS:
        urls[kind] = site.guard(f"limited-{kind}.localhost", mcp_servers.url(kind))
        _limit(site, f"limited-{kind}.localhost", RULES)
    token = _token(site, urls["stateless-json"], "guest")
    eventually("the rules", lambda: "tick" not in site.call(urls["stateless-json"], token).body, 10)
    return urls


def _token(site: Site, url: str, user: str) -> str:
    double = Double(site, url, "http://127.0.0.1:3118/callback")
    double.browser = site.browser(username=user)
    double.discover()
    double.register(client_name="Tools", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    return double.tokens["access_token"]


def _send(site: Site, url: str, token: str, body: object, **headers: str):  # noqa: ANN202
    sent = {
        "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28", "Authorization": f"Bearer {token}", **headers,
    }  # fmt: skip
    return site.browser().request(url, "POST", body if isinstance(body, str) else json.dumps(body), sent)


def _call(tool: str, arguments: dict, identifier: object = 5) -> dict:
    return {
        "jsonrpc": "2.0", "id": identifier, "method": "tools/call",
        "params": {"name": tool, "arguments": arguments, "_meta": META},
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["legacy", "auto"])
@pytest.mark.parametrize("kind", KINDS)
def test_people_see_and_call_what_the_rules_allow(site, limited, kind, mode) -> None:
    async def use(user: str) -> tuple[list[str], str, str]:
        client = SDKClient(limited[kind], site.context, site.browser(username=user))
        async with client.session(mode) as session:
            listed = sorted(tool.name for tool in (await session.list_tools()).tools)
            added = text_of(await session.call_tool("add", {"a": 3, "b": 4}))
            assert "7" in added
            outcomes = []
            for name, arguments in (("add", {"a": 11, "b": 1}), ("tick", {"count": 1, "pause": 0.01})):
                try:
                    outcomes.append(text_of(await session.call_tool(name, arguments)))
                except Exception as error:  # noqa: BLE001 - whichever the SDK raises for an error of JSON-RPC
                    outcomes.append(f"refused: {error}")
            return listed, *outcomes  # type: ignore[return-value]

    listed, added, ticked = asyncio.run(use("ann"))
    assert listed == ["add", "tick"] and "12" in added and "done" in ticked
    listed, added, ticked = asyncio.run(use("guest"))
    assert listed == ["add"]
    assert added.startswith("refused") and "/a" in added
    assert ticked.startswith("refused") and "tick" in ticked


def test_a_refused_call_does_not_reach_the_server(site, limited, mcp_servers) -> None:
    url = limited["stateless-json"]
    guest, ann = _token(site, url, "guest"), _token(site, url, "ann")
    before = len(mcp_servers.requests)
    names = {"Mcp-Method": "tools/call", "Mcp-Name": "tick"}
    answer = _send(site, url, guest, _call("tick", {"count": 1, "pause": 0}, "x-1"), **names)
    assert answer.status == 200, answer.body
    body = json.loads(answer.body)
    assert body["id"] == "x-1" and body["error"]["code"] == -32602
    for bad in ("{", json.dumps(_call("add", {"a": 1, "b": 1})).replace('"id"', '"method": "ping", "id"')):
        assert _send(site, url, guest, bad).status == 400
    lies = _send(site, url, guest, _call("tick", {"count": 1, "pause": 0}), **names | {"Mcp-Name": "add"})
    assert lies.status == 400 and json.loads(lies.body)["error"]["code"] == -32020
    assert _send(site, url, guest, "x" * (1024 * 1024 + 1)).status == 413
    assert len(mcp_servers.requests) == before
    allowed = _send(site, url, ann, _call("tick", {"count": 1, "pause": 0}), **names)
    assert allowed.status == 200 and "done" in allowed.body


def test_a_filtered_list_is_private(site, limited) -> None:
    url = limited["stateless-json"]
    answer = site.call(url, _token(site, url, "guest"))
    result = json.loads(answer.body)["result"]
    assert [tool["name"] for tool in result["tools"]] == ["add"]
    assert result.get("cacheScope") in (None, "private")
    assert "ttlMs" not in result or result["cacheScope"] == "private"


def test_rules_change_while_the_node_runs(site, mcp_servers) -> None:
    host = "changing.localhost"
    url = site.guard(host, mcp_servers.url("stateless-json"))
    token = _token(site, url, "ann")
    assert "tick" in site.call(url, token).body
    _limit(site, host, [])
    eventually("no tool to be there", lambda: json.loads(site.call(url, token).body)["result"]["tools"] == [], 10)
    shown = site.run("proxy", "tool-access", "show", host)
    assert shown["tool_access"] == []
    site.run("proxy", "tool-access", "clear", host)
    eventually("all tools to be back", lambda: "tick" in site.call(url, token).body, 10)


def test_rules_that_make_no_sense_are_refused_with_the_place(site, mcp_servers) -> None:
    host = "nonsense.localhost"
    site.guard(host, mcp_servers.url("stateless-json"))
    for rules, place in (
        ([{"tools": ["a"], "user": ["ann"]}], "/tool_access/0/user"),
        ([{"tools": ["a"], "arguments": [{"path": "a", "equals": 1}]}], "/tool_access/0/arguments/0/path"),
    ):
        done = site.node.cli("proxy", "tool-access", "set", host, json.dumps(rules))
        assert done.returncode != 0
        assert place in done.stderr + done.stdout
    _limit(site, host, [{"tools": ["add"]}])
    done = site.node.cli("proxy", "auth", "disable", host)
    assert done.returncode != 0 and "tool_access" in done.stderr + done.stdout


def test_numbers_of_any_size_pass(site, limited) -> None:
    url = limited["stateless-json"]
    token = _token(site, url, "ann")
    names = {"Mcp-Method": "tools/call", "Mcp-Name": "add"}
    answer = _send(site, url, token, _call("add", {"a": 1, "b": 2**64}, 2**70), **names)
    assert answer.status == 200 and str(2**64 + 1) in answer.body, answer.body
    assert json.loads(answer.body)["id"] == 2**70
    guest = _token(site, url, "guest")
    refused = _send(site, url, guest, _call("add", {"a": 2**64, "b": 1}, 2**70), **names)
    assert json.loads(refused.body)["error"]["code"] == -32602 and json.loads(refused.body)["id"] == 2**70


def test_the_trace_tells_of_the_first_call_and_of_what_was_refused(site, limited) -> None:
    url = limited["stateful-json"]
    double = Double(site, url, "http://127.0.0.1:3118/callback")
    double.browser = site.browser(username="guest")
    double.discover()
    double.register(client_name="Traced tools", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    token = double.tokens["access_token"]
    for _ in range(3):
        _send(site, url, token, _call("tick", {"count": 1, "pause": 0}))

    def steps(*of: str) -> list[dict]:
        return [step for step in site.run("oauth", "trace", *of) if step["stage"] == "call"]

    def mine_or_none() -> list[dict] | None:
        found = steps("--client", double.client_id)
        if len(found) >= 4 and any(step["accepted"] for step in found):
            return found
        # What a worker tells within a minute is bounded, and other tests may have had it all.
        _send(site, url, token, _call("tick", {"count": 1, "pause": 0}))
        return None

    mine = eventually("the calls", mine_or_none, 90, every=3)
    first = [step for step in mine if step["accepted"]]
    # Each worker tells it once.
    assert 1 <= len(first) <= 3 and first[-1]["resource"] == url
    assert sum("tools" in step["reason"] for step in mine) >= 3
    assert any(step["client_id"] == double.client_id for step in steps("--user", "guest"))

    def refusal_of_a_stranger() -> bool:
        assert site.call(url, "nonsense").status == 401
        return any(not step["accepted"] and not step["client_id"] for step in steps())

    eventually("the refusal", refusal_of_a_stranger, 90, every=3)
    stages = {step["stage"] for step in site.run("oauth", "trace", "--limit", "500")}
    assert "discovery" in stages
    assert token not in json.dumps(mine)
