"""A real name server: BIND's named, primary for zones that a key may change."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from .ending import end
from .ports import free_port
from .waiting import eventually


class Bind:
    """One server on the loopback address, which follows aliases between its zones.

    Where port 53 may be had it is there, as zones' name servers are, so that clients find it by their NS records; else it
    is on another port, and `is_found` is false.
    """

    KEY = "update-key"

    def __init__(self, folder: Path, *zones: str, fixed: tuple[str, ...] = (), records: tuple[str, ...] = ()) -> None:
        """`fixed` are zones that nobody may change; `records` are lines of zone files, with names that end with a dot."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.address, self.port = _address()
        self.is_found = self.port == 53
        self.server = f"{self.address}:{self.port}"
        self.secret = base64.b64encode(secrets.token_bytes(32)).decode()
        self.process: subprocess.Popen | None = None
        text = f"""
            key "{self.KEY}" {{ algorithm hmac-sha256; secret "{self.secret}"; }};
            controls {{ }};
            options {{
                directory "{folder}"; pid-file none; session-keyfile none; reuseport no;
                listen-on port {self.port} {{ {self.address}; }}; listen-on-v6 {{ none; }};
                recursion yes; dnssec-validation no; empty-zones-enable no; notify no; allow-query {{ any; }};
            }};
        """
        for zone in (*zones, *fixed):
            allowed = "none" if zone in fixed else f'key "{self.KEY}"'
            text += f'zone "{zone}" {{ type primary; file "{zone}.zone"; allow-update {{ {allowed}; }}; }};\n'
            lines = [
                f"$ORIGIN {zone}.", "$TTL 1", "@ SOA ns1 hostmaster 1 3600 600 86400 1", "@ NS ns1",
                f"ns1 A {self.address}", "@ A 127.0.0.1", "* A 127.0.0.1",
                *(line for line in records if line.split()[0].endswith(f".{zone}.")),
            ]  # fmt: skip
            (folder / f"{zone}.zone").write_text("\n".join(lines) + "\n")
        (folder / "named.conf").write_text(text)

    def start(self) -> Bind:
        program = shutil.which("named", path=os.environ.get("PATH", "") + ":/usr/sbin")
        assert program, "BIND is not installed"
        with (self.folder / "named.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, "-g", "-c", str(self.folder / "named.conf")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

        def running() -> bool:
            assert self.process is not None and self.process.poll() is None, self.log[-2000:]
            return " all zones loaded" in self.log and " running" in self.log

        eventually("named to serve its zones", running, 20, every=0.02)
        return self

    @property
    def log(self) -> str:
        return (self.folder / "named.log").read_text(errors="replace")

    @property
    def updates(self) -> list[str]:
        """What clients added to the zones and took away, a line each."""
        return [line for line in self.log.splitlines() if "adding an RR" in line or "deleting an RR" in line]

    def provider(self, name: str = "bind", **fields: object) -> dict:
        """What a node is told of it."""
        timeout = 30 if self.is_found else 0
        return {
            "name": name, "kind": "rfc2136", "server": self.server, "key_name": self.KEY, "secret": self.secret,
            "propagation_timeout": timeout, **fields,
        }  # fmt: skip

    def end(self) -> None:
        end([self.process])


def _address() -> tuple[str, int]:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", 53))
    except OSError:
        return "127.0.0.1", free_port()
    return "127.0.0.1", 53
