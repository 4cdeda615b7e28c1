"""Replacing certificates while they are in use, and when the authority suggests it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from support.issuing import Issuing
from support.node import Node
from support.pebble import Pebble
from support.renewal_windows import RenewalWindows, identifier
from support.tls_load import TLSLoad
from support.waiting import eventually

RATE = 2000
ROUNDS = 10
BODY = "replaced in full flight"
CERTIFICATES = {
    **{f"single-{number}": [f"s{number}.load.example.com"] for number in range(6)},
    "several": [f"m{number}.load.example.com" for number in range(3)],
}
HOSTS = [host for hosts in CERTIFICATES.values() for host in hosts]
# What proxyd keeps to, whatever shorter pause an authority names (RFC 9773 §4.3.2).
SHORTEST_PAUSE = 60.0
# From the moment that was chosen to the order: a look at the schedule, the check before an order, and a busy machine.
SLACK = 3.0


class Scene:
    """A node whose authority suggests when to renew."""

    def __init__(self, issuing: Issuing, windows: RenewalWindows) -> None:
        self.issuing, self.node, self.windows = issuing, issuing.node, windows

    def create(self, name: str, *hosts: str) -> str:
        """Gets a certificate, and gives the name that renewal information has for it, once that was asked for."""
        self.node.must("POST", "/api/v1/certificates", {"cert_name": name, "domains": list(hosts)})
        return self.asked(hosts[0])

    def asked(self, host: str, but: str = "") -> str:
        """The certificate that a host is served with, once the authority was asked for its window."""

        def found() -> str | None:
            try:
                name = identifier(self.issuing.served(host))
            except OSError:
                return None
            return name if name != but and self.windows.polls(name) else None

        return eventually(f"the look at the window of {host}", found, 30, every=0.1)

    def serials(self) -> dict[str, str]:
        listed = self.node.must("GET", "/api/v1/certificates")
        rows = listed["certificates"] if isinstance(listed, dict) else listed
        return {row["cert_name"]: row["serial"] for row in rows if row["serial"]}

    def renewed(self, host: str, name: str, timeout: float) -> tuple[float, str]:
        """When the certificate of a host was ordered anew, and the name of the new one."""

        def found() -> list[float]:
            return [moment for moment, replaces in self.windows.orders(host) if replaces == name]

        moments = eventually(f"an order that replaces {name}", found, timeout, every=0.05)
        assert len(moments) == 1
        return moments[0], self.asked(host, but=name)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("renewal")
    node = Node(folder / "node")
    windows = RenewalWindows(Pebble(folder / "pebble", http_port=node.http_port, tls_port=node.https_port, authzreuse=50))
    issuing = Issuing(node, windows)  # type: ignore[arg-type]
    issuing.start()
    yield Scene(issuing, windows)
    issuing.end()


@pytest.fixture(scope="module")
def moved(scene: Scene) -> str:
    """A certificate whose window was asked for when it was a month away, and moved after that."""
    name = scene.create("moved", "moved.example.com")
    poll = scene.windows.polls(name)[0]
    # It opens after the next look and is over soon after.
    scene.windows.windows[name] = (poll + SHORTEST_PAUSE + 5, poll + SHORTEST_PAUSE + 9)
    return name


def test_a_certificate_is_renewed_within_the_window_that_the_authority_suggests(scene: Scene, moved: str) -> None:
    assert moved, "its next look comes while other tests run"
    start = time.time() + 6
    scene.windows.next_window = (start, start + 4)
    name = scene.create("soon", "soon.example.com")

    def shown() -> bool:
        renewal = scene.node.must("GET", "/api/v1/certificates/soon")["issuance"]["renewal"]
        return renewal["basis"] == "window" and renewal["explanation"] == "https://example.com/why"

    eventually("the window to be shown", shown)
    moment, _ = scene.renewed("soon.example.com", name, 20)
    assert start <= moment < start + 4 + SLACK


@pytest.mark.slow
def test_no_handshake_and_no_request_fails_while_all_certificates_are_replaced_ten_times(scene: Scene, moved: str) -> None:
    node, issuing = scene.node, scene.issuing
    for name, hosts in CERTIFICATES.items():
        node.must("POST", "/api/v1/certificates", {"cert_name": name, "domains": hosts})
    for host in HOSTS:
        node.must("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": None})
    node.add_route("/", "fixed", BODY, scope="proxy", proxy_hostnames=HOSTS)
    current = eventually("all certificates", lambda: _all(scene.serials()), 30, every=0.1)
    seen: dict[str, list[int]] = {host: [issuing.served(host).serial_number] for host in HOSTS}
    # A little more than is shown, for the time that processes take to start.
    load = TLSLoad(node.https_port, issuing.pebble.root, HOSTS, round(RATE * 1.03), BODY)
    try:
        for _ in range(ROUNDS):
            for name in CERTIFICATES:
                node.must("POST", f"/api/v1/certificates/{name}/renew?force=true")
            before = current
            current = eventually(
                "all certificates to be replaced",
                lambda before=before: _all(scene.serials(), lambda name, serial: serial != before[name]),
                30, every=0.1,
            )  # fmt: skip
            for host in HOSTS:
                seen[host].append(issuing.served(host).serial_number)
        tally = load.stop()
    finally:
        load.end()
    print(
        f"{tally.requests} requests at {tally.requests / tally.seconds:.0f}/s, {tally.handshakes} handshakes, "
        f"{tally.resumptions} of them resumed, slowest {tally.slowest * 1000:.0f} ms, in {tally.seconds:.1f} s"
    )
    assert tally.failures == []
    assert tally.requests / tally.seconds >= RATE
    assert tally.handshakes > tally.requests * 0.05 and tally.resumptions > tally.requests * 0.02
    for host in HOSTS:
        assert len(set(seen[host])) == ROUNDS + 1, f"{host} was served with {seen[host]}"
        # Of the first and the last the clients may have seen nothing.
        under_load = {int(serial, 16) for serial in tally.serials[host]}
        assert under_load <= set(seen[host]) and len(under_load) >= ROUNDS - 1
    replaced = [replaces for host in HOSTS for _, replaces in scene.windows.orders(host) if replaces]
    assert len(set(replaced)) == len(CERTIFICATES) * ROUNDS, "every order but the first tells what it replaces"
    assert issuing.pebble.malformed == []


@pytest.mark.slow
def test_a_window_that_the_authority_moves_is_kept(scene: Scene, moved: str) -> None:
    start, end = scene.windows.windows[moved]
    moment, _ = scene.renewed("moved.example.com", moved, SHORTEST_PAUSE + 20)
    assert start <= moment < end + SLACK
    first, second = scene.windows.polls(moved)[:2]
    assert SHORTEST_PAUSE <= second - first < SHORTEST_PAUSE + SLACK


def _all(serials: dict[str, str], is_new: Callable[[str, str], bool] = lambda *_: True) -> dict[str, str] | None:
    """The serial numbers of the certificates under load, when all of them are there."""
    found = {name: serials[name] for name in CERTIFICATES if name in serials and is_new(name, serials[name])}
    return found if len(found) == len(CERTIFICATES) else None
