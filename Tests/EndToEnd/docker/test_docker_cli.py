"""Commands for services as an operator uses them, on a terminal and in a pipe."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from support.docker_node import DockerNode, secret_key
from support.node import BINARY
from support.waiting import eventually

PRINTS = (
    "sh", "-c",
    "cd /tmp && echo hello > index.html && printf 'a\\033]0;title\\007b\\tc\\n' && exec httpd -f -p 8080",
)  # fmt: skip


def environment(node: DockerNode) -> dict[str, str]:
    return {"API_URL": node.api_url, "ADMIN_TOKEN": node.token, "HOME": str(node.folder)}


def on_terminal(node: DockerNode, *words: str) -> bytes:
    """What a command writes to a terminal."""
    ours, theirs = os.openpty()
    with contextlib.closing(os.fdopen(ours, "rb", buffering=0)) as terminal:
        run = subprocess.Popen(
            [str(BINARY), *words], env=environment(node), cwd=node.folder, stdin=subprocess.DEVNULL, stdout=theirs,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        # The other side is closed when the command has ended.
        with contextlib.suppress(OSError):
            while part := terminal.read(4096):
                said += part
        _, errors = run.communicate(timeout=60)
        assert run.returncode == 0, errors
        return said.replace(b"\r\n", b"\n")


@contextlib.contextmanager
def following(node: DockerNode, *words: str) -> Iterator[Path]:
    """The file that a command writes which goes on until the end of the block."""
    path = node.folder / "following.txt"
    with path.open("wb") as file:
        run = subprocess.Popen([str(BINARY), *words], env=environment(node), cwd=node.folder, stdout=file)
        try:
            yield path
        finally:
            run.terminate()
            run.wait(timeout=30)


def test_output_does_nothing_to_a_terminal_and_is_as_it_is_in_a_pipe(docker_node, service) -> None:
    name = service(*PRINTS)["service_name"]
    raw = "a\x1b]0;title\x07b\tc"
    eventually("the output", lambda: docker_node.must("GET", f"/api/v1/services/{name}/logs")["logs"] == [raw], 20)
    assert on_terminal(docker_node, "service", "logs", name) == "a␛]0;title␇b\tc\n".encode()
    piped = docker_node.cli("service", "logs", name, "--output", "table")
    assert piped.returncode == 0 and piped.stdout == raw + "\n"
    assert json.loads(docker_node.cli("service", "logs", name).stdout)["logs"] == [raw]


def test_following_the_output_goes_on_while_the_service_is_replaced(docker_node, service) -> None:
    name = service(*PRINTS)["service_name"]
    with following(docker_node, "service", "logs", name, "--follow") as path:
        eventually("the first container's line", lambda: path.read_bytes().count(b"title") == 1, 30)
        assert docker_node.cli("service", "restart", name).returncode == 0
        eventually("the second one's", lambda: path.read_bytes().count(b"title") == 2, 60)


def test_an_update_may_be_waited_for(docker_node, service) -> None:
    name = service()["service_name"]
    done = docker_node.cli("service", "update", name, "--env", "GREETING=hello", "--wait")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["status"] == "running" and shown["running_generation"] == 2 == shown["generation"]
    failed = docker_node.cli("service", "update", name, "--image", "nowhere:none", "--set", "pull_policy=never", "--wait")
    assert failed.returncode == 1 and name in failed.stderr and "nowhere" in failed.stderr, failed.stderr
    assert docker_node.cli("service", "update", name, "http://127.0.0.1:9", "--wait").returncode == 2


def test_events_are_told_in_their_order_and_followed(docker_node, service) -> None:
    name = service()["service_name"]

    def told() -> list[dict]:
        return [json.loads(line) for line in path.read_text().splitlines()]

    with following(docker_node, "service", "events", name, "--follow") as path:
        eventually("the first events", lambda: any(event["event"] == "ready" for event in told()), 30)
        assert docker_node.cli("service", "restart", name).returncode == 0
        eventually(
            "the end of the first container",
            lambda: any(event["event"] == "destroy" and event["generation"] == 1 for event in told()), 60,
        )  # fmt: skip
        seen = told()
    words = [event["event"] for event in seen]
    assert words[0] == "claimed" and words.count("claimed") == 1
    assert words.index("create") < words.index("start") and words.index("ready") < words.index("replaced")
    died = next(event for event in seen if event["event"] == "die")
    assert died["source"] == "engine" and died["exit_code"] is not None and died["generation"] == 1
    assert died["container_id"] and docker_node.show(name)["container_id"] != died["container_id"]
    table = on_terminal(docker_node, "service", "events", name, "3").decode().splitlines()
    assert len(table) == 4 and table[0].split()[:3] == ["TIMESTAMP", "SOURCE", "EVENT"]


def test_a_node_without_the_engine_tells_events_and_names_the_one_that_reads(
    make_docker_node, make_node, engine, redis
) -> None:
    shared = {"REDIS_URL": redis.url, "SECRET_KEY": secret_key("commands")}
    near = make_docker_node(engine, DOCKER_NODE_NAME="near", **shared)
    near.start()
    far = make_node(**shared).start()
    name = near.create("distant")["service_name"]
    try:
        eventually("the far node to know it", lambda: far.cli("service", "show", name).returncode == 0, 20)
        eventually("the events", lambda: "ready" in far.cli("service", "events", name).stdout, 20)
        for command in ("logs", "stats"):
            refused = far.cli("service", command, name)
            assert refused.returncode == 1
            assert "'near'" in refused.stderr and "--api-url" in refused.stderr, refused.stderr
        for command in ("orphans", "cleanup", "adopt"):
            refused = far.cli("service", command)
            assert refused.returncode == 1
            assert "--api-url" in refused.stderr and "DOCKER_HOST" in refused.stderr, refused.stderr
        assert far.cli("service", "logs", name, "--api-url", near.api_url, "--token", near.token).returncode == 0
    finally:
        near.remove(name)
