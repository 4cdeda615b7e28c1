"""Many open streams behind the guard, and what one of them costs."""

from __future__ import annotations

import asyncio
import resource

import pytest

from support.oauth.double import Double
from support.waiting import eventually

STREAMS = 2000
LARGEST_KIB = 40
REDIRECT = "http://127.0.0.1:3118/callback"


@pytest.fixture
def many_files():  # noqa: ANN201
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, 3 * STREAMS + 1000)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"{wanted} files are needed, and {hard} allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_an_idle_guarded_stream_costs_little(site, backend, many_files) -> None:
    host = "idle.localhost"
    site.run("proxy", "create", host, backend.url, "--http-only")
    site.run("proxy", "auth", "enable", host, "auth.localhost", "forward", "--users", "*")
    site.run("proxy", "resource", "set", host, "/mcp", "mcp:read")
    url = f"http://{host}:{site.node.http_port}/mcp"
    eventually(f"{host} to be guarded", lambda: site.call(url, None).status == 401, 10, every=0.05)
    double = Double(site, url, REDIRECT)
    double.discover()
    double.register(client_name="Idle", token_endpoint_auth_method="none")
    double.authorize()
    assert double.redeem().status == 200
    head = (
        f"GET /events/1/600000 HTTP/1.1\r\nHost: {host}:{site.node.http_port}\r\n"
        f"Authorization: Bearer {double.tokens['access_token']}\r\nAccept: text/event-stream\r\n\r\n"
    ).encode()

    async def open_one() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.node.http_port)
        writer.write(head)
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        assert b" 200 " in answer.split(b"\r\n")[0], answer
        return reader, writer

    async def measure() -> float:
        opened = [await open_one()]
        before = site.node.rss_kib()
        while len(opened) <= STREAMS:
            opened += await asyncio.gather(*(open_one() for _ in range(100)))
        after = site.node.rss_kib()
        for _, writer in opened:
            writer.transport.abort()
        return (after - before) / (len(opened) - 1)

    cost = asyncio.run(measure())
    assert cost <= LARGEST_KIB, f"{cost:.1f} KiB for each stream"
    assert site.call(url, None).status == 401
