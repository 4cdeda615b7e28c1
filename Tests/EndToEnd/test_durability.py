"""What was acknowledged is there, whatever is killed."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from support.node import Unreachable
from support.tls import peer
from support.waiting import eventually

WRITES = 500


class Writer:
    """Creates proxies one after the other on several threads and remembers which were acknowledged."""

    def __init__(self, node, backend, total: int = WRITES, threads: int = 4) -> None:  # noqa: ANN001
        self.acknowledged: list[str] = []
        self.refused = 0
        self._node, self._backend = node, backend
        self._names = iter([f"write{number}.test" for number in range(total)])
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                name = next(self._names, None)
            if name is None:
                return
            while not self._stop.is_set():
                try:
                    answer = self._node.api(
                        "POST", "/api/v1/proxy/targets", {"hostname": name, "target_url": self._backend.url}, timeout=20
                    )
                except Unreachable:
                    self._stop.wait(0.02)
                    continue
                # A conflict is that of an earlier try, whose answer was lost, with this one.
                if answer.status == 201 or (answer.status == 409 and self._is_there(name)):
                    with self._lock:
                        self.acknowledged.append(name)
                    break
                with self._lock:
                    self.refused += 1
                assert answer.status in (503, 409), answer.body
                self._stop.wait(0.02)

    def _is_there(self, name: str) -> bool:
        try:
            return self._node.api("GET", f"/api/v1/proxy/targets/{name}", timeout=20).status == 200
        except Unreachable:
            return False

    @property
    def done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)


def assert_all_there(node, names: list[str]) -> None:  # noqa: ANN001
    missing = [name for name in names if node.api("GET", f"/api/v1/proxy/targets/{name}").status != 200]
    assert not missing, f"{len(missing)} acknowledged writes are lost, such as {missing[:3]}"


@pytest.mark.timeout(180)
def test_killing_proxyd_loses_no_acknowledged_write(make_node, backend) -> None:
    node = make_node().start()
    writer = Writer(node, backend)
    for mark in (100, 200, 300, 400):
        eventually(f"{mark} writes", lambda mark=mark: len(writer.acknowledged) >= mark or writer.done, 60)
        node.kill()
        node.start()
    eventually("all writes", lambda: writer.done, 60)
    assert len(set(writer.acknowledged)) == WRITES
    node.kill()
    node.start()
    assert_all_there(node, writer.acknowledged)


@pytest.mark.timeout(180)
def test_killing_the_embedded_redis_loses_no_acknowledged_write(make_node, backend) -> None:
    node = make_node().start()
    writer = Writer(node, backend)
    for mark in (100, 200, 300, 400):
        eventually(f"{mark} writes", lambda mark=mark: len(writer.acknowledged) >= mark or writer.done, 60)
        [redis] = eventually("an embedded Redis", node.children, 10)
        os.kill(redis, signal.SIGKILL)
    eventually("all writes", lambda: writer.done, 60)
    assert len(set(writer.acknowledged)) == WRITES
    assert_all_there(node, writer.acknowledged)
    node.stop()
    node.start()
    assert_all_there(node, writer.acknowledged)


@pytest.mark.timeout(180)
def test_killing_both_at_once_loses_no_acknowledged_write(make_node, backend) -> None:
    node = make_node().start()
    writer = Writer(node, backend)
    for mark in (150, 300):
        eventually(f"{mark} writes", lambda mark=mark: len(writer.acknowledged) >= mark or writer.done, 60)
        [redis] = eventually("an embedded Redis", node.children, 10)
        node.process.kill()
        os.kill(redis, signal.SIGKILL)
        node.process.wait(10)
        node.start()
    eventually("all writes", lambda: writer.done, 60)
    assert_all_there(node, writer.acknowledged)


def test_the_embedded_redis_ends_with_proxyd(make_node) -> None:
    node = make_node().start()
    [redis] = node.children()
    node.kill()
    eventually("Redis to end", lambda: not os.path.exists(f"/proc/{redis}"), 10)


def test_certificates_survive_a_restart(make_node, authority, backend) -> None:
    node = make_node().start()
    node.add_proxy("kept.test", backend.url)
    leaf = authority.leaf("kept.test")
    node.upload("kept", leaf)
    node.stop()
    node.start()
    assert peer(node.https_port, "kept.test", authority.client_context()).serial_number == leaf.serial


def test_private_keys_are_sealed_in_redis(make_node, redis, authority) -> None:
    node = make_node(REDIS_URL=redis.url).start()
    leaf = authority.leaf("sealed.test")
    node.upload("sealed", leaf)
    dump = "".join(path.read_bytes().decode("latin-1") for path in redis.folder.rglob("*") if path.is_file())
    assert "PRIVATE KEY" not in dump
    assert leaf.key.splitlines()[1] not in dump
    assert node.token not in dump
