"""A service gets new containers under load, and no request fails."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from support.waiting import eventually

RATE, SECONDS, UPDATES = 1_000, 24, 4


def seconds(found: re.Match[str] | None, said: str) -> float:
    """How long h2load says that it took."""
    assert found is not None, said
    return float(found[1]) * {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}[found[2]]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("h2load") is None, reason="h2load is not installed")
@pytest.mark.timeout(300)
def test_no_request_fails_while_containers_are_replaced(docker_node, service, tmp_path) -> None:
    image = docker_node.engine.need_program_image()
    name = service(
        image=image, command=["demo-backend", "--everywhere", "--port", "8080"], drain_timeout=1,
        environment={"GENERATION": "0"}, start_timeout=60,
    )["service_name"]  # fmt: skip
    host = docker_node.expose(name)
    docker_node.wait_routed(host, "/", 200)
    report = tmp_path / "h2load.txt"
    with report.open("wb") as output:
        load = subprocess.Popen(
            [
                "h2load", "--h1", "-n", str(RATE * SECONDS), "-c", "20", "--rps", str(RATE // 20), "-T", "20",
                f"--connect-to=127.0.0.1:{docker_node.http_port}", f"http://{host}/",
            ],
            stdout=output, stderr=output,
        )  # fmt: skip
    seen = {docker_node.container(name)["Id"]}
    try:
        for number in range(1, UPDATES + 1):
            if load.poll() is not None:
                break
            docker_node.must("PUT", f"/api/v1/services/{name}", {"environment": {"GENERATION": str(number)}})
            docker_node.wait_status(name, "running")
            eventually("one container", lambda: len(docker_node.containers(name)) == 1, 60, every=0.1)
            seen.add(docker_node.container(name)["Id"])
        load.wait(SECONDS + 60)
    finally:
        load.kill()
        said = report.read_text()
        failed = [line for line in docker_node.log_lines() if line.get("host") == host and line["status"] != 200]
        print(f"{len(failed)} requests failed: {failed[-3:]}")
    print(said[-800:], f"{len(seen)} containers")
    assert len(seen) >= 3, "too few replacements while there was load"
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (total|succeeded|failed|errored|timeout|2xx)", said)}
    elapsed = seconds(re.search(r"finished in ([\d.]+)(\w+)", said), said)
    assert counts["failed"] == counts["errored"] == counts["timeout"] == 0, said
    assert counts["2xx"] == counts["succeeded"] == counts["total"] == RATE * SECONDS, said
    # The load came at its rate, all the time: nothing waited so long that others were not sent.
    assert elapsed < SECONDS * 1.15, f"{elapsed:.1f} s for {RATE * SECONDS} requests: {said}"
