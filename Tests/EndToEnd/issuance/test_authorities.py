"""What operators do with what they have at authorities: revoking certificates, and the accounts themselves."""

from __future__ import annotations

import json

import pytest

from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.recipes import just
from support.waiting import eventually


@pytest.fixture
def pair(make_node, make_pebble, redis) -> tuple[Node, Node, Pebble]:
    """Two nodes on one store, and the authority that both ask."""
    one, other = (make_node(REDIS_URL=redis.url) for _ in range(2))
    pebble = make_pebble(http_port=one.http_port, tls_port=one.https_port)
    for node in (one, other):
        Issuing(node, pebble)
        node.start()
    return one, other, pebble


def state(pebble: Pebble, serial: str) -> dict:
    return json.loads(pebble.management(f"cert-status-by-serial/{serial}"))


def test_a_revoked_certificate_is_replaced_by_one_with_another_key(issuing) -> None:
    node = issuing.node
    node.must("POST", "/api/v1/certificates", {"cert_name": "leak", "domain": "leak.example.test", "reuse_key": True})
    assert node.must("GET", "/api/v1/certificates/leak/status?wait=true")["status"] == "issued"
    first = issuing.served("leak.example.test")
    serial = node.must("GET", "/api/v1/certificates/leak")["serial"]
    just(node, "cert-revoke", "leak", "keyCompromise", "--wait")
    revoked = state(issuing.pebble, serial)
    assert revoked["Status"] == "Revoked" and revoked["Reason"] == 1
    shown = node.must("GET", "/api/v1/certificates/leak")
    assert shown["status"] == "issued" and shown["serial"] != serial and shown["revoked_at"] is None
    second = eventually(
        "the new certificate to be served",
        lambda: (served := issuing.served("leak.example.test")).serial_number != first.serial_number and served,
        5, every=0.05,
    )  # fmt: skip
    assert second.public_key().public_numbers() != first.public_key().public_numbers()
    lines = [line for line in node.log_lines() if line.get("operation") == "cert.revoke"]
    assert lines and lines[-1]["status"] == "200"
    assert issuing.pebble.malformed == []


def test_one_that_nobody_wants_any_more_is_revoked_for_good(issuing) -> None:
    node = issuing.node
    just(node, "cert-create", "gone", "gone.example.test", "me@example.com", "--wait")
    orders = issuing.pebble.orders
    answer = node.must("POST", "/api/v1/certificates/gone/revoke?reason=cessationOfOperation&by=key&no_replace=true")
    assert answer["status"] == "revoked" and answer["replaced"] is False
    assert state(issuing.pebble, answer["serial"])["Status"] == "Revoked"
    shown = node.must("GET", "/api/v1/certificates/gone")
    assert shown["status"] == "revoked" and shown["revocation_reason"] == "cessationOfOperation"
    assert shown["intent"] is None and issuing.pebble.orders == orders
    # Whoever asks again is told the same: the answer to the first may have been lost.
    assert node.must("POST", "/api/v1/certificates/gone/revoke")["status"] == "revoked"
    assert node.api("POST", "/api/v1/certificates/gone/renew?force=true").status == 409
    just(node, "cert-delete", "gone")


def test_the_key_of_an_account_is_changed_under_two_nodes(pair) -> None:
    one, other, pebble = pair
    assert one.cli("cert", "create", "first", "first.example.test", "--wait").returncode == 0
    (account,) = json.loads(just(one, "cert-account-list"))
    identifier = account["account_id"]
    shown = other.must("GET", f"/api/v1/acme/accounts/{identifier}")
    assert shown["status"] == "valid" and shown["email"] == "operator@example.com" and "key" not in shown
    rolled = json.loads(just(other, "cert-account-roll-key", identifier))
    assert rolled["key_thumbprint"] != shown["key_thumbprint"] and rolled["url"] == shown["url"]
    # Both nodes go on: whichever takes the orders up speaks by the new key.
    for number in range(4):
        node = (one, other)[number % 2]
        made = node.cli("cert", "create", f"next{number}", f"next{number}.example.test", "--wait")
        assert made.returncode == 0, made.stdout + made.stderr
    assert "PRIVATE KEY" not in json.dumps(one.must("GET", "/api/v1/acme/accounts"))
    assert pebble.malformed == []


def test_an_account_is_told_other_contacts_and_ended(pair) -> None:
    one, other, pebble = pair
    assert one.cli("cert", "create", "site", "site.example.test", "--wait").returncode == 0
    identifier = one.must("GET", "/api/v1/acme/accounts")["accounts"][0]["account_id"]
    changed = json.loads(just(one, "cert-account-contacts", identifier, "night@example.com,day@example.com"))
    assert changed["contacts"] == ["mailto:night@example.com", "mailto:day@example.com"]
    refused = one.cli("cert", "account", "deactivate", identifier)
    assert refused.returncode == 1 and "force" in refused.stderr
    ended = json.loads(just(one, "cert-account-deactivate", identifier, "true"))
    assert ended["status"] == "deactivated"
    made = other.cli("cert", "create", "after", "after.example.test", "--wait")
    assert made.returncode == 0, made.stdout + made.stderr
    again = other.must("GET", f"/api/v1/acme/accounts/{identifier}")
    assert again["status"] == "valid" and again["url"] != ended["url"]


def test_an_authority_of_the_house_is_trusted_by_its_own_bundle(make_node, make_pebble) -> None:
    node = make_node()
    pebble = make_pebble(http_port=node.http_port)
    node.start()
    blind = node.cli("cert", "issuer", "create", "blind", pebble.directory_url)
    assert blind.returncode == 0, blind.stderr
    done = node.cli("cert", "create", "no", "no.example.test", "--issuer", "blind", "--challenge", "http-01", "--wait")
    assert done.returncode == 1 and "certificate" in done.stderr, done.stderr
    made = node.cli(
        "cert", "issuer", "create", "house", pebble.directory_url, "--authority-ca-file", str(pebble.ca_file)
    )
    assert made.returncode == 0, made.stderr
    done = node.cli("cert", "create", "yes", "yes.example.test", "--issuer", "house", "--challenge", "http-01", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
