"""A hundred thousand hosts: start, memory, one change."""

from __future__ import annotations

import json
import time

import pytest

from support.waiting import eventually
from support.wire import WireError

HOSTS = 100_000


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_hundred_thousand_hosts(make_node, redis, backend) -> None:
    document = {
        "proxies": [
            {"hostname": f"h{number}.scale.test", "target_url": backend.url, "https_redirect": "never"}
            for number in range(HOSTS)
        ]
    }
    node = make_node(REDIS_URL=redis.url, WORKERS=2).start()
    empty = node.rss_kib()
    begin = time.monotonic()
    node.must("POST", "/api/v1/config/import", raw=json.dumps(document).encode(), timeout=120)
    print(f"import: {time.monotonic() - begin:.1f} s")
    node.wait_routed(f"h{HOSTS - 1}.scale.test")
    node.stop()

    begin = time.monotonic()
    node.launch()
    last = f"h{HOSTS - 1}.scale.test"

    def answers() -> bool:
        try:
            with node.wire(timeout=2) as wire:
                return wire.request(last).status == 200
        except (OSError, WireError):
            return False

    eventually("the first answer", answers, 60, every=0.01)
    first_answer = time.monotonic() - begin
    node.wait_ready()
    each = (node.rss_kib() - empty) * 1024 / HOSTS
    print(f"start to first answer: {first_answer:.2f} s; {each:.0f} bytes for each host, both workers together")
    assert first_answer < 10
    assert each < 2 * 1536

    delays = []
    for number in range(20):
        path = f"/c{number}"
        body = {
            "path_pattern": path, "target_type": "fixed", "scope": "proxy", "proxy_hostnames": [last],
            "target_value": "x",
        }  # fmt: skip
        with node.wire() as wire:
            begin = time.monotonic()
            node.must("POST", "/api/v1/routes", body)
            while wire.request(last, path).body != b"x":
                assert time.monotonic() - begin < 5
            delays.append((time.monotonic() - begin) * 1000)
    delays.sort()
    print(f"one change, from the call to the answer: median {delays[10]:.1f} ms, worst {delays[-1]:.1f} ms")
    assert delays[10] < 100
