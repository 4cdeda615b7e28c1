"""A HAProxy in front of proxyd that speaks PROXY protocol."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

from .ports import free_port
from .waiting import eventually

CONFIG = """
global
  maxconn 256
defaults
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend http_in
  mode {mode}
  bind 127.0.0.1:{port}
  default_backend edge
backend edge
  mode {mode}
  server s1 127.0.0.1:{target} {sends}
"""


class HAProxy:
    """One HAProxy that forwards everything to a port, announcing its clients."""

    def __init__(self, folder: Path, target: int, version: int, mode: str = "http") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        config = folder / "haproxy.cfg"
        sends = "send-proxy" if version == 1 else "send-proxy-v2"
        config.write_text(CONFIG.format(mode=mode, port=self.port, target=target, sends=sends))
        with (folder / "haproxy.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["haproxy", "-db", "-f", str(config)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        eventually("haproxy to listen", self._listens, 10)

    def _listens(self) -> bool:
        assert self.process.poll() is None, "haproxy ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)
