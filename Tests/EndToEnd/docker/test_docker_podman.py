"""What only reads works with Podman's socket, too."""

from __future__ import annotations

import pytest

from support.docker_node import secret_key
from support.node import Node
from support.podman import Podman, podman_or_reason
from support.waiting import eventually


@pytest.fixture(scope="module")
def podman():
    with podman_or_reason() as (made, reason):
        if made is None:
            print(f"tests with Podman are skipped: {reason}")
            pytest.skip(reason)
        yield made


@pytest.fixture(scope="module", params=["negotiated", "1.41"])
def node(podman: Podman, tmp_path_factory, request):
    """A node whose engine is Podman, by the version that both speak and by one that is given."""
    given = {} if request.param == "negotiated" else {"DOCKER_API_VERSION": request.param}
    made = Node(
        tmp_path_factory.mktemp("podman"), DOCKER_HOST=podman.host, DOCKER_PORT_RANGE="34000-34999",
        SECRET_KEY=secret_key("podman"), **given,
    )  # fmt: skip
    made.start()
    yield made
    made.end()


def test_health_tells_the_version_of_podman(node: Node, podman: Podman) -> None:
    def component() -> dict | None:
        shown = node.must("GET", "/health", token=None)["components"].get("docker")
        return shown if shown and shown["status"] == "healthy" else None

    assert eventually("Podman to be healthy", component, 20, every=0.05)["version"] == podman.version()
    assert "proxyd_engine_up 1" in node.api("GET", "/metrics").body.decode()


def test_nothing_of_this_installation_is_found_and_nothing_is_made(node: Node, podman: Podman) -> None:
    before = podman.census()
    assert node.must("GET", "/api/v1/services/orphans")["orphans"] == []
    assert node.must("GET", "/api/v1/services")["services"] == []
    assert node.must("GET", "/api/v1/services/ports") == {}
    cleaned = node.must("POST", "/api/v1/services/cleanup?delete_volumes=true")
    assert cleaned["removed"] == []
    assert podman.census() == before


@pytest.mark.parametrize("part", ["", "/logs", "/stats"])
def test_a_service_that_is_not_there_is_not_found(node: Node, part: str) -> None:
    answer = node.api("GET", f"/api/v1/services/nothing{part}")
    assert answer.status == 404, answer.body


def test_the_command_line_lists_nothing(node: Node) -> None:
    done = node.cli("service", "orphans")
    assert done.returncode == 0, done.stderr
    done = node.cli("service", "list")
    assert done.returncode == 0, done.stderr


def test_podman_that_goes_and_comes_is_told(node: Node, podman: Podman) -> None:
    def status() -> str:
        return node.must("GET", "/health", token=None)["components"]["docker"]["status"]

    eventually("Podman to be healthy", lambda: status() == "healthy", 20, every=0.05)
    assert podman.process is not None
    podman.process.terminate()
    podman.process.wait(15)
    eventually("Podman to be missed", lambda: status() == "unhealthy", 20, every=0.05)
    podman.start()
    eventually("Podman to be healthy again", lambda: status() == "healthy", 30, every=0.05)
