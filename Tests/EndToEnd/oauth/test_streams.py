"""Many open streams behind the guard: what one of them costs, what it is delayed by, and how fast all of them end."""

from __future__ import annotations

import asyncio
import gc
import resource
import ssl
import time
from collections.abc import Iterator

import pytest

from support.event_streams import EventStreams
from support.node import Node
from support.oauth.double import Double
from support.oauth.site import AUTH_HOST, Site
from support.ports import free_port
from support.waiting import eventually

IDLE = 10_000
IDLE_OVER_TLS = 2_000
LARGEST_KIB = 40
LARGEST_KIB_OVER_TLS = 80
BUSY = 100
INTERVAL_MS = 100
LASTING_S = 3.0
LARGEST_ADDED_MS = 2.0
REVOKED_WITHIN_S = 1.0
REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture(scope="module")
def servers() -> Iterator[EventStreams]:
    made = EventStreams()
    yield made
    made.stop()


@pytest.fixture
def site(tmp_path) -> Iterator[Site]:
    """A site that may have as many connections to one upstream as there are streams, and has used no memory before."""
    made = Site(Node(tmp_path / "site", UPSTREAM_MAX_CONNECTIONS=2 * IDLE))
    made.node.start()
    yield made.set_up()
    made.end()


@pytest.fixture
def guarded(site, servers) -> str:
    """A host whose streams are guarded, over HTTP as over HTTPS."""
    return _guard(site, servers)


def _guard(site: Site, servers: EventStreams) -> str:
    host = "streams.localhost"
    site.run("proxy", "create", host, servers.url, "--internal", "--https-redirect", "never")
    site.run("proxy", "auth", "enable", host, AUTH_HOST, "forward", "--users", "*")
    site.run("proxy", "resource", "set", host, "/mcp", "mcp:read")
    for url in (f"https://{host}:{site.port}/mcp", f"http://{host}:{site.node.http_port}/mcp"):
        eventually(f"{url} to be guarded", lambda url=url: _status(site, url) == 401, 10, every=0.05)
    return host


def _status(site: Site, url: str) -> int:
    try:
        return site.call(url, None).status
    except OSError:
        return 0


@pytest.fixture
def files() -> Iterator[int]:
    """As many descriptors as may be had."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _sign_in(site: Site, host: str) -> Double:
    double = Double(site, f"https://{host}:{site.port}/mcp", REDIRECT)
    double.discover()
    double.register(
        client_name="Streams", grant_types=["authorization_code", "refresh_token"], token_endpoint_auth_method="none"
    )
    double.authorize()
    assert double.redeem().status == 200
    return double


class Stream(asyncio.Protocol):
    """One open stream: notes when its head came, how long each event took, and when it ended."""

    def __init__(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.request = request
        self.transport: asyncio.WriteTransport | None = None
        self.opened: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[float] = loop.create_future()
        self.delays: list[int] = []
        self._rest = b""

    def connection_made(self, transport: asyncio.WriteTransport) -> None:  # type: ignore[override]
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        self._rest += data
        if not self.opened.done():
            if b"\r\n\r\n" not in self._rest:
                return
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            if b" 200 " in head.split(b"\r\n")[0]:
                self.opened.set_result(None)
            else:
                self.opened.set_exception(AssertionError(head.decode(errors="replace")))
        while (end := self._rest.find(b"\n\n")) >= 0:
            event, self._rest = self._rest[:end], self._rest[end + 2 :]
            if (begin := event.find(b"data: ")) >= 0:
                self.delays.append(now - int(event[begin + 6 :]))

    def connection_lost(self, problem: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(problem or AssertionError("ended before its head"))
        self.ended.set_result(time.monotonic())


class Streams:
    """Streams of one host, opened many at a time; none is left open behind the block."""

    def __init__(self, port: int, host: str, path: str, context: ssl.SSLContext | None = None) -> None:
        self._address, self._context = (port, host, path), context
        self._opened: list[Stream] = []

    async def open(self, count: int, token: str | None) -> list[Stream]:
        port, host, path = self._address
        field = f"Authorization: Bearer {token}\r\n" if token else ""
        request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{field}Accept: text/event-stream\r\n\r\n".encode()
        first = len(self._opened)
        while (missing := first + count - len(self._opened)) > 0:
            streams = [Stream(request) for _ in range(min(100, missing))]
            self._opened += streams
            await asyncio.gather(*(self._connect(stream) for stream in streams))
            await asyncio.wait_for(asyncio.gather(*(stream.opened for stream in streams)), 30)
        return self._opened[first:]

    async def _connect(self, stream: Stream) -> None:
        port, host, _ = self._address
        name = host if self._context else None
        await asyncio.get_running_loop().create_connection(
            lambda: stream, "127.0.0.1", port, ssl=self._context, server_hostname=name
        )

    async def __aenter__(self) -> Streams:
        return self

    async def __aexit__(self, *_: object) -> None:
        for stream in self._opened:
            if stream.transport is not None:
                stream.transport.abort()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "most", "largest"),
    [("http", IDLE, LARGEST_KIB), ("https", IDLE_OVER_TLS, LARGEST_KIB_OVER_TLS)],
)
def test_idle_guarded_streams_cost_little_and_end_with_their_token(site, guarded, files, scheme, most, largest) -> None:
    """The server holds two descriptors for each; where fewer are allowed, fewer streams are opened.

    The ends are counted by the tests' own interpreter, so that another program may disturb one of two attempts.
    """
    count = min(most, (files - 400) // 2)
    other = _sign_in(site, guarded)
    port, context = (site.node.http_port, None) if scheme == "http" else (site.port, site.context)

    async def measure(holder: Double) -> tuple[float, float]:
        async with Streams(port, guarded, "/0", context) as opener:
            [untouched] = await opener.open(1, other.tokens["access_token"])
            before = site.node.rss_kib()
            streams = await opener.open(count, holder.tokens["access_token"])
            cost = (site.node.rss_kib() - before) / count
            assert not any(stream.ended.done() for stream in streams)
            form = {"token": holder.tokens["access_token"], "client_id": holder.client_id}
            begin = time.monotonic()
            assert (await asyncio.to_thread(site.post, "/revoke", form)).status == 200
            done, open_still = await asyncio.wait([stream.ended for stream in streams], timeout=10)
            assert not open_still, f"{len(open_still)} of {count} streams were open 10 s after the revocation"
            assert not untouched.ended.done(), "a stream of another client ended, too"
            return cost, max(future.result() for future in done) - begin

    costs, ends = [], []
    while not ends or (len(ends) < 2 and ends[-1] > REVOKED_WITHIN_S):
        cost, last = asyncio.run(measure(_sign_in(site, guarded)))
        print(f"{scheme}: {count} idle guarded streams of {cost:.1f} KiB each; all ended in {last:.2f} s when revoked")
        costs.append(cost)
        ends.append(last)
    assert costs[0] <= largest
    assert min(ends) <= REVOKED_WITHIN_S
    assert _status(site, f"https://{guarded}:{site.port}/mcp") == 401


@pytest.fixture
def pair(redis, tmp_path) -> Iterator[tuple[Site, Site]]:
    """Two nodes on one Redis, with one public address."""
    public = free_port()
    sites = [
        Site(Node(tmp_path / name, REDIS_URL=redis.url, HTTPS_PUBLIC_PORT=public, UPSTREAM_MAX_CONNECTIONS=IDLE))
        for name in ("one", "two")
    ]
    try:
        for site in sites:
            site.node.start()
        yield sites[0].set_up(), sites[1]
    finally:
        for site in sites:
            site.end()


@pytest.mark.slow
def test_ten_thousand_idle_guarded_streams_on_two_nodes_end_with_their_token(pair, servers, files) -> None:
    """One process may have fewer descriptors than two for each of so many streams; two processes may."""
    if files < IDLE + 400:
        pytest.skip(f"only {files} descriptors are allowed here, and the clients need {IDLE} of them")
    first, second = pair
    host = _guard(first, servers)
    for site in pair:
        url = f"http://{host}:{site.node.http_port}/mcp"
        eventually(f"{url} to be guarded", lambda site=site, url=url: _status(site, url) == 401, 10, every=0.05)

    async def measure() -> tuple[float, float]:
        holder = _sign_in(first, host)
        token = holder.tokens["access_token"]
        async with (
            Streams(first.node.http_port, host, "/0") as of_first, Streams(second.node.http_port, host, "/0") as of_second
        ):  # fmt: skip
            for opener in (of_first, of_second):
                await opener.open(1, token)
            before = sum(site.node.rss_kib() for site in pair)
            streams = await of_first.open(IDLE // 2, token) + await of_second.open(IDLE // 2, token)
            cost = (sum(site.node.rss_kib() for site in pair) - before) / IDLE
            assert not any(stream.ended.done() for stream in streams)
            form = {"token": token, "client_id": holder.client_id}
            begin = time.monotonic()
            assert (await asyncio.to_thread(first.post, "/revoke", form)).status == 200
            done, open_still = await asyncio.wait([stream.ended for stream in streams], timeout=10)
            assert not open_still, f"{len(open_still)} of {IDLE} streams were open 10 s after the revocation"
            return cost, max(future.result() for future in done) - begin

    costs, ends = [], []
    while not ends or (len(ends) < 2 and ends[-1] > REVOKED_WITHIN_S):
        cost, last = asyncio.run(measure())
        print(f"two nodes: {IDLE} idle guarded streams of {cost:.1f} KiB each; all ended in {last:.2f} s when revoked")
        costs.append(cost)
        ends.append(last)
    assert costs[0] <= LARGEST_KIB
    assert min(ends) <= REVOKED_WITHIN_S


def _delays(port: int, host: str, token: str | None, context: ssl.SSLContext | None = None) -> list[int]:
    """Nanoseconds that each event took, in order of size."""

    async def run() -> list[int]:
        async with Streams(port, host, f"/{INTERVAL_MS}", context) as opener:
            streams = await opener.open(BUSY, token)
            await asyncio.sleep(0.2)
            for stream in streams:
                stream.delays.clear()
            gc.disable()
            await asyncio.sleep(LASTING_S)
            gc.enable()
            return sorted(delay for stream in streams for delay in stream.delays)

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_hundred_guarded_streams_are_delayed_by_less_than_two_milliseconds(site, guarded, servers, scheme) -> None:
    """The 99th percentile against that of the same load on the direct way; the best of three, as other programs disturb
    it."""
    token = _sign_in(site, guarded).tokens["access_token"]
    port, context = (site.node.http_port, None) if scheme == "http" else (site.port, site.context)
    added = []
    for _ in range(3):
        direct = _delays(servers.port, "127.0.0.1", None)
        proxied = _delays(port, guarded, token, context)
        events = LASTING_S * 1000 / INTERVAL_MS * BUSY
        assert min(len(direct), len(proxied)) > 0.9 * events, (len(direct), len(proxied), events)
        found = [values[int(len(values) * 0.99)] / 1e6 for values in (direct, proxied)]
        added.append(found[1] - found[0])
        medians = [values[len(values) // 2] / 1e6 for values in (direct, proxied)]
        print(
            f"{scheme}: {BUSY} streams, p50 direct {medians[0]:.2f} ms, proxied {medians[1]:.2f} ms; "
            f"p99 direct {found[0]:.2f} ms, proxied {found[1]:.2f} ms"
        )
        if added[-1] <= LARGEST_ADDED_MS:
            break
    assert min(added) <= LARGEST_ADDED_MS
