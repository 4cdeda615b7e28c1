"""Start, drain, stop."""

from __future__ import annotations

import random
import signal
import socket
import threading
import time

import pytest

from support.load import Load
from support.waiting import eventually
from support.wire import WireError, head


@pytest.fixture
def started(make_node, backend):
    def make(**settings: str | int):  # noqa: ANN202
        node = make_node(**settings).start()
        node.add_proxy("life.test", backend.url, https_redirect="never")
        node.wait_routed("life.test")
        return node

    return make


def test_start_is_quick(make_node) -> None:
    node = make_node()
    begin = time.monotonic()
    node.start()
    took = time.monotonic() - begin
    print(f"start to healthy: {took * 1000:.0f} ms, {node.rss_kib() / 1024:.1f} MiB")
    assert took < 5


def test_sigterm_without_traffic_ends_at_once_with_0(started) -> None:
    node = started()
    begin = time.monotonic()
    assert node.stop() == 0
    assert time.monotonic() - begin < 5


def test_sigint_ends_with_0(started) -> None:
    node = started()
    node.process.send_signal(signal.SIGINT)
    assert node.process.wait(10) in (0, 130)


def test_idle_connections_are_closed_by_a_drain(started) -> None:
    node = started()
    with node.wire() as wire:
        assert wire.request("life.test").status == 200
        assert node.stop(10) == 0
        assert wire.is_closed()


def test_a_request_in_flight_is_finished(started) -> None:
    node = started()
    with node.wire() as wire:
        wire.send(head("life.test", "/late/1500"))
        wire.is_quiet(0.1)
        code: list[int] = []
        stopping = threading.Thread(target=lambda: code.append(node.stop(20)))
        stopping.start()
        answer = wire.response()
        assert answer.status == 200
        assert answer.header("connection") == "close"
        stopping.join(20)
        assert code == [0]


def test_new_connections_are_refused_while_draining(started) -> None:
    node = started()
    with node.wire() as wire:
        wire.send(head("life.test", "/late/1500"))
        wire.is_quiet(0.1)
        node.process.send_signal(signal.SIGTERM)

        def refused() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", node.http_port)) != 0

        eventually("new connections to be refused", refused, 3)
        assert wire.response().status == 200
    assert node.process.wait(15) == 0


def test_the_drain_has_a_deadline(started) -> None:
    node = started(DRAIN_TIMEOUT="1s")
    with node.wire() as wire:
        wire.send(head("life.test", "/hang"))
        wire.is_quiet(0.1)
        begin = time.monotonic()
        node.process.send_signal(signal.SIGTERM)
        node.process.wait(10)
        assert 0.5 < time.monotonic() - begin < 6


def test_a_second_signal_ends_at_once(started) -> None:
    node = started()
    with node.wire() as wire:
        wire.send(head("life.test", "/hang"))
        wire.is_quiet(0.1)
        node.process.send_signal(signal.SIGTERM)
        wire.is_quiet(0.3)
        assert node.process.poll() is None
        begin = time.monotonic()
        node.process.send_signal(signal.SIGTERM)
        node.process.wait(5)
        assert time.monotonic() - begin < 2


def test_sigpipe_and_sighup_do_no_harm(started) -> None:
    node = started()
    node.process.send_signal(signal.SIGPIPE)
    with node.wire() as wire:
        assert wire.request("life.test").status == 200


def test_changes_under_load_fail_no_request(node, backend, host) -> None:
    with Load(node, host) as load:
        for number in range(100):
            made = node.add_route(f"/x{number}", "url", backend.url)
            node.must("PUT", f"/api/v1/proxy/targets/{host}", {"custom_headers": {"X-N": str(number)}})
            node.must("DELETE", f"/api/v1/routes/{made}")
        eventually("enough traffic", lambda: load.sent > 500, 20)
    assert not load.failures, load.failures[:3]


def test_a_running_download_is_untouched_by_changes(node, backend, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/drip/50/10"))
        assert wire.response_head().status == 200
        for number in range(30):
            node.must("PUT", f"/api/v1/proxy/targets/{host}", {"custom_headers": {"X-N": str(number)}})
        node.must("DELETE", f"/api/v1/proxy/targets/{host}")
        for _ in range(50):
            assert len(wire.exactly(10)) == 10
        assert wire.exactly(5) == b"0\r\n\r\n"


def test_garbage_on_every_port_does_no_harm(node, host) -> None:
    source = random.Random(7)
    for port in (node.http_port, node.https_port, node.proxy_port, node.api_port):
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", port), 5) as one:
                try:
                    one.sendall(source.randbytes(source.randrange(1, 5000)))
                    one.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
    with node.wire() as wire:
        assert wire.request(host).status == 200
    assert node.api("GET", "/health", token=None).status == 200
    with pytest.raises((WireError, AssertionError)), node.wire() as wire:
        wire.send(b"\0")
        assert wire.response().status == 200
