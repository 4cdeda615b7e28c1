"""Real WebSocket traffic, through both listeners."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from support.certificates import trusting_all
from support.waiting import eventually
from support.websocket_server import LARGEST, WebSocketServer
from support.wire import head


@pytest.fixture(scope="module")
def server():
    made = WebSocketServer()
    yield made
    made.stop()


@pytest.fixture
def socket_host(server, site) -> str:
    return site(server.url, probe=False)


def opened(node, host: str, path: str = "/chat", tls: bool = False, **options: object) -> ClientConnection:
    port = node.https_port if tls else node.http_port
    if tls:
        options |= {"ssl": trusting_all(), "server_hostname": "localhost"}
    return eventually(
        "a WebSocket", lambda: _try(lambda: connect(
            f"{'wss' if tls else 'ws'}://{host}{path}", sock=_socket(port), max_size=LARGEST, compression=None,
            ping_interval=None, open_timeout=10, close_timeout=5, **options,
        )), 5,
    )  # fmt: skip


def _try(make):  # noqa: ANN001, ANN202
    try:
        return make()
    except InvalidStatus as error:
        if error.response.status_code == 404:
            return None
        raise


def _socket(port: int):  # noqa: ANN202
    return socket.create_connection(("127.0.0.1", port), 10)


@pytest.mark.parametrize("tls", [False, True], ids=["ws", "wss"])
@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 1 << 20, 16 << 20])
def test_binary_and_text_come_back(node, socket_host, size: int, tls: bool) -> None:
    with opened(node, socket_host, tls=tls) as client:
        data = os.urandom(size)
        client.send(data)
        assert client.recv(30) == data
        text = "ä" * (size // 2)
        client.send(text)
        assert client.recv(30) == text


def test_fragments_come_back_as_a_message(node, socket_host) -> None:
    with opened(node, socket_host) as client:
        client.send(["one ", "two ", "three"])
        assert client.recv(5) == "one two three"


def test_ping_of_the_client(node, socket_host) -> None:
    with opened(node, socket_host) as client:
        assert client.ping(b"hello").wait(5)


def test_ping_of_the_server(node, socket_host) -> None:
    with opened(node, socket_host) as client:
        client.send("ping")
        assert client.recv(5) == "pong came"


@pytest.mark.parametrize("code", [1000, 1001, 1011, 3000, 4999])
def test_close_codes_of_the_server(node, socket_host, code: int) -> None:
    with opened(node, socket_host) as client:
        client.send(f"close {code}")
        with pytest.raises(ConnectionClosed):
            client.recv(5)
        assert (client.close_code, client.close_reason) == (code, "as you wish")


@pytest.mark.parametrize("code", [1000, 1001, 4000])
def test_close_codes_of_the_client(node, server, socket_host, code: int) -> None:
    server.closed.clear()
    with opened(node, socket_host) as client:
        client.close(code, "enough")
    eventually("the server to see the close", lambda: (code, "enough") in server.closed, 5)


def test_an_abort_of_the_client_reaches_the_server(node, server, socket_host) -> None:
    server.closed.clear()
    with opened(node, socket_host) as client:
        client.send("x")
        assert client.recv(5) == "x"
        client.socket.shutdown(2)
        eventually("the server to see the end", lambda: server.closed, 5)
    assert server.closed[0][0] == 1006


def test_forwarding_headers_are_on_the_handshake(node, server, socket_host) -> None:
    server.headers.clear()
    with opened(node, socket_host, "/a?b=c") as client:
        client.send("x")
        client.recv(5)
    assert server.paths[-1] == "/a?b=c"
    assert server.headers[-1]["x-forwarded-for"] == "127.0.0.1"
    assert server.headers[-1]["x-request-id"]


def test_a_refused_handshake_is_an_ordinary_answer(node, host) -> None:
    with pytest.raises(InvalidStatus) as caught:
        connect(f"ws://{host}/status/403", sock=_socket(node.http_port))
    assert caught.value.response.status_code == 403


def test_many_at_once(node, socket_host) -> None:
    failures: list[str] = []

    def talk(client: ClientConnection, number: int) -> None:
        for round_number in range(20):
            client.send(f"{number} {round_number}")
            if client.recv(10) != f"{number} {round_number}":
                failures.append(f"{number} {round_number}")

    with ExitStack() as stack:
        clients = [stack.enter_context(opened(node, socket_host)) for _ in range(100)]
        threads = [threading.Thread(target=talk, args=(client, index)) for index, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert not failures


def test_data_right_behind_the_handshake_is_not_lost(node, host) -> None:
    with node.wire() as wire:
        upgrade = [("Connection", "Upgrade"), ("Upgrade", "echo")]
        wire.send(head(host, "/upgrade/early", headers=upgrade) + b"early bird")
        assert wire.response_head().status == 101
        assert sorted(wire.exactly(15)) == sorted(b"helloearly bird")
