"""What is added, removed and believed on the way to the upstream and back."""

from __future__ import annotations

import base64
import re

import pytest

from support.answers import raw_path


def sent(node, backend, host: str, *fields: tuple[str, str], source: str = "127.0.0.1"):
    """The request that the backend got for these fields; the client's address is `source`."""
    with node.wire(source=source) as wire:
        assert wire.request(host, "/h", headers=list(fields)).status == 200
    return backend.named(host, "/h")[-1]


TRUSTED = "127.0.0.9"


def test_forwarding_headers_are_added(node, backend, host) -> None:
    request = sent(node, backend, host)
    assert request.header("x-forwarded-for") == "127.0.0.1"
    assert request.header("x-real-ip") == "127.0.0.1"
    assert request.header("x-forwarded-proto") == "http"
    assert request.header("x-forwarded-host") == host
    assert request.header("x-forwarded-port") in ("80", str(node.http_port))
    assert re.fullmatch(r"[0-9A-Za-z._-]{8,64}", request.header("x-request-id") or "")
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", request.header("traceparent") or "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-For", "6.6.6.6"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "evil.test"),
        ("X-Forwarded-Port", "666"),
        ("X-Real-IP", "6.6.6.6"),
        ("X-Request-ID", "chosen-by-the-client"),
        ("Forwarded", "for=6.6.6.6;proto=https"),
    ],
)
def test_claims_of_an_untrusted_client_are_replaced(node, backend, host, name: str, value: str) -> None:
    request = sent(node, backend, host, (name, value))
    assert value not in request.values(name)


@pytest.mark.parametrize(
    "name",
    [
        "X_Forwarded_For", "X.Forwarded.For", "x-forwarded_for", "X_Real_IP", "X_Forwarded_Proto", "X.Forwarded-Host",
        "X_Request_ID", "Transfer_Encoding", "Content_Length", "X_Auth_User_Id", "X-Auth-User-Id", "X.Auth.Scopes",
        "X_Forwarded_Port",
    ],
)  # fmt: skip
def test_aliases_of_our_own_headers_are_dropped(node, backend, host, name: str) -> None:
    request = sent(node, backend, host, (name, "6"))
    assert "6" not in request.values(name)
    assert name.lower().encode() not in request.raw.lower() or request.values(name) != ["6"]


def test_other_underscores_are_kept(node, backend, host) -> None:
    assert sent(node, backend, host, ("My_Field", "1")).header("my_field") == "1"


def test_a_trusted_hop_is_appended_to(node, backend, host) -> None:
    request = sent(node, backend, host, ("X-Forwarded-For", "198.51.100.7"), source=TRUSTED)
    assert request.header("x-forwarded-for") == f"198.51.100.7, {TRUSTED}"
    assert request.header("x-real-ip") == "198.51.100.7"


def test_the_walk_stops_at_the_first_untrusted_hop(node, backend, host) -> None:
    claimed = "6.6.6.6, 198.51.100.7, 127.0.0.9"
    request = sent(node, backend, host, ("X-Forwarded-For", claimed), source=TRUSTED)
    assert request.header("x-real-ip") == "198.51.100.7"


def test_a_malformed_entry_stops_the_walk(node, backend, host) -> None:
    request = sent(node, backend, host, ("X-Forwarded-For", "6.6.6.6, <x>, 127.0.0.9"), source=TRUSTED)
    assert request.header("x-real-ip") not in ("6.6.6.6", "<x>")


def test_several_lines_are_one_list(node, backend, host) -> None:
    fields = (("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-For", "198.51.100.8"))
    request = sent(node, backend, host, *fields, source=TRUSTED)
    assert request.header("x-real-ip") == "198.51.100.8"


def test_a_trusted_hop_may_say_the_scheme_and_the_id(node, backend, host) -> None:
    fields = (("X-Forwarded-Proto", "https"), ("X-Request-ID", "from-the-balancer-1"))
    request = sent(node, backend, host, *fields, source=TRUSTED)
    assert request.header("x-forwarded-proto") == "https"
    assert request.header("x-request-id") == "from-the-balancer-1"


def test_the_request_id_is_in_the_answer(node, backend, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/h")
    assert answer.header("x-request-id") == backend.one(host, "/h").header("x-request-id")


def test_request_ids_differ(node, host) -> None:
    with node.wire() as wire:
        ids = {wire.request(host).header("x-request-id") for _ in range(100)}
    assert len(ids) == 100


def test_the_trace_of_a_trusted_hop_goes_on(node, backend, host) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    request = sent(node, backend, host, ("traceparent", f"00-{trace}-b7ad6b7169203331-01"), source=TRUSTED)
    assert (request.header("traceparent") or "").split("-")[1] == trace


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ([("Connection", "X-Secret"), ("X-Secret", "1")], "x-secret"),
        ([("Connection", "close, X-A, x-secret"), ("X-Secret", "1")], "x-secret"),
        ([("Connection", "x-secret"), ("X-SECRET", "1"), ("X-Secret", "2")], "x-secret"),
        ([("Keep-Alive", "timeout=5")], "keep-alive"),
        ([("Proxy-Connection", "keep-alive")], "proxy-connection"),
        ([("TE", "gzip")], "te"),
        ([("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABk")], "http2-settings"),
        ([("Proxy-Authorization", "Basic eA==")], "proxy-authorization"),
    ],
)
def test_hop_by_hop_fields_stay_on_their_hop(node, backend, host, fields, gone: str) -> None:
    assert sent(node, backend, host, *fields).values(gone) == []


def test_h2c_is_not_passed_on(node, backend, host) -> None:
    fields = [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABk")]
    with node.wire() as wire:
        assert wire.request(host, "/h", headers=fields).status == 200
    assert backend.one(host, "/h").values("upgrade") == []


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "X-Request-ID", "X-Forwarded-Proto"])
def test_connection_cannot_strip_our_own_headers(node, backend, host, name: str) -> None:
    assert sent(node, backend, host, ("Connection", name)).values(name)


def test_connection_cannot_strip_the_host(node, backend, host) -> None:
    with node.wire() as wire:
        assert wire.request(host, "/h", headers=[("Connection", "Host")]).status in (200, 400)
    assert all(request.header("host") == host for request in backend.named(host, "/h"))


def test_connection_cannot_strip_the_length(node, backend, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, "/h", "POST", [("Connection", "Content-Length")], b"hello")
        assert answer.status in (200, 400)
    for request in backend.named(host, "/h"):
        assert request.body == b"hello"


def test_hop_by_hop_fields_of_an_answer_stay_on_their_hop(node, host) -> None:
    raw = b"HTTP/1.1 200 OK\r\nConnection: X-Inner\r\nX-Inner: 1\r\nKeep-Alive: timeout=5\r\nX-Outer: 2\r\nContent-Length: 0\r\n\r\n"
    with node.wire() as wire:
        answer = wire.request(host, raw_path(raw, kept=True))
    assert answer.values("x-inner") == []
    assert answer.values("keep-alive") == []
    assert answer.header("x-outer") == "2"


def test_all_values_and_their_order_survive(node, backend, host) -> None:
    fields = [("X-A", "1"), ("X-B", "x"), ("X-A", "2"), ("x-a", "3"), ("Cookie", "a=1"), ("Cookie", "b=2")]
    request = sent(node, backend, host, *fields)
    assert request.values("x-a") == ["1", "2", "3"]
    assert "; ".join(request.values("cookie")) == "a=1; b=2"


def test_set_cookie_lines_stay_apart(node, host) -> None:
    raw = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    with node.wire() as wire:
        assert wire.request(host, raw_path(raw, kept=True)).values("set-cookie") == ["a=1", "b=2"]


def test_the_host_is_kept_by_default(node, backend, host) -> None:
    assert sent(node, backend, host).header("host") == host


def test_the_host_can_be_that_of_the_upstream(node, backend, site) -> None:
    host = site(preserve_host_header=False)
    with node.wire() as wire:
        answer = wire.request(host, "/h").json()
    fields = {name.lower(): value for name, value in answer["headers"]}
    assert fields["host"] == f"127.0.0.1:{backend.port}"
    assert fields["x-forwarded-host"] == host


def test_custom_request_headers(node, backend, site) -> None:
    host = site(custom_headers={"X-Team": "blue", "User-Agent": "edge"})
    request = sent(node, backend, host, ("X-Team", "red"), ("User-Agent", "curl"))
    assert request.values("x-team") == ["blue"]
    assert request.values("user-agent") == ["edge"]


def test_a_custom_host_replaces_the_clients(node, backend, site) -> None:
    host = site(custom_headers={"Host": "inner.test"})
    with node.wire() as wire:
        answer = wire.request(host, "/h").json()
    assert [value for name, value in answer["headers"] if name.lower() == "host"] == ["inner.test"]


def test_custom_response_headers_are_on_every_answer(node, site) -> None:
    host = site(custom_response_headers={"X-Frame-Options": "DENY"})
    with node.wire() as wire:
        assert wire.request(host).header("x-frame-options") == "DENY"
        assert wire.request(host, "/reset", "POST", body=b"x").header("x-frame-options") == "DENY"


def test_no_cors_headers_are_made_up(node, host) -> None:
    with node.wire() as wire:
        answer = wire.request(host, headers=[("Origin", "https://a.test")])
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


def test_the_answer_does_not_name_the_program_of_others(node, host) -> None:
    raw = b"HTTP/1.1 200 OK\r\nServer: theirs/1.0\r\nContent-Length: 0\r\n\r\n"
    with node.wire() as wire:
        assert wire.request(host, raw_path(raw, kept=True)).values("server") == ["theirs/1.0"]


def test_a_date_is_in_our_own_answers(node) -> None:
    with node.wire() as wire:
        answer = wire.request("not-routed.test")
        assert answer.status == 404
        assert answer.header("date")


def test_authorization_is_passed_on_where_there_is_no_guard(node, backend, host) -> None:
    value = "Basic " + base64.b64encode(b"a:b").decode()
    assert sent(node, backend, host, ("Authorization", value)).header("authorization") == value
