"""Images from a real registry: fetched, pinned, denied, missing, moved, and away for a while."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.docker_engine import DockerEngine
from support.docker_node import DockerNode, secret_key
from support.registry import PausingRelay, Registry, auths, obstacle
from support.waiting import eventually

WEB = ("httpd", "-f", "-p", "8080", "-h", "/srv")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry for whoever asks."""
    yield from _started(Registry(tmp_path_factory.mktemp("registry")))


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that wants an account."""
    yield from _started(Registry(tmp_path_factory.mktemp("private"), private=True))


def _started(registry: Registry) -> Iterator[Registry]:
    reason = obstacle()
    if reason is not None:
        pytest.skip(reason)
    try:
        yield registry.start()
    finally:
        registry.end()


@pytest.fixture
def node(make_docker_node: Callable[..., DockerNode], engine: DockerEngine, request) -> Callable[..., DockerNode]:
    """Starts a node of an installation of its own that takes images from these registries."""
    made: list[DockerNode] = []

    def start(*registries: Registry | PausingRelay, **settings: str | Path) -> DockerNode:
        names = ",".join(["docker.io", *(registry.name for registry in registries)])
        one = make_docker_node(
            engine, DOCKER_REGISTRIES=names, SECRET_KEY=secret_key(request.node.name), **settings
        )
        made.append(one)
        one.start()
        return one

    yield start
    for one in made:
        for service in one.must("GET", "/api/v1/services")["services"]:
            one.remove(service["service_name"])


def page(node: DockerNode, name: str, text: bytes, host: str | None = None) -> str:
    """Waits until a service answers with a text; gives the host."""
    host = host or node.expose(name)
    node.wait_routed(host, "/", 200)
    with node.wire() as wire:
        eventually(f"{text!r} from {name}", lambda: wire.request(host, "/").body == text, 20, every=0.05)
    return host


def make(node: DockerNode, name: str, image: str, expect: str | None = "running", **fields: object) -> dict:
    return node.create(name, *WEB, image=image, expect=expect, **fields)


# Fetched


def test_an_image_is_fetched_with_progress_and_served(engine, registry, node) -> None:
    # What does not get smaller, so that a part of the layer is a part of the file.
    noise = "".join(random.Random(5).choices("0123456789abcdefghijklmnopqrstuvwxyz+/", k=6 << 20))
    registry.push(engine, "fetched:1", **{"srv/index.html": "fetched\n", "srv/noise": noise})
    relay = PausingRelay(registry, after=1 << 20)
    try:
        served = node(relay)
        make(served, "fetched", f"{relay.name}/fetched:1", expect=None)

        def told() -> dict | None:
            state = served.show("fetched")
            progress = state["progress"] or {}
            return state if state["status"] == "pulling" and (progress.get("percent") or 0) > 0 else None

        state = eventually("a percentage", told, 30, every=0.05)
        assert 0 < state["progress"]["percent"] < 100 and "MiB" in state["progress"]["text"], state["progress"]
        assert not served.containers("fetched")
        relay.go_on.set()
        assert served.wait_status("fetched", "running")["progress"] is None
        page(served, "fetched", b"fetched\n")
    finally:
        relay.end()


def test_an_image_is_fetched_by_its_digest_where_tags_are_refused(engine, registry, node) -> None:
    digest = registry.push(engine, "pinned:1", **{"srv/index.html": "first\n"})
    registry.push(engine, "pinned:1", **{"srv/index.html": "second\n"})
    strict = node(registry, DOCKER_REQUIRE_DIGEST="on")
    name = f"{registry.name}/pinned"
    for image in (f"{name}:1", name):
        answer = strict.create_raw("pinned", *WEB, image=image)
        assert answer.status == 422 and b"DOCKER_REQUIRE_DIGEST" in answer.body, answer.body
    make(strict, "pinned", f"{name}@{digest}")
    page(strict, "pinned", b"first\n")
    # The tag is no more than a word beside it.
    make(strict, "tagged", f"{name}:1@{digest}")
    page(strict, "tagged", b"first\n")


# Not fetched


def test_a_registry_that_is_not_listed_is_not_asked(engine, registry, node) -> None:
    registry.push(engine, "unlisted:1")
    answer = node().create_raw("unlisted", *WEB, image=f"{registry.name}/unlisted:1")
    assert answer.status == 422 and b"DOCKER_REGISTRIES" in answer.body, answer.body
    assert not engine.has_image(f"{registry.name}/unlisted:1")


def test_a_pull_that_is_denied_works_once_there_are_credentials(engine, private, node, tmp_path) -> None:
    private.push(engine, "secret:1", **{"srv/index.html": "secret\n"})
    file = auths(tmp_path / "auth.json")
    named = node(private, DOCKER_REGISTRY_AUTH=file)
    make(named, "secret", f"{private.name}/secret:1", expect=None)
    failure = eventually("the refusal", lambda: named.show("secret")["failure"], 30, every=0.05)
    assert failure["code"] == "accessDenied" and failure["retry_at"], failure
    assert "no basic auth credentials" in failure["message"], failure
    assert f"DOCKER_REGISTRY_AUTH has none for {private.name}" in failure["message"], failure
    auths(file, private)
    named.wait_status("secret", "running")
    assert named.show("secret")["failure"] is None
    page(named, "secret", b"secret\n")
    assert "s3cret-of-tests" not in named.said()


def test_a_pull_that_is_denied_says_what_can_be_done(engine, private, node, tmp_path) -> None:
    private.push(engine, "closed:1")
    file = auths(tmp_path / "auth.json", private)
    file.write_text(file.read_text().replace("dGVzdHM6", "b3RoZXI6"))
    refused = node(private, DOCKER_REGISTRY_AUTH=file)
    make(refused, "closed", f"{private.name}/closed:1", expect=None)
    failure = eventually("the refusal", lambda: refused.show("closed")["failure"], 30, every=0.05)
    assert failure["code"] == "accessDenied" and "were shown" in failure["message"], failure
    del refused.settings["DOCKER_REGISTRY_AUTH"]
    refused.stop()
    refused.start()
    eventually(
        "the other words", lambda: "name a file" in (refused.show("closed")["failure"] or {}).get("message", ""), 30
    )


def test_an_image_that_is_missing_is_told_and_fetched_when_it_is_there(engine, registry, node) -> None:
    asking = node(registry)
    make(asking, "missing", f"{registry.name}/missing:1", expect=None)
    failure = eventually("the failure", lambda: asking.show("missing")["failure"], 30, every=0.05)
    assert failure["code"] == "notFound" and "missing:1" in failure["message"] and failure["retry_at"], failure
    assert not asking.containers("missing")
    registry.push(engine, "missing:1", **{"srv/index.html": "found\n"})
    asking.wait_status("missing", "running")
    page(asking, "missing", b"found\n")


def test_a_registry_that_is_away_is_waited_for(engine, tmp_path, node) -> None:
    registry = Registry(tmp_path / "away")
    for registry in _started(registry):
        registry.push(engine, "away:1", **{"srv/index.html": "back\n"})
        waiting = node(registry)
        registry.end()
        make(waiting, "away", f"{registry.name}/away:1", expect=None)
        failure = eventually("the failure", lambda: waiting.show("away")["failure"], 30, every=0.05)
        assert "connection refused" in failure["message"] and failure["retry_at"], failure
        registry.start()
        waiting.wait_status("away", "running")
        page(waiting, "away", b"back\n")


# Moved


def test_a_tag_that_moved_is_followed_where_it_is_asked_for(engine, registry, node) -> None:
    registry.push(engine, "moved:1", **{"srv/index.html": "old\n"})
    following = node(registry)
    make(following, "moved", f"{registry.name}/moved:1", drain_timeout=1)
    host = page(following, "moved", b"old\n")
    registry.push(engine, "other:1", **{"srv/index.html": "new\n"})
    # Moved by another engine, as it were: this one still has the old image by the name.
    kept = engine.call("GET", f"/images/{registry.name}/moved:1/json")["Id"]
    registry.push(engine, "moved:1", **{"srv/index.html": "new\n"})
    engine.call("POST", f"/images/{kept}/tag", {"repo": f"{registry.name}/moved", "tag": "1"})

    def alone(generation: int) -> dict:
        """The container of a generation, when it is the only one."""

        def probe() -> bool:
            found = following.containers("moved")
            return [c["Labels"]["proxyd.generation"] for c in found] == [str(generation)]

        eventually(f"generation {generation} alone", probe, 30, every=0.05)
        return following.container("moved")

    # An image that is there is not asked for again, at a restart either.
    following.must("POST", "/api/v1/services/moved/restart")
    assert alone(2)["Image"] == kept
    page(following, "moved", b"old\n", host)

    following.must("PUT", "/api/v1/services/moved", {"pull_policy": "always"})
    following.must("POST", "/api/v1/services/moved/restart")
    generation = following.show("moved")["generation"]
    page(following, "moved", b"new\n", host)
    assert alone(generation)["Image"] == engine.call("GET", f"/images/{registry.name}/moved:1/json")["Id"] != kept


def test_what_is_there_goes_on_when_always_pulling_fails(engine, tmp_path, node) -> None:
    for registry in _started(Registry(tmp_path / "gone")):
        registry.push(engine, "gone:1", **{"srv/index.html": "still here\n"})
        steady = node(registry)
        make(steady, "gone", f"{registry.name}/gone:1", pull_policy="always", drain_timeout=1)
        host = page(steady, "gone", b"still here\n")
        registry.end()
        steady.must("POST", "/api/v1/services/gone/restart")
        eventually("the failure", lambda: steady.show("gone")["failure"], 30, every=0.05)
        page(steady, "gone", b"still here\n", host)
        registry.start()
        eventually("the restart", lambda: steady.show("gone")["failure"] is None, 60, every=0.1)
        page(steady, "gone", b"still here\n", host)


# Built upon


def test_a_base_image_keeps_the_rules_of_images(engine, registry, private, node, tmp_path) -> None:
    registry.push(engine, "base:1", **{"srv/index.html": "built upon\n"})
    private.push(engine, "hidden:1")
    builder = node(registry, DOCKER_BUILD_ROOTS=tmp_path)
    folder = tmp_path / "app"
    folder.mkdir()
    file = folder / "Dockerfile"
    base = f"ARG BASE={registry.name}/base:1\nFROM $BASE\n"
    file.write_text(f"{base}RUN echo begun > /begun\nFROM {private.name}/hidden:1\n")

    def images() -> set[str]:
        return {image["Id"] for image in engine.call("GET", "/images/json", {"all": 1})}

    known, before = images(), engine.census()
    builder.must(
        "POST", "/api/v1/services",
        {
            "service_name": "based", "dockerfile_path": "Dockerfile", "build_context": str(folder),
            "build_args": {"UNUSED": "1"}, "command": list(WEB), "stop_timeout": 1,
        },
    )  # fmt: skip

    def refused(line: int) -> dict:
        failure = builder.wait_status("based", "failed")["failure"]
        assert failure["code"] == "registry" and failure["retry_at"] is None, failure
        assert failure["message"].startswith(f"line {line} of the Dockerfile: "), failure
        assert private.name in failure["message"] and "DOCKER_REGISTRIES" in failure["message"], failure
        assert images() <= known
        assert engine.census() == before
        return failure

    refused(4)
    file.write_text(base)
    builder.must("PUT", "/api/v1/services/based", {"build_args": {"BASE": f"{private.name}/hidden:1"}})
    eventually("the other line", lambda: "line 2" in (builder.show("based")["failure"] or {}).get("message", ""), 30)
    refused(2)
    builder.must("PUT", "/api/v1/services/based", {"build_args": {}})
    builder.wait_status("based", "running")
    page(builder, "based", b"built upon\n")
