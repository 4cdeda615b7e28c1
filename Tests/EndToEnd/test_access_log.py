"""The access log: one JSON line for each exchange, with everything in it but secrets."""

from __future__ import annotations

import json

from support.certificates import trusting_all
from support.waiting import eventually
from support.wire import Wire, head


def test_a_line_has_everything(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/bytes/1000?secret=no", "GET", [("User-Agent", "tests")])
    record = node.access_record(id=answer.header("x-request-id"))
    assert record["client"].startswith("127.0.0.1")
    assert record["host"] == host
    assert record["method"] == "GET"
    assert record["path"].startswith("/bytes/1000")
    assert record["status"] == 200
    assert record["time"]
    text = json.dumps(record)
    for word in ("upstream", "duration", "bytes"):
        assert word in text, f"nothing about {word} in {text}"


def test_a_line_over_tls_says_so(node, host) -> None:
    with Wire(node.https_port) as wire:
        wire.start_tls(trusting_all(), "localhost")
        answer = wire.request(host, "/tls")
    assert node.access_record(id=answer.header("x-request-id"))["tls"]


def test_the_client_of_a_proxy_header_is_logged(node, host) -> None:
    with Wire(node.proxy_port) as wire:
        wire.send(b"PROXY TCP4 203.0.113.99 10.0.0.1 1 2\r\n" + head(host, "/logged"))
        answer = wire.response()
    assert node.access_record(id=answer.header("x-request-id"))["client"].startswith("203.0.113.99")


def test_a_failure_names_its_code(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/reset", "POST", body=b"x")
    record = node.access_record(id=answer.header("x-request-id"))
    assert record["status"] == 502
    assert "connection_terminated" in json.dumps(record) or "connection_" in json.dumps(record)


def test_a_refused_request_is_logged(node) -> None:
    with node.wire() as wire:
        wire.send(b"GET / HTTP/1.1\r\nHost: refused.test\r\nX : y\r\n\r\n")
        assert wire.response().status == 400
    eventually("a line for it", lambda: [line for line in node.log_lines() if line.get("status") == 400], 5)


def test_secrets_are_not_logged(node, host) -> None:
    secret = "hunter2hunter2"
    with node.wire() as wire:
        answer = wire.request(
            host, "/s", "POST",
            [("Authorization", f"Bearer {secret}"), ("Cookie", f"s={secret}"), ("X-API-Key", secret)], secret.encode(),
        )  # fmt: skip
    node.access_record(id=answer.header("x-request-id"))
    assert secret not in node.log_path.read_text() + node.errors()
    assert node.token not in node.log_path.read_text() + node.errors()


def test_control_bytes_cannot_forge_a_line(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, '/"%0a{"forged":1}', headers=[("User-Agent", 'a"\\b\t{')])
    node.access_record(id=answer.header("x-request-id"))
    for line in node.log_path.read_text(errors="replace").split("\n")[:-1]:
        json.loads(line)


def test_every_request_of_many_is_logged(make_node, backend) -> None:
    node = make_node().start()
    node.add_proxy("many.test", backend.url, https_redirect="never")
    node.wait_routed("many.test")
    with node.wire() as wire:
        for _ in range(500):
            wire.request("many.test", "/counted")
    node.stop()
    lines = [line for line in node.log_lines() if line.get("path") == "/counted"]
    assert len(lines) == 500
    assert len({line["id"] for line in lines}) == 500


def test_plain_format(make_node, backend) -> None:
    node = make_node(LOG_FORMAT="plain").start()
    node.add_proxy("plain.test", backend.url, https_redirect="never")
    node.wait_routed("plain.test")
    eventually("a line", lambda: "plain.test" in node.log_path.read_text(), 5)
    assert not node.log_path.read_text().startswith("{")


def test_the_log_can_be_switched_off(make_node, backend) -> None:
    node = make_node(ACCESS_LOG="off").start()
    node.add_proxy("silent.test", backend.url, https_redirect="never")
    node.wait_routed("silent.test")
    node.stop()
    assert "silent.test" not in node.log_path.read_text()


def test_a_file_by_setting(make_node, backend, tmp_path) -> None:
    path = tmp_path / "access.json"
    node = make_node(ACCESS_LOG=str(path)).start()
    node.add_proxy("file.test", backend.url, https_redirect="never")
    node.wait_routed("file.test")
    eventually("a line in the file", lambda: path.exists() and "file.test" in path.read_text(), 5)
