"""From a checkout to two guarded MCP servers in containers, by the recipes of the README."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.node import BINARY, ROOT
from support.oauth.names import resolve_locally
from support.oauth.sdk import SDKClient, text_of
from support.oauth.site import Site
from support.waiting import eventually

resolve_locally()

JUST = shutil.which("just") or str(ROOT / ".tools/bin/just")


def just(node, folder: Path, *arguments: str) -> str:
    """A recipe where the checkout's folder for state is the test's own."""
    (folder / "scripts").mkdir(exist_ok=True)
    for name in ("justfile", "scripts/mcp-echo-context"):
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    done = subprocess.run(
        [JUST, "--justfile", str(folder / "justfile"), "--working-directory", str(folder), *arguments],
        env={**os.environ, "PROXYD": str(BINARY), "API_URL": node.api_url, "ADMIN_TOKEN": node.token},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"just {arguments}: {done.stdout}{done.stderr}\n{node.said()[-3000:]}"
    return done.stdout


@pytest.fixture
def site(own_engine, make_docker_node, tmp_path: Path):
    node = make_docker_node(
        own_engine, BASE_DOMAIN="localhost", DOCKER_BUILD_ROOTS=tmp_path, EGRESS_ALLOWED="127.0.0.0/8"
    )
    node.start()
    made = Site(node).set_up()
    yield made
    made.end()


async def _use(client: SDKClient, mode: str) -> None:
    async with client.session(mode) as session:
        assert "5" in text_of(await session.call_tool("add", {"a": 2, "b": 3}))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_mcp_servers_run_guarded_in_containers(site: Site, tmp_path: Path) -> None:
    node = site.node
    rows = json.loads(just(node, tmp_path, "mcp-echo-start", "--output", "json"))
    assert [row["service_name"] for row in rows] == ["echo-stateless", "echo-stateful"]
    assert {row["status"] for row in rows} == {"running"}, rows
    shown = json.loads(just(node, tmp_path, "mcp-echo-setup", "auth.localhost", "--output", "json"))
    assert len(shown) == 2
    for name in ("echo-stateless", "echo-stateful"):
        proxy = node.must("GET", f"/api/v1/proxy/targets/{name}.localhost")
        assert proxy["target_service"] == name and proxy["target_url"] is None
        url = f"https://{name}.localhost:{site.port}/mcp"
        eventually(f"{name} to be guarded", lambda url=url: site._is_guarded(url), 20, every=0.1)
        node.must("PUT", f"/api/v1/proxy/targets/{name}.localhost", {"auth_required_users": ["ann"]})
        for mode in ("legacy", "2026-07-28"):
            client = SDKClient(url, site.context, site.browser())
            asyncio.run(_use(client, mode))
        assert "demo MCP server" in just(node, tmp_path, "service-logs", name, "--output", "table")

    # Who starts them again has them once.
    just(node, tmp_path, "mcp-echo-start")
    rows = json.loads(just(node, tmp_path, "service-list", "--output", "json"))
    assert len(rows) == 2
    for name in ("echo-stateless", "echo-stateful"):
        just(node, tmp_path, "service-delete", name)
        assert node.api("GET", f"/api/v1/proxy/targets/{name}.localhost").status == 404
