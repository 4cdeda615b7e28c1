"""From an image to a guarded HTTPS address by two recipes, with an MCP server in the container."""

from __future__ import annotations

import asyncio

import pytest

from support.docker_node import DockerNode, secret_key
from support.oauth.names import resolve_locally
from support.oauth.sdk import SDKClient, text_of
from support.oauth.site import AUTH_HOST, SCOPES, Site
from support.recipes import just
from support.waiting import eventually

resolve_locally()
NAME = "mcp-everything"


@pytest.fixture(scope="module")
def guarded_site(engine, tmp_path_factory):
    image = engine.need_program_image()
    node = DockerNode(
        tmp_path_factory.mktemp("recipes"), engine, BASE_DOMAIN="localhost",
        SECRET_KEY=secret_key("recipes"),
    )  # fmt: skip
    site = Site(node)
    node.start()
    site.set_up()
    # The image's own command is none: what is to run is said when the service is made, or by an image of one's own.
    made = engine.call(
        "POST", "/containers/create", body={
            "Image": image, "Cmd": ["demo-mcp", "--everywhere", "--port", "3000"], "ExposedPorts": {"3000/tcp": {}},
        }
    )["Id"]  # fmt: skip
    engine.call("POST", "/commit", {"container": made, "repo": "demo-mcp", "tag": "test"}, {
        "Cmd": ["demo-mcp", "--everywhere", "--port", "3000"], "ExposedPorts": {"3000/tcp": {}},
        "Entrypoint": ["/usr/bin/proxyd"],
    })  # fmt: skip
    engine.call("DELETE", f"/containers/{made}", {"force": 1})
    yield site
    if node.api("GET", f"/api/v1/services/{NAME}").status == 200:
        node.remove(NAME)
    site.end()


async def _use(client: SDKClient, mode: str) -> None:
    async with client.session(mode) as session:
        names = [tool.name for tool in (await session.list_tools()).tools]
        assert {"echo", "add", "whoami"} <= set(names)
        assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))
        assert "ann" in text_of(await session.call_tool("whoami", {}))


def test_two_recipes_lead_from_an_image_to_a_guarded_answer(guarded_site) -> None:
    node, host = guarded_site.node, f"{NAME}.localhost"
    just(node, "service-create-exposed", NAME, "demo-mcp:test", "3000", "127.0.0.1")
    just(node, "service-proxy-create", NAME, host, "true")
    container = node.container(NAME)
    assert container["State"]["Running"] and container["HostConfig"]["CapDrop"] == ["ALL"]
    guarded_site.run("proxy", "auth", "enable", host, AUTH_HOST, "forward", "--users", "*")
    guarded_site.run("proxy", "resource", "set", host, "/mcp", SCOPES)
    url = f"https://{host}:{guarded_site.port}/mcp"
    eventually("the guard", lambda: guarded_site._is_guarded(url), 20, every=0.1)
    for mode in ("auto", "legacy"):
        client = SDKClient(url, guarded_site.context, guarded_site.browser())
        asyncio.run(_use(client, mode))


def test_the_recipes_show_logs_statistics_and_remove_it_all(guarded_site) -> None:
    node = guarded_site.node
    assert NAME in just(node, "service-list")
    assert "running" in just(node, "service-show", NAME)
    assert "demo MCP server answers" in just(node, "service-logs", NAME)
    assert "memory_usage" in just(node, "service-stats", NAME)
    assert "ready" in just(node, "service-events", NAME, "20")
    assert "3000" in just(node, "service-port-list", NAME)
    just(node, "service-stop", NAME)
    node.wait_status(NAME, "stopped")
    just(node, "service-start", NAME)
    node.wait_status(NAME, "running")
    just(node, "service-restart", NAME)
    node.wait_status(NAME, "running")
    just(node, "service-delete", NAME)
    node.wait_gone(NAME)
    containers, networks, _ = node.engine.census()
    assert not [c for c in containers if NAME in c]
    assert node.api("GET", f"/api/v1/proxy/targets/{NAME}.localhost").status == 404
