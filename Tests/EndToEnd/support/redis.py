"""A redis-server of the tests' own, for nodes that share one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .ports import free_port
from .waiting import eventually


class Redis:
    """One server on a port of its own, with an append-only file that survives a restart."""

    def __init__(self, folder: Path, password: str | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.password = password
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Redis:
        arguments = [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ]  # fmt: skip
        if self.password:
            arguments += ["--requirepass", self.password]
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        eventually("redis to answer", lambda: self.command("PING") == "PONG", 10, every=0.02)
        return self

    def command(self, *words: str) -> str:
        """One command by redis-cli."""
        arguments = ["redis-cli", "-p", str(self.port), "--no-auth-warning"]
        if self.password:
            arguments += ["-a", self.password]
        return subprocess.run(
            [*arguments, *words], capture_output=True, text=True, timeout=10, check=False
        ).stdout.strip()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
