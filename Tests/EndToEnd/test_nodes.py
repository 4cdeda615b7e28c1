"""Two nodes on one Redis."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest
from websockets.asyncio.client import connect

from support.waiting import eventually
from support.websocket_server import WebSocketServer
from support.wire import Wire, WireError

CHANGES = 200
SOCKETS = 1000


@pytest.fixture
def pair(make_node, redis):
    return make_node(REDIS_URL=redis.url).start(), make_node(REDIS_URL=redis.url).start()


def test_a_host_made_on_one_is_served_by_the_other(pair, backend) -> None:
    first, second = pair
    first.add_proxy("both.test", backend.url, https_redirect="never")
    second.wait_routed("both.test")
    second.must("DELETE", "/api/v1/proxy/targets/both.test")
    first.wait_routed("both.test", status=404)


def test_a_token_made_on_one_works_on_the_other(pair) -> None:
    first, second = pair
    text = first.must("POST", "/api/v1/tokens", {"name": "shared", "cert_email": "a@example.com"})["token"]
    eventually("the token", lambda: second.api("GET", "/api/v1/routes", token=text).status == 200, 5)


def test_both_are_in_the_status(pair) -> None:
    first, _ = pair
    answer = eventually("the status of nodes", lambda: first.api("GET", "/api/v1/system/nodes"), 5)
    assert answer.status in (200, 404)


def test_of_two_racing_writers_one_wins_and_the_other_is_told(pair, backend) -> None:
    first, second = pair
    outcomes = []
    for number in range(20):
        host = f"race{number}.test"
        barrier = threading.Barrier(2)
        statuses: list[int] = []

        def create(node, host=host, barrier=barrier, statuses=statuses) -> None:  # noqa: ANN001
            barrier.wait()
            statuses.append(node.api("POST", "/api/v1/proxy/targets", {"hostname": host, "target_url": backend.url}).status)

        threads = [threading.Thread(target=create, args=(node,)) for node in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcomes.append(sorted(statuses))
    assert all(outcome == [201, 409] for outcome in outcomes), outcomes


def test_of_two_racing_updates_one_is_412(pair, backend) -> None:
    first, second = pair
    first.add_proxy("tagged.test", backend.url)
    path = "/api/v1/proxy/targets/tagged.test"
    eventually("the proxy on the second node", lambda: second.api("GET", path).status == 200, 5)
    for number in range(20):
        eventually("the same revision on both", lambda: first.api("GET", path).etag == second.api("GET", path).etag, 5)
        tag = first.api("GET", path).etag
        barrier = threading.Barrier(2)
        statuses: list[int] = []

        def update(node, value, tag=tag, barrier=barrier, statuses=statuses) -> None:  # noqa: ANN001
            barrier.wait()
            body = {"custom_headers": {"X-Writer": value}}
            statuses.append(node.api("PUT", path, body, headers={"If-Match": tag}).status)

        threads = [
            threading.Thread(target=update, args=(first, f"a{number}")),
            threading.Thread(target=update, args=(second, f"b{number}")),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [200, 412]


class OpenSockets:
    """WebSockets that stay open, on an event loop of their own."""

    def __init__(self, ports: list[int], host: str, each: int) -> None:
        self.count = each * len(ports)
        self._ports, self._host, self._each = ports, host, each
        self._loop = asyncio.new_event_loop()
        self._clients: list = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(120)

    async def _open(self) -> None:
        limit = asyncio.Semaphore(64)

        async def one(port: int) -> None:
            async with limit:
                plain = socket.create_connection(("127.0.0.1", port))
                self._clients.append(
                    await connect(f"ws://{self._host}/", sock=plain, compression=None, ping_interval=None, open_timeout=30)
                )

        await asyncio.gather(*(one(port) for port in self._ports for _ in range(self._each)))

    def alive(self) -> int:
        """How many still answer."""

        async def one(client) -> bool:  # noqa: ANN001
            try:
                await client.send("x")
                return await asyncio.wait_for(client.recv(), 20) == "x"
            except Exception:  # noqa: BLE001
                return False

        async def everyone() -> int:
            return sum(await asyncio.gather(*(one(client) for client in self._clients)))

        return asyncio.run_coroutine_threadsafe(everyone(), self._loop).result(60)

    def close(self) -> None:
        async def everyone() -> None:
            for client in self._clients:
                client.transport.abort()

        asyncio.run_coroutine_threadsafe(everyone(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_hundred_changes_are_seen_fast_and_drop_no_websocket(pair, backend) -> None:
    first, second = pair
    server = WebSocketServer()
    sockets = None
    try:
        first.add_proxy("chat.test", server.url, https_redirect="never")
        first.add_proxy("changing.test", backend.url, https_redirect="never")
        second.wait_routed("changing.test")
        first.wait_routed("changing.test")
        sockets = OpenSockets([first.http_port, second.http_port], "chat.test", SOCKETS)
        delays = []
        for number in range(CHANGES):
            path = f"/change/{number}"
            body = {
                "path_pattern": path, "target_type": "fixed", "scope": "proxy", "proxy_hostnames": ["changing.test"],
                "target_value": str(number),
            }  # fmt: skip
            with Wire(second.http_port) as wire:
                # From the moment of the acknowledgement; the request is on its way to the other node at once.
                first.must("POST", "/api/v1/routes", body)
                begin = time.monotonic()
                while wire.request("changing.test", path).body != str(number).encode():
                    assert time.monotonic() - begin < 5, f"change {number} never arrived"
                delays.append((time.monotonic() - begin) * 1000)
        alive = sockets.alive()
    finally:
        if sockets is not None:
            sockets.close()
        server.stop()
    delays.sort()
    print(f"visible on the other node: p50 {delays[CHANGES // 2]:.1f} ms, p99 {delays[CHANGES * 99 // 100 - 1]:.1f} ms")
    assert alive == sockets.count
    assert delays[CHANGES * 99 // 100 - 1] < 100


def test_a_node_that_leaves_does_not_disturb_the_other(pair, backend) -> None:
    first, second = pair
    first.add_proxy("stays.test", backend.url, https_redirect="never")
    second.wait_routed("stays.test")
    first.kill()
    second.add_proxy("new.test", backend.url, https_redirect="never")
    second.wait_routed("new.test")
    first.start()
    first.wait_routed("new.test")
    with pytest.raises((WireError, OSError, AssertionError)), Wire(first.http_port, timeout=1) as wire:
        assert wire.request("never.test").status == 200
