"""What an operator may limit: addresses, times, connections."""

from __future__ import annotations

import threading
import time

from support.waiting import eventually
from support.wire import Wire, WireError, head


def status(node, host: str, source: str | None = None) -> int:  # noqa: ANN001
    with node.wire(source=source) as wire:
        return wire.request(host).status


def test_denied_addresses_get_403(node, backend, site) -> None:
    host = site(address_deny=["127.0.0.66/32", "10.0.0.0/8"])
    assert status(node, host) == 200
    assert status(node, host, "127.0.0.66") == 403


def test_allowed_addresses_are_the_only_ones(node, site) -> None:
    host = site(probe=False, address_allow=["127.0.0.64/28"])
    eventually("the rule", lambda: status(node, host, "127.0.0.66") == 200, 5)
    assert status(node, host) == 403


def test_the_address_of_a_proxy_header_counts(node, site) -> None:
    host = site(address_deny=["203.0.113.0/24"])
    with Wire(node.proxy_port) as wire:
        wire.send(b"PROXY TCP4 203.0.113.9 10.0.0.1 1 2\r\n" + head(host))
        assert wire.response().status == 403


def test_a_claimed_address_does_not_count(node, site) -> None:
    host = site(address_deny=["203.0.113.0/24"])
    with node.wire() as wire:
        assert wire.request(host, headers=[("X-Forwarded-For", "203.0.113.9")]).status == 200


def test_a_bad_block_is_422(node, unique) -> None:
    body = {"hostname": unique(), "target_url": "http://127.0.0.1:1", "address_deny": ["10.0.0.0/40"]}
    assert node.api("POST", "/api/v1/proxy/targets", body).status == 422


def test_response_timeout_of_a_proxy(node, site) -> None:
    host = site(timeouts={"response": 0.3})
    begin = time.monotonic()
    with node.wire() as wire:
        assert wire.request(host, "/hang").status == 504
    assert time.monotonic() - begin < 5


def test_idle_timeout_of_a_proxy(node, site) -> None:
    host = site(timeouts={"idle": 0.3})
    begin = time.monotonic()
    with node.wire() as wire:
        wire.send(head(host, "/stall"))
        try:
            wire.response()
        except WireError:
            pass
    assert time.monotonic() - begin < 5


def test_requests_beyond_the_connections_of_an_upstream_wait_their_turn(make_node, make_backend) -> None:
    backend = make_backend()
    node = make_node(WORKERS=1, UPSTREAM_MAX_CONNECTIONS=2).start()
    node.add_proxy("few.test", backend.url, https_redirect="never")
    node.wait_routed("few.test")
    results: list[int] = []

    def one() -> None:
        with node.wire() as wire:
            results.append(wire.request("few.test", "/late/200").status)

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    most = 0
    while any(thread.is_alive() for thread in threads):
        most = max(most, backend.open_connections)
        time.sleep(0.01)
    assert results == [200] * 8
    assert most <= 2


def test_waiting_for_a_connection_has_a_deadline(make_node, backend) -> None:
    node = make_node(WORKERS=1, UPSTREAM_MAX_CONNECTIONS=1, UPSTREAM_QUEUE_TIMEOUT="300ms").start()
    node.add_proxy("one.test", backend.url, https_redirect="never")
    node.wait_routed("one.test")
    with node.wire() as first, node.wire() as second:
        first.send(head("one.test", "/hang"))
        backend.one("one.test", "/hang")
        answer = second.request("one.test")
        assert answer.status == 503
        assert answer.values("proxy-status")


def test_most_connections(make_node, backend) -> None:
    node = make_node(WORKERS=1, MAX_CONNECTIONS=20).start()
    node.add_proxy("most.test", backend.url, https_redirect="never")
    node.wait_routed("most.test")
    held = [node.wire(timeout=2) for _ in range(15)]
    for wire in held:
        assert wire.request("most.test").status == 200
    more = [node.wire(timeout=1) for _ in range(30)]
    served = 0
    for wire in more:
        try:
            served += wire.request("most.test").status == 200
        except (WireError, OSError):
            pass
    assert served <= 6
    for wire in held + more:
        wire.close()
    eventually("new clients to be served", lambda: _served(node), 5)


def _served(node) -> bool:  # noqa: ANN001
    try:
        return status(node, "most.test") == 200
    except (WireError, OSError):
        return False


def test_a_header_size_by_setting(make_node, backend) -> None:
    node = make_node(MAX_HEADER_SIZE="4KiB", MAX_REQUEST_LINE="1KiB", MAX_HEADER_FIELDS=10).start()
    node.add_proxy("small.test", backend.url, https_redirect="never")
    node.wait_routed("small.test")
    for target, fields, expected in [
        ("/", [("X-A", "v" * 3000)], 200), ("/", [("X-A", "v" * 5000)], 431), ("/" + "a" * 1100, [], 414),
        ("/", [(f"X-{n}", "v") for n in range(12)], 431),
    ]:  # fmt: skip
        with node.wire() as wire:
            assert wire.request("small.test", target, headers=fields).status == expected


def test_a_body_size_by_setting(make_node, backend) -> None:
    node = make_node(MAX_BODY_SIZE="1KiB").start()
    node.add_proxy("small.test", backend.url, https_redirect="never")
    node.add_proxy("large.test", backend.url, https_redirect="never", max_body_bytes=5000)
    node.wait_routed("large.test")
    for host, size, expected in [("small.test", 1024, 200), ("small.test", 1025, 413), ("large.test", 5000, 200), ("large.test", 5001, 413)]:
        with node.wire() as wire:
            assert wire.request(host, "/", "POST", body=b"x" * size).status == expected


def test_several_ports_for_one_listener(make_node, backend) -> None:
    node = make_node()
    other = make_node().http_port
    node.settings["HTTP_PORT"] = f"{node.http_port},{other}"
    node.start()
    node.add_proxy("ports.test", backend.url, https_redirect="never")
    node.wait_routed("ports.test")
    with Wire(other) as wire:
        assert wire.request("ports.test").status == 200


def test_every_interface_in_both_families(make_node, backend) -> None:
    node = make_node(BIND_ADDRESS="*").start()
    node.add_proxy("six.test", backend.url, https_redirect="never")
    node.wait_routed("six.test")
    with Wire(node.http_port, host="::1") as wire:
        answer = wire.request("six.test")
    fields = {name.lower(): value for name, value in answer.json()["headers"]}
    assert fields["x-real-ip"] == "::1"
    with Wire(node.http_port, host="127.0.0.1") as wire:
        fields = {name.lower(): value for name, value in wire.request("six.test").json()["headers"]}
    assert fields["x-real-ip"] == "127.0.0.1"


def test_the_forwarded_field_by_setting(make_node, backend) -> None:
    node = make_node(FORWARDED_HEADER="on").start()
    node.add_proxy("rfc7239.test", backend.url, https_redirect="never")
    node.wait_routed("rfc7239.test")
    with node.wire() as wire:
        wire.request("rfc7239.test", "/f", headers=[("Forwarded", "for=6.6.6.6")])
    value = backend.one("rfc7239.test", "/f").header("forwarded") or ""
    assert "for=127.0.0.1" in value
    assert "proto=http" in value
    assert "6.6.6.6" not in value


def test_settings_from_a_file(make_node, backend) -> None:
    node = make_node()
    del node.settings["ADMIN_TOKEN"]
    (node.folder / ".env").write_text(f"ADMIN_TOKEN={node.token}\nLOG_FORMAT=plain\n")
    node.start()
    node.add_proxy("env.test", backend.url, https_redirect="never")
    node.wait_routed("env.test")
    eventually("a plain line", lambda: "env.test" in node.log_path.read_text(), 5)
    assert not node.log_path.read_text().startswith("{")
