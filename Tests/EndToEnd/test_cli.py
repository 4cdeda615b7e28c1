"""The command line: what people and scripts see, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from support.node import BINARY
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


def test_a_file_that_cannot_be_read_is_told_with_the_reason(node) -> None:
    done = node.cli("cert", "upload", "x", "chain.pem", "key.pem")
    assert done.returncode == 2
    assert "'chain.pem' cannot be read: No such file or directory" in done.stderr


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
    done = node.cli("proxy", "list", "acm_" + "x" * 43)
    assert done.returncode == 1 and "passed as an argument is no token of this node" in done.stderr, done.stderr


def test_without_a_token_the_place_where_it_was_looked_for_is_named(node, tmp_path) -> None:
    done = node.cli("proxy", "list", ADMIN_TOKEN="", STATE_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"'{tmp_path}/admin-token', which cannot be read" in done.stderr
    (tmp_path / "admin-token").write_text("acm_" + "x" * 43)
    (tmp_path / "admin-token").chmod(0o600)
    assert "which is no token of this node" in node.cli("proxy", "list", ADMIN_TOKEN="", STATE_DIR=str(tmp_path)).stderr


def test_a_password_is_asked_for_without_an_echo(node, unique) -> None:
    terminal, other_side = os.openpty()
    name = unique().replace(".", "-")
    asked = subprocess.Popen(
        [str(BINARY), "oauth", "user", "create", name, "--password-stdin"],
        env={"API_URL": node.api_url, "ADMIN_TOKEN": node.token, "HOME": str(node.folder)}, cwd=node.folder,
        stdin=other_side, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert asked.stderr.read(10) == b"Password: "
    os.write(terminal, b"correct horse battery\n")
    said, _ = asked.communicate(timeout=30)
    assert asked.returncode == 0 and json.loads(said)["name"] == name
    os.set_blocking(terminal, False)
    with pytest.raises(BlockingIOError):
        os.read(terminal, 100)
    os.close(terminal)
    os.close(other_side)
    ok(node, "oauth", "user", "delete", name)


def test_a_port_alone_is_no_target(node, unique) -> None:
    done = node.cli("service", "register", unique().replace(".", "-"), "9081")
    assert done.returncode == 1
    assert "http://127.0.0.1:9081" in done.stderr


def test_a_route_that_leads_nowhere_yet_is_made_with_a_note(node, backend, unique) -> None:
    name = unique().replace(".", "-")
    done = node.cli("route", "create", f"/{name}", "service", name)
    assert done.returncode == 0
    assert f"there is no service '{name}'" in done.stderr
    ok(node, "service", "register", name, backend.url)
    there = node.cli("route", "create", f"/{name}/more", "service", name)
    assert there.returncode == 0
    assert not there.stderr
    for made in (done, there):
        ok(node, "route", "delete", json.loads(made.stdout)["route_id"])


@pytest.mark.parametrize("command", [("proxy", "list"), ("oauth", "doctor", "https://a.test"), ("oauth", "login", "https://a.test")])
def test_authorities_that_cannot_be_read_are_told_first(node, command: tuple[str, ...]) -> None:
    done = node.cli(*command, "--ca-file", "nowhere.pem")
    assert done.returncode == 2
    assert "'nowhere.pem' cannot be read" in done.stderr


def test_signing_in_says_which_authority_is_missing_and_how_a_host_is_guarded(node, site, tmp_path) -> None:
    address = f"https://localhost:{node.https_port}/mcp"
    untrusted = node.cli("oauth", "login", address)
    assert untrusted.returncode == 3
    assert "--ca-file FILE" in untrusted.stderr
    (tmp_path / "ca.pem").write_text(ok(node, "ca", "show"))
    open_host = node.cli("oauth", "login", address, "--ca-file", str(tmp_path / "ca.pem"))
    assert open_host.returncode == 1
    assert "proxyd proxy auth enable localhost AUTH_HOST" in open_host.stderr


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
