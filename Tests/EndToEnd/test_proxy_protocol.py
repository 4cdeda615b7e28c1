"""PROXY protocol v1 and v2: by HAProxy, by curl and byte by byte."""

from __future__ import annotations

import socket
import ssl
import struct
import subprocess
import urllib.request

import pytest

from support.certificates import trusting_all
from support.haproxy import HAProxy
from support.wire import Wire, WireError, head

V2 = b"\r\n\r\n\0\r\nQUIT\n"


def v1(source: str, family: str = "TCP4", destination: str = "10.0.0.1", port: int = 4711) -> bytes:
    return f"PROXY {family} {source} {destination} {port} 443\r\n".encode()


def v2(source: str | None, command: int = 1, extra: bytes = b"", family: int | None = None) -> bytes:
    if source is None:
        addresses, kind = b"", 0x00
    elif ":" in source:
        addresses = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, "::1")
        addresses, kind = addresses + struct.pack("!HH", 4711, 443), 0x21
    else:
        addresses = socket.inet_aton(source) + socket.inet_aton("10.0.0.1") + struct.pack("!HH", 4711, 443)
        kind = 0x11
    payload = addresses + extra
    return V2 + bytes([0x20 | command, kind if family is None else family]) + struct.pack("!H", len(payload)) + payload


def tlv(kind: int, value: bytes) -> bytes:
    return struct.pack("!BH", kind, len(value)) + value


def seen(node, backend, host: str, prefix: bytes, tls: bool = False, split: bool = False) -> str:
    """The client's address as the backend was told it."""
    with Wire(node.proxy_port) as wire:
        if split:
            for index in range(len(prefix)):
                wire.send(prefix[index : index + 1])
                wire.is_quiet(0.001)
        else:
            wire.send(prefix)
        if tls:
            wire.start_tls(trusting_all(), "localhost")
        assert wire.request(host, "/p").status == 200
        # The address holds for the whole connection.
        assert wire.request(host, "/p").status == 200
    first, second = backend.named(host, "/p")[-2:]
    assert first.header("x-real-ip") == second.header("x-real-ip") == first.header("x-forwarded-for")
    assert first.header("x-forwarded-proto") == ("https" if tls else "http")
    return first.header("x-real-ip") or ""


GOOD = [
    ("v1 over IPv4", v1("203.0.113.9"), "203.0.113.9"),
    ("v1 over IPv6", v1("2001:db8::9", "TCP6", "2001:db8::1"), "2001:db8::9"),
    ("v1 over the longest IPv6", b"PROXY TCP6 " + b" ".join([b"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"] * 2)
     + b" 65535 65535\r\n", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("v1 UNKNOWN", b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    ("v1 UNKNOWN with words", b"PROXY UNKNOWN a b c d\r\n", "127.0.0.1"),
    ("v2 over IPv4", v2("203.0.113.9"), "203.0.113.9"),
    ("v2 over IPv6", v2("2001:db8::9"), "2001:db8::9"),
    ("v2 LOCAL", v2(None, command=0), "127.0.0.1"),
    ("v2 LOCAL with addresses", v2("203.0.113.9", command=0), "127.0.0.1"),
    ("v2 UNSPEC", v2(None), "127.0.0.1"),
    ("v2 with TLVs", v2("203.0.113.9", extra=tlv(0x04, b"\0" * 40) + tlv(0x02, b"a.test")), "203.0.113.9"),
]  # fmt: skip


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize(("name", "prefix", "address"), GOOD, ids=[name for name, _, _ in GOOD])
def test_good_headers(node, backend, host, name: str, prefix: bytes, address: str, tls: bool) -> None:
    assert seen(node, backend, host, prefix, tls) == address


@pytest.mark.parametrize("prefix", [v1("203.0.113.9"), v2("203.0.113.9")], ids=["v1", "v2"])
def test_byte_by_byte(node, backend, host, prefix: bytes) -> None:
    assert seen(node, backend, host, prefix, split=True) == "203.0.113.9"


@pytest.mark.parametrize("prefix", [v1("203.0.113.9"), v2("203.0.113.9")], ids=["v1", "v2"])
def test_header_and_request_in_one_segment(node, backend, host, prefix: bytes) -> None:
    with Wire(node.proxy_port) as wire:
        wire.send(prefix + head(host, "/one"))
        assert wire.response().status == 200
    assert backend.one(host, "/one").header("x-real-ip") == "203.0.113.9"


BAD = [
    ("no header", b""),
    ("v1 in lower case", b"proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n"),
    ("v1 with two spaces", b"PROXY  TCP4 1.1.1.1 2.2.2.2 1 2\r\n"),
    ("v1 with bare LF", b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n"),
    ("v1 with bare CR", b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\r\n"),
    ("v1 with a zero in front", b"PROXY TCP4 01.1.1.1 2.2.2.2 1 2\r\n"),
    ("v1 with a zero before the port", b"PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n"),
    ("v1 with a port too large", b"PROXY TCP4 1.1.1.1 2.2.2.2 65536 2\r\n"),
    ("v1 with an octet too large", b"PROXY TCP4 1.1.1.256 2.2.2.2 1 2\r\n"),
    ("v1 with an IPv6 address as TCP4", b"PROXY TCP4 ::1 ::1 1 2\r\n"),
    ("v1 of another family", b"PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n"),
    ("v1 with a word too many", b"PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n"),
    ("v1 with a word too few", b"PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n"),
    ("v1 longer than 107 bytes", b"PROXY UNKNOWN " + b"x" * 100 + b"\r\n"),
    ("v1 without end", b"PROXY TCP4 " + b"1" * 200),
    ("v2 of another version", V2 + b"\x11\x11\0\x0c" + b"\0" * 12),
    ("v2 with an unknown command", V2 + b"\x22\x11\0\x0c" + b"\0" * 12),
    ("v2 with an unknown family", V2 + b"\x21\x41\0\x0c" + b"\0" * 12),
    ("v2 with an unknown transport", V2 + b"\x21\x13\0\x0c" + b"\0" * 12),
    ("v2 with too few bytes for IPv4", V2 + b"\x21\x11\0\x0b" + b"\0" * 11),
    ("v2 with too few bytes for IPv6", V2 + b"\x21\x21\0\x23" + b"\0" * 35),
    ("v2 with a wrong signature", b"\r\n\r\n\0\r\nQUIT\r" + b"\x21\x11\0\x0c" + b"\0" * 12),
    ("v2 with a TLV that is too long", v2("1.1.1.1", extra=b"\x04\xff\xff\0")),
    ("v2 with a wrong checksum", v2("1.1.1.1", extra=tlv(0x03, b"\1\2\3\4"))),
    ("v2 of 64 KiB", V2 + b"\x21\x11\xff\xff" + b"\0" * 65535),
]


@pytest.mark.parametrize(("name", "prefix"), BAD, ids=[name for name, _ in BAD])
def test_bad_headers_close_the_connection(node, backend, host, name: str, prefix: bytes) -> None:
    with Wire(node.proxy_port) as wire:
        try:
            wire.send(prefix + head(host, "/bad"))
            with pytest.raises(WireError):
                wire.response()
        except OSError:
            pass
    assert not backend.named(host, "/bad")


def test_only_trusted_sources_may_send_one(make_node, backend) -> None:
    node = make_node(PROXY_PROTOCOL_TRUSTED="192.0.2.0/24").start()
    node.add_proxy("far.test", backend.url, https_redirect="never")
    node.wait_routed("far.test")
    with Wire(node.proxy_port) as wire:
        try:
            wire.send(v1("203.0.113.9") + head("far.test", "/untrusted"))
            with pytest.raises(WireError):
                wire.response()
        except OSError:
            pass
    assert not backend.named("far.test", "/untrusted")


def test_other_listeners_can_expect_one(make_node, backend) -> None:
    node = make_node(PROXY_PROTOCOL_LISTENERS="http").start()
    node.add_proxy("near.test", backend.url, https_redirect="never")
    with node.wire() as wire:
        wire.send(v2("203.0.113.9") + head("near.test", "/near"))
        assert wire.response().status == 200
    assert backend.one("near.test", "/near").header("x-real-ip") == "203.0.113.9"


@pytest.mark.parametrize("version", [1, 2])
def test_haproxy_with_plain_http(node, backend, host, tmp_path, version: int) -> None:
    haproxy = HAProxy(tmp_path / "haproxy", node.proxy_port, version)
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{haproxy.port}/ha", headers={"Host": host})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        with Wire(haproxy.port, source="127.0.0.77") as wire:
            assert wire.request(host, "/far").status == 200
    finally:
        haproxy.end()
    assert backend.one(host, "/ha").header("x-real-ip") == "127.0.0.1"
    assert backend.one(host, "/far").header("x-real-ip") == "127.0.0.77"


@pytest.mark.parametrize("version", [1, 2])
def test_haproxy_with_tls(node, backend, host, tmp_path, version: int) -> None:
    haproxy = HAProxy(tmp_path / "haproxy", node.proxy_port, version, mode="tcp")
    try:
        with Wire(haproxy.port, source="127.0.0.78") as wire:
            wire.start_tls(trusting_all(), "localhost")
            assert wire.request(host, "/tls").status == 200
    finally:
        haproxy.end()
    request = backend.one(host, "/tls")
    assert request.header("x-real-ip") == "127.0.0.78"
    assert request.header("x-forwarded-proto") == "https"


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "-sS", "-m", "10", "--haproxy-protocol", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_curl_plain(node, backend, host) -> None:
    curl("-H", f"Host: {host}", f"http://127.0.0.1:{node.proxy_port}/curl")
    assert backend.one(host, "/curl").header("x-real-ip") == "127.0.0.1"


def test_curl_tls(node, backend, host) -> None:
    curl(
        "-k", "-H", f"Host: {host}", "--resolve", f"demo.localhost:{node.proxy_port}:127.0.0.1",
        f"https://demo.localhost:{node.proxy_port}/curl",
    )  # fmt: skip
    assert backend.one(host, "/curl").header("x-forwarded-proto") == "https"


def test_plain_and_tls_are_told_apart_by_the_first_byte(node, host) -> None:
    for tls in (False, True, False, True):
        with Wire(node.proxy_port) as wire:
            wire.send(v1("203.0.113.9"))
            if tls:
                wire.start_tls(trusting_all(), "localhost")
                assert isinstance(wire.socket, ssl.SSLSocket)
            assert wire.request(host).status == 200
