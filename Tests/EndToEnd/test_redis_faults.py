"""Redis away, back, empty: traffic goes on, writes say so, everything recovers by itself."""

from __future__ import annotations

import socket
import time

import pytest
from websockets.sync.client import connect

from support.load import Load
from support.node import Unreachable
from support.ports import free_port
from support.redis import Redis
from support.waiting import eventually
from support.websocket_server import WebSocketServer
from support.wire import WireError


def database(node) -> str | None:  # noqa: ANN001
    """What the node says of its Redis; None while it does not answer at all."""
    try:
        answer = node.api("GET", "/health", token=None)
    except Unreachable:
        return None
    return answer.json()["components"]["database"]["status"]


def test_redis_absent_at_start(make_node, tmp_path, backend) -> None:
    """The node says what it waits for, reports itself degraded, and works once Redis is there."""
    redis = Redis(tmp_path / "late")
    node = make_node(REDIS_URL=redis.url).launch()
    try:
        eventually("a line about Redis", lambda: "redis" in node.said().lower(), 15)
        eventually("an answer that is not healthy", lambda: database(node) not in (None, "healthy"), 15)
        assert node.process is not None
        assert node.process.poll() is None
        redis.start()
        node.wait_ready()
        node.add_proxy("late.test", backend.url, https_redirect="never")
        node.wait_routed("late.test")
    finally:
        redis.end()


def test_hosts_are_not_called_unknown_before_redis_was_read(make_node, tmp_path) -> None:
    """Who comes before the configuration waits for it, and is told after a while that it is not there."""
    redis = Redis(tmp_path / "late")
    node = make_node(REDIS_URL=redis.url).launch()
    try:
        eventually("a line about Redis", lambda: "redis" in node.said().lower(), 15)
        with node.wire(timeout=30.0) as wire:
            refused = wire.request("early.test", "/")
        assert refused.status == 503
        assert refused.header("Retry-After")
        told = node.api("GET", "/health", token=None).json()["components"]["provisions"]
        assert told["status"] == "degraded"
        assert "revocations" in told["detail"]
        redis.start()
        node.wait_ready()
        node.wait_routed("early.test", status=404)
        eventually("all of it", lambda: "provisions" not in node.api("GET", "/health", token=None).json()["components"], 10)
    finally:
        redis.end()


def test_no_host_is_unknown_while_a_node_starts(make_node, backend) -> None:
    node = make_node().start()
    node.add_proxy("again.test", backend.url, https_redirect="never")
    node.wait_routed("again.test")
    seen: set[int] = set()
    for _ in range(5):
        node.stop()
        node.launch()
        deadline = time.monotonic() + 20
        served = 0
        while served < 20 and time.monotonic() < deadline:
            try:
                with node.wire() as wire:
                    seen.add(wire.request("again.test", "/").status)
            except (WireError, OSError):
                continue
            served += 1
        assert served == 20
    assert seen == {200}


def test_the_line_about_redis_names_the_address_and_not_the_password(make_node) -> None:
    port = free_port()
    node = make_node(REDIS_URL=f"redis://user:hunter2@127.0.0.1:{port}/0").launch()
    eventually("a line about Redis", lambda: str(port) in node.said(), 15)
    assert "hunter2" not in node.said()


def test_wrong_password_is_said(make_node, tmp_path) -> None:
    redis = Redis(tmp_path / "locked", password="right").start()
    try:
        node = make_node(REDIS_URL=redis.url, REDIS_PASSWORD="hunter2").launch()
        eventually("a line about the password", lambda: "auth" in node.said().lower() or "password" in node.said().lower(), 15)
        assert "hunter2" not in node.said()
    finally:
        redis.end()


def test_password_by_setting(make_node, tmp_path, backend) -> None:
    redis = Redis(tmp_path / "locked", password="right").start()
    try:
        node = make_node(REDIS_URL=redis.url, REDIS_PASSWORD="right").start()
        node.add_proxy("locked.test", backend.url, https_redirect="never")
        node.wait_routed("locked.test")
    finally:
        redis.end()


@pytest.mark.timeout(180)
def test_redis_killed_under_load(make_node, redis, backend) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    node.add_proxy("steady.test", backend.url, https_redirect="never")
    node.wait_routed("steady.test")
    with Load(node, "steady.test") as load:
        eventually("some traffic", lambda: load.sent > 100, 20)
        for _ in range(2):
            redis.kill()
            eventually("the fault to be known", lambda: database(node) not in (None, "healthy"), 15)
            body = {"hostname": "not-now.test", "target_url": backend.url}
            answer = node.api("POST", "/api/v1/proxy/targets", body)
            assert answer.status == 503
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert node.api("GET", "/health", token=None).status == 200
            sent = load.sent
            eventually("traffic while Redis is away", lambda sent=sent: load.sent > sent + 100, 20)
            redis.start()
            eventually("recovery", lambda: database(node) == "healthy", 20)
        node.add_proxy("after.test", backend.url, https_redirect="never")
        node.wait_routed("after.test")
    assert load.sent > 300
    assert not load.failures, load.failures[:3]


def test_a_change_made_while_a_node_was_cut_off_arrives(make_node, redis, backend) -> None:
    """The connections of one node are killed while another one writes."""
    first = make_node(REDIS_URL=redis.url).start()
    second = make_node(REDIS_URL=redis.url).start()
    for number in range(20):
        redis.command("CLIENT", "KILL", "TYPE", "normal")
        eventually(
            "the write",
            lambda number=number: first.api(
                "POST", "/api/v1/proxy/targets",
                {"hostname": f"cut{number}.test", "target_url": backend.url, "https_redirect": "never"},
            ).status in (201, 409), 15, every=0.05,
        )  # fmt: skip
    for number in range(20):
        second.wait_routed(f"cut{number}.test")
        first.wait_routed(f"cut{number}.test")


def test_an_emptied_redis_does_not_empty_the_proxy(make_node, redis, backend) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    node.add_proxy("kept.test", backend.url, https_redirect="never")
    node.wait_routed("kept.test")
    with Load(node, "kept.test") as load:
        redis.command("FLUSHALL")
        eventually("a loud warning", lambda: "proxyd config restore" in node.said(), 15)
        sent = load.sent
        eventually("traffic after that", lambda: load.sent > sent + 100, 15)
    assert not load.failures, load.failures[:3]
    with node.wire() as wire:
        assert wire.request("kept.test").status == 200


def test_an_emptied_redis_is_filled_again_by_a_command(make_node, redis, backend) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    node.add_proxy("kept.test", backend.url, https_redirect="never")
    node.wait_routed("kept.test")
    redis.command("FLUSHALL")
    eventually("a loud warning", lambda: "proxyd config restore" in node.said(), 15)
    restored = node.cli("config", "restore")
    assert restored.returncode == 0, restored.stderr
    node.add_proxy("new.test", backend.url, https_redirect="never")
    node.stop()
    node.start()
    for host in ("kept.test", "new.test"):
        node.wait_routed(host)


@pytest.mark.timeout(180)
def test_a_redis_that_restarts_empty_does_not_empty_the_proxy(make_node, redis, backend) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    node.add_proxy("kept.test", backend.url, https_redirect="never")
    node.wait_routed("kept.test")
    redis.kill()
    for path in sorted(redis.folder.rglob("*"), reverse=True):
        if path.is_file() and path.name != "redis.log":
            path.unlink()
    redis.start()
    eventually("Redis to be back for the node", lambda: database(node) in ("healthy", "degraded"), 20)
    eventually("a loud warning", lambda: "proxyd config restore" in node.said(), 15)
    with node.wire() as wire:
        assert wire.request("kept.test").status == 200


def test_a_corrupt_record_does_not_stop_the_others(make_node, redis, backend) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    node.add_proxy("sound.test", backend.url, https_redirect="never")
    node.add_proxy("spoilt.test", backend.url, https_redirect="never")
    node.wait_routed("sound.test")
    for key in redis.command("KEYS", "*").split():
        if redis.command("TYPE", key) == "hash" and redis.command("HEXISTS", key, "spoilt.test") in ("1", "(integer) 1"):
            redis.command("HSET", key, "spoilt.test", "not a record")
    with node.wire() as wire:
        assert wire.request("sound.test").status == 200


@pytest.mark.timeout(120)
def test_websockets_survive_a_restart_of_redis(make_node, redis) -> None:
    server = WebSocketServer()
    try:
        node = make_node(REDIS_URL=redis.url).start()
        node.add_proxy("ws.test", server.url, https_redirect="never")
        eventually("the route", lambda: node.api("GET", "/api/v1/proxy/targets/ws.test").status == 200, 5)
        with connect("ws://ws.test/", sock=socket.create_connection(("127.0.0.1", node.http_port)), compression=None) as client:
            for _ in range(2):
                redis.kill()
                client.send("still here")
                assert client.recv(5) == "still here"
                redis.start()
                client.send("and now")
                assert client.recv(5) == "and now"
    finally:
        server.stop()
