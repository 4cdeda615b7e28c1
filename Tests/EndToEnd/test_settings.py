"""Settings: refused before anything is bound, with one clear line."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest

from support.node import BINARY


def serve(folder, **settings: str) -> subprocess.CompletedProcess:  # noqa: ANN001
    return subprocess.run(
        [str(BINARY), "serve"], env={"PATH": "/usr/bin:/bin", "STATE_DIR": str(folder / "state"), **settings},
        cwd=folder, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "eighty"), ("HTTP_PORT", "65536"), ("HTTP_PORT", "-1"), ("HTTPS_PORT", " "), ("API_PORT", "9000x"),
        ("PROXY_PROTOCOL_PORT", "1e4"), ("BIND_ADDRESS", "not an address"), ("API_BIND_ADDRESS", "300.0.0.1"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"), ("PROXY_PROTOCOL_TRUSTED", "everyone"), ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://host:port"), ("SECRET_KEY", "too short"), ("ADMIN_TOKEN", "without the prefix"),
        ("WORKERS", "0"), ("WORKERS", "many"), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"), ("HEADER_TIMEOUT", "soon"),
        ("MAX_HEADER_SIZE", "lots"), ("TLS_MIN_VERSION", "1.0"), ("BASE_DOMAIN", "a b"), ("DRAIN_TIMEOUT", "-5s"),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_line_and_exit_2(tmp_path, name: str, value: str) -> None:
    done = serve(tmp_path, **{name: value})
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert name in lines[0]
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").glob("*.aof*"))


def test_all_that_is_wrong_is_told_at_once(tmp_path) -> None:
    done = serve(tmp_path, HTTP_PORT="eighty", LOG_LEVEL="loud", OAUTH_ADMIN_USER="ann", MCP_ALLOWED_ORIGINS="*")
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 4, done.stderr
    for name in ("HTTP_PORT", "LOG_LEVEL", "OAUTH_ADMIN_PASSWORD", "MCP_ALLOWED_ORIGINS"):
        assert any(name in line for line in lines)


def test_a_secret_is_not_repeated(tmp_path) -> None:
    done = serve(tmp_path, SECRET_KEY="hunter2-is-not-a-key")
    assert "hunter2" not in done.stderr + done.stdout


def test_config_check_says_the_same(tmp_path) -> None:
    done = subprocess.run(
        [str(BINARY), "config", "check"], env={"HTTP_PORT": "x", "PATH": "/usr/bin:/bin"}, cwd=tmp_path,
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "HTTP_PORT" in done.stderr


def test_config_check_of_good_settings(tmp_path) -> None:
    done = subprocess.run(
        [str(BINARY), "config", "check"], env={"HTTP_PORT": "8080", "PATH": "/usr/bin:/bin"}, cwd=tmp_path,
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["HTTP_PORT", "HTTPS_PORT", "API_PORT", "PROXY_PROTOCOL_PORT"])
def test_a_port_in_use_is_named(make_node, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        node = make_node(**{name: port}).launch()
        assert node.process is not None
        assert node.process.wait(20) != 0
    assert str(port) in node.said()
    assert name in node.said()


def test_a_missing_redis_server_is_named(make_node) -> None:
    node = make_node(REDIS_SERVER="/no/such/redis-server").launch()
    assert node.process is not None
    assert node.process.wait(20) != 0
    assert "/no/such/redis-server" in node.said()


def test_the_data_folder_is_locked_against_a_second_node(make_node) -> None:
    first = make_node().start()
    second = make_node(STATE_DIR=first.settings["STATE_DIR"]).launch()
    assert second.process is not None
    assert second.process.wait(20) != 0
    assert "STATE_DIR" in second.said() or first.settings["STATE_DIR"] in second.said()
    assert first.api("GET", "/health").status == 200


def test_a_port_of_zero_switches_the_listener_off(make_node) -> None:
    node = make_node(PROXY_PROTOCOL_PORT=0, HTTPS_PORT=0).start()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", node.https_port)) != 0


def test_the_first_start_makes_an_admin_token_and_says_it_once(make_node) -> None:
    node = make_node()
    del node.settings["ADMIN_TOKEN"]
    node.start()
    said = node.said()
    found = set(re.findall(r"acm_[0-9A-Za-z_-]{43}", said))
    assert len(found) == 1
    token = found.pop()
    assert said.count(token) == 1
    assert node.api("GET", "/api/v1/routes", token=token).status == 200
    node.stop()
    node.log_path.write_text("")
    node.error_path.write_text("")
    node.start()
    assert token not in node.said()
    assert node.api("GET", "/api/v1/routes", token=token).status == 200


def test_secrets_in_the_state_folder_are_for_the_owner_alone(make_node) -> None:
    node = make_node()
    del node.settings["SECRET_KEY"]
    node.start()
    folder = Path(node.settings["STATE_DIR"])
    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.rglob("*"):
        if path.is_file() and path.parent == folder:
            assert path.stat().st_mode & 0o077 == 0, path
