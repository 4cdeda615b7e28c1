"""Connections of clients: kept, closed, aborted, slow, many, too many."""

from __future__ import annotations

import os
import resource
import socket
import time

import pytest

from support.node import Node
from support.waiting import eventually
from support.wire import Wire, WireError, head


def test_keep_alive_for_a_thousand_requests(node, host) -> None:
    with node.wire() as wire:
        for number in range(1000):
            assert wire.request(host, f"/bytes/{number % 7}").status == 200


def test_connection_close_is_honoured(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, headers=[("Connection", "close")])
        assert answer.header("connection") == "close"
        assert wire.is_closed()


def test_a_backend_that_closes_does_not_close_the_client(node, host) -> None:
    with node.wire() as wire:
        assert wire.request(host, "/early-close/200").status == 200
        assert wire.request(host).status == 200


def test_upstream_connections_are_reused(node, make_backend, site) -> None:
    backend = make_backend()
    host = site(backend.url)
    before = backend.connections
    with node.wire() as wire:
        for _ in range(50):
            assert wire.request(host).status == 200
    assert backend.connections - before <= 1


def test_half_closed_client_still_gets_its_answer(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/late/100"))
        wire.half_close()
        assert wire.response().status == 200


def test_half_close_in_the_middle_of_a_body_ends_the_request(node, backend, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/", "POST", [("Content-Length", "10")]) + b"hello")
        wire.half_close()
        try:
            assert wire.response().status == 400
        except WireError:
            pass
    assert not [r for r in backend.named(host) if r.complete]


def test_an_abort_of_the_client_cancels_the_upstream_request(node, backend, host) -> None:
    wire = node.wire()
    wire.send(head(host, "/hang"))
    request = backend.one(host, "/hang")
    wire.reset()
    assert request.disconnected.wait(5)


def test_closing_while_waiting_cancels_the_upstream_request(node, backend, host) -> None:
    wire = node.wire()
    wire.send(head(host, "/drip/1000/20"))
    assert wire.response_head().status == 200
    request = backend.one(host, "/drip/1000/20")
    wire.close()
    eventually("the backend to be released", lambda: request.disconnected.is_set(), 5)


def test_an_aborted_upload_cancels_the_upstream_request(node, backend, host) -> None:
    wire = node.wire()
    wire.send(head(host, "/", "POST", [("Content-Length", "1000000")]) + b"x" * 1000)
    request = backend.one(host)
    wire.reset()
    assert request.disconnected.wait(5)
    assert not request.complete


@pytest.fixture(scope="module")
def impatient(tmp_path_factory, backend):
    """A node whose deadlines are short."""
    made = Node(
        tmp_path_factory.mktemp("impatient"), HEADER_TIMEOUT="700ms", BODY_TIMEOUT="700ms", KEEP_ALIVE_TIMEOUT="900ms",
        TLS_HANDSHAKE_TIMEOUT="700ms", PROXY_PROTOCOL_TIMEOUT="700ms", UPSTREAM_RESPONSE_TIMEOUT="700ms",
        UPSTREAM_READ_TIMEOUT="700ms", UPSTREAM_CONNECT_TIMEOUT="500ms", TUNNEL_TIMEOUT="1s",
    )  # fmt: skip
    made.start()
    made.add_proxy("impatient.test", backend.url, https_redirect="never")
    made.add_proxy("nowhere.test", "http://192.0.2.1:81", https_redirect="never")
    made.wait_routed("impatient.test")
    yield made
    made.end()


IMPATIENT = "impatient.test"


def test_slowloris_dies_by_the_deadline_of_the_head(impatient) -> None:
    begin = time.monotonic()
    with impatient.wire() as wire:
        try:
            for byte in head(IMPATIENT, "/", headers=[("X-A", "b" * 1000)]):
                wire.send(bytes([byte]))
                if not wire.is_quiet(0.02):
                    break
        except OSError:
            pass
        assert time.monotonic() - begin < 4
        try:
            assert wire.response().status == 408
        except WireError:
            pytest.fail("no 408 before the close")
        assert wire.is_closed()


def test_a_silent_connection_is_closed_without_an_answer(impatient) -> None:
    with impatient.wire() as wire:
        assert wire.is_closed(5)


def test_an_idle_kept_connection_is_closed_without_an_answer(impatient) -> None:
    with impatient.wire() as wire:
        assert wire.request(IMPATIENT).status == 200
        assert wire.is_closed(5)


def test_a_stalled_body_is_408(impatient) -> None:
    with impatient.wire() as wire:
        wire.send(head(IMPATIENT, "/", "POST", [("Content-Length", "100")]) + b"hello")
        assert wire.response().status == 408
        assert wire.is_closed()


def test_a_slow_but_steady_body_is_not_cut(impatient) -> None:
    with impatient.wire() as wire:
        wire.send(head(IMPATIENT, "/", "POST", [("Content-Length", "12")]))
        for _ in range(12):
            assert wire.is_quiet(0.1)
            wire.send(b"x")
        assert wire.response().json()["body_length"] == 12


def test_a_silent_tls_client_is_closed(impatient) -> None:
    with Wire(impatient.https_port) as wire:
        assert wire.is_closed(5)


def test_half_a_client_hello_is_closed(impatient) -> None:
    with Wire(impatient.https_port) as wire:
        wire.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        wire.is_quiet(0.1)
        try:
            wire.rest()
        except TimeoutError:
            pytest.fail("still open")


def test_a_silent_proxy_protocol_client_is_closed(impatient) -> None:
    with Wire(impatient.proxy_port) as wire:
        wire.send(b"PROXY TCP4 ")
        assert wire.is_closed(5)


def test_a_silent_backend_is_504(impatient) -> None:
    with impatient.wire() as wire:
        answer = wire.request(IMPATIENT, "/hang")
        assert answer.status == 504
        assert answer.values("proxy-status")


def test_an_unreachable_backend_is_504_or_502(impatient) -> None:
    with impatient.wire() as wire:
        assert wire.request("nowhere.test").status in (502, 504)


def test_a_body_that_stalls_is_cut(impatient) -> None:
    with impatient.wire() as wire:
        wire.send(head(IMPATIENT, "/stall"))
        with pytest.raises(WireError):
            wire.response()


def test_a_slow_but_steady_answer_is_not_cut(impatient) -> None:
    with impatient.wire() as wire:
        assert len(wire.request(IMPATIENT, "/drip/20/100").body) == 100


def test_an_idle_tunnel_is_closed(impatient) -> None:
    with impatient.wire() as wire:
        assert wire.request(IMPATIENT, "/upgrade", headers=[("Connection", "Upgrade"), ("Upgrade", "x")]).status == 101
        wire.send(b"ping")
        assert wire.exactly(4) == b"ping"
        assert wire.is_closed(6)


def open_many(port: int, count: int) -> list[socket.socket]:
    sockets = []
    for _ in range(count):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(("127.0.0.1", port))
        sockets.append(one)
    return sockets


def test_ten_thousand_idle_clients(node, host) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(10_000, hard - 1000)
    before = node.rss_kib()
    sockets = []
    try:
        while len(sockets) < count:
            sockets += open_many(node.http_port, 500)
            with node.wire() as wire:
                assert wire.request(host).status == 200
        grown = node.rss_kib() - before
        print(f"{grown / count:.2f} KiB for each idle connection without a request")
        assert grown / count < 8
        busy = node.cpu_seconds()
        begin = time.monotonic()
        with node.wire() as wire:
            while time.monotonic() - begin < 1:
                wire.is_quiet(0.1)
        assert node.cpu_seconds() - busy < 0.3, "idle clients keep the processor busy"
    finally:
        for one in sockets:
            one.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    with node.wire() as wire:
        assert wire.request(host).status == 200


def test_running_out_of_descriptors_pauses_and_recovers(make_node, backend) -> None:
    node = make_node(WORKERS=1).start(prefix=["prlimit", "--nofile=160:160"])
    node.add_proxy("few.test", backend.url, https_redirect="never")
    node.wait_routed("few.test")
    with node.wire() as first:
        assert first.request("few.test").status == 200
        sockets = open_many(node.http_port, 400)
        eventually("the descriptors to be used up", lambda: _descriptors(node.pid) >= 150, 5)
        before = node.cpu_seconds()
        begin = time.monotonic()
        first.is_quiet(1.5)
        spent = (node.cpu_seconds() - before) / (time.monotonic() - begin)
        assert spent < 0.3, f"spins at {spent:.0%} of a processor"
        assert node.process.poll() is None
        for one in sockets:
            one.close()

    def answers() -> bool:
        try:
            with node.wire(timeout=2) as wire:
                return wire.request("few.test").status == 200
        except (OSError, WireError):
            return False

    eventually("new clients to be served again", answers, 10)


def _descriptors(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))
