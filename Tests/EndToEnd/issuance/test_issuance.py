"""Certificates that proxyd gets by itself from a real authority, and serves."""

from __future__ import annotations

import http.client

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from support.issuing import Issuing
from support.node import Node
from support.waiting import eventually


def _names(certificate: x509.Certificate) -> set[str]:
    return set(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName))


@pytest.mark.parametrize("challenge", ["auto", "http-01", "tls-alpn-01"])
def test_one_name_by_each_challenge_that_nodes_answer(issuing: Issuing, challenge: str) -> None:
    host = f"{challenge}.one.example.com"
    issuing.want({"cert_name": f"one-{challenge}", "domains": [host], "challenge": challenge})
    assert issuing.certificate(f"one-{challenge}")["origin"] == "acme"
    assert _names(issuing.served(host)) == {host}


@pytest.mark.parametrize(
    ("key_type", "kind", "size"),
    [("p256", ec.EllipticCurvePublicKey, 256), ("p384", ec.EllipticCurvePublicKey, 384), ("rsa2048", rsa.RSAPublicKey, 2048)],
)
def test_many_names_with_each_kind_of_key(issuing: Issuing, key_type: str, kind: type, size: int) -> None:
    names = [f"n{number}.{key_type}.example.com" for number in range(5)]
    issuing.want({"cert_name": f"many-{key_type}", "domains": names, "key_type": key_type})
    issuing.certificate(f"many-{key_type}")
    served = issuing.served(names[3])
    assert _names(served) == set(names)
    key = served.public_key()
    assert isinstance(key, kind) and key.key_size == size


def test_nothing_of_a_host_keeps_the_authority_out(issuing: Issuing) -> None:
    host = "shut.example.com"
    issuing.node.add_proxy(
        host, "http://127.0.0.1:1/", https_redirect="always", address_allow=["203.0.113.0/24"], enable_https=True
    )
    issuing.want({"cert_name": "shut", "domains": [host], "challenge": "http-01"})
    issuing.certificate("shut")
    assert _names(issuing.served(host)) == {host}


def test_the_answers_are_gone_when_the_certificate_is_there(issuing: Issuing) -> None:
    issuing.want({"cert_name": "gone", "domains": ["gone.example.com"], "challenge": "http-01"})
    issuing.certificate("gone")
    tokens = {
        line["path"] for line in issuing.node.log_lines() if line.get("path", "").startswith("/.well-known/acme-challenge/")
    }
    assert tokens
    for token in tokens:
        connection = http.client.HTTPConnection("127.0.0.1", issuing.node.http_port, timeout=5)
        connection.request("GET", token, headers={"Host": "gone.example.com"})
        assert connection.getresponse().status == 404
        connection.close()


def test_a_change_of_names_brings_another_certificate(issuing: Issuing) -> None:
    issuing.want({"cert_name": "change", "domains": ["a.change.example.com"]})
    first = issuing.certificate("change")
    issuing.want({"cert_name": "change", "domains": ["a.change.example.com", "b.change.example.com"]})
    issuing.certificate("change", issued_after=first["updated_at"])
    assert _names(issuing.served("b.change.example.com")) == {"a.change.example.com", "b.change.example.com"}


def test_another_node_answers_and_serves_as_well(issuing: Issuing, tmp_path) -> None:  # noqa: ANN001
    other = Node(tmp_path / "other", **{
        name: issuing.node.settings[name] for name in ("ACME_DIRECTORY_URL", "ACME_CA_BUNDLE", "ACME_EMAIL")
    })
    socket = next((issuing.node.folder / "state").rglob("*.sock"), None)
    assert socket is not None, "the embedded Redis has no socket"
    other.settings["REDIS_URL"] = f"unix://{socket}"
    other.start()
    try:
        issuing.want({"cert_name": "both", "domains": ["both.example.com"]})
        issuing.certificate("both")
        assert _names(issuing.served("both.example.com", other)) == {"both.example.com"}
    finally:
        other.end()


def test_a_name_that_is_refused_is_told_and_left_for_later(issuing: Issuing) -> None:
    issuing.pebble.challenges("set-servfail", host="broken.example.com")
    issuing.want({"cert_name": "broken", "domains": ["broken.example.com"]})
    line = eventually(
        "the refusal in the log",
        lambda: next((entry for entry in issuing.node.log_lines() if entry.get("certificate") == "broken"), None),
        30,
    )
    assert "broken.example.com" in line["reason"]


def test_the_authority_has_nothing_to_complain_about(issuing: Issuing) -> None:
    assert issuing.pebble.malformed == []
