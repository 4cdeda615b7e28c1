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

BALANCER = """
global
  maxconn 512
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 1s
  option redispatch 1
  retries 5
  retry-on conn-failure empty-response response-timeout
listen edge
  bind 127.0.0.1:{port}
  balance roundrobin
{servers}
"""


class _Process:
    def __init__(self, folder: Path, config: str, **values: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        path = folder / "haproxy.cfg"
        path.write_text(config.format(port=self.port, **values))
        with (folder / "haproxy.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["haproxy", "-db", "-f", str(path)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        eventually("haproxy to listen", self._listens, 10)

    def _listens(self) -> bool:
        assert self.process.poll() is None, "haproxy ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)


class HAProxy(_Process):
    """One HAProxy that forwards everything to a port, announcing its clients."""

    def __init__(self, folder: Path, target: int, version: int, mode: str = "http") -> None:
        sends = "send-proxy" if version == 1 else "send-proxy-v2"
        super().__init__(folder, CONFIG, mode=mode, target=target, sends=sends)


class Balancer(_Process):
    """One address for several ports; a request that one of them dies or hangs under goes to the next."""

    def __init__(self, folder: Path, targets: list[int]) -> None:
        servers = "\n".join(
            f"  server s{number} 127.0.0.1:{target} check inter 200 fall 1 rise 1" for number, target in enumerate(targets)
        )
        super().__init__(folder, BALANCER, servers=servers)
