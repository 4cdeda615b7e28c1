"""What goes wrong with an authority, a name server or a store: told in words, tried again later, and nothing lost."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from support.authority_front import Answer, AuthorityFront, Request
from support.bind import Bind
from support.certificates import Authority
from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.ports import free_port
from support.redis import Redis
from support.waiting import eventually


class Faulty:
    """An authority that fails in one way until it is mended, and the certificate that is asked from it."""

    def __init__(self, name: str, front: AuthorityFront, words: str, mend: Callable[[], None]) -> None:
        self.name, self.front, self.words, self.mend = name, front, words, mend


def _refuse(kind: str, *answer: str, status: int = 403) -> Callable[[AuthorityFront], Callable[[], None]]:
    def prepare(front: AuthorityFront) -> Callable[[], None]:
        def rule(request: Request) -> Answer | None:
            return Answer.problem(*answer, status=status) if request.kind == kind else None

        front.before.append(rule)
        return front.before.clear

    return prepare


def _answer(kind: str, answer: Answer) -> Callable[[AuthorityFront], Callable[[], None]]:
    def prepare(front: AuthorityFront) -> Callable[[], None]:
        front.before.append(lambda request: answer if request.kind == kind else None)
        return front.before.clear

    return prepare


def _hang(front: AuthorityFront) -> Callable[[], None]:
    mended = threading.Event()
    front.before.append(lambda _: None if mended.wait(120) else None)
    return mended.set


def _chain(*names: str) -> Callable[[AuthorityFront], Callable[[], None]]:
    """Another certificate than was ordered: for the same names, where none are said, but with another key."""

    def prepare(front: AuthorityFront) -> Callable[[], None]:
        authority = Authority("Somebody")

        def rule(request: Request, answer: Answer) -> Answer | None:
            if request.kind != "certificate" or answer.status != 200:
                return None
            leaf = authority.leaf(*(names or ["another-key.faults.test"]))
            return Answer(200, answer.headers, (leaf.chain + authority.pem).encode())

        front.after.append(rule)
        return front.after.clear

    return prepare


def _invalid_order(front: AuthorityFront) -> Callable[[], None]:
    error = {"type": "urn:ietf:params:acme:error:serverInternal", "detail": "the signer is on fire", "status": 500}

    def rule(request: Request, answer: Answer) -> Answer | None:
        if request.kind not in ("order", "finalize") or answer.status >= 400:
            return None
        return answer.with_json(status="invalid", error=error)

    front.after.append(rule)
    return front.after.clear


def _garbage(front: AuthorityFront) -> Callable[[], None]:
    front.before.append(lambda _: Answer(200, {"Content-Type": "application/json"}, os.urandom(300)))
    return front.before.clear


def _unreachable(front: AuthorityFront) -> Callable[[], None]:
    front.directory_url = f"https://127.0.0.1:{free_port()}/dir"
    return lambda: None


def _other_tls(front: AuthorityFront) -> Callable[[], None]:
    return lambda: None


FAULTS = {
    "unreachable": (_unreachable, "not reachable"),
    "garbage": (_garbage, "JSON"),
    "trouble": (_answer("directory", Answer(500, {}, b"<h1>oh no</h1>")), "the authority answered HTTP 500"),
    "other-tls": (_other_tls, "certificate"),
    "refused-names": (_refuse("newOrder", "rejectedIdentifier", "no such names here", status=400), "no such names here"),
    "caa": (_refuse("newOrder", "caa", "CAA record for caa.faults.test prevents issuance"), "prevents issuance"),
    "no-account": (_refuse("newAccount", "unauthorized", "this account is closed"), "this account is closed"),
    "invalid-order": (_invalid_order, "the signer is on fire"),
    "refused-request": (_refuse("finalize", "badCSR", "the key is weak", status=400), "the key is weak"),
    "other-names": (_chain("elsewhere.faults.test"), "names"),
    "another-key": (_chain(), "key"),
    # The last one: by then it has been given up.
    "hanging": (_hang, "time"),
}
# What ends by itself is no failure: it is told when it goes on.
LIMITS = {
    "no-room": (_answer("newOrder", Answer(503, {"Retry-After": "7200"}, b"")), "503"),
    "limited": (_refuse("newOrder", "rateLimited", "too many certificates", status=429), "too many certificates"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Pebble, dict[str, Faulty]]]:
    """One certificate of each faulty authority, all asked for at once."""
    folder = tmp_path_factory.mktemp("faults")
    node = Node(folder / "node")
    pebble = Pebble(folder / "pebble", http_port=node.http_port, tls_port=node.https_port)
    Issuing(node, pebble).start()
    stranger = Authority("Nobody knows it").leaf("127.0.0.1").write(folder, "stranger")
    made: dict[str, Faulty] = {}
    for name, (prepare, words) in (FAULTS | LIMITS).items():
        front = AuthorityFront(pebble, *(stranger if name == "other-tls" else ()))
        made[name] = Faulty(name, front, words, prepare(front))
        body = {"cert_name": name, "domain": f"{name}.faults.test", "acme_directory_url": front.directory_url}
        node.must("POST", "/api/v1/certificates", body)
    yield node, pebble, made
    for one in made.values():
        one.mend()
    node.end()
    for one in made.values():
        one.front.end()
    pebble.end()


@pytest.fixture(scope="module", autouse=True)
def all_at_once(faulty, zones, lost) -> None:  # noqa: ANN001
    """What takes its time is begun before the first test looks."""


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_told_with_its_end(faulty: tuple[Node, Pebble, dict[str, Faulty]], name: str) -> None:
    node, _, all_faulty = faulty
    shown = _settled(node, name)
    assert shown["status"] == "pending" and all_faulty[name].words in shown["last_error"], shown
    assert shown["next_attempt"] > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 3000))


def test_refused_nonces_are_waited_out(make_node, make_pebble) -> None:  # noqa: ANN001
    node = make_node()
    pebble = make_pebble(http_port=node.http_port)
    front = AuthorityFront(pebble)
    Issuing(node, pebble)
    node.start()
    until = time.monotonic() + 3

    def rule(request: Request, answer: Answer) -> Answer | None:
        if request.method != "POST" or time.monotonic() > until:
            return None
        refusal = Answer.problem("badNonce", "JWS has an invalid anti-replay nonce", status=400)
        refusal.headers["Replay-Nonce"] = answer.headers["Replay-Nonce"]
        return refusal

    # What is refused must not have been done, as with an authority that looks at nonces first.
    front.before.append(
        lambda request: rule(request, Answer(400, {"Replay-Nonce": "bm90LXlvdXJzLW5vdA"})) if request.kind else None
    )
    try:
        node.must(
            "POST", "/api/v1/certificates",
            {"cert_name": "n", "domain": "nonces.test", "acme_directory_url": front.directory_url},
        )  # fmt: skip
        shown = _settled(node, "n")
        assert shown["status"] == "issued", shown
        assert front.refused("badNonce") > 10 and pebble.orders == 1
        history = node.must("GET", "/api/v1/certificates/n")["issuance"]["history"]
        assert [attempt["outcome"] for attempt in history] == ["issued"], "one attempt, however many nonces"
    finally:
        front.end()


STEPS = ("order", "finalize", "certificate")


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Pebble]]:
    """A node whose store dies while an authority works on one certificate at each of three steps, and comes back."""
    folder = tmp_path_factory.mktemp("lost")
    redis = Redis(folder / "redis").start()
    node = Node(folder / "node", REDIS_URL=redis.url)
    pebble = Pebble(folder / "pebble", http_port=node.http_port)
    Issuing(node, pebble).start()
    reached, mended = threading.Barrier(len(STEPS) + 1, timeout=20), threading.Event()
    fronts = []
    for kind in STEPS:
        front = AuthorityFront(pebble)
        front.before.append(_hold(kind, reached, mended))
        fronts.append(front)
        body = {"cert_name": kind, "domain": f"{kind}.lost.test", "acme_directory_url": front.directory_url}
        node.must("POST", "/api/v1/certificates", body)

    def lose() -> None:
        reached.wait()
        redis.kill()
        mended.set()
        # Longer than one write is tried for, and there again before the lease would be over.
        time.sleep(3)
        redis.start()

    losing = threading.Thread(target=lose)
    losing.start()
    yield node, pebble
    losing.join()
    node.end()
    for front in fronts:
        front.end()
    pebble.end()
    redis.end()


def _hold(kind: str, reached: threading.Barrier, mended: threading.Event) -> Callable[[Request], None]:
    """Answers nothing to the first request of a kind until that is said."""
    held = threading.Lock()

    def rule(request: Request) -> None:
        if request.kind == kind and held.acquire(blocking=False):
            reached.wait()
            mended.wait(20)

    return rule


# The provider, the name, and what is said; the slowest last.
UNPUBLISHED = {
    "another-key": ("other-key", "*.k.dns.test", "refuses the credentials"),
    "unknown-key": ("unknown-key", "*.u.dns.test", "refuses the credentials"),
    "nobody-there": ("refused", "*.r.dns.test", "not reachable"),
    "fixed-zone": ("fine", "*.fixed.test", "refuses the change"),
    "no-zone": ("fine", "*.nowhere.invalid", "nowhere.invalid': the name cannot be looked up"),
    "silent": ("silent", "*.s.dns.test", "does not answer"),
}


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Bind]]:
    """A node whose DNS providers do not work."""
    folder = tmp_path_factory.mktemp("zones")
    bind = Bind(folder / "bind", "dns.test", fixed=("fixed.test",)).start()
    node = Node(folder / "node", ACME_DNS_RESOLVERS=bind.server)
    pebble = Pebble(folder / "pebble", dns=bind.server)
    Issuing(node, pebble).start()
    silent = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    silent.bind(("127.0.0.1", 0))
    silent.listen(16)
    other_key = "b3RoZXIga2V5IG9mIDMyIGJ5dGVzIGZvciB0aGUgdGVzdA=="
    for provider in (
        bind.provider("fine"), bind.provider("other-key", secret=other_key), bind.provider("unknown-key", key_name="nobody"),
        bind.provider("refused", server=f"127.0.0.1:{free_port()}"),
        bind.provider("silent", server=f"127.0.0.1:{silent.getsockname()[1]}"),
    ):  # fmt: skip
        node.must("POST", "/api/v1/dns-providers", provider)
    for name, (provider, domain, _) in UNPUBLISHED.items():
        node.must("POST", "/api/v1/certificates", {"cert_name": name, "domain": domain, "dns_provider": provider})
    yield node, bind
    silent.close()
    node.end()
    pebble.end()
    bind.end()


@pytest.mark.parametrize("name", UNPUBLISHED)
def test_a_provider_that_cannot_publish_is_told(zones: tuple[Node, Bind], name: str) -> None:
    node, bind = zones
    shown = _settled(node, name)
    assert shown["status"] == "failed" and UNPUBLISHED[name][2] in shown["last_error"], shown
    assert shown["next_attempt"] and bind.secret not in str(shown)


def test_a_name_server_that_fails_is_told(make_node, make_pebble) -> None:  # noqa: ANN001
    node = make_node()
    pebble = make_pebble(http_port=node.http_port, tls_port=node.https_port)
    node.settings["ACME_DNS_RESOLVERS"] = pebble.dns
    Issuing(node, pebble)
    node.start()
    provider = {"name": "p", "kind": "rfc2136", "server": "127.0.0.1:9"}
    node.must("POST", "/api/v1/dns-providers", provider)
    for host in ("web.broken.test", "_acme-challenge.dns.broken.test"):
        pebble.challenges("set-servfail", host=host)
    node.must("POST", "/api/v1/certificates", {"cert_name": "web", "domain": "web.broken.test", "challenge": "http-01"})
    node.must("POST", "/api/v1/certificates", {"cert_name": "dns", "domain": "*.dns.broken.test", "dns_provider": "p"})
    for name in ("web", "dns"):
        shown = _settled(node, name)
        assert shown["status"] == "failed" and shown["next_attempt"], shown
        assert f"{name}.broken.test" in shown["last_error"], shown
    # What this node asked itself; of the other name the authority has its own words.
    assert "SERVFAIL" in shown["last_error"], shown


def test_the_names_of_another_token_are_not_had(issuing: Issuing) -> None:
    node = issuing.node
    ours, theirs = (node.must("POST", "/api/v1/tokens", {"name": name})["token"] for name in ("ours", "theirs"))
    node.must("POST", "/api/v1/proxy/targets", {"hostname": "mine.test", "target_url": "http://127.0.0.1:1/"}, token=ours)
    refused = node.api("POST", "/api/v1/certificates", {"cert_name": "theirs", "domain": "mine.test"}, token=theirs)
    assert refused.status == 403 and "not the token's own" in refused.json()["detail"], refused.body


@pytest.mark.parametrize("kind", STEPS)
def test_a_store_that_is_lost_in_the_middle_costs_no_second_order(lost: tuple[Node, Pebble], kind: str) -> None:
    node, pebble = lost
    shown = eventually("the certificate", lambda: _issued(node, kind), 90, every=0.2)
    assert [attempt["outcome"] for attempt in shown["issuance"]["history"]] == ["issued"]
    assert pebble.orders == len(STEPS) and pebble.malformed == []


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_told_in_words_and_tried_again(faulty: tuple[Node, Pebble, dict[str, Faulty]], name: str) -> None:
    node, _, all_faulty = faulty
    one = all_faulty[name]
    shown = _settled(node, name)
    assert shown["status"] == "failed" and one.words in shown["last_error"], shown
    assert shown["next_attempt"] > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    listed = node.must("GET", f"/api/v1/certificates/{name}")
    assert listed["last_error"] == shown["last_error"]
    assert [attempt["outcome"] for attempt in listed["issuance"]["history"]] == ["failed"]
    assert listed.get("fingerprint") is None, "nothing that was not ordered is put in force"


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in ("unreachable", "other-tls")])
def test_it_is_had_once_the_authority_is_mended(faulty: tuple[Node, Pebble, dict[str, Faulty]], name: str) -> None:
    node, pebble, all_faulty = faulty
    all_faulty[name].mend()
    _settled(node, name)
    node.must("POST", f"/api/v1/certificates/{name}/renew")
    shown = _settled(node, name)
    assert shown["status"] == "issued" and shown["last_error"] is None, shown
    assert pebble.malformed == []


def test_what_was_put_for_an_authority_is_gone(faulty: tuple[Node, Pebble, dict[str, Faulty]]) -> None:
    node, _, all_faulty = faulty
    for name in all_faulty:
        _settled(node, name)
    assert not node.must("GET", "/api/v1/config/export").get("acme_challenges")


def _settled(node: Node, name: str) -> dict:
    """The status of a certificate that is there, or has failed and is tried again later."""

    def settled() -> dict | None:
        shown = node.must("GET", f"/api/v1/certificates/{name}/status")
        return shown if shown["is_settled"] else None

    return eventually(f"{name} to be there or to have failed", settled, 75, every=0.1)


def _issued(node: Node, name: str) -> dict | None:
    shown = node.api("GET", f"/api/v1/certificates/{name}/status")
    return shown.json() if shown.status == 200 and shown.json()["status"] == "issued" else None
