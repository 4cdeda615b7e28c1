"""Asking for certificates as operators do: recipes, the command line and the API, with a real authority."""

from __future__ import annotations

import json
import subprocess
import time

import pytest

from support.recipes import just


def curl(issuing, host: str, path: str = "/") -> subprocess.CompletedProcess:
    root = issuing.node.folder / "pebble-root.pem"
    root.write_text(issuing.pebble.root)
    port = issuing.node.https_port
    return subprocess.run(
        ["curl", "--silent", "--show-error", "--cacert", str(root), "--resolve", f"{host}:{port}:127.0.0.1",
         "--max-time", "5", f"https://{host}:{port}{path}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_new_proxy_is_served_by_https_within_five_seconds(issuing, backend) -> None:
    begun = time.monotonic()
    just(issuing.node, "proxy-create", "shop.example.test", backend.url)
    while (answer := curl(issuing, "shop.example.test")).returncode != 0:
        assert time.monotonic() - begun < 5, answer.stderr
        time.sleep(0.02)
    shown = issuing.node.must("GET", "/api/v1/certificates/proxy-shop-example-test")
    assert shown["status"] == "issued" and shown["days_left"] > 0 and shown["last_error"] is None
    assert issuing.pebble.malformed == []


def test_recipes_take_their_arguments_in_both_orders(issuing) -> None:
    node = issuing.node
    token = node.must("POST", "/api/v1/tokens", {"name": "ops", "cert_email": "ops@example.com"})["token"]
    just(node, "cert-create", "one", "one.example.test", "me@example.com", token, "false")
    just(node, "cert-create", "two", "two.example.test", "false", "me@example.com", token)
    just(node, "cert-create-multi", "three", "a.example.test,b.example.test", "me@example.com")
    for name in ("one", "two", "three"):
        status = json.loads(just(node, "cert-status", name, "true"))
        assert status["status"] == "issued", status
    assert node.must("GET", "/api/v1/certificates/one")["email"] == "me@example.com"
    listed = json.loads(just(node, "cert-list"))
    told = {row["cert_name"]: row["status"] for row in listed}
    assert told.items() >= {"one": "issued", "two": "issued", "three": "issued"}.items()
    assert [row["cert_name"] for row in json.loads(just(node, "cert-list", token))] == ["one", "two"]
    just(node, "cert-delete", "two")
    assert node.api("GET", "/api/v1/certificates/two").status == 404


def test_renewing_waits_for_the_new_certificate(issuing) -> None:
    node = issuing.node
    just(node, "cert-create", "site", "site.example.test", "me@example.com", "--wait")
    first = node.must("GET", "/api/v1/certificates/site")
    assert json.loads(just(node, "cert-renew", "site"))["status"] == "issued"
    assert node.must("GET", "/api/v1/certificates/site")["serial"] == first["serial"], "it is good for long"
    just(node, "cert-renew", "site", "true")
    assert node.must("GET", "/api/v1/certificates/site")["serial"] != first["serial"]


def test_a_name_is_taken_out(issuing) -> None:
    node = issuing.node
    just(node, "cert-create-multi", "pair", "a.pair.test,b.pair.test", "me@example.com", "--wait")
    just(node, "cert-remove-domain", "pair", "b.pair.test")
    assert json.loads(just(node, "cert-status", "pair", "true"))["domains"] == ["a.pair.test"]
    assert node.must("GET", "/api/v1/certificates/pair")["domains"] == ["a.pair.test"]
    served = issuing.served("a.pair.test")
    assert "b.pair.test" not in str(served.extensions)


def test_the_key_is_exported_to_files_of_ones_own(issuing, tmp_path) -> None:
    node = issuing.node
    just(node, "cert-create", "kept", "kept.example.test", "me@example.com", "--wait")
    just(node, "cert-export", "kept", "--output-dir", str(tmp_path))
    assert (tmp_path / "kept.key").stat().st_mode & 0o777 == 0o600
    assert "PRIVATE KEY" in (tmp_path / "kept.key").read_text()
    assert "PRIVATE KEY" not in (tmp_path / "kept.crt").read_text()
    log = [line for line in node.log_lines() if line.get("operation") == "cert.export"]
    assert log and log[-1]["status"] == "200"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"domain": "*.example.test", "challenge": "http-01"}, 422),
        ({"domain": "-a.example.test"}, 422),
        ({"domains": ["a.example.test", "A.example.test"]}, 422),
        ({"domains": [f"h{number}.example.test" for number in range(101)]}, 422),
        ({"domain": "bücher.example.test"}, 202),
    ],
)
def test_what_cannot_be_had_is_refused_at_once(issuing, body: dict, status: int) -> None:
    answer = issuing.node.api("POST", "/api/v1/certificates", body)
    assert answer.status == status, answer.body
    if status == 202:
        waited = issuing.node.must("GET", f"/api/v1/certificates/{answer.json()['cert_name']}/status?wait=true")
        assert waited["status"] == "issued" and waited["domains"] == ["xn--bcher-kva.example.test"]


def test_an_authority_that_wants_an_account_outside_the_protocol(make_node, make_pebble) -> None:
    node = make_node()
    key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
    pebble = make_pebble(http_port=node.http_port, external_accounts={"kid-1": key})
    node.settings["ACME_CA_BUNDLE"] = str(pebble.ca_file)
    node.start()
    made = node.cli("cert", "issuer", "create", "house", pebble.directory_url, "--eab-key-id", "kid-1", "--eab-key-stdin", stdin=key)
    assert made.returncode == 0 and key not in made.stdout, made.stderr
    done = node.cli("cert", "create", "site", "site.example.test", "--issuer", "house", "--challenge", "http-01", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert node.cli("cert", "issuer", "delete", "house").returncode == 1, "it is in use"


def test_a_certificate_of_the_test_system_becomes_a_real_one(make_node, make_pebble) -> None:
    node = make_node()
    real, trial = (make_pebble(http_port=node.http_port) for _ in range(2))
    bundle = node.folder / "authorities.pem"
    bundle.write_text(real.ca_file.read_text() + trial.ca_file.read_text())
    node.settings |= {
        "ACME_DIRECTORY_URL": real.directory_url, "ACME_STAGING_URL": trial.directory_url, "ACME_CA_BUNDLE": str(bundle),
    }  # fmt: skip
    node.start()
    just(node, "cert-create", "staged", "staged.example.test", "me@example.com", "true", "--challenge", "http-01", "--wait")
    assert node.must("GET", "/api/v1/certificates/staged")["staging"] is True
    assert (real.orders, trial.orders) == (0, 1)
    just(node, "cert-convert-to-production", "staged")
    assert node.must("GET", "/api/v1/certificates/staged")["staging"] is False
    assert (real.orders, trial.orders) == (1, 1)


def test_why_a_certificate_cannot_be_had_is_told_in_words(make_node, make_pebble) -> None:
    node = make_node()
    # The authority looks at a port where nobody answers.
    pebble = make_pebble(http_port=1, tls_port=1)
    node.settings |= {"ACME_CA_BUNDLE": str(pebble.ca_file), "ACME_DIRECTORY_URL": pebble.directory_url}
    node.start()
    begun = time.monotonic()
    done = node.cli("cert", "create", "shut", "shut.example.test", "--wait")
    assert done.returncode == 1 and "shut: not issued: " in done.stderr, done.stdout + done.stderr
    assert "; tried again at 20" in done.stderr
    assert time.monotonic() - begun < 60
    shown = node.must("GET", "/api/v1/certificates/shut")
    assert "refused" in shown["last_error"] and shown["issuance"]["next_attempt"]
    assert shown["issuance"]["history"][0]["outcome"] == "failed"
