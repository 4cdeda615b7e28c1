"""Strict framing: nothing ambiguous is forwarded, whatever way its bytes arrive in."""

from __future__ import annotations

import re

import pytest

from framing_corpus import CASES, Case, chunks, get, post
from support.certificates import trusting_all
from support.wire import Wire, WireError

FRAMING = re.compile(rb"^(content[-_.]length|transfer[-_.]encoding|host):", re.IGNORECASE | re.MULTILINE)


def filled(raw: bytes, host: str) -> bytes:
    return raw.replace(b"HOST", host.encode())


def ask(node, raw: bytes, split: int | None = None) -> tuple[list[int], bool]:
    """The statuses of the answers, and whether the connection was closed after them."""
    with node.wire(timeout=8) as wire:
        try:
            if split is None:
                wire.send(raw)
            else:
                wire.send(raw[:split])
                wire.is_quiet(0.0005)
                wire.send(raw[split:])
        except (BrokenPipeError, ConnectionResetError):
            pass
        statuses = []
        try:
            while True:
                statuses.append(wire.response().status)
                if statuses[-1] >= 400:
                    return statuses, statuses[-1] != 404 and wire.is_closed(4)
                if not wire.buffer and wire.is_quiet(0.03):
                    return statuses, False
        except WireError as error:
            assert "closed after b''" in str(error), error
            return statuses, True


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corpus(node, backend, host, case: Case) -> None:
    backend.malformed.clear()
    statuses, closed = ask(node, filled(case.raw, host))
    assert statuses and set(statuses) <= case.statuses, statuses
    if statuses[-1] not in (200, 404):
        assert closed, "the connection stays open after a refusal"

    with node.wire() as wire:
        assert wire.request(host, "/after").status == 200
    seen = [r for r in backend.named(host) if r.path != "/after"]
    assert not backend.malformed, backend.malformed
    assert not [r for r in backend.requests if r.path == "/smuggled"], "a hidden request was forwarded"
    for request in seen:
        names = [name.lower() for name in FRAMING.findall(request.raw)]
        assert names.count(b"host") == 1
        assert names.count(b"content-length") + names.count(b"transfer-encoding") <= 1, request.raw
        assert set(names) <= {b"host", b"content-length", b"transfer-encoding"}, request.raw
    whole = [r for r in seen if r.complete]
    match case.arrives:
        case "no":
            assert not seen, seen[0].raw
        case "cut":
            assert not whole, whole[0].raw
        case "maybe":
            assert len(whole) == (1 if statuses == [200] else 0)
        case count:
            assert len(statuses) == count
            assert len(whole) == count
            assert not closed, "the connection was closed after good requests"


def test_the_corpus_is_large() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (get(b"X-A: b\r\n"), 200),
        (post(b"Content-Length: 5\r\n", body=b"hello"), 200),
        (chunks(b"5;x=y\r\nhello\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n"), 200),
        (get(b"X-A : b\r\n"), 400),
        (get(b"X-A: b\r\n c\r\n"), 400),
        (post(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", body=b"0\r\n\r\n"), 400),
        (chunks(b"5\r\nhelloX\r\n0\r\n\r\n"), 400),
        (chunks(b"5\r\nhello\r\n0\r\nX-T : 1\r\n\r\n"), 400),
    ],
    ids=["get", "length", "chunked", "space", "fold", "both", "chunk", "trailer"],
)
def test_the_answer_does_not_depend_on_how_the_bytes_are_split(node, host, raw: bytes, status: int) -> None:
    raw = filled(raw, host)
    for split in range(1, len(raw)):
        statuses, _ = ask(node, raw, split)
        assert statuses == [status], f"split after {raw[:split][-20:]!r}"


def test_one_byte_at_a_time(node, backend, host) -> None:
    raw = filled(chunks(b"5;x=y\r\nhello\r\n0\r\nX-T: 1\r\n\r\n"), host)
    with node.wire() as wire:
        for index in range(len(raw)):
            wire.send(raw[index : index + 1])
        assert wire.response().status == 200
    assert backend.one(host).body == b"hello"


def test_three_hundred_pipelined_requests_are_answered_in_order(node, host) -> None:
    with node.wire() as wire:
        wire.send(b"".join(f"GET /n/{n} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for n in range(300)))
        for number in range(300):
            assert wire.response().json()["target"] == f"/n/{number}"


def test_pipelined_requests_of_two_hosts_go_to_their_own(node, site) -> None:
    first, second = site(), site()
    with node.wire() as wire:
        wire.send(filled(get(), first) + filled(get(), second) + filled(get(), first))
        hosts = [dict(wire.response().json()["headers"])["Host"] for _ in range(3)]
    assert hosts == [first, second, first]


def test_an_error_in_a_later_request_does_not_spoil_the_earlier_answer(node, backend, host) -> None:
    with node.wire() as wire:
        wire.send(filled(get() + get(b"X : y\r\n") + get(line=b"GET /smuggled HTTP/1.1"), host))
        assert wire.response().status == 200
        assert wire.response().status == 400
        assert wire.is_closed()
    assert len(backend.named(host)) == 1


def test_tls_carries_the_same_strictness(node, site) -> None:
    host = site(enable_https=True)
    with Wire(node.https_port) as wire:
        wire.start_tls(trusting_all(), "demo.localhost")
        wire.send(filled(post(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n"), host))
        assert wire.response().status in (400, 421)
