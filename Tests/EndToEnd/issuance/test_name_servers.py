"""dns-01 with a real name server: many names at once, delegation, and what is looked at when a provider is made."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from support.bind import Bind
from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuing, Bind]]:
    """A node, the name server that it changes, and the authority that asks it."""
    folder = tmp_path_factory.mktemp("named")
    aliases = ("_acme-challenge.shop.fixed.test. CNAME shop.challenges.test.",)
    bind = Bind(folder / "bind", "many.test", "challenges.test", fixed=("fixed.test",), records=aliases).start()
    node = Node(folder / "node", ACME_DNS_RESOLVERS=bind.server)
    pebble = Pebble(folder / "pebble", dns=bind.server)
    made = Issuing(node, pebble)
    made.start()
    node.must("POST", "/api/v1/dns-providers", bind.provider())
    node.must("POST", "/api/v1/dns-providers", bind.provider("unwatched", propagation_timeout=0))
    yield made, bind
    node.end()
    pebble.end()
    bind.end()


def test_a_hundred_names_are_shown_together(named: tuple[Issuing, Bind]) -> None:
    issuing, bind = named
    node = issuing.node
    names = [f"h{number}.many.test" for number in range(98)] + ["*.many.test", "many.test"]
    begun = time.monotonic()
    node.must("POST", "/api/v1/certificates/multi-domain", _wish("many", names))
    shown = node.must("GET", "/api/v1/certificates/many/status?wait=true")
    assert shown["status"] == "issued", shown
    print(f"a hundred names by dns-01 in {time.monotonic() - begun:.1f} s")
    assert time.monotonic() - begun < 30
    assert set(node.must("GET", "/api/v1/certificates/many")["domains"]) == set(names)
    changes = [line for line in bind.updates if "_acme-challenge" in line]
    assert len(changes) == 2 * len(names), "each record was added and taken away, once"
    assert issuing.pebble.malformed == []


@pytest.mark.parametrize("provider", ["bind", "unwatched"])
def test_a_delegated_name_is_shown_where_it_leads(named: tuple[Issuing, Bind], provider: str) -> None:
    issuing, _ = named
    node = issuing.node
    node.must("POST", "/api/v1/certificates", _wish(provider, ["*.shop.fixed.test"], provider))
    shown = node.must("GET", f"/api/v1/certificates/{provider}/status?wait=true")
    assert shown["status"] == "issued", shown
    node.must("DELETE", f"/api/v1/certificates/{provider}")


@pytest.mark.parametrize(
    ("fields", "pointer", "words"),
    [
        ({"secret": "not base64"}, "/secret", "in base64"), ({"secret": None}, "/secret", "update-key"),
        ({"key_name": None}, "/secret", "key_name"), ({"key_name": "a..b"}, "/key_name", "labels"),
        ({"key_algorithm": "hmac-md5"}, "/key_algorithm", "hmac-sha256"),
        ({"server": "ns1.example.com"}, "/server", "IP address"), ({"server": "192.0.2.1:99999"}, "/server", "IP address"),
        ({"kind": "cloudflare", "server": None, "key_name": None, "secret": None}, "/secret", "API token"),
    ],
)  # fmt: skip
def test_a_provider_that_cannot_work_is_refused(named: tuple[Issuing, Bind], fields: dict, pointer: str, words: str) -> None:
    issuing, bind = named
    body = {name: value for name, value in (bind.provider("new") | fields).items() if value is not None}
    refused = issuing.node.api("POST", "/api/v1/dns-providers", body)
    assert refused.status == 422, refused.body
    assert pointer in refused.body.decode() and words in json.dumps(refused.json()["errors"]), refused.body
    assert bind.secret not in refused.body.decode()


def _wish(name: str, domains: list[str], provider: str = "bind") -> dict:
    return {"cert_name": name, "domains": domains, "challenge": "dns-01", "dns_provider": provider}
