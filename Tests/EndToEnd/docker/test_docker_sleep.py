"""Services that sleep while nobody asks for them, and wake for the next request."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from support.docker_node import DockerNode


def test_a_service_sleeps_without_requests_and_wakes_for_the_next(docker_node: DockerNode, service) -> None:
    name = service(idle_timeout=2)["service_name"]
    host = docker_node.expose(name)
    docker_node.wait_routed(host, "/", 200)
    docker_node.wait_status(name, "asleep")
    assert not docker_node.containers(name, running=True)

    def ask(_: int) -> tuple[int, bytes]:
        with docker_node.wire() as wire:
            answer = wire.request(host, "/")
            return answer.status, answer.body

    # All of them wait for the one start.
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert answers == [(200, b"hello\n")] * 8
    docker_node.wait_status(name, "running")
    assert len(docker_node.containers(name, running=True)) == 1
    docker_node.wait_status(name, "asleep")


def test_a_service_that_is_used_stays_awake(docker_node: DockerNode, service) -> None:
    name = service(idle_timeout=2)["service_name"]
    host = docker_node.expose(name)
    docker_node.wait_routed(host, "/", 200)
    first = docker_node.container(name)["State"]["StartedAt"]
    end = time.monotonic() + 7
    with docker_node.wire() as wire:
        while time.monotonic() < end:
            assert wire.request(host, "/").status == 200
            time.sleep(0.5)
    assert docker_node.container(name)["State"]["StartedAt"] == first
