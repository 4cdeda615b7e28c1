"""The ways to reach a Redis: TLS, users, database numbers, Unix sockets."""

from __future__ import annotations

import subprocess

import pytest

from support.ports import free_port
from support.waiting import eventually


@pytest.fixture
def start_redis(tmp_path):
    """Starts servers with arguments of their own; ends them after the test."""
    started: list[subprocess.Popen] = []

    def start(*arguments: str) -> None:
        folder = tmp_path / f"redis{len(started)}"
        folder.mkdir()
        with (folder / "log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    ["redis-server", "--dir", str(folder), "--save", "", "--appendonly", "no", *arguments],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )
            )  # fmt: skip
        eventually("redis to be ready", lambda: b"ready to accept" in (folder / "log").read_bytes().lower(), 10)

    yield start
    for process in started:
        process.kill()
        process.wait(10)


def works(node, backend) -> None:  # noqa: ANN001
    node.start()
    node.add_proxy("reached.test", backend.url, https_redirect="never")
    node.wait_routed("reached.test")


def fails(node, words: tuple[str, ...]) -> None:  # noqa: ANN001
    node.launch()
    eventually(
        f"a line with one of {words}",
        lambda: any(word in line.lower() for line in node.said().splitlines() for word in words), 15,
    )  # fmt: skip
    assert node.process.poll() is None, "a Redis that cannot be reached is no reason to end"


def test_a_unix_socket(make_node, backend, start_redis, tmp_path) -> None:
    start_redis("--port", "0", "--unixsocket", str(tmp_path / "r.sock"))
    works(make_node(REDIS_URL=f"unix://{tmp_path}/r.sock"), backend)


def test_a_database_number(make_node, backend, start_redis) -> None:
    port = free_port()
    start_redis("--port", str(port), "--bind", "127.0.0.1")
    works(make_node(REDIS_URL=f"redis://127.0.0.1:{port}/5"), backend)
    listed = subprocess.run(["redis-cli", "-p", str(port), "INFO", "keyspace"], capture_output=True, text=True, check=True)
    assert "db5:" in listed.stdout
    assert "db0:" not in listed.stdout


def test_a_user_with_a_password(make_node, backend, start_redis) -> None:
    port = free_port()
    start_redis("--port", str(port), "--bind", "127.0.0.1", "--user", "edge", "on", ">p%40ss", "~*", "&*", "+@all", "--user", "default", "off")
    works(make_node(REDIS_URL=f"redis://edge:p%2540ss@127.0.0.1:{port}/0"), backend)


@pytest.fixture
def tls_redis(start_redis, authority, tmp_path):
    port = free_port()
    chain, key = authority.leaf("localhost", "127.0.0.1").write(tmp_path, "redis-tls")
    (tmp_path / "ca.pem").write_text(authority.pem)
    start_redis(
        "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--tls-cert-file", str(chain),
        "--tls-key-file", str(key), "--tls-auth-clients", "no", "--tls-ca-cert-file", str(tmp_path / "ca.pem"),
    )  # fmt: skip
    return port, tmp_path / "ca.pem"


def test_tls_is_verified_with_the_authority_of_the_setting(make_node, backend, tls_redis) -> None:
    port, authority = tls_redis
    works(make_node(REDIS_URL=f"rediss://localhost:{port}/0", REDIS_CA_FILE=str(authority)), backend)


def test_tls_with_an_unknown_authority_is_refused(make_node, tls_redis) -> None:
    port, _ = tls_redis
    fails(make_node(REDIS_URL=f"rediss://localhost:{port}/0"), ("certificate", "verif", "tls"))


def test_plain_towards_a_tls_server_is_no_crash(make_node, tls_redis) -> None:
    port, _ = tls_redis
    fails(make_node(REDIS_URL=f"redis://127.0.0.1:{port}/0"), ("redis",))
