"""The command line: what people and scripts see, and its exit codes."""

from __future__ import annotations

import json

import pytest

from support.ports import free_port


def ok(node, *arguments: str, **more: object) -> str:
    done = node.cli(*arguments, **more)
    assert done.returncode == 0, f"{arguments}: {done.returncode} {done.stdout} {done.stderr}"
    return done.stdout


def test_walk_through_proxies(node, backend, unique) -> None:
    host = unique()
    ok(node, "proxy", "create", host, backend.url, "--http-only")
    node.wait_routed(host)
    assert host in ok(node, "proxy", "list", "--output", "table")
    assert json.loads(ok(node, "proxy", "show", host, "--output", "json"))["hostname"] == host
    ok(node, "proxy", "disable", host)
    ok(node, "proxy", "enable", host)
    ok(node, "proxy", "delete", host)
    assert node.cli("proxy", "show", host).returncode == 1


def test_walk_through_routes(node, backend, host) -> None:
    made = json.loads(ok(node, "route", "create", "/cli", "url", backend.url, "--output", "json"))
    route_id = made.get("route_id") or made["route"]["route_id"]
    assert route_id in ok(node, "route", "list", "--output", "csv")
    assert "/cli" in ok(node, "route", "show", route_id)
    assert route_id in ok(node, "route", "explain", host, "/cli")
    ok(node, "route", "delete", route_id)


def test_walk_through_services(node, backend, unique) -> None:
    name = unique().replace(".", "-")
    ok(node, "service", "register", name, backend.url)
    assert name in ok(node, "service", "list")
    ok(node, "service", "unregister", name)


def test_walk_through_tokens(node, unique) -> None:
    name = unique().replace(".", "-")
    made = json.loads(ok(node, "token", "generate", name, "a@example.com", "--output", "json"))
    assert made["token"].startswith("acm_")
    assert name in ok(node, "token", "list")
    ok(node, "token", "delete", name)


def test_walk_through_certificates(node, authority, tmp_path, unique) -> None:
    name = unique().replace(".", "-")
    chain, key = authority.leaf(f"{name}.test").write(tmp_path, name)
    ok(node, "cert", "upload", name, str(chain), str(key))
    assert name in ok(node, "cert", "list")
    assert f"{name}.test" in ok(node, "cert", "show", name)
    ok(node, "cert", "delete", name)


def test_export_and_check_and_import(node, tmp_path) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text(ok(node, "config", "export"))
    assert json.loads(saved.read_text())
    ok(node, "config", "import", str(saved), "--dry-run")


def test_a_whole_export_makes_another_node_the_same(node, make_node, host, authority, tmp_path) -> None:
    node.upload("moved", authority.leaf(host))
    saved = tmp_path / "whole.json"
    ok(node, "config", "export", str(saved), "--include-secrets", "--include-tokens")
    assert saved.stat().st_mode & 0o077 == 0
    other = make_node().start()
    ok(other, "config", "import", str(saved))
    assert json.loads(ok(other, "proxy", "show", host))["hostname"] == host
    assert "moved" in ok(other, "cert", "list")


@pytest.mark.parametrize("form", ["json", "table", "yaml", "csv"])
def test_every_output(node, host, form: str) -> None:
    assert host in ok(node, "proxy", "list", "--output", form)


def test_json_is_the_default_for_pipes(node) -> None:
    json.loads(ok(node, "proxy", "list"))


def test_version_and_health(node) -> None:
    assert ok(node, "version").strip()
    assert "healthy" in ok(node, "system", "health")


def test_refused_is_1(node) -> None:
    done = node.cli("proxy", "show", "nobody.test")
    assert done.returncode == 1
    assert done.stderr.strip()


def test_wrong_token_is_1(node) -> None:
    assert node.cli("proxy", "list", ADMIN_TOKEN="acm_" + "x" * 43).returncode == 1


@pytest.mark.parametrize("arguments", [("nonsense",), ("proxy", "nonsense"), ("proxy", "create"), ("proxy", "list", "--nonsense")])
def test_usage_is_2(node, arguments: tuple[str, ...]) -> None:
    done = node.cli(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()


def test_unreachable_is_3(node) -> None:
    done = node.cli("proxy", "list", API_URL=f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1


def test_dry_run_changes_nothing(node, backend, unique) -> None:
    host = unique()
    node.cli("proxy", "create", host, backend.url, "--dry-run")
    assert node.api("GET", f"/api/v1/proxy/targets/{host}").status == 404


@pytest.mark.parametrize("group", ["proxy", "cert", "route", "service", "token", "config", "system", "ca"])
def test_help_of_every_group(node, group: str) -> None:
    assert "USAGE" in ok(node, group, "--help")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(node, shell: str) -> None:
    assert "proxyd" in ok(node, "--generate-completion-script", shell)
