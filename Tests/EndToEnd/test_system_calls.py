"""What the kernel is asked for: two reads and two writes for a request, and no waking up while idle.

The backend sends head and content of its answers in one write.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading

import pytest

from support.waiting import eventually

REQUESTS = 2000
READS = {"read", "recvfrom", "recvmsg", "readv"}
WRITES = {"write", "sendto", "sendmsg", "writev"}


@pytest.fixture
def strace(tmp_path):
    """Counts the system calls of a process and its threads while something happens."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed")

    def count(pid: int, during) -> dict[str, int]:  # noqa: ANN001
        report = tmp_path / "strace.txt"
        tracer = subprocess.Popen(
            [program, "-f", "-c", "-o", str(report), "-p", str(pid)], stderr=subprocess.PIPE, text=True
        )
        assert tracer.stderr is not None
        line = tracer.stderr.readline()
        if "attached" not in line:
            tracer.kill()
            tracer.wait()
            pytest.skip(f"strace may not attach here: {line.strip()}")
        drain = threading.Thread(target=tracer.stderr.read, daemon=True)
        drain.start()
        during()
        tracer.send_signal(2)
        tracer.wait(10)
        rows = (re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", row) for row in report.read_text().splitlines())
        return {row.group(2): int(row.group(1)) for row in rows if row and row.group(2) != "total"}

    return count


@pytest.fixture
def quiet(make_node, backend):
    node = make_node(WORKERS=1, ACCESS_LOG="off").start()
    node.add_proxy("calls.test", backend.url, https_redirect="never")
    node.wait_routed("calls.test")
    return node


def test_two_reads_and_two_writes_for_a_request(quiet, strace) -> None:
    wires = [quiet.wire() for _ in range(8)]
    for wire in wires:
        assert wire.request("calls.test", "/whole").status == 200

    def traffic() -> None:
        for number in range(REQUESTS):
            assert wires[number % 8].request("calls.test", "/whole").status == 200

    calls = strace(quiet.pid, traffic)
    reads = sum(calls.get(name, 0) for name in READS) / REQUESTS
    writes = sum(calls.get(name, 0) for name in WRITES) / REQUESTS
    others = {name: count for name, count in calls.items() if name not in READS | WRITES | {"epoll_wait", "epoll_pwait"}}
    print(f"for each request: {reads:.2f} reads, {writes:.2f} writes; others in all: {others}")
    assert reads < 2.3
    assert writes < 2.3
    assert sum(others.values()) < REQUESTS, others
    for wire in wires:
        wire.close()


def test_an_idle_node_hardly_wakes_up(quiet, strace) -> None:
    eventually("the processor to rest", lambda: _rests(quiet), 10)
    with quiet.wire() as wire:
        calls = strace(quiet.pid, lambda: wire.is_quiet(3))
    print(f"in three idle seconds: {calls}")
    assert sum(calls.values()) < 300


def _rests(node) -> bool:  # noqa: ANN001
    before = node.cpu_seconds()
    with node.wire() as wire:
        wire.is_quiet(0.3)
    return node.cpu_seconds() - before <= 0.01
