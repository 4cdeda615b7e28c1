"""TLS towards clients: which certificate, which versions, resumption, replacement under traffic."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import threading
import time

import pytest

from support.certificates import trusting
from support.tls import peer, s_client, signature_type, was_resumed
from support.waiting import eventually
from support.wire import Wire, head


@pytest.fixture(scope="module")
def local_ca(node) -> str:
    """The root of the local CA, from the command line as an operator takes it."""
    done = node.cli("ca", "show")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("-----BEGIN CERTIFICATE-----")
    return done.stdout


def get(node, host: str, context: ssl.SSLContext, path: str = "/", name: str | None = None):
    with Wire(node.https_port) as wire:
        wire.start_tls(context, name or host)
        return wire.request(host, path)


def secured(node, site, authority, *kinds: str, **fields: object) -> str:
    """A host with uploaded certificates of these kinds."""
    host = site(**fields)
    for kind in kinds or ("ecdsa",):
        node.upload(f"{host.replace('.', '-')}-{kind}", authority.leaf(host, kind=kind))
    wait_certificate(node, host, authority.client_context())
    return host


def wait_certificate(node, host: str, context: ssl.SSLContext) -> None:
    def served() -> bool:
        try:
            return all(get(node, host, context).status == 200 for _ in range(4))
        except (ssl.SSLError, OSError):
            return False

    eventually(f"a certificate for {host}", served, 5)


# The local CA


def test_localhost_names_are_served_at_once(node, backend, local_ca) -> None:
    node.api("POST", "/api/v1/proxy/targets", {"hostname": "shop.localhost", "target_url": backend.url})
    wait_certificate(node, "shop.localhost", trusting(local_ca))


def test_internal_hosts_are_served_at_once(node, site, local_ca) -> None:
    host = site(internal=True)
    wait_certificate(node, host, trusting(local_ca))


def test_the_local_ca_serves_no_public_name(node, site, local_ca) -> None:
    host = site()
    with pytest.raises((ssl.SSLError, OSError)):
        get(node, host, trusting(local_ca))


def test_curl_with_the_local_ca(node, local_ca, tmp_path) -> None:
    (tmp_path / "ca.pem").write_text(local_ca)
    node.api("POST", "/api/v1/proxy/targets", {"hostname": "curl.localhost", "target_url": "http://127.0.0.1:1"})
    done = subprocess.run(
        ["curl", "-sS", "-m", "10", "--cacert", str(tmp_path / "ca.pem"), "-o", "/dev/null", "-w", "%{http_code}",
         f"https://curl.localhost:{node.https_port}/"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout in ("502", "200"), done.stderr


# Choice of the certificate


def test_uploaded_certificate_is_served(node, site, authority) -> None:
    secured(node, site, authority)


def test_exact_beats_wildcard(node, site, authority, unique) -> None:
    base = unique()
    exact, wild = authority.leaf(f"one.{base}"), authority.leaf(f"*.{base}")
    node.upload(f"wild-{base.replace('.', '-')}", wild)
    node.upload(f"exact-{base.replace('.', '-')}", exact)
    context = authority.client_context()
    eventually("the exact one", lambda: _serial(node, f"one.{base}", context) == exact.serial, 5)
    eventually("the wildcard", lambda: _serial(node, f"two.{base}", context) == wild.serial, 5)


def _serial(node, name: str, context: ssl.SSLContext) -> int | None:
    try:
        return peer(node.https_port, name, context).serial_number
    except (ssl.SSLError, OSError):
        return None


def test_unknown_name_is_unrecognized_name(node) -> None:
    output = s_client(node.https_port, name="never-heard-of.test")
    assert "unrecognized name" in output


def test_names_are_compared_without_case(node, site, authority) -> None:
    host = secured(node, site, authority)
    output = s_client(node.https_port, name=host.upper())
    assert "BEGIN CERTIFICATE" in output


def test_default_certificate_by_setting(make_node) -> None:
    node = make_node(TLS_UNKNOWN_NAME="default").start()
    # At its very first start a node makes its CA while clients come already.
    for name in ("never-heard-of.test", None):
        eventually(
            f"the default certificate for {name}",
            lambda name=name: "BEGIN CERTIFICATE" in s_client(node.https_port, name=name), 5, every=0.05,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (["-tls1_3", "-sigalgs", "ECDSA+SHA256"], "ECDSA"),
        (["-tls1_3", "-sigalgs", "RSA-PSS+SHA256"], "RSA-PSS"),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], "ECDSA"),
        (["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-sigalgs", "RSA-PSS+SHA256:RSA+SHA256"], "RSA"),
    ],
    ids=["ecdsa 1.3", "rsa 1.3", "ecdsa 1.2", "rsa 1.2"],
)
def test_clients_get_the_kind_that_they_can_use(node, site, authority, offer: list[str], expected: str) -> None:
    host = secured(node, site, authority, "ecdsa", "rsa")
    eventually(
        f"a signature by {expected}",
        lambda: (signature_type(s_client(node.https_port, *offer, name=host)) or "").startswith(expected), 5,
    )  # fmt: skip


def test_a_client_that_takes_both_gets_ecdsa(node, site, authority) -> None:
    host = secured(node, site, authority, "ecdsa", "rsa")
    assert signature_type(s_client(node.https_port, name=host)) == "ECDSA"


# Protocol


def test_alpn_is_http11_or_h2(node, site, authority) -> None:
    host = secured(node, site, authority)
    assert "ALPN protocol: http/1.1" in s_client(node.https_port, "-alpn", "http/1.1", name=host)


def test_old_versions_are_refused(node, site, authority) -> None:
    host = secured(node, site, authority)
    for version in ("-tls1", "-tls1_1"):
        output = s_client(node.https_port, version, "-cipher", "ALL:@SECLEVEL=0", name=host)
        assert "BEGIN CERTIFICATE" not in output


def test_renegotiation_is_refused(node, site, authority) -> None:
    host = secured(node, site, authority)
    output = s_client(node.https_port, "-tls1_2", name=host, send="R\n")
    assert "renegotiation" in output.lower()
    assert output.count("verify return") <= 4 or "no renegotiation" in output or "handshake failure" in output


def test_key_update_of_the_client(node, site, authority, tmp_path) -> None:
    """`K` in s_client sends a KeyUpdate; the request after it is answered all the same."""
    host = secured(node, site, authority)
    said = tmp_path / "s_client.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{node.https_port}", "-servername", host, "-tls1_3"],
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    assert process.stdin is not None
    try:
        for text, answer in [(b"K\n", "KEYUPDATE"), (head(host), "HTTP/1.1 200")]:
            process.stdin.write(text)
            process.stdin.flush()
            eventually(answer, lambda answer=answer: answer in said.read_text(errors="replace"), 5)
    finally:
        process.kill()
        process.wait(10)


def test_close_notify_is_sent(node, site, authority) -> None:
    host = secured(node, site, authority)
    with Wire(node.https_port) as wire:
        wire.start_tls(authority.client_context(), host)
        wire.send(head(host, headers=[("Connection", "close")]))
        assert wire.response().status == 200
        assert wire.socket.recv(1) == b""


def test_plain_http_on_the_https_port_is_closed(node) -> None:
    with Wire(node.https_port) as wire:
        wire.send(head("a.test"))
        wire.rest()


def test_large_bodies_both_ways(node, site, authority) -> None:
    host = secured(node, site, authority)
    with Wire(node.https_port) as wire:
        wire.start_tls(authority.client_context(), host)
        assert len(wire.request(host, f"/bytes/{10 << 20}").body) == 10 << 20
        assert wire.request(host, "/", "POST", body=b"x" * (3 << 20)).json()["body_length"] == 3 << 20


def test_slow_reader_over_tls_does_not_make_memory_grow(node, site, authority) -> None:
    host = secured(node, site, authority)
    before = node.rss_kib()
    wires = []
    for _ in range(10):
        wire = Wire(node.https_port, receive_buffer=4096)
        wire.start_tls(authority.client_context(), host)
        wire.send(head(host, f"/bytes/{50 << 20}"))
        wires.append(wire)
    for wire in wires:
        assert wire.response_head().status == 200
    eventually("memory to stand", lambda: _stands(node), 10)
    grown = node.rss_kib() - before
    for wire in wires:
        wire.reset()
    assert grown < 10 * 800, f"{grown} KiB more"


def _stands(node) -> bool:
    first = node.rss_kib()
    time.sleep(0.2)
    return node.rss_kib() - first < 100


def test_the_request_knows_that_it_came_over_tls(node, backend, site, authority) -> None:
    host = secured(node, site, authority)
    get(node, host, authority.client_context(), "/over-tls")
    request = backend.one(host, "/over-tls")
    assert request.header("x-forwarded-proto") == "https"
    assert request.header("x-forwarded-port") in ("443", str(node.https_port))


# Resumption


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_session_resumes_on_every_worker(node, site, authority, tmp_path, version: str) -> None:
    host = secured(node, site, authority)
    session = tmp_path / "session.pem"
    request = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    s_client(node.https_port, version, "-ign_eof", "-sess_out", str(session), name=host, send=request)
    for _ in range(8):
        output = s_client(node.https_port, version, "-ign_eof", "-sess_in", str(session), name=host, send=request)
        assert was_resumed(output)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_session_resumes_on_another_node(make_node, redis, backend, authority, tmp_path, version: str) -> None:
    first = make_node(REDIS_URL=redis.url).start()
    second = make_node(REDIS_URL=redis.url).start()
    first.add_proxy("two.test", backend.url, https_redirect="never")
    first.upload("two", authority.leaf("two.test"))
    for node in (first, second):
        wait_certificate(node, "two.test", authority.client_context())
    session = tmp_path / "session.pem"
    request = "GET / HTTP/1.1\r\nHost: two.test\r\nConnection: close\r\n\r\n"
    s_client(first.https_port, version, "-ign_eof", "-sess_out", str(session), name="two.test", send=request)
    assert session.exists()
    output = s_client(second.https_port, version, "-ign_eof", "-sess_in", str(session), name="two.test", send=request)
    assert was_resumed(output)
    assert "HTTP/1.1 200" in output


# Changes under traffic


def test_a_replaced_certificate_is_what_the_next_handshake_gets(node, site, authority) -> None:
    host = secured(node, site, authority)
    name = f"{host.replace('.', '-')}-ecdsa"
    context = authority.client_context()
    for _ in range(5):
        leaf = authority.leaf(host)
        node.upload(name, leaf, replace=True)
        assert _serial(node, host, context) is not None
        eventually("the new certificate", lambda serial=leaf.serial: _serial(node, host, context) == serial, 2)
        for _ in range(6):
            assert _serial(node, host, context) == leaf.serial


def test_replacing_disturbs_no_request_in_flight(node, site, authority) -> None:
    host = secured(node, site, authority)
    name = f"{host.replace('.', '-')}-ecdsa"
    context = authority.client_context()
    with Wire(node.https_port) as wire:
        wire.start_tls(context, host)
        wire.send(head(host, "/drip/40/20"))
        assert wire.response_head().status == 200
        for _ in range(5):
            node.upload(name, authority.leaf(host), replace=True)
        for index in range(40):
            assert wire.exactly(10) == b"5\r\n%04d\n\r\n" % index
        assert wire.exactly(5) == b"0\r\n\r\n"
        assert wire.request(host).status == 200


def test_a_deleted_certificate_is_served_no_more(node, site, authority) -> None:
    host = secured(node, site, authority)
    node.must("DELETE", f"/api/v1/certificates/{host.replace('.', '-')}-ecdsa")
    eventually("no certificate", lambda: _serial(node, host, authority.client_context()) is None, 5)


def test_a_handshake_that_waits_delays_nobody_else(make_node, redis, backend, authority) -> None:
    """Redis is stopped for a while: a name that is not loaded yet waits, a loaded one goes on."""
    node = make_node(REDIS_URL=redis.url, WORKERS=1).start()
    node.add_proxy("loaded.test", backend.url, https_redirect="never")
    node.upload("loaded", authority.leaf("loaded.test"))
    node.upload("fresh", authority.leaf("fresh.test"))
    context = authority.client_context()
    wait_certificate(node, "loaded.test", context)
    assert redis.process is not None
    redis.process.send_signal(signal.SIGSTOP)
    waiting = threading.Thread(target=lambda: _serial(node, "fresh.test", context))
    try:
        waiting.start()
        begin = time.monotonic()
        for _ in range(20):
            assert get(node, "loaded.test", context).status == 200
        assert time.monotonic() - begin < 2
    finally:
        redis.process.send_signal(signal.SIGCONT)
    waiting.join(15)
    eventually("the other name", lambda: _serial(node, "fresh.test", context) is not None, 10)


def test_a_thousand_half_open_handshakes_delay_nobody(node, site, authority) -> None:
    host = secured(node, site, authority)
    sockets = [socket.create_connection(("127.0.0.1", node.https_port)) for _ in range(1000)]
    try:
        for one in sockets:
            one.sendall(b"\x16\x03\x01")
        begin = time.monotonic()
        for _ in range(20):
            assert get(node, host, authority.client_context()).status == 200
        assert time.monotonic() - begin < 3
    finally:
        for one in sockets:
            one.close()


def test_sni_and_host_may_differ_where_the_policy_is_the_same(node, site, authority) -> None:
    first, second = secured(node, site, authority), secured(node, site, authority)
    with Wire(node.https_port) as wire:
        wire.start_tls(authority.client_context(), first)
        assert wire.request(second).status in (200, 421)


def test_a_client_hello_in_single_bytes(node, site, authority) -> None:
    host = secured(node, site, authority)
    inbound, outbound = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = authority.client_context().wrap_bio(inbound, outbound, server_hostname=host)
    with Wire(node.https_port) as wire:
        while True:
            try:
                session.do_handshake()
                break
            except ssl.SSLWantReadError:
                for byte in outbound.read():
                    wire.send(bytes([byte]))
                inbound.write(wire.socket.recv(65536))
        session.write(head(host, headers=[("Connection", "close")]))
        for byte in outbound.read():
            wire.send(bytes([byte]))
        inbound.write(wire.rest())
        assert session.read(65536).startswith(b"HTTP/1.1 200")


def test_more_certificates_than_the_cache_holds(make_node, authority, backend) -> None:
    node = make_node(TLS_CERTIFICATE_CACHE=16, WORKERS=2).start()
    leaves = {f"c{number}.test": authority.leaf(f"c{number}.test") for number in range(40)}
    for name, leaf in leaves.items():
        node.upload(name.replace(".", "-"), leaf)
    context = authority.client_context()
    eventually("the last one", lambda: _serial(node, "c39.test", context) == leaves["c39.test"].serial, 5)
    for _ in range(2):
        for name, leaf in leaves.items():
            assert _serial(node, name, context) == leaf.serial


def test_a_client_that_ends_its_side_still_gets_the_answer(node, site, authority) -> None:
    host = secured(node, site, authority)
    output = s_client(node.https_port, "-ign_eof", name=host, send=f"GET /late/200 HTTP/1.0\r\nHost: {host}\r\n\r\n")
    assert "200 OK" in output or "HTTP/1.1 200" in output
