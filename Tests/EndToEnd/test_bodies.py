"""Bodies in both directions: every framing, streamed, in order, without memory growing."""

from __future__ import annotations

import hashlib
import threading
import time

import pytest

from support.answers import pattern
from support.waiting import eventually
from support.wire import WireError, chunked, head

MIB = 1 << 20
CHUNKED = [("Transfer-Encoding", "chunked")]


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 16384, 65536, 100_000, 262_144, 262_145, 5 * MIB])
def test_answer_with_length(node, host, size: int) -> None:
    with node.wire() as wire:
        answer = wire.request(host, f"/bytes/{size}")
        assert answer.header("content-length") == str(size)
        assert answer.body == (pattern(65536) * (size // 65536 + 1))[:size]
        assert wire.request(host).status == 200


@pytest.mark.parametrize(("count", "size"), [(1, 1), (3, 5), (1000, 10), (10, 70_000), (1, MIB)])
def test_chunked_answer(node, host, count: int, size: int) -> None:
    with node.wire() as wire:
        answer = wire.request(host, f"/chunked/{count}/{size}")
        assert answer.body == pattern(size) * count
        assert wire.request(host).status == 200


def test_answer_that_ends_with_the_connection(node, host) -> None:
    with node.wire() as wire:
        assert wire.request(host, "/until-close/300000").body == pattern(300_000)


def test_answer_that_ends_with_the_connection_keeps_an_http11_client(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/until-close/1000")
        assert answer.header("transfer-encoding") == "chunked"
        assert wire.request(host).status == 200


@pytest.mark.parametrize("size", [0, 1, 16384, 65537, MIB, 5 * MIB])
def test_request_with_length(node, backend, host, size: int) -> None:
    body = pattern(size)
    with node.wire() as wire:
        echoed = wire.request(host, "/", "POST", body=body).json()
    assert echoed["body_length"] == size
    assert echoed["body_sha256"] == hashlib.sha256(body).hexdigest()
    assert backend.one(host).header("content-length") == str(size)


@pytest.mark.parametrize(
    "sizes", [(), (1,), (5, 1, 65536), (MIB, 3), (7,) * 2000], ids=["none", "one byte", "three", "large", "two thousand"]
)
def test_chunked_request(node, backend, host, sizes: tuple[int, ...]) -> None:
    parts = [pattern(size) for size in sizes]
    with node.wire() as wire:
        wire.send(head(host, "/", "PUT", CHUNKED) + chunked(*parts))
        echoed = wire.response().json()
        assert wire.request(host, "/second").status == 200
    assert echoed["body_sha256"] == hashlib.sha256(b"".join(parts)).hexdigest()


def test_upload_and_download_at_the_same_time(node, host) -> None:
    """An echo through a tunnel of 20 MiB must not need more than the buffers."""
    total = 20 * MIB
    with node.wire() as wire:
        upgraded = wire.request(host, "/upgrade", headers=[("Connection", "Upgrade"), ("Upgrade", "echo")])
        assert upgraded.status == 101
        sender = threading.Thread(target=lambda: [wire.send(pattern(65536)) for _ in range(total // 65536)])
        sender.start()
        digest = hashlib.sha256()
        left = total
        while left:
            data = wire.exactly(min(left, 65536))
            digest.update(data)
            left -= len(data)
        sender.join()
    assert digest.hexdigest() == hashlib.sha256(pattern(65536) * (total // 65536)).hexdigest()


def test_trailers_of_an_answer_reach_the_client(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/trailers", headers=[("TE", "trailers")])
        assert answer.body == b"hello"
        assert ("X-Sum", "42") in answer.trailers


def test_trailers_of_a_request_reach_the_backend(node, backend, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/", "POST", [*CHUNKED, ("Trailer", "X-Sum")]) + b"3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n")
        assert wire.response().status == 200
    assert backend.one(host).trailers in ([("X-Sum", "6")], [])


def test_forbidden_trailers_do_not_become_fields(node, backend, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/", "POST", CHUNKED) + b"0\r\nX-Forwarded-For: 6.6.6.6\r\nHost: evil.test\r\n\r\n")
        assert wire.response().status in (200, 400)
    for request in backend.named(host):
        assert not [name for name, _ in request.trailers if name.lower() in ("host", "x-forwarded-for")]


def test_head_has_the_length_and_no_body(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/bytes/1000", "HEAD")
        assert (answer.header("content-length"), answer.body) == ("1000", b"")
        assert wire.request(host).status == 200


@pytest.mark.parametrize("status", [204, 304])
def test_answers_without_a_body(node, host, status: int) -> None:
    with node.wire() as wire:
        answer = wire.request(host, f"/status/{status}")
        assert answer.status == status
        assert answer.header("transfer-encoding") is None
        if status == 204:
            assert answer.header("content-length") is None
        assert wire.request(host).status == 200


def test_http10_client_gets_no_chunks(node, host) -> None:
    with node.wire() as wire:
        wire.send(f"GET /chunked/3/5 HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        answer = wire.response()
        assert answer.header("transfer-encoding") is None
        assert answer.body == pattern(5) * 3
        assert wire.is_closed()


def test_http10_client_is_closed_after_the_answer(node, host) -> None:
    with node.wire() as wire:
        wire.send(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
        assert wire.response().status == 200
        assert wire.is_closed()


def test_http10_client_may_keep_the_connection(node, host) -> None:
    with node.wire() as wire:
        for _ in range(2):
            wire.send(f"GET /bytes/5 HTTP/1.0\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n".encode())
            assert wire.response().status == 200


def test_http10_client_gets_no_interim_answers(node, host) -> None:
    with node.wire() as wire:
        wire.send(f"POST /continue HTTP/1.0\r\nHost: {host}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab".encode())
        answer = wire.response()
        assert (answer.status, answer.interim) == (200, [])


def test_expect_continue_waits_for_the_go_ahead(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/continue", "POST", [("Expect", "100-continue"), ("Content-Length", "5")]))
        assert wire.response_head().status == 100
        wire.send(b"hello")
        assert wire.response().json()["body_length"] == 5


def test_expect_continue_with_a_refusal_sends_no_body(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/early-close/413", "POST", [("Expect", "100-continue"), ("Content-Length", "5000000")]))
        answer = wire.response()
        assert answer.status == 413
        assert answer.interim in ([], [100])


def test_body_sent_without_waiting_for_the_go_ahead(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/continue", "POST", [("Expect", "100-continue")], b"hello") + b"hello")
        assert wire.response().json()["body_length"] == 5
        assert wire.request(host).status == 200


def test_unknown_expectation(node, host) -> None:
    with node.wire() as wire:
        assert wire.request(host, "/", headers=[("Expect", "a-miracle")]).status in (200, 417)


def test_early_hints_are_passed_on(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/hints")
        assert (answer.status, answer.interim) == (200, [103])


def test_early_answer_while_the_body_still_comes(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/early/403", "POST", [("Content-Length", str(MIB))]) + pattern(1000))
        assert wire.response().status == 403


def test_early_answer_and_close_reaches_a_client_that_still_sends(node, host) -> None:
    """The answer must not be lost to a reset."""
    with node.wire() as wire:
        wire.send(head(host, "/early-close/403", "POST", [("Content-Length", str(3 * MIB))]))

        def send() -> None:
            try:
                for _ in range(48):
                    wire.send(pattern(65536))
            except OSError:
                pass

        sender = threading.Thread(target=send)
        sender.start()
        assert wire.response().status == 403
        wire.reset()
        sender.join()


def test_max_body_bytes_of_a_proxy_is_413(node, backend, site) -> None:
    host = site(max_body_bytes=1000)
    with node.wire() as wire:
        assert wire.request(host, "/", "POST", body=pattern(1000)).status == 200
    with node.wire() as wire:
        wire.send(head(host, "/big", "POST", [("Content-Length", "1001")]))
        assert wire.response().status == 413
    assert not backend.named(host, "/big")


def test_max_body_bytes_holds_for_chunks(node, backend, site) -> None:
    host = site(max_body_bytes=1000)
    with node.wire() as wire:
        wire.send(head(host, "/big", "POST", CHUNKED) + b"3e8\r\n" + pattern(1000) + b"\r\n")
        wire.send(b"1\r\na\r\n0\r\n\r\n")
        assert wire.response().status == 413
    assert not [r for r in backend.named(host, "/big") if r.complete]


def test_events_arrive_one_by_one(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/drip/5/40"))
        wire.response_head()
        gaps = []
        last = time.monotonic()
        for _ in range(5):
            wire.exactly(len(b"5\r\n0000\n\r\n"))
            gaps.append(time.monotonic() - last)
            last = time.monotonic()
    assert max(gaps[1:]) < 0.5
    assert sum(gap > 0.02 for gap in gaps[1:]) >= 3, "chunks were held back and came together"


def test_slow_readers_do_not_make_memory_grow(node, host) -> None:
    """Twenty downloads of 50 MiB whose readers stop: at most 256 KiB each stays in the process."""
    with node.wire() as wire:
        wire.request(host, f"/bytes/{MIB}")
    before = node.rss_kib()
    wires = []
    for _ in range(20):
        wire = node.wire(receive_buffer=4096)
        wire.send(head(host, f"/bytes/{50 * MIB}"))
        wires.append(wire)
    for wire in wires:
        assert wire.response_head().status == 200
    settled = settle(node)
    for wire in wires:
        wire.close()
    assert settled - before < 20 * 600, f"{settled - before} KiB more"


def test_slow_backends_do_not_make_memory_grow(node, backend, host) -> None:
    """Ten uploads of 50 MiB to a backend that does not read: the client is held back."""
    with node.wire() as wire:
        wire.request(host, "/", "POST", body=pattern(MIB))
    before = node.rss_kib()
    wires = []
    for _ in range(10):
        wire = node.wire(timeout=1)
        wire.send(head(host, "/never-read", "POST", [("Content-Length", str(50 * MIB))]))
        wires.append(wire)
    eventually("the backend to stop reading", lambda: len(backend.named(host, "/never-read")) == 10)
    stopped = 0
    for wire in wires:
        sent = 0
        wire.socket.settimeout(0.15)
        try:
            while sent < 50 * MIB:
                wire.send(pattern(65536))
                sent += 65536
        except TimeoutError:
            stopped += 1
    settled = settle(node)
    for wire in wires:
        wire.reset()
    assert stopped == 10, "the proxy swallowed a body that nobody reads"
    assert settled - before < 10 * 600, f"{settled - before} KiB more"


def settle(node) -> int:
    """The resident memory once it stops growing."""
    last = [node.rss_kib()]

    def stands() -> bool:
        last.append(node.rss_kib())
        return len(last) > 5 and max(last[-5:]) - min(last[-5:]) < 200

    eventually("memory to settle", stands, 10, every=0.05)
    return last[-1]


def test_a_truncated_answer_is_not_presented_as_whole(node, host) -> None:
    with node.wire() as wire:
        wire.send(head(host, "/end-mid-body"))
        with pytest.raises(WireError):
            wire.response()
