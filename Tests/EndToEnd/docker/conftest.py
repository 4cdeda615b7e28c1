"""Fixtures: an engine that the tests share, nodes that use it, and the services that they make."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.docker_engine import DockerEngine, engine_or_reason
from support.docker_node import DockerNode

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def engine() -> Iterator[DockerEngine]:
    """An engine for tests that leave it as they found it."""
    with engine_or_reason() as (made, reason):
        if made is None:
            print(f"tests with a container engine are skipped: {reason}")
            pytest.skip(reason)
        yield made


@pytest.fixture
def own_engine() -> Iterator[DockerEngine]:
    """An engine that the test may break."""
    with engine_or_reason() as (made, reason):
        if made is None:
            pytest.skip(reason)
        yield made


@pytest.fixture(scope="session")
def docker_node(engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerNode]:
    """The node of the shared engine."""
    made = DockerNode(tmp_path_factory.mktemp("docker"), engine)
    made.start()
    yield made
    made.end()


@pytest.fixture
def service_name() -> Callable[[], str]:
    """Names of services that no other test uses."""
    return lambda: f"s{next(_numbers)}"


@pytest.fixture
def make_docker_node(tmp_path: Path) -> Iterator[Callable[..., DockerNode]]:
    """Makes nodes that the test may break; they are not started."""
    made: list[DockerNode] = []

    def make(engine: DockerEngine, **settings: str | int | Path) -> DockerNode:
        one = DockerNode(tmp_path / f"node{len(made) + 1}", engine, **settings)
        made.append(one)
        return one

    yield make
    for one in made:
        one.end()


@pytest.fixture
def service(docker_node: DockerNode, service_name: Callable[[], str]) -> Iterator[Callable[..., dict]]:
    """Makes services of the shared node and removes them, with their volumes, at the end."""
    made: list[str] = []

    def make(*command: str, expect: str | None = "running", **fields: object) -> dict:
        name = str(fields.pop("service_name", service_name()))
        made.append(name)
        return docker_node.create(name, *command, expect=expect, **fields)

    yield make
    for name in made:
        docker_node.remove(name)
