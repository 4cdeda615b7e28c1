"""Certificates from an authority of other makers, which understands RFC 8555 in its own way."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator

import pytest
from cryptography import x509

from support.bind import Bind
from support.caddy import PROGRAM, Caddy
from support.certificates import trusting
from support.issuing import Issuing
from support.node import Node


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuing, str, Bind]]:
    """A node at the ports 80 and 443 of an address of its own, where that authority looks and nowhere else."""
    address = _address()
    if not PROGRAM.exists() or address is None:
        pytest.skip("Caddy is not installed, or its ports may not be listened at")
    folder = tmp_path_factory.mktemp("second")
    bind = Bind(folder / "bind", "dns.test").start()
    caddy = Caddy(folder / "caddy", bind.server)
    node = Node(folder / "node", BIND_ADDRESS=address, HTTP_PORT=80, HTTPS_PORT=443, ACME_DNS_RESOLVERS=bind.server)
    node.http_port, node.https_port = 80, 443
    caddy.start()
    made = Issuing(node, caddy)  # type: ignore[arg-type]
    node.start()
    node.must("POST", "/api/v1/dns-providers", bind.provider())
    yield made, address, bind
    node.end()
    caddy.end()
    bind.end()


@pytest.mark.parametrize("challenge", ["http-01", "tls-alpn-01", "auto"])
def test_it_finds_what_nodes_answer(second: tuple[Issuing, str, Bind], challenge: str) -> None:
    issuing, address, _ = second
    node, name = issuing.node, f"own-{challenge}"
    node.must("POST", "/api/v1/certificates", {"cert_name": name, "domain": address, "challenge": challenge})
    shown = node.must("GET", f"/api/v1/certificates/{name}/status?wait=true")
    assert shown["status"] == "issued", shown
    # A client that names an address sends no name: it is served what is for the address that it came to.
    with socket.create_connection((address, 443), 10) as plain:
        with trusting(issuing.pebble.root).wrap_socket(plain, server_hostname=address) as secured:
            der = secured.getpeercert(binary_form=True)
    assert der is not None
    names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(found) for found in names.get_values_for_type(x509.IPAddress)] == [address]
    node.must("DELETE", f"/api/v1/certificates/{name}")


def test_it_finds_what_a_name_server_answers(second: tuple[Issuing, str, Bind]) -> None:
    issuing, _, bind = second
    node, names = issuing.node, ["*.w.dns.test", "w.dns.test", "a.dns.test"]
    body = {"cert_name": "names", "domains": names, "challenge": "dns-01", "dns_provider": "bind", "key_type": "p384"}
    node.must("POST", "/api/v1/certificates", body)
    shown = node.must("GET", "/api/v1/certificates/names/status?wait=true")
    assert shown["status"] == "issued", shown
    assert set(node.must("GET", "/api/v1/certificates/names")["domains"]) == set(names)
    assert sum("deleting an RR" in line for line in bind.updates) == 3


def test_what_it_does_not_find_is_told_although_it_goes_on_looking(second: tuple[Issuing, str, Bind]) -> None:
    issuing, _, _ = second
    node = issuing.node
    node.must("POST", "/api/v1/certificates", {"cert_name": "none", "domain": "nowhere.invalid", "challenge": "http-01"})
    shown = node.must("GET", "/api/v1/certificates/none/status?wait=true")
    assert shown["status"] == "failed" and "nowhere.invalid" in shown["last_error"], shown
    assert node.must("GET", "/api/v1/certificates/none")["issuance"]["next_attempt"]


def _address() -> str | None:
    """An address of the loopback network at which this process may listen at both ports."""
    for _ in range(5):
        address = f"127.{100 + os.getpid() % 100}.{random.randint(1, 254)}.{random.randint(1, 254)}"
        try:
            for port in (80, 443):
                with socket.socket() as probe:
                    probe.bind((address, port))
        except OSError:
            continue
        return address
    return None
