"""How far the certificate of a host is, wherever the host is shown, and hosts that are changed to HTTPS."""

from __future__ import annotations

from support.waiting import eventually


def shown(node, host: str) -> dict:
    return node.must("GET", f"/api/v1/proxy/targets/{host}")


def test_a_proxy_changed_to_https_gets_its_certificate(issuing, backend) -> None:
    node, host = issuing.node, "later.example.test"
    plain = node.must(
        "POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url, "enable_https": False}
    )
    assert plain["certificate_status"] == "not_required" and plain["certificate"] is None
    changed = node.must("PUT", f"/api/v1/proxy/targets/{host}", {"enable_https": True})
    assert changed["certificate_status"] in ("pending", "ordered", "validating", "issued")
    assert changed["certificate"]["cert_name"] == "proxy-later-example-test"
    seen = [changed["certificate_status"]]

    def issued() -> bool:
        word = shown(node, host)["certificate_status"]
        if word != seen[-1]:
            seen.append(word)
        return word == "issued"

    eventually("the certificate", issued, 30, every=0.02)
    order = ["pending", "ordered", "validating", "issued"]
    assert seen == [word for word in order if word in seen], seen
    certificate = shown(node, host)["certificate"]
    assert certificate["days_left"] > 0 and certificate["expired"] is False and certificate["last_error"] is None
    assert "Pebble" in certificate["issuer"]
    served = issuing.served(host)
    assert f"{served.serial_number:x}" == node.must("GET", f"/api/v1/certificates/{certificate['cert_name']}")[
        "serial"
    ].lower().replace(":", "").lstrip("0")
    table = node.api("GET", "/api/v1/proxy/targets/formatted").body.decode()
    assert any(host in line and "issued" in line for line in table.splitlines()), table


def test_a_host_whose_names_lead_nowhere_says_so_in_the_list(issuing, backend) -> None:
    node, host = issuing.node, "refused.example.test"
    issuing.node.must(
        "POST", "/api/v1/issuers",
        {"name": "away", "directory_url": "https://127.0.0.1:9/directory"},
    )  # fmt: skip
    node.must(
        "POST", "/api/v1/certificates", {"cert_name": "refused", "domain": host, "issuers": ["away"]}
    )
    created = node.must("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url})
    assert created["certificate"]["cert_name"] == "refused"

    def failed() -> dict | None:
        listed = node.must("GET", "/api/v1/proxy/targets?per_page=500")["proxies"]
        one = next(proxy for proxy in listed if proxy["hostname"] == host)
        return one if one["certificate_status"] == "failed" else None

    one = eventually("the failure", failed, 30, every=0.1)
    assert one["certificate"]["last_error"] and one["certificate"]["next_attempt"]
    metrics = node.api("GET", "/metrics").body.decode()
    assert "proxyd_certificate_issuances_failing 1\n" in metrics, metrics
    node.must("DELETE", f"/api/v1/proxy/targets/{host}?delete_certificate=false")
    node.must("DELETE", "/api/v1/certificates/refused")
    eventually(
        "nothing that fails",
        lambda: "proxyd_certificate_issuances_failing 0\n" in node.api("GET", "/metrics").body.decode(), 30,
    )  # fmt: skip


def test_scheduler_and_health_see_certificates(issuing) -> None:
    health = issuing.node.api("GET", "/health", token=None).json()
    assert health["scheduler"] is True and health["components"]["certificates"]["status"] == "healthy"
