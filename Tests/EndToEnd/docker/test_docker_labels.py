"""Containers that others started: their labels get them an address, within what the settings allow."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from support.docker_engine import IMAGE, DockerEngine
from support.docker_node import secret_key
from support.docker_node import WEB, DockerNode
from support.waiting import eventually

_numbers = itertools.count(1)


@pytest.fixture
def node(make_docker_node, engine: DockerEngine) -> DockerNode:
    made = make_docker_node(
        engine, DOCKER_LABEL_HOSTS="*.labels.test", SECRET_KEY=secret_key("labels")
    )
    made.start()
    return made


@pytest.fixture
def start(engine: DockerEngine) -> Iterator:
    """Starts containers with labels in a network of their own, and removes them at the end."""
    network = engine.call("POST", "/networks/create", body={"Name": f"labels-{next(_numbers)}"})["Id"]
    made: list[str] = []

    def run(**labels: str) -> str:
        body = {
            "Image": IMAGE, "Cmd": list(WEB), "HostConfig": {"NetworkMode": network},
            "Labels": {f"proxyd.{name}": value for name, value in labels.items()},
        }  # fmt: skip
        made.append(engine.call("POST", "/containers/create", body=body)["Id"])
        engine.call("POST", f"/containers/{made[-1]}/start")
        return made[-1]

    yield run
    left = {container["Id"] for container in engine.containers()}
    for container in set(made) & left:
        engine.call("DELETE", f"/containers/{container}", {"force": 1})
    engine.call("DELETE", f"/networks/{network}")


def test_a_labelled_container_is_served_as_long_as_it_is_there(node, engine, start) -> None:
    container = start(enable="true", host="web.labels.test", port="8080")
    node.wait_routed("web.labels.test", "/", 200)
    with node.wire() as wire:
        assert wire.request("web.labels.test", "/").body == b"hello\n"
    shown = node.must("GET", "/api/v1/proxy/targets/web.labels.test")
    assert shown["target_service"].startswith("_label-") and shown["created_by"] is None
    engine.call("DELETE", f"/containers/{container}", {"force": 1})
    eventually(
        "the proxy to be gone", lambda: node.api("GET", "/api/v1/proxy/targets/web.labels.test").status == 404, 20
    )


def test_what_labels_say_is_no_part_of_exports(node, start) -> None:
    start(enable="true", host="kept.labels.test", port="8080")
    node.wait_routed("kept.labels.test", "/", 200)
    assert node.must("GET", "/api/v1/config/check")["valid"] is True
    document = node.must("GET", "/api/v1/config/export?include_secrets=true")
    assert "kept.labels.test" not in [proxy["hostname"] for proxy in document["proxies"]]
    told = node.must("POST", "/api/v1/config/import?mode=replace", document)
    assert told["deleted"] == [], told
    assert node.must("GET", "/api/v1/proxy/targets/kept.labels.test")["target_service"].startswith("_label-")


def test_labels_get_nothing_beyond_the_settings_nor_what_is_somebodys(node, start) -> None:
    node.add_proxy("taken.labels.test", "http://127.0.0.1:9", enable_https=False)
    start(enable="true", host="elsewhere.test", port="8080")
    start(enable="true", host="taken.labels.test", port="8080")
    start(host="quiet.labels.test", port="8080")
    start(enable="true", host="last.labels.test", port="8080")
    node.wait_routed("last.labels.test", "/", 200)
    for host in ("elsewhere.test", "quiet.labels.test"):
        assert node.api("GET", f"/api/v1/proxy/targets/{host}").status == 404
    taken = node.must("GET", "/api/v1/proxy/targets/taken.labels.test")
    assert taken["target_url"] == "http://127.0.0.1:9"
    said = node.said()
    assert "DOCKER_LABEL_HOSTS" in said and "served already" in said


def test_without_the_setting_labels_are_not_looked_at(make_docker_node, engine, start) -> None:
    node = make_docker_node(engine, SECRET_KEY=secret_key("labels-off"))
    node.start()
    start(enable="true", host="off.labels.test", port="8080")
    eventually("the engine to answer", lambda: node.must("GET", "/health", token=None)["components"].get("docker"), 20)
    assert node.api("GET", "/api/v1/proxy/targets/off.labels.test").status == 404


def test_health_tells_of_the_engine(make_docker_node, own_engine) -> None:
    node = make_docker_node(own_engine)
    node.start()

    def component() -> dict:
        return node.must("GET", "/health", token=None)["components"]["docker"]

    eventually("the engine to be healthy", lambda: component()["status"] == "healthy", 20)
    assert component()["version"]
    assert "proxyd_engine_up 1" in node.api("GET", "/metrics").body.decode()
    own_engine.terminate()
    eventually("the engine to be missed", lambda: component()["status"] == "unhealthy", 20)
    shown = node.must("GET", "/health", token=None)
    assert shown["status"] == "degraded"
    # Where the engine is, is for the admin alone.
    assert own_engine.host.removeprefix("unix://") not in str(shown)
    assert "proxyd_engine_up 0" in node.api("GET", "/metrics").body.decode()
