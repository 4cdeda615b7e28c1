"""Podman's service of the engine's API, with a socket and folders of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .docker_engine import _UnixConnection
from .waiting import eventually


class Podman:
    """One `podman system service`; it is ended by its number, and its folder is removed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="proxyd-podman-", dir="/tmp"))
        self.socket = self.folder / "engine.sock"
        self.process: subprocess.Popen | None = None

    @property
    def host(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> Podman:
        with (self.folder / "podman.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    "podman", "--root", str(self.folder / "root"), "--runroot", str(self.folder / "run"),
                    "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
                    "--tmpdir", str(self.folder / "tmp"), "system", "service", "--time=0", self.host,
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        eventually("Podman to answer", self.is_there, 20, every=0.05)
        return self

    def is_there(self) -> bool:
        assert self.process is not None
        code = self.process.poll()
        assert code is None, f"Podman ended with {code}: {self.log()}"
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.call("/_ping") == b"OK"
        return False

    def call(self, path: str) -> bytes:
        connection = _UnixConnection(str(self.socket), 10)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def version(self) -> str:
        return json.loads(self.call("/version"))["Version"]

    def census(self) -> tuple[int, int, int]:
        """How many containers, networks and volumes it has."""
        return (
            len(json.loads(self.call("/v1.41/containers/json?all=1"))), len(json.loads(self.call("/v1.41/networks"))),
            len(json.loads(self.call("/v1.41/volumes"))["Volumes"] or []),
        )  # fmt: skip

    def log(self) -> str:
        return (self.folder / "podman.log").read_text(errors="replace")[-4000:]

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in sorted((m for m in mounts if m.startswith(f"{self.folder}/")), reverse=True):
            subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def podman_or_reason() -> Iterator[tuple[Podman | None, str]]:
    """A started Podman, or why there is none."""
    if shutil.which("podman") is None:
        yield None, "podman is not installed"
        return
    if os.geteuid() != 0:
        yield None, "Podman's folders here have to be those of root"
        return
    podman = Podman()
    try:
        reason = ""
        try:
            podman.start()
        except AssertionError as error:
            reason = f"Podman does not start: {error}"
        yield (None, reason) if reason else (podman, "")
    finally:
        podman.end()
