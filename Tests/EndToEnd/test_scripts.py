"""The first command of the README: a working proxy, and no harm when it is run twice."""

from __future__ import annotations

import os
import re
import socket
import subprocess

import pytest

from support.node import BINARY, ROOT
from support.ports import free_port

RELEASE = (ROOT / ".build/release/proxyd").resolve()


@pytest.fixture
def script(tmp_path):
    """Runs a script with ports and a state folder of its own, and stops what it started."""
    if BINARY != RELEASE:
        pytest.skip("the scripts build and run the release program; another one is under test")
    settings = {
        "HTTP_PORT": str(free_port()), "HTTPS_PORT": str(free_port()), "API_PORT": str(free_port()),
        "PROXY_PROTOCOL_PORT": str(free_port()), "DEMO_PORT": str(free_port()), "DEMO_MCP_PORT": str(free_port()),
        "UP_STATE": str(tmp_path / "state"), "STATE_DIR": str(tmp_path / "state"),
    }  # fmt: skip

    def run(name: str, **more: str) -> subprocess.CompletedProcess:
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        return subprocess.run(
            [str(ROOT / "scripts" / name)], env={**kept, **settings, **more}, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip

    run.settings = settings
    yield run
    run("down")


def curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "-fsS", "-m", "10", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_up_ends_with_a_working_proxy_and_down_stops_it(script, tmp_path) -> None:
    done = script("up")
    assert done.returncode == 0, done.stdout + done.stderr
    http, https = script.settings["HTTP_PORT"], script.settings["HTTPS_PORT"]
    assert re.search(r"acm_[0-9A-Za-z_-]{40,}", done.stdout)
    assert f":{http}" in done.stdout
    assert f":{https}" in done.stdout
    assert "scripts/down" in done.stdout

    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")
    assert curl("--cacert", str(tmp_path / "state/local-ca.pem"), f"https://demo.localhost:{https}/")

    assert re.search(r"password of the user demo, not shown again: [0-9a-f]{24}", done.stdout)
    mcp = f"https://mcp.localhost:{https}/mcp"
    assert mcp in done.stdout
    refused = subprocess.run(
        ["curl", "-si", "--cacert", str(tmp_path / "state/local-ca.pem"), "-X", "POST", mcp],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "401" in refused.stdout.splitlines()[0]
    assert 'resource_metadata="' in refused.stdout

    again = script("up")
    assert again.returncode == 0
    assert "running already" in again.stdout
    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")

    stopped = script("down")
    assert stopped.returncode == 0
    assert subprocess.run(["curl", "-sS", f"http://127.0.0.1:{http}/"], capture_output=True, check=False).returncode == 7

    once_more = script("up")
    assert once_more.returncode == 0, once_more.stdout + once_more.stderr
    assert curl("-H", "Host: demo.localhost", f"http://127.0.0.1:{http}/")
    assert "not shown again" not in once_more.stdout


def test_a_taken_port_is_named_before_anything_is_built(script) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = script("up", HTTP_PORT=port)
    assert done.returncode == 1
    assert port in done.stderr
    assert "HTTP_PORT" in done.stderr
