"""Three nodes that share the work, and are killed again and again in the middle of it."""

from __future__ import annotations

import json
import random
import re
import signal
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from support.certificates import trusting
from support.haproxy import Balancer
from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.redis import Redis
from support.tls import peer
from support.waiting import eventually

NAMES = 50
KILLS = 6
RECOVERY_S = 60.0
EVERYWHERE_S = 1.0
_READ = "local found = {} for i, key in ipairs(KEYS) do found[i] = redis.call('HGET', key, 'value') or '' end return found"
_ISSUED = re.compile(r"Issued certificate serial (\w+) for order")


class Cluster:
    """Nodes on one Redis behind one address, at which Pebble looks for the answers to its challenges."""

    def __init__(self, folder: Path) -> None:
        self.redis = Redis(folder / "redis").start()
        self.nodes = [Node(folder / f"node{number}", REDIS_URL=self.redis.url) for number in range(3)]
        self.edge = Balancer(folder / "edge", [node.http_port for node in self.nodes])
        # Slow enough for orders to be under way whenever a node is killed.
        self.pebble = Pebble(folder / "pebble", http_port=self.edge.port, authzreuse=0, va_sleeptime=2, wfe_noncereject=60)
        self.issuings = [Issuing(node, self.pebble) for node in self.nodes]
        self.pebble.start()
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait_ready()

    def end(self) -> None:
        for node in self.nodes:
            node.end()
        self.edge.end()
        self.pebble.end()
        self.redis.end()

    def progress(self, names: list[str]) -> dict[str, dict]:
        """What is written of issuances, as whoever takes over reads it."""
        keys = [f"proxyd:issuance:{{{name}}}" for name in names]
        lines = self.redis.command("EVAL", _READ, str(len(keys)), *keys).splitlines()
        written = [json.loads(line)["issuance"] for line in lines if line]
        return {issuance["name"]: issuance for issuance in written}

    def under_way(self, names: list[str]) -> Counter[str]:
        """How many attempts are at which stage."""
        return Counter(value["work"]["stage"] for value in self.progress(names).values() if value.get("work"))

    def issued(self) -> list[str]:
        """The serial numbers of all certificates that Pebble made."""
        return _ISSUED.findall(self.pebble.log)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


def _host(name: str) -> str:
    return f"{name}.nodes.example.com"


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_every_certificate_is_issued_once_although_nodes_are_killed_during_orders(cluster: Cluster) -> None:
    chance = random.Random()
    names = [f"n{number}" for number in range(NAMES)]
    killed: list[dict[str, int]] = []
    for turn in range(KILLS + 1):
        for name in names[turn :: KILLS + 1]:
            body = {"cert_name": name, "domains": [_host(name)]}
            cluster.nodes[(turn + 1) % 3].must("POST", "/api/v1/certificates", body)
        eventually("orders under way", lambda: sum(cluster.under_way(names).values()) >= 2, 40, every=0.02)
        moment = time.monotonic() + chance.uniform(0, 1)
        while time.monotonic() < moment and sum(cluster.under_way(names).values()) > 2:
            time.sleep(0.02)
        killed.append(dict(cluster.under_way(names)))
        if turn < KILLS:
            cluster.nodes[turn % 3].kill()
            cluster.nodes[turn % 3].start()
    print("killed at the stages", killed)
    assert sum(1 for stages in killed if stages) >= 5
    # The last one only hangs, and goes on when others have done its work.
    hung = cluster.nodes[KILLS % 3]
    hung.process.send_signal(signal.SIGSTOP)
    last = time.monotonic()
    try:
        other = cluster.nodes[(KILLS + 1) % 3]
        while left := sorted(set(names) - _issued(other)):
            assert time.monotonic() - last < RECOVERY_S, f"{left}: {cluster.progress(left)}"
            time.sleep(0.1)
    finally:
        hung.process.send_signal(signal.SIGCONT)
    print(f"recovered {time.monotonic() - last:.1f} s after the last one")
    eventually("the node that hung", lambda: _issued(hung) >= set(names), 10, every=0.1)
    assert len(cluster.issued()) == len(set(cluster.issued())) == NAMES
    # Also where a node died between sending an order and writing its address: Pebble lists what was ordered.
    assert cluster.pebble.orders == NAMES
    attempts = {name: issuance["attempts"] for name, issuance in cluster.progress(names).items()}
    assert attempts == dict.fromkeys(names, 1)
    assert cluster.pebble.malformed == []


def _issued(node: Node) -> set[str]:
    """The certificates that are there, as a node knows it."""
    listed = node.must("GET", "/api/v1/certificates?per_page=100")
    rows = listed["certificates"] if isinstance(listed, dict) else listed
    return {row["cert_name"] for row in rows if row["serial"] and row["status"] == "issued"}


@pytest.mark.slow
def test_all_nodes_serve_every_certificate(cluster: Cluster) -> None:
    for name in (f"n{number}" for number in range(NAMES)):
        serials = {cluster.issuings[0].served(_host(name), node).serial_number for node in cluster.nodes}
        assert len(serials) == 1, f"{name} is served with {serials}"


def test_a_new_certificate_is_served_by_all_nodes_within_a_second(cluster: Cluster) -> None:
    root = trusting(cluster.pebble.root)
    slowest = 0.0
    for turn in range(3):
        name = f"fast{turn}"
        cluster.nodes[turn].must("POST", "/api/v1/certificates", {"cert_name": name, "domains": [_host(name)]})
        with ThreadPoolExecutor() as pool:
            served = list(pool.map(lambda node, host=_host(name): _first_served(node, host, root), cluster.nodes))
        # Its record tells when it was about to be stored.
        stored = cluster.nodes[0].must("GET", f"/api/v1/certificates/{name}")["updated_at"]
        slowest = max(slowest, max(served) - datetime.fromisoformat(stored).timestamp())
    print(f"served by all nodes {slowest * 1000:.0f} ms after it was stored")
    assert slowest < EVERYWHERE_S


def _first_served(node: Node, host: str, root: ssl.SSLContext) -> float:
    """When a handshake for a host was answered first with a certificate that is trusted."""

    def served() -> bool:
        try:
            return peer(node.https_port, host, root) is not None
        except OSError:
            return False

    eventually(f"{host} on {node.folder.name}", served, 30, every=0.01)
    return time.time()
