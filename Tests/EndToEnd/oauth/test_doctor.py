"""The doctor tells which clients can sign in to a real node, and why others cannot."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.node import BINARY
from support.oauth.site import Site

LOCAL = "cursor,sdk-1,sdk-2,inspector"


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo MCP server's origin."""
    with subprocess.Popen([BINARY, "demo-mcp", "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = re.search(r"(http://127\.0\.0\.1:\d+)/mcp", process.stderr.readline())
        assert address
        yield address[1]
        process.terminate()


@pytest.fixture(scope="module")
def url(site: Site, demo: str) -> str:
    return site.guard("doctor.localhost", demo)


def examine(site: Site, folder: Path, url: str, *options: str) -> tuple[int, dict[str, dict]]:
    """The exit status, and the verdict on each client."""
    trusted = str(site.write_authority(folder))
    done = site.node.cli("oauth", "doctor", url, "--ca-file", trusted, "--output", "json", *options)
    assert not done.stderr, done.stderr
    return done.returncode, {verdict["client"]: verdict for verdict in json.loads(done.stdout)}


def reasons(verdict: dict) -> str:
    return " ".join(problem["reason"] for check in verdict["checks"] for problem in check["problems"])


def test_clients_on_the_same_machine_can_sign_in(site: Site, tmp_path: Path, url: str) -> None:
    status, verdicts = examine(site, tmp_path, url, "--clients", LOCAL)
    assert status == 0, [reasons(verdict) for verdict in verdicts.values()]
    assert all(verdict["passes"] for verdict in verdicts.values())
    assert set(verdicts) == set(LOCAL.split(","))


def test_a_slash_at_the_end_of_the_address_is_good(site: Site, tmp_path: Path, url: str) -> None:
    status, verdicts = examine(site, tmp_path, url + "/", "--clients", LOCAL)
    assert status == 0, [reasons(verdict) for verdict in verdicts.values()]
    assert set(verdicts) == set(LOCAL.split(","))


def test_hosted_clients_cannot_reach_a_laptop(site: Site, tmp_path: Path, url: str) -> None:
    status, verdicts = examine(site, tmp_path, url, "--clients", "claude,chatgpt")
    assert status == 1
    for verdict in verdicts.values():
        assert "127.0.0.1, this machine" in reasons(verdict)
        assert "TLS failed" in reasons(verdict)


def test_a_host_without_a_guard_is_found(site: Site, tmp_path: Path, demo: str) -> None:
    site.run("proxy", "create", "open.localhost", demo, "--internal")
    status, verdicts = examine(site, tmp_path, f"https://open.localhost:{site.port}/mcp", "--clients", "vscode")
    assert status == 1
    assert "no client ever signs in" in reasons(verdicts["vscode"])


def test_another_path_than_the_announced_one_is_found(site: Site, tmp_path: Path, url: str) -> None:
    status, verdicts = examine(site, tmp_path, url.replace("/mcp", "/api"), "--clients", "codex")
    assert status == 1
    assert url in reasons(verdicts["codex"]) or "oauth-protected-resource/api" in reasons(verdicts["codex"])


def test_words_are_the_default_and_wrong_use_is_told(site: Site, tmp_path: Path, url: str) -> None:
    trusted = str(site.write_authority(tmp_path))
    done = site.node.cli("oauth", "doctor", url, "--ca-file", trusted, "--clients", "cursor")
    assert re.fullmatch(r"✓ Cursor: \d+ checks passed\n", done.stdout)
    assert site.node.cli("oauth", "doctor", "mcp.example.com").returncode == 2
    unknown = site.node.cli("oauth", "doctor", url, "--clients", "nobody")
    assert unknown.returncode == 2
    assert "'nobody'" in unknown.stderr


def test_a_certificate_that_is_not_trusted_is_the_only_problem_told(site: Site, url: str) -> None:
    done = site.node.cli("oauth", "doctor", url, "--clients", "sdk-2")
    assert done.returncode == 1
    assert "--ca-file" in done.stdout
    assert done.stdout.count("→") == 1
