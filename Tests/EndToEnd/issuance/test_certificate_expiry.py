"""Certificates that end: warned of, served all the same, and told wherever somebody may look."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.certificates import Authority, trusting_all
from support.node import Node
from support.redis import Redis
from support.tls import peer
from support.waiting import eventually


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = Node(tmp_path / "node", CERTIFICATE_WARNING_DAYS="14,7,3").start()
    yield made
    made.end()


def upload(node: Node, name: str, host: str, days: float) -> None:
    """Brings a certificate that was made eighty days ago and has so many to go."""
    leaf = Authority().leaf(host, days=days, age_days=80)
    node.must(
        "POST", "/api/v1/certificates/upload",
        {"cert_name": name, "fullchain_pem": leaf.chain, "private_key_pem": leaf.key},
    )  # fmt: skip


def events(node: Node, kind: str) -> list[dict]:
    return [line for line in node.log_lines() if line.get("event") == kind]


def metric(node: Node, name: str) -> int:
    text = node.api("GET", "/metrics").body.decode()
    found = re.search(rf"^{re.escape(name)} (-?\d+)$", text, re.MULTILINE)
    assert found, text
    return int(found.group(1))


def test_an_end_that_is_near_is_told_once_for_each_number_of_days(node: Node) -> None:
    upload(node, "near", "near.example.test", 2.5)
    upload(node, "far", "far.example.test", 60)
    told = eventually("a warning", lambda: events(node, "certificate_expiring_soon"), 20)
    assert [(event["certificate"], event["threshold_days"], event["days_left"]) for event in told] == [("near", "3", "2")]
    assert "near.example.test" in told[0]["domains"] and told[0]["expires_at"].endswith("Z")
    assert metric(node, 'proxyd_certificates_expiring{within_days="3"}') == 1
    assert metric(node, 'proxyd_certificates{state="valid"}') == 2
    assert 2 * 86_400 < metric(node, 'proxyd_certificate_expiry_seconds{cert_name="near"}') < 3 * 86_400
    assert node.api("GET", "/health", token=None).json()["components"]["certificates"] == {"status": "healthy"}
    # Another start finds it told.
    node.stop()
    node.start()
    upload(node, "later", "later.example.test", 5)
    eventually("another warning", lambda: len(events(node, "certificate_expiring_soon")) == 2, 20)
    assert [event["certificate"] for event in events(node, "certificate_expiring_soon")] == ["near", "later"]


def test_a_certificate_that_has_ended_is_served_and_loudly_told(node: Node, backend) -> None:
    node.must("POST", "/api/v1/proxy/targets", {"hostname": "old.example.test", "target_url": backend.url})
    upload(node, "old", "old.example.test", 3 / 86_400)
    serial = node.must("GET", "/api/v1/certificates/old")["serial"]

    def health() -> dict:
        return node.api("GET", "/health", token=None).json()

    eventually("a degraded node", lambda: health()["status"] == "degraded", 20)
    assert node.api("GET", "/health", token=None).status == 200
    assert health()["components"]["certificates"]["detail"] == "expired and served all the same: 1"
    told = node.must("GET", "/health")["components"]["certificates"]["detail"]
    assert told == "expired and served all the same: old", "the admin is told which"
    served = peer(node.https_port, "old.example.test", trusting_all())
    assert f"{served.serial_number:x}".lstrip("0") == serial.lower().replace(":", "").lstrip("0")
    with pytest.raises(ssl.SSLCertVerificationError):
        peer(node.https_port, "old.example.test", ssl.create_default_context())
    shown = node.must("GET", "/api/v1/proxy/targets/old.example.test")
    assert shown["certificate_status"] == "expired" and shown["certificate"]["expired"] is True
    assert node.must("GET", "/api/v1/certificates/old/status")["status"] == "expired"
    assert [c["expired"] for c in node.must("GET", "/api/v1/certificates")["certificates"]] == [True]
    assert metric(node, 'proxyd_certificates{state="expired"}') == 1
    assert metric(node, 'proxyd_certificate_expiry_seconds{cert_name="old"}') < 0
    node.must("DELETE", "/api/v1/certificates/old")
    assert health()["status"] == "healthy"


def test_nodes_that_share_a_store_warn_once(tmp_path: Path) -> None:
    redis = Redis(tmp_path / "redis").start()
    nodes = [Node(tmp_path / f"node-{number}", REDIS_URL=redis.url) for number in range(3)]

    def told() -> list[str]:
        return [event["certificate"] for one in nodes for event in events(one, "certificate_expiring_soon")]

    try:
        for one in nodes:
            one.start()
        upload(nodes[0], "near", "near.example.test", 2)
        eventually("a warning", told, 20)
        upload(nodes[1], "next", "next.example.test", 0.5)
        eventually("another warning", lambda: "next" in told(), 20)
        assert sorted(told()) == ["near", "next"]
    finally:
        for one in nodes:
            one.end()
        redis.end()
