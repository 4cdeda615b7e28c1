"""The management API: who may do what, how it refuses, and that two writers cannot overwrite each other."""

from __future__ import annotations

import json
import threading

import pytest

PUBLIC = ["/health", "/api/v1/health", "/docs", "/openapi.json"]
GUARDED = [
    "/api/v1/tokens", "/api/v1/proxy/targets", "/api/v1/routes", "/api/v1/services/external", "/api/v1/certificates",
    "/api/v1/config/export",
]  # fmt: skip


def problem(answer, status: int) -> dict:
    assert answer.status == status, answer.body
    assert answer.headers["content-type"].startswith("application/problem+json")
    document = answer.json()
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["instance"]
    return document


@pytest.fixture
def token(node, unique):
    """A token of nobody special: its name and its text."""
    name = unique().replace(".", "-")
    made = node.must("POST", "/api/v1/tokens", {"name": name, "cert_email": "a@example.com"})
    yield name, made["token"]
    node.api("DELETE", f"/api/v1/tokens/{name}?cascade=true")


# Health


@pytest.mark.parametrize("path", ["/health", "/api/v1/health"])
def test_health_is_compact_and_in_order(node, path: str) -> None:
    answer = node.api("GET", path, token=None)
    text = answer.body.decode().strip()
    assert text.startswith('{"status":"healthy","components":{"database":{"status":"healthy","response_time_ms":')
    document = json.loads(text)
    for member in ("timestamp", "scheduler", "redis", "certificates_loaded", "https_enabled", "orphaned_resources"):
        assert member in document


@pytest.mark.parametrize("path", PUBLIC)
def test_public_paths_need_no_token(node, path: str) -> None:
    assert node.api("GET", path, token=None).status == 200


# Tokens


@pytest.mark.parametrize("path", GUARDED)
def test_everything_else_needs_a_token(node, path: str) -> None:
    answer = node.api("GET", path, token=None)
    problem(answer, 401)
    assert answer.headers["www-authenticate"].lower().startswith("bearer")


@pytest.mark.parametrize("wrong", ["acm_" + "x" * 43, "acm_", "nonsense", "", "a b", "T" * 10_000])
def test_wrong_tokens(node, wrong: str) -> None:
    problem(node.api("GET", "/api/v1/routes", token=wrong or " "), 401)


def test_a_token_is_shown_once(node, token) -> None:
    name, text = token
    assert text.startswith("acm_")
    assert len(text) == 47
    for path in ("/api/v1/tokens", f"/api/v1/tokens/{name}", "/api/v1/config/export"):
        answer = node.api("GET", path)
        assert answer.status == 200
        assert text not in answer.body.decode()


def test_a_token_works_at_once_and_until_deleted(node, token) -> None:
    name, text = token
    assert node.api("GET", "/api/v1/routes", token=text).status == 200
    node.must("DELETE", f"/api/v1/tokens/{name}")
    problem(node.api("GET", "/api/v1/routes", token=text), 401)


def test_only_the_admin_makes_tokens(node, token) -> None:
    body = {"name": "sneaky", "cert_email": "a@example.com"}
    assert node.api("POST", "/api/v1/tokens", body, token=token[1]).status in (401, 403)


def test_others_see_404_for_what_one_owns(node, backend, token, unique) -> None:
    host = unique()
    body = {"hostname": host, "target_url": backend.url}
    assert node.api("POST", "/api/v1/proxy/targets", body, token=token[1]).status == 201
    other = node.must("POST", "/api/v1/tokens", {"name": host.replace(".", "-"), "cert_email": "b@example.com"})["token"]
    path = f"/api/v1/proxy/targets/{host}"
    problem(node.api("GET", path, token=other), 404)
    problem(node.api("DELETE", path, token=other), 404)
    problem(node.api("PUT", path, {"enabled": False}, token=other), 404)
    assert host not in node.api("GET", "/api/v1/proxy/targets?per_page=500", token=other).body.decode()
    assert node.api("GET", path, token=token[1]).status == 200
    assert node.api("GET", path).status == 200


def test_a_token_that_owns_something_is_kept_without_cascade(node, backend, token, unique) -> None:
    name, text = token
    host = unique()
    node.api("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url}, token=text)
    refused = problem(node.api("DELETE", f"/api/v1/tokens/{name}"), 409)
    assert host in json.dumps(refused)
    node.must("DELETE", f"/api/v1/tokens/{name}?cascade=true")
    assert node.api("GET", f"/api/v1/proxy/targets/{host}").status == 404


# Input


@pytest.mark.parametrize("path", ["/api/v1/proxy/targets", "/api/v1/routes", "/api/v1/tokens", "/api/v1/services/external"])
def test_unknown_fields_are_422(node, path: str) -> None:
    document = problem(node.api("POST", path, {"hostname": "u.test", "no_such_field": 1}), 422)
    assert any("no_such_field" in error.get("pointer", "") for error in document["errors"])


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{" * 100_000, b'{"a":1}x', b'{"hostname":"\\ud800"}'])
def test_bodies_that_are_no_object(node, raw: bytes) -> None:
    answer = node.api("POST", "/api/v1/proxy/targets", raw=raw)
    assert answer.status in (400, 413, 422)
    problem(answer, answer.status)


def test_a_body_too_large_is_413(node) -> None:
    answer = node.api("POST", "/api/v1/proxy/targets", raw=b'{"hostname":"' + b"a" * (20 << 20) + b'"}')
    assert answer.status in (400, 413, 422)


@pytest.mark.parametrize(
    "hostname",
    [
        "", " ", "a b.test", "-a.test", "a-.test", "a..test", ".a.test", "a" * 64 + ".test", "a." * 130 + "test", "a_b.test/x",
        "http://a.test", "a.test:80", "a.*.test", "*a.test", "**.test", "a.test\n", "a\0.test", "xn--a-ecp.ru--",
        "[::1]",
    ],
)  # fmt: skip
def test_bad_host_names_are_422(node, hostname: str) -> None:
    answer = node.api("POST", "/api/v1/proxy/targets", {"hostname": hostname, "target_url": "http://127.0.0.1:1"})
    document = problem(answer, 422)
    assert any(error.get("pointer") == "/hostname" for error in document["errors"])


def test_international_names_are_accepted_as_punycode_and_shown(node, backend) -> None:
    node.add_proxy("xn--bcher-kva.test", backend.url)
    assert node.must("GET", "/api/v1/proxy/targets/xn--bcher-kva.test")["hostname"] == "xn--bcher-kva.test"
    node.wait_routed("xn--bcher-kva.test")
    node.must("DELETE", "/api/v1/proxy/targets/xn--bcher-kva.test")


@pytest.mark.parametrize(
    "url",
    ["", "ftp://a", "http://", "http:///x", "http://a b", "http://u:p@a", "http://a:0", "http://a:65536", "http://a?x",
     "http://a#x", "unix:relative", "javascript:alert(1)"],
)  # fmt: skip
def test_bad_targets_are_422(node, unique, url: str) -> None:
    answer = node.api("POST", "/api/v1/proxy/targets", {"hostname": unique(), "target_url": url})
    document = problem(answer, 422)
    assert any(error.get("pointer") == "/target_url" for error in document["errors"])


@pytest.mark.parametrize(
    "headers",
    [{"X A": "b"}, {"X-A": "b\r\nX-B: c"}, {"X-A": "b\0"}, {"": "b"}, {"Content-Length": "5"},
     {"Transfer-Encoding": "chunked"}, {"Connection": "X"}],
    ids=str,
)  # fmt: skip
def test_dangerous_custom_headers_are_422(node, unique, headers: dict) -> None:
    body = {"hostname": unique(), "target_url": "http://127.0.0.1:1", "custom_headers": headers}
    problem(node.api("POST", "/api/v1/proxy/targets", body), 422)


def test_unknown_paths_and_methods(node) -> None:
    problem(node.api("GET", "/api/v1/nothing"), 404)
    problem(node.api("PATCH", "/api/v1/tokens"), 405)


# Collections


def test_collections_answer_with_and_without_a_slash(node) -> None:
    for path in GUARDED[:5]:
        assert node.api("GET", path).status == 200
        assert node.api("GET", path + "/").status == 200


def test_pages(node, backend) -> None:
    for number in range(5):
        node.add_proxy(f"page{number}.test", backend.url)
    first = node.must("GET", "/api/v1/proxy/targets?page=1&per_page=2")
    assert first["pagination"]["per_page"] == 2
    assert first["pagination"]["total"] >= 5
    assert first["pagination"]["pages"] == -(-first["pagination"]["total"] // 2)
    problem(node.api("GET", "/api/v1/proxy/targets?per_page=501"), 422)
    problem(node.api("GET", "/api/v1/proxy/targets?page=0"), 422)


@pytest.mark.parametrize("form", ["json", "table", "csv", "yaml"])
def test_forms_of_a_list(node, host, form: str) -> None:
    answer = node.api("GET", f"/api/v1/proxy/targets?format={form}&per_page=500")
    assert answer.status == 200
    assert host in answer.body.decode()


# Concurrency


def test_etag_and_if_match(node, host) -> None:
    path = f"/api/v1/proxy/targets/{host}"
    tag = node.api("GET", path).etag
    assert tag
    assert node.api("PUT", path, {"enabled": True}, headers={"If-Match": tag}).status == 200
    problem(node.api("PUT", path, {"enabled": True}, headers={"If-Match": tag}), 412)
    problem(node.api("DELETE", path, headers={"If-Match": tag}), 412)
    assert node.api("GET", path).status == 200


def test_the_same_host_twice_is_409(node, host, backend) -> None:
    problem(node.api("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url}), 409)


def test_of_twenty_creators_one_wins(node, backend, unique) -> None:
    host = unique()
    statuses: list[int] = []

    def create() -> None:
        answer = node.api("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url})
        statuses.append(answer.status)

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [409] * 19


def test_a_hundred_parallel_writers_lose_nothing(node, backend) -> None:
    hosts = [f"par{number}.test" for number in range(100)]
    failures: list[str] = []

    def create(some: list[str]) -> None:
        for host in some:
            answer = node.api("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url})
            if answer.status != 201:
                failures.append(f"{host}: {answer.status} {answer.body!r}")

    threads = [threading.Thread(target=create, args=(hosts[start::10],)) for start in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    for host in hosts:
        assert node.api("GET", f"/api/v1/proxy/targets/{host}").status == 200


def test_idempotency_key(node, backend, unique) -> None:
    body = {"hostname": unique(), "target_url": backend.url}
    headers = {"Idempotency-Key": f"key-{body['hostname']}"}
    first = node.api("POST", "/api/v1/proxy/targets", body, headers=headers)
    second = node.api("POST", "/api/v1/proxy/targets", body, headers=headers)
    assert (first.status, second.status) == (201, 201)
    assert first.json() == second.json()


# Configuration as a whole


def test_export_and_import_are_inverse(node, make_node, host) -> None:
    exported = node.api("GET", "/api/v1/config/export?include_tokens=true&include_secrets=true")
    other = make_node().start()
    other.must("POST", "/api/v1/config/import", raw=exported.body)
    assert other.must("GET", f"/api/v1/proxy/targets/{host}")["target_url"]
    again = other.must("GET", "/api/v1/config/export")
    assert again.get("proxies") == json.loads(exported.body).get("proxies")


def test_dry_run_changes_nothing(node, backend) -> None:
    document = node.must("GET", "/api/v1/config/export")
    proxies = document["proxies"]
    extra = {"hostname": "dry-run.test", "target_url": backend.url}
    document["proxies"] = [*proxies, extra] if isinstance(proxies, list) else {**proxies, "dry-run.test": extra}
    node.must("POST", "/api/v1/config/import?dry_run=true", document)
    assert node.api("GET", "/api/v1/proxy/targets/dry-run.test").status == 404


def test_an_import_with_one_error_changes_nothing(node, backend) -> None:
    document = {"proxies": [{"hostname": "good.test", "target_url": backend.url}, {"hostname": "bad host"}]}
    answer = node.api("POST", "/api/v1/config/import", document)
    assert answer.status in (400, 422)
    assert node.api("GET", "/api/v1/proxy/targets/good.test").status == 404


def test_openapi_describes_what_is_served(node) -> None:
    document = node.must("GET", "/openapi.json", token=None)
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    for path in ("/api/v1/proxy/targets", "/api/v1/routes", "/api/v1/tokens", "/api/v1/certificates"):
        assert path in paths or f"{path}/" in paths
    ids = [entry["operationId"] for methods in paths.values() for entry in methods.values() if "operationId" in entry]
    assert len(ids) == len(set(ids)) >= 25


def test_the_api_can_be_reached_through_the_dispatcher(node, unique) -> None:
    host = unique()
    node.must("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": None, "https_redirect": "never"})
    node.add_route("/", "service", "api", scope="proxy", proxy_hostnames=[host])
    node.wait_routed(host, "/health")
    with node.wire() as wire:
        assert wire.request(host, "/api/v1/routes").status == 401
        answer = wire.request(host, "/api/v1/routes", headers=[("Authorization", f"Bearer {node.token}")])
        assert answer.status == 200
