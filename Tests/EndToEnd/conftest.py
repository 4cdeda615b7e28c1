"""Fixtures: a node and a backend that the tests of a run share, and makers of private ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.backend import Backend
from support.certificates import Authority
from support.node import BINARY, Node
from support.pebble import Pebble
from support.redis import Redis

_numbers = itertools.count(1)


def pytest_sessionstart() -> None:
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not there: build it, or name another by PROXYD_BINARY", 2)


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The node for tests that leave it as they found it, but for names of their own."""
    made = Node(tmp_path_factory.mktemp("node"), TRUSTED_PROXIES="127.0.0.9/32", PROXY_PROTOCOL_TRUSTED="127.0.0.0/8")
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="session")
def backend() -> Iterator[Backend]:
    made = Backend()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def unique() -> Callable[[], str]:
    """Host names that no other test uses."""
    return lambda: f"t{next(_numbers)}.test"


@pytest.fixture
def site(node: Node, backend: Backend, unique: Callable[[], str]) -> Callable[..., str]:
    """Makes a proxy to the shared backend, or another target, and gives its host name once it is served."""

    def make(target: str | None = None, probe: bool = True, **fields: object) -> str:
        host = unique()
        fields.setdefault("https_redirect", "never")
        if target is None and "upstreams" not in fields:
            target = backend.url
        node.add_proxy(host, target, **fields)
        if probe:
            node.wait_routed(host)
        return host

    return make


@pytest.fixture
def host(site: Callable[..., str]) -> str:
    """A host name that is routed to the shared backend."""
    return site()


@pytest.fixture
def make_node(tmp_path: Path) -> Iterator[Callable[..., Node]]:
    """Makes nodes that the test may break; they are not started."""
    made: list[Node] = []

    def make(**settings: str | int) -> Node:
        one = Node(tmp_path / f"node{len(made) + 1}", **settings)
        made.append(one)
        return one

    yield make
    for one in made:
        one.end()


@pytest.fixture
def make_backend() -> Iterator[Callable[..., Backend]]:
    made: list[Backend] = []

    def make(**options: object) -> Backend:
        one = Backend(**options)  # type: ignore[arg-type]
        made.append(one)
        return one

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    """A Redis that the test may break."""
    made = Redis(tmp_path / "redis").start()
    yield made
    made.end()


@pytest.fixture
def make_pebble(tmp_path: Path) -> Iterator[Callable[..., Pebble]]:
    """Makes ACME authorities, started, each with names and challenges of its own."""
    made: list[Pebble] = []

    def make(**options: object) -> Pebble:
        one = Pebble(tmp_path / f"pebble{len(made) + 1}", **options)  # type: ignore[arg-type]
        made.append(one)
        return one.start()

    yield make
    for one in made:
        one.end()
