"""Certificates that are obtained at the first handshake for a name below a wildcard."""

from __future__ import annotations

import http.server
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509

from support.certificates import trusting
from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.waiting import eventually


class Permissions:
    """An endpoint that permits names as a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.statuses: dict[str, int] = {}
        self.hanging = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802
                (domain,) = parse_qs(urlsplit(self.path).query)["domain"]
                outer.asked.append(domain)
                if domain.startswith("hang"):
                    outer.hanging.wait(20)
                status = outer.statuses.get(domain, 403 if domain.startswith("no") else 204)
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{outer.url}?domain=yes")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/may"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.hanging.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def permissions() -> Iterator[Permissions]:
    made = Permissions()
    yield made
    made.end()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, permissions: Permissions, backend) -> Iterator[Issuing]:  # noqa: ANN001
    """A node with a wildcard that obtains certificates at handshakes, and one that does not."""
    folder = tmp_path_factory.mktemp("on-demand")
    node = Node(
        folder / "node", ON_DEMAND_PERMISSION_URL=permissions.url, ON_DEMAND_PERMISSION_TIMEOUT="1s",
        ON_DEMAND_CLIENT_BUDGET=1000, ON_DEMAND_DOMAIN_BUDGET=1000,
    )  # fmt: skip
    made = Issuing(node, Pebble(folder / "pebble", http_port=node.http_port, tls_port=node.https_port))
    made.start()
    node.add_proxy("*.shops.example.com", backend.url, on_demand_tls={})
    node.add_proxy("*.plain.example.com", backend.url)
    node.add_proxy("own.shops.example.com", backend.url, enable_https=False)
    yield made
    made.end()


def shake(issuing: Issuing, host: str, node: Node | None = None) -> x509.Certificate:
    """The certificate that one handshake gets, without a second try."""
    context = trusting(issuing.pebble.root)
    with socket.create_connection(("127.0.0.1", (node or issuing.node).https_port), 30) as plain:
        with context.wrap_socket(plain, server_hostname=host) as secured:
            return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True))


def names(certificate: x509.Certificate) -> list[str]:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)


def refused(issuing: Issuing, host: str, node: Node | None = None, within: float = 3) -> None:
    """A handshake that ends with the alert for names that nobody knows, and without an order."""
    orders, begun = issuing.pebble.orders, time.monotonic()
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        shake(issuing, host, node)
    assert time.monotonic() - begun < within
    assert issuing.pebble.orders == orders


def test_the_first_handshake_gets_a_certificate(site: Issuing, permissions: Permissions) -> None:
    begun = time.monotonic()
    assert names(shake(site, "one.shops.example.com")) == ["one.shops.example.com"]
    assert time.monotonic() - begun < 6
    assert permissions.asked.count("one.shops.example.com") == 1
    shown = site.node.must("GET", "/api/v1/certificates/on-demand.one.shops.example.com")
    assert shown["status"] == "issued" and shown["intent"]["on_demand"] is True
    begun = time.monotonic()
    shake(site, "ONE.shops.example.com")
    assert time.monotonic() - begun < 1, "the second has nothing to wait for"
    assert permissions.asked.count("one.shops.example.com") == 1


def test_it_is_off_unless_a_host_says_so(site: Issuing, permissions: Permissions) -> None:
    refused(site, "one.plain.example.com")
    refused(site, "elsewhere.example.com")
    assert not {"one.plain.example.com", "elsewhere.example.com"} & set(permissions.asked)


def test_fifty_first_handshakes_make_one_order(site: Issuing, permissions: Permissions) -> None:
    orders = site.pebble.orders
    with ThreadPoolExecutor(50) as pool:
        served = list(pool.map(lambda _: shake(site, "crowd.shops.example.com"), range(50)))
    assert len({certificate.serial_number for certificate in served}) == 1
    assert site.pebble.orders == orders + 1
    assert permissions.asked.count("crowd.shops.example.com") == 1


def test_a_name_that_is_not_permitted_is_asked_for_once(site: Issuing, permissions: Permissions) -> None:
    for _ in range(5):
        refused(site, "no.shops.example.com", within=1.5)
    assert permissions.asked.count("no.shops.example.com") == 1
    assert site.node.api("GET", "/api/v1/certificates/on-demand.no.shops.example.com").status == 404


def test_a_change_of_the_host_asks_again(site: Issuing, permissions: Permissions) -> None:
    host = "no-longer.shops.example.com"
    refused(site, host)
    permissions.statuses[host] = 200
    refused(site, host)
    site.node.must("PUT", "/api/v1/proxy/targets/*.shops.example.com", {"on_demand_tls": {"max_depth": 1}})
    assert names(shake(site, host)) == [host]


def test_a_redirect_is_no_permission(site: Issuing, permissions: Permissions) -> None:
    permissions.statuses["moved.shops.example.com"] = 302
    refused(site, "moved.shops.example.com")
    assert "yes" not in permissions.asked


def test_an_endpoint_that_hangs_delays_a_handshake_for_its_time_alone(site: Issuing) -> None:
    begun = time.monotonic()
    refused(site, "hang.shops.example.com")
    assert time.monotonic() - begun > 0.9
    refused(site, "hang.shops.example.com", within=0.9)


def test_nobody_else_waits_for_a_handshake_that_does(site: Issuing, permissions: Permissions) -> None:
    shake(site, "one.shops.example.com")
    with ThreadPoolExecutor(8) as pool:
        held = [pool.submit(refused, site, f"hang{number}.shops.example.com") for number in range(8)]
        eventually("questions", lambda: any(name.startswith("hang0") for name in permissions.asked))
        slowest = 0.0
        for _ in range(20):
            begun = time.monotonic()
            shake(site, "one.shops.example.com")
            slowest = max(slowest, time.monotonic() - begun)
        for each in held:
            each.result()
    assert slowest < 0.5


def test_deeper_names_and_hosts_of_their_own_are_not_asked_for(site: Issuing, permissions: Permissions) -> None:
    refused(site, "a.b.shops.example.com")
    refused(site, "own.shops.example.com")
    refused(site, "under_score.shops.example.com")
    assert not {"a.b.shops.example.com", "own.shops.example.com", "under_score.shops.example.com"} & set(permissions.asked)


def test_an_issuance_that_fails_ends_the_handshake_and_is_not_tried_at_each(site: Issuing, permissions: Permissions) -> None:
    host = "broken.shops.example.com"
    site.pebble.challenges("set-servfail", host=host)
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        shake(site, host)
    refused(site, host, within=1)
    assert permissions.asked.count(host) == 1
    shown = site.node.must("GET", f"/api/v1/certificates/on-demand.{host}")
    assert shown["status"] == "failed" and host in shown["last_error"]


def test_two_nodes_make_one_order_and_both_serve(site: Issuing, permissions: Permissions, tmp_path) -> None:  # noqa: ANN001
    other = Node(tmp_path / "other", **{
        name: value for name, value in site.node.settings.items() if name.startswith(("ACME_", "ON_DEMAND_"))
    })  # fmt: skip
    (redis,) = (site.node.folder / "state").rglob("*.sock")
    other.settings["REDIS_URL"] = f"unix://{redis}"
    other.start()
    try:
        orders = site.pebble.orders
        with ThreadPoolExecutor(20) as pool:
            served = list(
                pool.map(lambda at: shake(site, "both.shops.example.com", (site.node, other)[at % 2]), range(20))
            )
        assert len({certificate.serial_number for certificate in served}) == 1
        assert site.pebble.orders == orders + 1
    finally:
        other.end()


def test_the_authority_has_nothing_to_complain_about(site: Issuing) -> None:
    assert site.pebble.malformed == []


@pytest.fixture
def made(make_node: Callable[..., Node], make_pebble: Callable[..., Pebble]) -> Callable[..., Issuing]:
    """Makes a started node that asks nobody for permission, with an authority of its own."""

    def make(**settings: str | int) -> Issuing:
        node = make_node(**settings)
        issuing = Issuing(node, make_pebble(http_port=node.http_port, tls_port=node.https_port))
        node.start()
        return issuing

    return make


def test_budgets_of_clients_and_domains(made: Callable[..., Issuing], backend) -> None:  # noqa: ANN001
    issuing = made(ON_DEMAND_CLIENT_BUDGET=3, ON_DEMAND_DOMAIN_BUDGET=2)
    issuing.node.add_proxy("*", backend.url, on_demand_tls={"names": ["*.example.net", "*.example.org"]})
    for host in ("a.example.net", "b.example.net"):
        assert names(shake(issuing, host)) == [host]
    refused(issuing, "c.example.net")
    refused(issuing, "a.example.org")
    refused(issuing, "a.elsewhere.org")
    reasons = {line["host"]: line["reason"] for line in issuing.node.log_lines() if "host" in line and "reason" in line}
    assert "registered domain" in reasons["c.example.net"] and "client" in reasons["a.example.org"]


def test_what_is_refused_gets_the_default_certificate_where_the_settings_say_so(made: Callable[..., Issuing], backend) -> None:  # noqa: ANN001
    issuing = made(TLS_UNKNOWN_NAME="default")
    issuing.node.add_proxy("*.example.net", backend.url, on_demand_tls={"names": ["a*"]})

    def gets_default() -> bool:
        try:
            shake(issuing, "b.example.net")
        except ssl.SSLCertVerificationError:
            return True
        except ssl.SSLError:
            # The local CA makes the default certificate when the node starts.
            return False
        raise AssertionError("a certificate for a name that is not permitted")

    eventually("the default certificate", gets_default)
    assert issuing.pebble.orders == 0
    assert names(shake(issuing, "a.example.net")) == ["a.example.net"]


def test_a_handshake_does_not_wait_longer_than_it_may(made: Callable[..., Issuing], backend) -> None:  # noqa: ANN001
    issuing = made(ON_DEMAND_WAIT="1s")
    issuing.node.add_proxy("*.example.net", backend.url, on_demand_tls={"names": ["*"]})
    for process in issuing.pebble.processes:
        process.send_signal(signal.SIGSTOP)
    try:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", issuing.node.https_port), 30) as plain:
            with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
                ssl.create_default_context().wrap_socket(plain, server_hostname="slow.example.net")
        assert 0.9 < time.monotonic() - begun < 3
    finally:
        for process in issuing.pebble.processes:
            process.send_signal(signal.SIGCONT)
    # It went on without the client.
    eventually("the certificate", lambda: issuing.node.api("GET", "/api/v1/certificates/on-demand.slow.example.net").json().get("serial"), 30)
    assert names(shake(issuing, "slow.example.net")) == ["slow.example.net"]


@pytest.mark.parametrize(
    ("host", "fields"),
    [
        ("one.example.net", {"on_demand_tls": {}}),
        ("*.example.net", {"on_demand_tls": {"names": ["Not A Name"]}}),
        ("*.example.net", {"on_demand_tls": {"names": ["*"], "max_depth": 99}}),
        ("*.example.net", {"on_demand_tls": {}}),
        ("*.example.net", {"on_demand_tls": {}, "internal": True}),
        ("*.localhost", {"on_demand_tls": {}}),
    ],
)
def test_what_could_never_work_is_refused(node: Node, host: str, fields: dict) -> None:
    body = {"hostname": host, "target_url": "http://127.0.0.1:1/", **fields}
    answer = node.api("POST", "/api/v1/proxy/targets", body)
    assert answer.status == 422 and "on_demand_tls" in answer.body.decode()
