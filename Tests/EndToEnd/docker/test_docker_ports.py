"""Ports of the host that lead to services: open ones, and those that need a token or come from some addresses alone."""

from __future__ import annotations

import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.docker_engine import PERL, wait_free
from support.docker_node import DockerNode, secret_key
from support.waiting import eventually
from support.wire import Wire, WireError

OTHER_ADDRESS = "127.0.0.2"
KEY = secret_key("ports")


def host_address() -> str:
    """An address of this host besides loopback."""
    done = subprocess.run(["ip", "-4", "-o", "addr", "show", "scope", "global"], capture_output=True, text=True)
    for line in done.stdout.splitlines():
        words = line.split()
        if words[1] == "eth0":
            return words[3].split("/")[0]
    pytest.skip("this host has no address besides loopback")


def status(port: int, address: str = "127.0.0.1", source: str | None = None, **headers: str) -> int | None:
    """The status of a request; None when there is no answer."""
    try:
        with Wire(port, address, timeout=5, source=source) as wire:
            fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
            return wire.request("service.test", "/", headers=fields).status
    except (OSError, WireError):
        return None


def wait_open(port: int, wanted: int, **more: str) -> None:
    eventually(f"port {port} to answer {wanted}", lambda: status(port, **more) == wanted, 30, every=0.05)


def ask_from_container(node, network: str, address: str, port: int, *fields: str) -> str:
    """What a container of a network gets from an address."""
    head = "".join(f"{line}\\r\\n" for line in ("GET / HTTP/1.1", "Host: a", "Connection: close", *fields, ""))
    script = f"(printf '{head}'; sleep 2) | nc -w 3 {address} {port}"
    return node.engine.output(node.engine.run(network, "sh", "-c", script))[1]


@pytest.fixture(scope="module")
def node(engine, tmp_path_factory):
    """A node whose ports may be bound to every address."""
    made = DockerNode(
        tmp_path_factory.mktemp("ports"), engine, DOCKER_PUBLISH_ADDRESSES="127.0.0.1,::1,0.0.0.0", SECRET_KEY=KEY,
        DOCKER_PORT_RANGE="17000-17999",
    )  # fmt: skip
    made.start()
    yield made
    made.end()


@pytest.fixture
def web(node, service_name):
    made: list[str] = []

    def make(**fields: object) -> str:
        name = service_name()
        made.append(name)
        node.create(name, **fields)
        return name

    yield make
    for name in made:
        node.remove(name)


def test_an_open_port_leads_to_the_service(node, web) -> None:
    name = web(expose_ports=True)
    shown = node.show(name)
    port = shown["allocated_port"]
    assert 17000 <= port <= 17999
    wait_open(port, 200)
    bindings = node.container(name)["HostConfig"]["PortBindings"]
    assert bindings == {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(port)}]}
    assert status(port, host_address()) is None


def test_several_ports_are_added_changed_and_removed(node, web) -> None:
    name = web()
    first = node.add_port(name, "one", container=8080)["host_port"]
    second = node.add_port(name, "two", container=8080, bind="127.0.0.1")["host_port"]
    assert first != second
    wait_open(first, 200)
    wait_open(second, 200)
    listed = node.must("GET", f"/api/v1/services/{name}/ports")["ports"]
    assert [p["port_name"] for p in listed] == ["one", "two"]
    moved = second + 100
    node.must("PUT", f"/api/v1/services/{name}/ports/two", {"host": moved})
    wait_open(moved, 200)
    node.must("DELETE", f"/api/v1/services/{name}/ports/one")
    wait_free(first)
    assert node.must("POST", f"/api/v1/services/ports/check?port={first}&bind_address=127.0.0.1")["available"] is True
    table = node.must("GET", "/api/v1/services/ports")
    assert str(moved) in str(table) and str(first) not in str(table)


def test_udp_is_published_as_udp(node, web) -> None:
    name = web(port_configs=[{"name": "udp", "container": 9000, "protocol": "udp"}])
    port = node.show(name)["allocated_port"]
    bindings = node.container(name)["HostConfig"]["PortBindings"]
    assert bindings == {"9000/udp": [{"HostIp": "127.0.0.1", "HostPort": str(port)}]}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, pytest.raises(OSError, match="in use"):
        probe.bind(("127.0.0.1", port))
    with socket.socket() as probe:
        # Connections to the service that had the port before may still be remembered.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


# Answers each datagram with what it was: no module is needed for that.
UDP_ECHO = (
    'socket(S, 2, 2, 17) or die; bind(S, pack("S n N x8", 2, 9000, 0)) or die "$!";'
    ' while (defined($peer = recv(S, $said, 2000, 0))) { send(S, "echo $said", 0, $peer) }'
)


@pytest.mark.skipif(not PERL.is_file(), reason=f"{PERL} is not installed")
def test_a_udp_port_answers_from_the_host(node, web) -> None:
    name = web(
        image=node.engine.need_perl_image(), command=["-e", UDP_ECHO], internal_port=9000,
        port_configs=[{"name": "udp", "container": 9000, "protocol": "udp"}],
        healthcheck={"test": ["perl", "-e", "exit 0"], "interval": 0.2, "timeout": 5},
    )  # fmt: skip
    port = node.show(name)["allocated_port"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.5)
        client.connect(("127.0.0.1", port))

        def echo(said: bytes) -> bytes | None:
            try:
                client.send(said)
                return client.recv(4000)
            except OSError:
                return None

        eventually("an answer to a datagram", lambda: echo(b"first") == b"echo first", 30, every=0.05)
        # Those that were asked for before the server listened may be answered late.
        eventually("an answer of its own", lambda: echo(b"x" * 1400) == b"echo " + b"x" * 1400, 10)


def test_a_udp_port_has_neither_token_nor_sources(node, web) -> None:
    for guard in ({"require_token": True}, {"allowed_sources": ["127.0.0.0/8"]}):
        port = {"name": "udp", "container": 9000, "protocol": "udp", **guard}
        answer = node.create_raw("refused", "sleep", "1000", port_configs=[port])
        assert answer.status == 422, answer.body
        assert "tokens and sources are for tcp" in answer.body.decode()
    name = web()
    made = node.add_port(name, "raw", container=8080, allowed_sources=["127.0.0.0/8"])
    answer = node.api("PUT", f"/api/v1/services/{name}/ports/raw", {"protocol": "udp"})
    assert answer.status == 422 and "tokens and sources are for tcp" in answer.body.decode()
    wait_open(made["host_port"], 200)


# Ports with a token


@pytest.fixture
def guarded(node, web):
    """A service with a port on every interface that needs a token: name, port, token."""
    name = web()
    made = node.add_port(name, "mcp", container=8080, bind="0.0.0.0", require_token=True)
    wait_open(made["host_port"], 401)
    return name, made["host_port"], made["source_token"]


def test_without_a_token_nobody_gets_through_from_anywhere(node, web, guarded) -> None:
    name, port, token = guarded
    addresses = ["127.0.0.1", OTHER_ADDRESS, host_address()]
    for address in addresses:
        assert status(port, address) == 401
        assert status(port, address, X_Source_Token="acp_" + "x" * 43) in (401, 403)
        assert status(port, address, Authorization="Bearer acp_wrong-wrong-wrong") in (401, 403)
        assert status(port, address, X_Source_Token="") in (401, 403)
    assert not node.container(name)["HostConfig"]["PortBindings"], "the engine publishes nothing for it"
    # From a container of another network, by every address of the host that it knows.
    other = web(networks=["elsewhere"])
    network = next(iter(node.container(other)["NetworkSettings"]["Networks"].values()))
    inner = next(iter(node.container(name)["NetworkSettings"]["Networks"].values()))["IPAddress"]
    full = node.container(other)["HostConfig"]["NetworkMode"]
    for address, target in ((network["Gateway"], port), (host_address(), port), (inner, 8080)):
        said = ask_from_container(node, full, address, target)
        assert "hello" not in said and " 200 " not in said, f"{address}:{target}: {said}"
    assert "401" in ask_from_container(node, full, network["Gateway"], port)
    assert "hello" in ask_from_container(node, full, network["Gateway"], port, f"X-Source-Token: {token}")


def test_with_its_token_it_answers(guarded) -> None:
    _, port, token = guarded
    assert status(port, X_Source_Token=token) == 200
    assert status(port, Authorization=f"Bearer {token}") == 200
    assert status(port, host_address(), X_Source_Token=token) == 200


def test_every_request_of_a_connection_needs_the_token(guarded) -> None:
    _, port, token = guarded
    with Wire(port) as wire:
        assert wire.request("a.test", "/", headers=[("X-Source-Token", token)]).status == 200
        assert wire.request("a.test", "/").status == 401
    with Wire(port) as wire:
        first = f"GET / HTTP/1.1\r\nHost: a\r\nX-Source-Token: {token}\r\n\r\n"
        wire.send(f"{first}GET / HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert wire.response().status == 200
        assert wire.response().status == 401


def test_the_token_does_not_reach_the_service(node, web) -> None:
    name = web(
        image=node.engine.need_program_image(), command=["demo-backend", "--everywhere", "--port", "8080"]
    )
    made = node.add_port(name, "mcp", require_token=True)
    port, token = made["host_port"], made["source_token"]
    wait_open(port, 200, X_Source_Token=token)
    with Wire(port) as wire:
        shown = wire.request("a.test", "/", headers=[("X-Source-Token", token)]).body
    assert token.encode() not in shown


def test_the_token_is_not_shown_again(node, guarded) -> None:
    name, _, token = guarded
    for path in (f"/api/v1/services/{name}/ports", f"/api/v1/services/{name}", "/api/v1/services/ports"):
        assert token not in node.api("GET", path).body.decode()
    assert token not in node.said()


def test_something_that_is_not_http_is_refused(guarded) -> None:
    _, port, _ = guarded
    for said in (b"\x16\x03\x01\x02\x00\x01", b"SSH-2.0-x\r\n", b"\x00" * 64 + b"\r\n\r\n"):
        with Wire(port, timeout=5) as wire:
            wire.send(said)
            try:
                answer = wire.socket.recv(4096)
            except OSError:
                answer = b""
            assert b"hello" not in answer and b" 200 " not in answer


def test_port_tokens_open_what_they_name(node, web, guarded) -> None:
    name, port, _ = guarded
    other = web()
    second = node.add_port(other, "mcp", container=8080, require_token=True)["host_port"]
    wait_open(second, 401)
    made = node.must("POST", "/api/v1/ports/tokens", {"name": "ci", "allowed_services": [name]})
    wait_open(port, 200, X_Source_Token=made["token"])
    assert status(second, X_Source_Token=made["token"]) in (401, 403)
    narrow = node.must("POST", "/api/v1/ports/tokens", {"name": "narrow", "allowed_ports": [second]})
    wait_open(second, 200, X_Source_Token=narrow["token"])
    assert status(port, X_Source_Token=narrow["token"]) in (401, 403)
    node.must("DELETE", "/api/v1/ports/tokens/ci")
    eventually("the token to open nothing", lambda: status(port, X_Source_Token=made["token"]) in (401, 403), 10)
    node.must("DELETE", "/api/v1/ports/tokens/narrow")


def test_it_stays_guarded_while_its_service_moves(node, guarded) -> None:
    name, port, token = guarded
    node.must("POST", f"/api/v1/services/{name}/restart")
    node.wait_status(name, "running")
    wait_open(port, 200, X_Source_Token=token)
    assert status(port) == 401
    node.must("POST", f"/api/v1/services/{name}/stop")
    node.wait_status(name, "stopped")
    assert status(port) in (401, 503, None)
    assert status(port, X_Source_Token=token) in (502, 503, None)


def test_a_port_that_lost_its_service_is_closed(node, web) -> None:
    name = web()
    port = node.add_port(name, "mcp", container=8080, require_token=True)["host_port"]
    wait_open(port, 401)
    node.remove(name)
    wait_free(port)


# Open ports that are closed while nothing new gets well

# Its first container serves and is well; those after it do neither.
ONLY_ONCE = (
    "sh", "-c",
    "[ -e /data/seen ] && exec sleep 1000; touch /data/seen /tmp/well; cd /tmp; echo hello > index.html;"
    " exec httpd -f -p 8080",
)  # fmt: skip


@pytest.fixture
def open_once(node, service_name):
    """A service whose only good container opens a port: name, port."""
    name = service_name()
    node.create(
        name, *ONLY_ONCE, volumes=[f"once-{name}:/data"], port_configs=[{"name": "web", "container": 8080}],
        healthcheck={"test": ["ls", "/tmp/well"], "interval": 0.2, "timeout": 1, "retries": 3}, drain_timeout=0,
    )  # fmt: skip
    port = node.show(name)["allocated_port"]
    wait_open(port, 200)
    yield name, port
    node.remove(name)


def wait_closed(port: int) -> None:
    """Waits until nothing comes from the service without a token, and looks that it stays so."""
    eventually(f"port {port} not to be open", lambda: status(port) != 200, 15, every=0.05)
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        assert status(port) != 200
        time.sleep(0.1)


def test_an_open_port_that_gets_a_token_is_closed_though_nothing_new_gets_well(node, open_once) -> None:
    name, port = open_once
    node.must("PUT", f"/api/v1/services/{name}/ports/web", {"require_token": True})
    wait_closed(port)


def test_an_open_port_that_is_removed_is_closed_though_nothing_new_gets_well(node, open_once) -> None:
    name, port = open_once
    node.must("DELETE", f"/api/v1/services/{name}/ports/web")
    wait_closed(port)
    wait_free(port)


def test_an_open_port_that_gets_sources_is_closed_though_the_image_is_not_there(node, open_once) -> None:
    name, port = open_once
    node.must("PUT", f"/api/v1/services/{name}", {"image": "busybox:absent"})
    node.must("PUT", f"/api/v1/services/{name}/ports/web", {"allowed_sources": ["127.0.0.2/32"]})
    wait_closed(port)


@pytest.mark.parametrize("shares", [False, True])
def test_a_port_that_another_program_has_is_told_until_it_is_free(engine, make_docker_node, shares: bool) -> None:
    node = make_docker_node(engine, SECRET_KEY=secret_key("taken"), DOCKER_PORT_RANGE="16000-16099").start()
    node.create("taken")
    port = node.add_port("taken", "mcp", container=8080, require_token=True)["host_port"]
    wait_open(port, 401)
    assert node.show("taken")["failure"] is None
    node.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shares:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        node.start()
        eventually("the failure to be told", lambda: node.show("taken")["failure"], 40)
        shown = node.show("taken")
        assert shown["failure"]["message"].startswith(f"port {port} cannot be opened on 127.0.0.1: the address is in use")
        assert shown["failure"]["code"] == "portTaken"
        assert shown["status"] == "running"
    wait_open(port, 401)
    eventually("nothing to be told", lambda: node.show("taken")["failure"] is None, 20)
    wait_open(port, 401)
    metrics = node.api("GET", "/metrics").body.decode()
    assert "proxyd_port_connections_open 0" in metrics
    assert 'proxyd_port_refusals{reason="token"} ' in metrics
    assert 'proxyd_port_refusals{reason="token"} 0' not in metrics
    node.remove("taken")


# Sources


def test_connections_come_from_the_listed_addresses_alone(node, web) -> None:
    name = web()
    made = node.add_port(name, "raw", container=8080, bind="0.0.0.0", allowed_sources=["127.0.0.2/32"])
    port = made["host_port"]
    wait_open(port, 200, source="127.0.0.2")
    assert status(port) is None or status(port) == 403
    assert status(port, host_address(), source=host_address()) in (None, 403)
    assert not node.container(name)["HostConfig"]["PortBindings"]


# Who gets a port


def test_a_port_is_had_once(node, web) -> None:
    name, other = web(), web()
    port = node.add_port(name, "one", container=8080)["host_port"]
    answer = node.api("POST", f"/api/v1/services/{other}/ports", {"name": "one", "host": port})
    assert answer.status == 409 and str(port) in answer.body.decode()
    answer = node.api("POST", f"/api/v1/services/{other}/ports", {"name": "one", "host": port, "bind": "0.0.0.0"})
    assert answer.status == 409


def test_a_port_that_somebody_else_listens_on_is_not_given(node, web) -> None:
    name = web()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = node.api("POST", f"/api/v1/services/{name}/ports", {"name": "one", "host": port})
        assert answer.status == 409, answer.body
        told = node.must("POST", f"/api/v1/services/ports/check?port={port}&bind_address=127.0.0.1")
        assert told["available"] is False


def test_two_nodes_give_one_name_and_one_port_once(engine, redis, make_docker_node) -> None:
    more = {"REDIS_URL": redis.url, "SECRET_KEY": secret_key("two-nodes")}
    nodes = [make_docker_node(engine, DOCKER_NODE_NAME=f"n{i}", **more).start() for i in (1, 2)]
    for attempt in range(5):
        with ThreadPoolExecutor(8) as pool:
            answers = list(
                pool.map(lambda i: nodes[i % 2].create_raw(f"one{attempt}", "sleep", "1000").status, range(8))
            )
        assert sorted(answers) == [201] + [409] * 7, answers
    for attempt in range(5):
        port = 12_100 + attempt
        with ThreadPoolExecutor(5) as pool:
            answers = list(
                pool.map(
                    lambda i: nodes[i % 2].api(
                        "POST", f"/api/v1/services/one{i}/ports", {"name": f"p{attempt}", "host": port}
                    ),
                    range(5),
                )
            )
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [201] + [409] * 4, [answer.body for answer in answers]
    for attempt in range(5):
        nodes[0].wait_status(f"one{attempt}", "running")
        eventually("one container", lambda: len(nodes[0].containers(f"one{attempt}")) == 1, 30)
        nodes[attempt % 2].remove(f"one{attempt}")
