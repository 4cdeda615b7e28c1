"""The recipes in the order of arguments that their users know, against a running node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from support.node import BINARY, ROOT

JUST = shutil.which("just") or str(ROOT / ".tools/bin/just")


def just(node, *arguments: str, status: int = 0) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [JUST, "--justfile", str(ROOT / "justfile"), "--working-directory", str(ROOT), *arguments],
        env={**kept, "PATH": f"{BINARY.parent}:{kept['PATH']}", "PROXYD": str(BINARY), "API_URL": node.api_url,
             "ADMIN_TOKEN": node.token},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == status, f"just {arguments}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def token(node, unique):
    name = unique().replace(".", "-")
    yield node.must("POST", "/api/v1/tokens", {"name": name, "cert_email": "a@example.com"})["token"]
    node.api("DELETE", f"/api/v1/tokens/{name}?cascade=true")


def test_recipes_are_listed(node) -> None:
    listed = just(node, "--list")
    for recipe in ("proxy-create", "route-create", "service-register", "token-generate", "cert-list"):
        assert recipe in listed


def test_proxy_create(node, backend, unique) -> None:
    host = unique()
    just(node, "proxy-create", host, backend.url)
    assert node.must("GET", f"/api/v1/proxy/targets/{host}")["target_url"] == backend.url
    assert host in just(node, "proxy-list")
    just(node, "proxy-delete", host)
    assert node.api("GET", f"/api/v1/proxy/targets/{host}").status == 404


@pytest.mark.parametrize("place", ["third", "fourth"])
def test_proxy_create_takes_a_token_wherever_it_stands(node, backend, unique, token, place: str) -> None:
    host = unique()
    just(node, "proxy-create", host, backend.url, *([token] if place == "third" else ["false", token]))
    assert node.api("GET", f"/api/v1/proxy/targets/{host}", token=token).status == 200


def test_route_create(node, backend) -> None:
    just(node, "route-create", "/just", "url", backend.url, "60")
    listed = node.must("GET", "/api/v1/routes?per_page=500")
    [route] = [one for one in listed[next(key for key in listed if key != "pagination")] if one["path_pattern"] == "/just"]
    assert route["priority"] == 60
    just(node, "route-delete", route["route_id"])


def test_service_register(node, backend, unique, token) -> None:
    name = unique().replace(".", "-")
    just(node, "service-register", name, backend.url, token, "a description")
    assert node.must("GET", f"/api/v1/services/external/{name}")["description"] == "a description"
    just(node, "service-unregister", name)


def test_every_kind_of_service_is_listed(node, backend, unique) -> None:
    name = unique().replace(".", "-")
    just(node, "service-register", name, backend.url)
    rows = json.loads(just(node, "service-list-all", "--output", "json"))
    assert {"service_name": name, "service_type": "external"}.items() <= next(
        row.items() for row in rows if row["service_name"] == name
    )
    assert "internal" in {row["service_type"] for row in rows}
    assert name in just(node, "service-list-all", "external")
    assert name in just(node, "service-list-external")
    assert backend.url in just(node, "service-show", name)
    assert json.loads(just(node, "service-list", "true", "--output", "json")) == []
    just(node, "service-unregister", name)


def test_ports_of_the_host(node) -> None:
    assert json.loads(just(node, "service-port-check", "18099"))["available"] is True
    refused = json.loads(just(node, "service-port-check", "6379", "127.0.0.1", status=1))
    assert refused["available"] is False and "DOCKER_RESTRICTED_PORTS" in refused["reason"]
    own = json.loads(just(node, "service-port-check", node.api_url.rsplit(":", 1)[1], status=1))
    assert own["available"] is False, own
    assert json.loads(just(node, "service-ports-global")) == []
    [free] = json.loads(just(node, "service-ports-global", "true"))
    assert (free["start"], free["end"]) == (11_000, 20_000)


@pytest.mark.parametrize("group", ["port-token", "service-token"])
def test_tokens_of_ports(node, unique, token, group: str) -> None:
    name = unique().replace(".", "-")
    made = json.loads(just(node, f"{group}-create", name, token))
    assert made["token"].startswith("acp_") and made["created_by"]
    shown = json.loads(just(node, f"{group}-list", token))
    assert [row["name"] for row in shown] == [name] and "token" not in shown[0]
    just(node, f"{group}-delete", name, token)
    assert json.loads(just(node, f"{group}-list", token)) == []


def test_without_an_engine_a_service_in_a_container_is_refused(node) -> None:
    done = node.cli("service", "create", "nowhere", "busybox", "80")
    assert done.returncode == 1 and "DOCKER_HOST" in done.stderr, done.stderr
    for recipe in (("service-create", "web", "busybox"), ("service-create-exposed", "web", "busybox", "8088"),
                   ("service-port-add", "web", "8088"), ("service-port-list", "web"), ("service-delete", "web"),
                   ("service-start", "web"), ("service-logs", "web"), ("service-stats", "web"), ("service-cleanup",),
                   ("service-events", "web"),
                   ("service-update", "web", "--image", "busybox:2"), ("service-port-remove", "web", "http")):  # fmt: skip
        assert just(node, *recipe, "--dry-run").strip(), recipe


def test_an_empty_argument_keeps_its_place(node, backend, unique) -> None:
    token = just(node, "port-token-create", "ci", "web", "", "24", "--dry-run")
    assert json.loads(token.split("\n", 1)[1]) == {"name": "ci", "allowed_services": ["web"], "expires_hours": 24}
    deleted = just(node, "service-delete", "web", "", "false", "--dry-run")
    assert "delete_proxy=false" in deleted and "force" not in deleted
    # The place of a token among the arguments may be left empty, too.
    assert "delete_certificate=true" in just(node, "proxy-delete", "a.test", "", "true", "--dry-run")
    name = unique().replace(".", "-")
    just(node, "service-register", name, backend.url, "", "a description")
    assert node.must("GET", f"/api/v1/services/external/{name}")["description"] == "a description"
    told = node.cli("service", "logs", name).stderr
    assert f"'{name}' is an external service; it has no container" in told, told
    just(node, "service-unregister", name)


def test_a_service_gets_https_unless_told_otherwise(node) -> None:
    assert just(node, "service-proxy-create", "web", "--dry-run").strip() == "POST /api/v1/services/web/proxy"
    for arguments in (("", "false"), ("--no-https",), ("web.test", "false")):
        assert "enable_https=false" in just(node, "service-proxy-create", "web", *arguments, "--dry-run"), arguments
    assert "enable_https" not in just(node, "service-proxy-create", "web", "web.test", "true", "--dry-run")


def test_token_generate(node, unique) -> None:
    name = unique().replace(".", "-")
    assert "acm_" in just(node, "token-generate", name, "a@example.com")
    assert name in just(node, "token-list")
    just(node, "token-delete", name)


def test_cert_recipes_for_uploads(node, authority, tmp_path, unique) -> None:
    name = unique().replace(".", "-")
    chain, key = authority.leaf(f"{name}.test").write(tmp_path, name)
    just(node, "cert-upload", name, str(chain), str(key))
    assert name in just(node, "cert-list")
    assert f"{name}.test" in just(node, "cert-show", name)
    just(node, "cert-delete", name)


@pytest.mark.parametrize(
    "recipe",
    ["oauth-routes-setup", "setup-oauth", "oauth-users-list", "oauth-clients-list", "oauth-sessions-list",
     "oauth-token-list", "oauth-metrics", "oauth-health", "oauth-trace", "oauth-key-generate", "generate-oauth-key",
     "oauth-routes-status", "resource-list", "proxy-resource-list", "proxy-oauth-server-list"],
)  # fmt: skip
def test_recipes_of_the_authorization_server(node, recipe: str) -> None:
    needs_host = "setup" in recipe or "status" in recipe
    just(node, recipe, *(["auth.just.test"] if needs_host else []))


@pytest.mark.parametrize("recipe", ["oauth-doctor", "test-mcp-compliance", "oauth-login", "oauth-test-tokens"])
def test_recipes_that_take_an_address(node, recipe: str) -> None:
    done = subprocess.run(
        [JUST, "--justfile", str(ROOT / "justfile"), recipe, "nonsense"],
        env={"PATH": os.environ["PATH"], "PROXYD": str(BINARY)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "'nonsense' is not an http or https address" in done.stderr


def test_guard_recipes(node, backend, unique) -> None:
    host = unique()
    just(node, "setup-oauth", "auth.just.test")
    just(node, "proxy-create", host, backend.url)
    just(node, "proxy-auth-enable", host, "auth.just.test", "forward")
    assert "auth.just.test" in just(node, "oauth-proxy-status", host)
    just(node, "proxy-auth-disable", host)
    just(node, "proxy-delete", host)


def test_a_demo_mcp_server_is_set_up_behind_the_guard(node, unique) -> None:
    for _ in range(2):
        shown = just(node, "mcp-echo-setup", "auth.just.test", "http://127.0.0.1:9090", "--output", "json")
    hosts = ["echo-stateful.localhost", "echo-stateless.localhost"]
    assert [row["proxy_target"] for row in json.loads(shown)] == hosts, shown
    for host in hosts:
        made = node.must("GET", f"/api/v1/proxy/targets/{host}")
        assert made["target_url"] == "http://127.0.0.1:9090" and made["auth_proxy"] == "auth.just.test", made
        assert made["resource_stateful"] is (host == hosts[0])
        just(node, "proxy-delete", host)


def test_the_authorization_server_is_a_service_that_routes_name(node) -> None:
    listed = json.loads(just(node, "service-register-oauth", "--output", "json"))
    assert "oauth" in [row["service_name"] for row in listed]
    path = "/just-authorize"
    just(node, "route-create", path, "service", "oauth")
    [route] = [row for row in node.must("GET", "/api/v1/routes?per_page=500")["routes"] if row["path_pattern"] == path]
    just(node, "route-delete", route["route_id"])


@pytest.mark.parametrize("arguments", [[], ["30"], ["0", "--dry-run"]])
def test_what_was_disabled_long_ago_is_pruned(node, arguments) -> None:
    told = json.loads(just(node, "oauth-clients-prune", *arguments, "--output", "json"))
    assert told == {"dry_run": "--dry-run" in arguments, "disabled": [], "unused": 0}


def test_health(node) -> None:
    assert "healthy" in just(node, "health")
