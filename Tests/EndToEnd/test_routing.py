"""Which host, which route, which target: and `explain` says why."""

from __future__ import annotations

import itertools
import time
from urllib.parse import quote

import pytest

from support.waiting import eventually

_numbers = itertools.count(1)


@pytest.fixture
def route(node):
    """Makes routes that are gone after the test; gives their ids."""
    made: list[str] = []

    def make(path: str, target_type: str, target_value: object, **fields: object) -> str:
        made.append(node.add_route(path, target_type, target_value, **fields))
        return made[-1]

    yield make
    for route_id in made:
        node.api("DELETE", f"/api/v1/routes/{route_id}")


def told(text: str, status: int = 200) -> dict:
    """A fixed answer as a route's target."""
    return {"target_type": "fixed", "target_value": text, "target_status": status}


def ask(node, host: str, path: str, method: str = "GET"):
    with node.wire() as wire:
        return wire.request(host, path, method)


def becomes(node, host: str, path: str, wanted: bytes, method: str = "GET") -> None:
    eventually(f"{host}{path} to say {wanted!r}", lambda: ask(node, host, path, method).body == wanted, 5)


def only(host: str, **fields: object) -> dict:
    return {"scope": "proxy", "proxy_hostnames": [host], **fields}


# Hosts


def test_unknown_host_is_404(node) -> None:
    answer = ask(node, "nobody-knows.test", "/")
    assert answer.status == 404


def test_host_is_compared_without_case_and_port(node, host) -> None:
    assert ask(node, host.upper(), "/").status == 200
    assert ask(node, f"{host}:1234", "/").status == 200


def test_exact_host_beats_wildcard(node, make_backend, site, unique) -> None:
    wild, exact = make_backend(), make_backend()
    base = unique()
    node.add_proxy(f"*.{base}", wild.url, https_redirect="never")
    node.add_proxy(f"one.{base}", exact.url, https_redirect="never")
    node.wait_routed(f"two.{base}")
    node.wait_routed(f"one.{base}")
    ask(node, f"one.{base}", "/x")
    ask(node, f"two.{base}", "/x")
    assert len(exact.named(f"one.{base}")) == 1
    assert len(wild.named(f"two.{base}")) == 1
    assert not wild.named(f"one.{base}", "/x")


def test_longest_wildcard_wins(node, make_backend, unique) -> None:
    short, long = make_backend(), make_backend()
    base = unique()
    node.add_proxy(f"*.{base}", short.url, https_redirect="never")
    node.add_proxy(f"*.deep.{base}", long.url, https_redirect="never")
    node.wait_routed(f"a.deep.{base}")
    ask(node, f"a.deep.{base}", "/x")
    assert long.named(f"a.deep.{base}", "/x")


def test_wildcard_does_not_match_its_own_base(node, backend, unique) -> None:
    base = unique()
    node.add_proxy(f"*.{base}", backend.url, https_redirect="never")
    node.wait_routed(f"a.{base}")
    assert ask(node, base, "/").status == 404


def test_disabled_proxy_is_not_served(node, host) -> None:
    node.must("PUT", f"/api/v1/proxy/targets/{host}", {"enabled": False})
    eventually("the host to be gone", lambda: ask(node, host, "/").status in (404, 503), 5)
    node.must("PUT", f"/api/v1/proxy/targets/{host}", {"enabled": True})
    node.wait_routed(host)


def test_deleted_proxy_is_not_served(node, host) -> None:
    node.must("DELETE", f"/api/v1/proxy/targets/{host}")
    eventually("the host to be gone", lambda: ask(node, host, "/").status == 404, 5)


def test_changed_target_is_served(node, make_backend, host) -> None:
    other = make_backend()
    node.must("PUT", f"/api/v1/proxy/targets/{host}", {"target_url": other.url})

    def moved() -> bool:
        ask(node, host, "/moved")
        return bool(other.named(host, "/moved"))

    eventually("the new target to be asked", moved, 5)


def test_http_can_be_switched_off(node, site) -> None:
    host = site(enable_http=False, probe=False)
    eventually("no answer over plain HTTP", lambda: ask(node, host, "/").status != 200, 5)


def test_https_redirect_always(node, site) -> None:
    host = site(probe=False, https_redirect="always")
    eventually("a redirect", lambda: ask(node, host, "/").status in (301, 302, 307, 308), 5)
    answer = ask(node, host, "/a?b=c")
    assert answer.header("location") in (f"https://{host}/a?b=c", f"https://{host}:{node.https_port}/a?b=c")


# Routes


def test_higher_priority_wins(node, host, route) -> None:
    route("/p", priority=60, **told("high"), **only(host))
    route("/p/long", priority=50, **told("low"), **only(host))
    becomes(node, host, "/p/long", b"high")


def test_exact_beats_prefix_beats_regex(node, host, route) -> None:
    route("^/e/.*", is_regex=True, **told("regex"), **only(host))
    becomes(node, host, "/e/x", b"regex")
    route("/e", **told("prefix"), **only(host))
    becomes(node, host, "/e/x", b"prefix")
    route("/e/long", **told("longer"), **only(host))
    becomes(node, host, "/e/long/x", b"longer")
    route("/e/long", match="exact", priority=50, **told("exact"), **only(host, methods=["GET"]))
    becomes(node, host, "/e/long", b"exact")


def test_methods_filter(node, host, route) -> None:
    route("/m", methods=["POST"], **told("posted"), **only(host))
    becomes(node, host, "/m", b"posted", "POST")
    assert ask(node, host, "/m").body != b"posted"


def test_prefix_ends_at_a_segment(node, host, route) -> None:
    route("/seg", **told("in"), **only(host))
    becomes(node, host, "/seg/ment", b"in")
    assert ask(node, host, "/segment").body != b"in"


def test_scope_is_kept(node, host, site, route) -> None:
    other = site()
    route("/scope", **told("mine"), **only(host))
    becomes(node, host, "/scope", b"mine")
    assert ask(node, other, "/scope").body != b"mine"


def test_route_mode_none(node, host, route) -> None:
    route("/mode", **told("routed"), **only(host))
    becomes(node, host, "/mode", b"routed")
    node.must("PUT", f"/api/v1/proxy/targets/{host}/routes", {"route_mode": "none"})
    eventually("the route to be ignored", lambda: ask(node, host, "/mode").body != b"routed", 5)


def test_route_mode_selective(node, host, route) -> None:
    first = route("/one", **told("one"), **only(host))
    route("/two", **told("two"), **only(host))
    becomes(node, host, "/two", b"two")
    node.must("PUT", f"/api/v1/proxy/targets/{host}/routes", {"route_mode": "selective", "enabled_routes": [first]})
    eventually("the other route to be ignored", lambda: ask(node, host, "/two").body != b"two", 5)
    assert ask(node, host, "/one").body == b"one"


def test_one_route_switched_off_for_a_proxy(node, host, route) -> None:
    route_id = route("/off", **told("on"), **only(host))
    becomes(node, host, "/off", b"on")
    node.must("POST", f"/api/v1/proxy/targets/{host}/routes/{route_id}/disable")
    eventually("the route to be ignored", lambda: ask(node, host, "/off").body != b"on", 5)
    node.must("POST", f"/api/v1/proxy/targets/{host}/routes/{route_id}/enable")
    becomes(node, host, "/off", b"on")


def test_target_port(node, make_backend, host, route) -> None:
    other = make_backend()
    route("/port", "port", other.port, **only(host))
    eventually("the port to be asked", lambda: ask(node, host, "/port/x").status == 200 and other.named(host), 5)


def test_target_url(node, make_backend, host, route) -> None:
    other = make_backend()
    route("/url", "url", other.url, **only(host))
    eventually("the URL to be asked", lambda: ask(node, host, "/url/x").status == 200 and other.named(host), 5)


def test_target_hostname_is_another_proxy(node, make_backend, host, site, route) -> None:
    other = make_backend()
    elsewhere = site(other.url)
    route("/host", "hostname", elsewhere, **only(host))
    eventually("the other proxy's target", lambda: ask(node, host, "/host/x").status == 200 and other.requests[1:], 5)


def test_target_service(node, make_backend, host, route) -> None:
    other = make_backend()
    name = f"svc{next(_numbers)}"
    node.must("POST", "/api/v1/services/external", {"service_name": name, "target_url": other.url})
    route("/svc", "service", name, **only(host))
    eventually("the service to be asked", lambda: ask(node, host, "/svc/x").status == 200 and other.named(host), 5)


def test_redirect_target(node, host, route) -> None:
    route("/old", "redirect", "https://$host/new$path?$query", target_status=308, **only(host))
    eventually("the redirect", lambda: ask(node, host, "/old").status == 308, 5)
    assert ask(node, host, "/old/a?b=c").header("location") == f"https://{host}/new/old/a?b=c"


def test_strip_prefix(node, host, route, backend) -> None:
    route("/api", "url", backend.url, strip_prefix=True, **only(host))
    eventually("the prefix to be gone", lambda: ask(node, host, "/api/x?y=z").json()["target"] == "/x?y=z", 5)
    assert ask(node, host, "/api").json()["target"] == "/"


def test_rewrite(node, host, route, backend) -> None:
    route("/rw", "url", backend.url, rewrite="/other", **only(host))
    eventually("the path to be replaced", lambda: ask(node, host, "/rw/x").json()["target"].startswith("/other"), 5)


def test_dot_segments_do_not_escape_a_route(node, host, route) -> None:
    route("/admin", **told("guarded"), **only(host))
    becomes(node, host, "/admin", b"guarded")
    for path in ("/x/../admin", "/./admin", "/x/%2e%2e/admin", "/admin/../admin", "/admin/", "/%61dmin"):
        answer = ask(node, host, path)
        assert answer.body == b"guarded" or answer.status == 400, path


def test_a_bad_regex_is_422(node, host) -> None:
    answer = node.api(
        "POST", "/api/v1/routes",
        {"path_pattern": "/a(", "is_regex": True, "target_type": "port", "target_value": 80, **only(host)},
    )  # fmt: skip
    assert answer.status == 422
    assert answer.json()["errors"]


def test_a_costly_regex_is_bounded(node, host, route) -> None:
    route("^/(a+)+$", is_regex=True, **told("matched"), **only(host))
    becomes(node, host, "/aaa", b"matched")
    begin = time.monotonic()
    assert ask(node, host, "/" + "a" * 5000 + "!").status in (200, 404, 500, 503)
    assert time.monotonic() - begin < 1


def test_the_same_route_twice_is_409(node, host, route) -> None:
    route("/twice", **told("x"), **only(host))
    body = {"path_pattern": "/twice", **told("y"), **only(host)}
    assert node.api("POST", "/api/v1/routes", body).status == 409


# Explain


def explained(node, host: str, path: str, method: str = "GET") -> dict:
    query = f"method={method}&host={quote(host)}&path={quote(path)}"
    return node.must("GET", f"/api/v1/routes/explain?{query}")


def test_explain_names_the_winner_and_the_losers(node, host, route) -> None:
    winner = route("/ex", priority=70, **told("w"), **only(host))
    loser = route("/ex", priority=60, **told("l"), **only(host))
    wrong = route("/ex", priority=80, methods=["POST"], **told("m"), **only(host))
    becomes(node, host, "/ex", b"w")
    text = str(explained(node, host, "/ex"))
    assert winner in text
    assert loser in text
    assert wrong in text


def test_explain_of_an_unknown_host(node) -> None:
    answer = node.api("GET", "/api/v1/routes/explain?method=GET&host=nobody.test&path=/")
    assert answer.status == 200
    assert "404" in answer.body.decode() or "no" in answer.body.decode().lower()
