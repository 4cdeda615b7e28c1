"""Upstreams that fail in every way, and when a request may be tried again."""

from __future__ import annotations

import socket
import threading

import pytest

from support.answers import raw_path
from support.certificates import Authority
from support.ports import free_port
from support.wire import WireError, head


def assert_failure(answer, status: int) -> None:
    """A clean failure: right status, a Proxy-Status, an id, no internals."""
    assert answer.status == status
    assert answer.values("proxy-status")
    assert answer.header("x-request-id")
    text = answer.body.decode().lower()
    for secret in ("127.0.0.1", "errno", "swift", "openssl", "ssl_"):
        assert secret not in text


def test_a_refused_connection_is_502(node, site) -> None:
    host = site(f"http://127.0.0.1:{free_port()}", probe=False)
    node.wait_routed(host, status=502)
    with node.wire() as wire:
        assert_failure(wire.request(host), 502)
        assert_failure(wire.request(host), 502)


def test_an_unknown_name_is_502(node, site) -> None:
    host = site("http://no-such-name.invalid:80", probe=False)
    node.wait_routed(host, status=502)


def test_a_reset_before_the_answer_is_502(node, host) -> None:
    with node.wire() as wire:
        assert_failure(wire.request(host, "/reset", "POST", body=b"x"), 502)
        assert wire.request(host).status == 200


@pytest.mark.parametrize("path", ["/reset-mid-body", "/end-mid-body", "/end-mid-chunk"])
def test_an_answer_that_breaks_off_is_cut_for_the_client(node, host, path: str) -> None:
    with node.wire() as wire:
        wire.send(head(host, path))
        with pytest.raises((WireError, ValueError)):
            wire.response()
    with node.wire() as wire:
        assert wire.request(host).status == 200


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("noise", b"\xff\xfe\x00garbage\r\n\r\n"),
        ("nothing", b""),
        ("smtp", b"220 mail.test ESMTP\r\n"),
        ("no status", b"HTTP/1.1 OK\r\n\r\n"),
        ("a status of two digits", b"HTTP/1.1 20 OK\r\n\r\n"),
        ("a status of four digits", b"HTTP/1.1 2000 OK\r\n\r\n"),
        ("status zero", b"HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n"),
        ("another version", b"HTTP/9.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        ("two lengths", OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        ("a negative length", OK + b"Content-Length: -5\r\n\r\nhello"),
        ("a length of letters", OK + b"Content-Length: five\r\n\r\nhello"),
        ("length and chunked", OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("an unknown coding", OK + b"Transfer-Encoding: cow\r\n\r\nhello"),
        ("NUL in a value", OK + b"X-A: a\0b\r\nContent-Length: 0\r\n\r\n"),
        ("bare CR in a value", OK + b"X-A: a\rb\r\nContent-Length: 0\r\n\r\n"),
        ("space before a colon", OK + b"X-A : b\r\nContent-Length: 0\r\n\r\n"),
        ("no colon", OK + b"X-A\r\nContent-Length: 0\r\n\r\n"),
        ("a head cut off", OK + b"Content-Length: 5\r\n"),
        ("many fields", OK + b"X-A: b\r\n" * 5000 + b"Content-Length: 0\r\n\r\n"),
        ("101 unasked", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
        ("a bad interim answer", b"HTTP/1.1 100 Continue\r\nX : y\r\n\r\n" + OK + b"Content-Length: 0\r\n\r\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_garbage_is_502(node, make_backend, site, name: str, raw: bytes) -> None:
    garbage = make_raw_server(raw)
    host = site(f"http://127.0.0.1:{garbage}", probe=False)
    node.wait_routed(host, status=502)
    with node.wire() as wire:
        assert_failure(wire.request(host, "/", "POST", body=b"x"), 502)


def make_raw_server(raw: bytes) -> int:
    """A server that answers every connection with the same bytes once a head has come."""
    listener = socket.create_server(("127.0.0.1", free_port()))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                data = b""
                while b"\r\n\r\n" not in data:
                    part = connection.recv(65536)
                    if not part:
                        return
                    data += part
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except OSError:
                pass

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


def test_a_header_of_one_megabyte_is_502(node, host) -> None:
    before = node.rss_kib()
    for _ in range(5):
        with node.wire() as wire:
            assert_failure(wire.request(host, "/huge-header"), 502)
    assert node.rss_kib() - before < 4096


def test_bytes_after_an_answer_are_never_taken_for_the_next_one(node, host) -> None:
    """The connection that said too much is not used again."""
    poison = OK + b"Content-Length: 2\r\n\r\nok" + OK + b"Content-Length: 4\r\n\r\nevil"
    with node.wire() as wire:
        for _ in range(20):
            assert wire.request(host, raw_path(poison, kept=True)).body == b"ok"
            assert b"evil" not in wire.request(host).body


def test_a_body_with_204_is_not_taken_for_the_next_answer(node, host) -> None:
    poison = b"HTTP/1.1 204 No Content\r\n\r\n" + OK + b"Content-Length: 4\r\n\r\nevil"
    with node.wire() as wire:
        for _ in range(20):
            assert wire.request(host, raw_path(poison, kept=True)).status == 204
            assert b"evil" not in wire.request(host).body


def test_the_failure_is_a_problem_document_for_programs(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/reset", "POST", [("Accept", "application/json")], b"x")
        assert answer.header("content-type") == "application/problem+json"
        assert answer.json()["status"] == 502


def test_the_failure_is_a_page_for_browsers(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/reset", "POST", [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")], b"x")
        assert (answer.header("content-type") or "").startswith("text/html")


# Retries (edge rules: nothing sent yet, or idempotent on a reused connection)


def warmed(node, site, backend) -> str:
    """A host whose upstream connection stands in the pool of every worker."""
    host = site(backend.url)
    node.wait_routed(host)
    return host


def test_an_idle_connection_that_the_backend_closed_does_not_fail_a_get(node, make_backend, site) -> None:
    backend = make_backend()
    host = warmed(node, site, backend)
    for _ in range(30):
        with node.wire() as wire:
            assert wire.request(host, "/leave").status == 200
            assert wire.request(host, "/leave").status == 200


def test_an_idle_connection_that_the_backend_closed_does_not_fail_a_post(node, make_backend, site) -> None:
    """What is known to be closed is not used; nothing was sent, so even a POST is safe."""
    backend = make_backend()
    host = warmed(node, site, backend)
    with node.wire() as wire:
        for _ in range(20):
            assert wire.request(host, "/leave").status == 200
            wire.is_quiet(0.02)
            assert wire.request(host, "/", "POST", body=b"x").status == 200


def test_a_post_that_was_sent_is_never_sent_again(node, backend, host) -> None:
    with node.wire() as wire:
        wire.request(host)
        answer = wire.request(host, f"/once/{host}-post/1", "POST", body=b"x")
    assert answer.status == 502
    assert len(backend.named(host, f"/once/{host}-post/1")) == 1


def test_a_get_on_a_reused_connection_is_sent_again_once(node, backend, host) -> None:
    with node.wire() as wire:
        wire.request(host)
        answer = wire.request(host, f"/once/{host}-get/1")
    assert answer.status in (200, 502)
    assert len(backend.named(host, f"/once/{host}-get/1")) == (2 if answer.status == 200 else 1)


def test_a_get_is_not_tried_for_ever(node, backend, host) -> None:
    with node.wire() as wire:
        assert wire.request(host, f"/once/{host}-ever/1000").status == 502
    assert len(backend.named(host, f"/once/{host}-ever/1000")) <= 3


def test_a_get_is_not_tried_again_after_its_answer_began(node, backend, host) -> None:
    with node.wire() as wire:
        wire.request(host)
        wire.send(head(host, "/end-mid-body"))
        with pytest.raises(WireError):
            wire.response()
    assert len(backend.named(host, "/end-mid-body")) == 1


def test_another_address_is_tried_when_the_first_refuses(node, make_backend, site) -> None:
    """`localhost` has an IPv6 and an IPv4 address; the backend listens on one of them."""
    backend = make_backend()
    host = site(f"http://localhost:{backend.port}", probe=False)
    node.wait_routed(host)


# Kinds of upstream


def test_unix_socket(node, make_backend, site, tmp_path) -> None:
    backend = make_backend(unix_path=str(tmp_path / "backend.sock"))
    host = site(backend.url)
    with node.wire() as wire:
        assert wire.request(host, "/bytes/70000").status == 200


def test_path_of_the_target_comes_before_the_path_of_the_request(node, backend, site) -> None:
    host = site(backend.url + "/base")
    with node.wire() as wire:
        assert wire.request(host, "/a?b=c").json()["target"] == "/base/a?b=c"


def test_tls_upstream_is_verified(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "localhost", "127.0.0.1"))
    host = site(f"https://localhost:{backend.port}", probe=False)
    node.wait_routed(host, status=502)
    assert not backend.requests


def test_tls_upstream_with_its_own_authority(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "localhost", "127.0.0.1"))
    host = site(f"https://localhost:{backend.port}", upstream_tls={"ca_pem": authority.pem})
    with node.wire() as wire:
        assert wire.request(host, "/bytes/100000").status == 200
        assert wire.request(host, "/", "POST", body=b"x" * 100_000).json()["body_length"] == 100_000


def test_tls_upstream_with_another_name(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "inside.test"))
    url = f"https://localhost:{backend.port}"
    wrong = site(url, probe=False, upstream_tls={"ca_pem": authority.pem})
    node.wait_routed(wrong, status=502)
    right = site(url, upstream_tls={"ca_pem": authority.pem, "server_name": "inside.test"})
    node.wait_routed(right)


def test_tls_upstream_of_another_authority(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "localhost"))
    host = site(f"https://localhost:{backend.port}", probe=False, upstream_tls={"ca_pem": Authority("Other").pem})
    node.wait_routed(host, status=502)


def test_expired_certificate_of_an_upstream(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "localhost", days=-1, age_days=30))
    host = site(f"https://localhost:{backend.port}", probe=False, upstream_tls={"ca_pem": authority.pem})
    node.wait_routed(host, status=502)


def test_verification_can_be_switched_off(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "wrong.test"))
    node.wait_routed(site(f"https://localhost:{backend.port}", upstream_tls={"verify": False}))


def test_verified_and_unverified_hosts_share_no_connection(node, make_backend, site, authority, tmp_path) -> None:
    backend = make_backend(ssl_context=authority.server_context(tmp_path, "wrong.test"))
    url = f"https://localhost:{backend.port}"
    trusting = site(url, upstream_tls={"verify": False})
    strict = site(url, probe=False)
    node.wait_routed(strict, status=502)
    with node.wire() as wire:
        for _ in range(10):
            assert wire.request(trusting).status == 200
            assert wire.request(strict).status == 502


def test_a_loop_to_ourselves_is_508(node, site) -> None:
    host = site(f"http://127.0.0.1:{node.http_port}", probe=False)
    node.wait_routed(host, status=508)


def test_a_loop_through_https_is_508(node, site) -> None:
    host = site(f"https://127.0.0.1:{node.https_port}", probe=False, upstream_tls={"verify": False})
    with node.wire() as wire:
        assert wire.request(host).status in (502, 508)


def test_several_upstreams_share_the_load(node, make_backend, site) -> None:
    first, second = make_backend(), make_backend()
    host = site(None, upstreams=[{"url": first.url, "weight": 1}, {"url": second.url, "weight": 1}])
    with node.wire() as wire:
        for _ in range(40):
            assert wire.request(host, "/shared").status == 200
    assert len(first.named(host, "/shared")) >= 10
    assert len(second.named(host, "/shared")) >= 10


def test_one_dead_upstream_of_two_fails_no_request(node, make_backend, site) -> None:
    alive = make_backend()
    host = site(None, upstreams=[{"url": alive.url}, {"url": f"http://127.0.0.1:{free_port()}"}])
    with node.wire() as wire:
        for _ in range(40):
            assert wire.request(host).status == 200
