"""Uploaded certificates: what is accepted, refused, shown and hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.fixture
def name(unique) -> str:
    return unique().replace(".", "-")


def refused(node, name: str, leaf) -> dict:  # noqa: ANN001
    answer = node.upload_raw(name, leaf)
    assert answer.status == 422, answer.body
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["status"] == 422
    assert problem["detail"]
    assert "PRIVATE KEY" not in answer.body.decode()
    return problem


def test_upload_shows_what_was_understood(node, authority, name) -> None:
    shown = node.upload(name, authority.leaf(f"{name}.test", f"*.{name}.test"))
    record = shown.get("certificate", shown)
    assert sorted(record["domains"]) == sorted([f"{name}.test", f"*.{name}.test"])
    assert record["fingerprint"].startswith("sha256:")
    assert record["expires_at"]


def test_the_key_never_leaves(node, authority, name) -> None:
    node.upload(name, authority.leaf(f"{name}.test"))
    for path in (f"/api/v1/certificates/{name}", "/api/v1/certificates", "/api/v1/config/export"):
        answer = node.api("GET", path)
        assert answer.status == 200
        assert b"PRIVATE KEY" not in answer.body


def test_key_of_another_certificate(node, authority, name) -> None:
    leaf = authority.leaf(f"{name}.test")
    problem = refused(node, name, replace(leaf, key=authority.leaf("other.test").key))
    assert [error["pointer"] for error in problem["errors"]] == ["/private_key_pem"]


def test_key_of_another_kind(node, authority, name) -> None:
    refused(node, name, replace(authority.leaf(f"{name}.test"), key=authority.leaf("o.test", kind="rsa").key))


def test_expired_certificate(node, authority, name) -> None:
    refused(node, name, authority.leaf(f"{name}.test", days=-1, age_days=30))


@pytest.mark.parametrize(
    "chain",
    ["", "no pem at all", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n"],
    ids=["empty", "words", "bad DER", "cut off"],
)
def test_bad_chain(node, authority, name, chain: str) -> None:
    refused(node, name, replace(authority.leaf(f"{name}.test"), chain=chain))


@pytest.mark.parametrize("key", ["", "no pem at all", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_bad_key(node, authority, name, key: str) -> None:
    refused(node, name, replace(authority.leaf(f"{name}.test"), key=key))


def test_chain_and_key_swapped(node, authority, name) -> None:
    leaf = authority.leaf(f"{name}.test")
    refused(node, name, replace(leaf, chain=leaf.key, key=leaf.chain))


def test_list_and_show_and_delete(node, authority, name) -> None:
    node.upload(name, authority.leaf(f"{name}.test"))
    listed = node.must("GET", "/api/v1/certificates?per_page=500")
    assert name in str(listed)
    assert node.must("GET", f"/api/v1/certificates/{name}")["cert_name"] == name
    node.must("DELETE", f"/api/v1/certificates/{name}")
    assert node.api("GET", f"/api/v1/certificates/{name}").status == 404
    assert node.api("DELETE", f"/api/v1/certificates/{name}").status == 404


def test_a_certificate_in_use_by_name_is_attached_and_detached(node, authority, host, name) -> None:
    node.upload(name, authority.leaf(host))
    node.must("PUT", f"/api/v1/proxy/targets/{host}", {"cert_name": name})
    assert node.must("GET", f"/api/v1/proxy/targets/{host}")["cert_name"] == name


def test_attaching_an_unknown_certificate_is_422(node, host) -> None:
    assert node.api("PUT", f"/api/v1/proxy/targets/{host}", {"cert_name": "never-made"}).status in (404, 422)
