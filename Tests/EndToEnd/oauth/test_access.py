"""Who may come in, and what those are told who may not."""

from __future__ import annotations

import json

import pytest

from support.oauth.double import Double
from support.oauth.site import AUTH_HOST, Site
from support.waiting import eventually

REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture(scope="module")
def host(site, mcp_servers) -> str:
    site.add_user("bea", groups="guests")
    site.guard("lists.localhost", mcp_servers.url("stateless-json"))
    return "lists.localhost"


def _double(site: Site, host: str, user: str = "ann") -> Double:
    double = Double(site, f"https://{host}:{site.port}/mcp", REDIRECT)
    double.browser = site.browser(username=user)
    double.discover()
    double.register(
        client_name="Lists", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    return double


def _admit(site: Site, host: str, **lists: object) -> None:
    """Sets the lists of a host; those that are not given are absent."""
    body = {"auth_proxy": AUTH_HOST, "mode": "forward", **lists}
    site.node.must("POST", f"/api/v1/proxy/targets/{host}/auth", body)


@pytest.mark.parametrize(
    ("lists", "admitted"),
    [
        ({"required_users": ["*"]}, {"ann", "bea"}), ({"required_users": ["bea"]}, {"bea"}),
        ({"required_users": []}, set()),
        ({"required_emails": ["*@example.com"]}, {"ann", "bea"}), ({"required_emails": ["ann@example.com"]}, {"ann"}),
        ({"required_emails": ["ann@example.co"]}, set()), ({"required_groups": ["guests"]}, {"bea"}),
    ],
    ids=str,
)  # fmt: skip
def test_a_list_counts_at_sign_in_and_for_tokens_that_are_there(site, host, lists, admitted) -> None:
    _admit(site, host, required_users=["*"])
    holders = {}
    for user in ("ann", "bea"):
        holders[user] = _double(site, host, user)
        eventually("everybody to be admitted", lambda user=user: _signs_in(holders[user]), 5, every=0.1)
        assert holders[user].redeem().status == 200
    _admit(site, host, **lists)
    for user, double in holders.items():
        expected = 200 if user in admitted else 403
        token = double.tokens["access_token"]
        eventually(
            f"{user} to get {expected}", lambda t=token, s=expected: site.call(double.url, t).status == s, 5, every=0.05
        )
        if expected == 403:
            refused = site.call(double.url, token)
            # Signing in again would not help, so that no client is asked to.
            assert refused.header("www-authenticate") is None
            assert json.loads(refused.body)["jsonrpc"] == "2.0"
        assert _signs_in(double) is (user in admitted)


def _signs_in(double: Double) -> bool:
    try:
        double.authorize()
    except Exception:  # noqa: BLE001
        return False
    return True


def test_a_missing_scope_is_told_with_all_that_are_needed_and_can_be_had(site, host) -> None:
    _admit(site, host, required_users=["*"], allowed_scopes=["mcp:write"])
    double = _double(site, host)
    double.authorize(scope="mcp:read")
    assert double.redeem().status == 200 and double.tokens["scope"] == "mcp:read"

    def refused():  # noqa: ANN202
        answer = site.call(double.url, double.tokens["access_token"])
        return answer if answer.status == 403 else None

    answer = eventually("the scope to be asked for", refused, 5, every=0.05)
    challenge = answer.header("www-authenticate") or ""
    assert challenge.startswith("Bearer ")
    for part in ('error="insufficient_scope"', 'scope="', "mcp:write", 'resource_metadata="https://'):
        assert part in challenge, challenge
    double.authorize(scope=challenge.split('scope="')[1].split('"')[0])
    assert double.redeem().status == 200
    double.works()


def test_the_way_of_old_clients_is_challenged_alike(site, host) -> None:
    """HTTP and SSE of 2024-11-05: a stream at one address, messages to another."""
    for method, path in (("GET", "/sse"), ("POST", "/messages?sessionid=1")):
        answer = site.get(f"https://{host}:{site.port}{path}", {"Accept": "text/event-stream"}, method)
        assert answer.status == 401
        assert (answer.header("www-authenticate") or "").startswith('Bearer resource_metadata="https://')


SPELLINGS = [
    "/mcp/../public/../mcp", "/public/../mcp", "/public/%2e%2e/mcp", "/public/..%2fmcp", "/public/..;/mcp", "//public",
    "/public%00", "/public\\..\\mcp", "/%70ublic/../mcp", "/public/%252e%252e/mcp", "/PUBLIC", "/public.evil",
]  # fmt: skip


def test_no_other_spelling_passes_where_a_path_is_let_through(site, backend) -> None:
    host = "excluded.localhost"
    site.run("proxy", "create", host, backend.url, "--internal")
    body = {"auth_proxy": AUTH_HOST, "mode": "forward", "required_users": ["*"]}
    site.node.must("POST", f"/api/v1/proxy/targets/{host}/auth", {**body, "excluded_paths": ["/public"]})
    origin = f"https://{host}:{site.port}"
    eventually("the exception", lambda: _status(site, origin + "/public") == 200, 10, every=0.05)
    assert _status(site, origin + "/private") == 401
    for path in SPELLINGS:
        assert _status(site, origin + path) in (400, 401), path


def _status(site: Site, url: str) -> int:
    try:
        return site.get(url).status
    except OSError:
        return 0
