"""A hundred certificates from an authority that makes it hard: by every challenge, of every kind, and none may fail.

Nine of ten nonces are refused, accounts are bound to one outside, answers ask for pauses in both ways, names that were
authorized are asked about again never, sometimes or always, and dns challenges are looked for at a real name server.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.authority_front import AuthorityFront, retry_after
from support.bind import Bind
from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.waiting import eventually

EXTERNAL_KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
KEYS = ("p256", "p384", "rsa2048")
EACH = 34


@pytest.fixture(params=[0, 50, 100], ids=lambda reused: f"reused-{reused}")
def storm(request: pytest.FixtureRequest, tmp_path) -> Iterator[tuple[Issuing, AuthorityFront, Bind]]:  # noqa: ANN001
    """A node, its authority and its name server; the one for `challenges.test` alone may be changed for two of the names."""
    aliases = tuple(f"_acme-challenge.c{number}.fixed.test. CNAME c{number}.challenges.test." for number in range(2))
    bind = Bind(
        tmp_path / "bind", "dns.test", "challenges.test", fixed=("fixed.test", "web.test"), records=aliases
    ).start()
    node = Node(tmp_path / "node", ACME_DNS_RESOLVERS=bind.server)
    pebble = Pebble(
        tmp_path / "pebble", http_port=node.http_port, tls_port=node.https_port, dns=bind.server,
        external_accounts={"kid-1": EXTERNAL_KEY}, wfe_noncereject=90, authzreuse=request.param,
    )  # fmt: skip
    pebble.start()
    front = AuthorityFront(pebble)
    front.after.append(retry_after(chance=0.3, longest=1))
    made = Issuing(node, pebble)
    node.start()
    yield made, front, bind
    node.end()
    front.end()
    pebble.end()
    bind.end()


def _wanted() -> list[dict]:
    wanted: list[dict] = []
    for kind in ("http-01", "tls-alpn-01"):
        base = f"{kind}.web.test"
        sets = [[f"a.{base}"], [f"b.{base}"], [f"m{number}.{base}" for number in range(4)], [f"c.{base}", f"d.{base}"], [base]]
        wanted += [{"challenge": kind, "domains": names} for names in sets]
    for names in (
        ["a.dns.test"], ["*.w.dns.test", "w.dns.test"], ["*.dns.test", "dns.test"], ["c0.fixed.test"],
        ["m1.dns.test", "m2.dns.test", "*.m3.dns.test"], ["*.c1.fixed.test", "c1.fixed.test"], ["*.v.dns.test"],
    ):  # fmt: skip
        wanted.append({"challenge": "dns-01", "domains": names, "dns_provider": "bind"})
    for number, intent in enumerate(wanted):
        intent |= {"cert_name": f"s{number}", "key_type": KEYS[number % len(KEYS)], "issuers": ["house"]}
    return wanted


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_certificate_is_issued_at_the_first_attempt(storm: tuple[Issuing, AuthorityFront, Bind]) -> None:
    issuing, front, bind = storm
    node = issuing.node
    node.must("POST", "/api/v1/dns-providers", bind.provider())
    issuer = {"name": "house", "directory_url": front.directory_url, "eab_key_id": "kid-1", "eab_key": EXTERNAL_KEY}
    node.must("POST", "/api/v1/issuers", issuer)
    wanted = _wanted()
    for intent in wanted:
        node.must("POST", "/api/v1/certificates", intent)
    _issued(node, {intent["cert_name"]: 1 for intent in wanted})
    # Once more for the same names, which the authority may still know to be ours.
    for intent in wanted:
        node.must("POST", f"/api/v1/certificates/{intent['cert_name']}/renew?force=true")
    _issued(node, {intent["cert_name"]: 2 for intent in wanted})
    for intent in wanted:
        shown = node.must("GET", f"/api/v1/certificates/{intent['cert_name']}")
        assert set(shown["domains"]) == set(intent["domains"])
        assert [attempt["outcome"] for attempt in shown["issuance"]["history"]] == ["issued"] * 2
    assert issuing.pebble.malformed == [] and front.refused("malformed") == 0
    assert front.refused("badNonce") > 10 * EACH, "nonces are refused"
    assert sum("Retry-After" in answer.headers for answer in front.answers) > EACH, "pauses are asked for"
    assert issuing.pebble.orders == 2 * len(wanted) == EACH
    # Nothing is left behind in the zones.
    added = sum("adding an RR" in line for line in bind.updates)
    assert added and added == sum("deleting an RR" in line for line in bind.updates)
    document = node.must("GET", "/api/v1/config/export")
    assert not document.get("acme_challenges")


def _issued(node: Node, orders: dict[str, int]) -> None:
    """Waits for so many certificates of each name; a failure ends it, in the words that an operator gets."""

    def done(name: str, count: int) -> bool:
        shown = node.must("GET", f"/api/v1/certificates/{name}")
        assert shown["status"] != "failed", shown["last_error"]
        return shown["issuance"] is not None and len(shown["issuance"]["history"]) >= count

    for name, count in orders.items():
        eventually(f"certificate {count} of {name}", lambda: done(name, count), 180, every=0.05)  # noqa: B023
