"""Damaged requests over real sockets, for some seconds: nothing ends, hangs, grows or gets through."""

from __future__ import annotations

import random
import time

import pytest

from framing_corpus import CASES
from support.wire import Wire

SECONDS = 8


def damaged(raw: bytes, source: random.Random) -> bytes:
    """The bytes with a few of them changed, lost, doubled or moved."""
    data = bytearray(raw[:4096])
    for _ in range(source.randrange(1, 6)):
        place = source.randrange(len(data) + 1)
        match source.randrange(6):
            case 0:
                data[place : place + 1] = bytes([source.randrange(256)])
            case 1:
                del data[place : place + source.randrange(1, 8)]
            case 2:
                data[place:place] = data[place : place + source.randrange(1, 32)]
            case 3:
                data[place:place] = source.choice([b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"0\r\n\r\n", b"\xff"])
            case 4:
                data[place:place] = source.choice([b"Transfer-Encoding: chunked\r\n", b"Content-Length: 3\r\n", b"Host: x\r\n"])
            case _:
                data[place:place] = b"%x\r\n" % source.randrange(1 << source.randrange(1, 70))
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_damaged_requests(node, backend, host, seed: int) -> None:
    source = random.Random(seed)
    raws = [case.raw.replace(b"HOST", host.encode()) for case in CASES if len(case.raw) < 4096]
    before = node.rss_kib()
    deadline = time.monotonic() + SECONDS
    count = 0
    while time.monotonic() < deadline:
        raw = b"".join(damaged(source.choice(raws), source) for _ in range(source.randrange(1, 4)))
        port = node.http_port
        if source.randrange(4) == 0:
            port = node.proxy_port
            raw = damaged(b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\n", source)[: source.randrange(1, 60)] + raw
        with Wire(port, timeout=2) as wire:
            try:
                wire.send(raw)
                wire.half_close()
                wire.socket.recv(65536)
            except OSError:
                pass
        count += 1
    print(f"{count} connections with seed {seed}; {node.rss_kib() - before} KiB more")
    assert node.process.poll() is None
    assert count > 200
    assert node.rss_kib() - before < 20_000
    assert not backend.malformed, backend.malformed[:3]
    with node.wire() as wire:
        assert wire.request(host).status == 200
