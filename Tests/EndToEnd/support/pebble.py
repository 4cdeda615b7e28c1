"""A real ACME authority: Let's Encrypt's pebble, with pebble-challtestsrv for names and, if nothing else, answers."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.request
from pathlib import Path

from .certificates import Authority, trusting
from .ending import end
from .ports import free_port
from .waiting import eventually


class Pebble:
    """One authority on ports of its own; it forgets everything when it ends."""

    def __init__(
        self, folder: Path, *, http_port: int | None = None, tls_port: int | None = None, dns: str | None = None,
        external_accounts: dict[str, str] | None = None, **environment: str | int,
    ) -> None:  # fmt: skip
        """Ports say where challenges are looked for; without them pebble-challtestsrv answers there.

        `dns` is the address and port of another DNS server. Further names are Pebble's variables without their prefix
        in lower case: `wfe_noncereject`, `authzreuse`, `va_sleeptime`, `alternate_roots`, `chain_length`.
        """
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.management_port, self.challenge_port, self.dns_port = (free_port() for _ in range(4))
        self.http_port, self.tls_port = http_port or free_port(), tls_port or free_port()
        self._answers = ("" if http_port else self.http_port, "" if tls_port else self.tls_port)
        self.dns = dns or f"127.0.0.1:{self.dns_port}"
        self.directory_url = f"https://127.0.0.1:{self.port}/dir"
        self.environment = {"PEBBLE_VA_NOSLEEP": "1"} | {
            f"PEBBLE_{name.upper()}": str(value) for name, value in environment.items()
        }
        if "PEBBLE_VA_SLEEPTIME" in self.environment:
            del self.environment["PEBBLE_VA_NOSLEEP"]
        self.processes: list[subprocess.Popen] = []
        authority = Authority("Pebble's TLS")
        self._context: ssl.SSLContext = trusting(authority.pem)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_text(authority.pem)
        self.chain_file, self.key_file = authority.leaf("127.0.0.1", "localhost").write(folder, "pebble")
        settings = {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.management_port}",
            "certificate": str(self.chain_file), "privateKey": str(self.key_file),
            "httpPort": self.http_port, "tlsPort": self.tls_port, "ocspResponderURL": "",
            "externalAccountBindingRequired": bool(external_accounts),
            "externalAccountMACKeys": external_accounts or {},
        }  # fmt: skip
        (folder / "pebble.json").write_text(json.dumps({"pebble": settings}))

    def start(self) -> Pebble:
        http, tls = (f"127.0.0.1:{port}" if port else "" for port in self._answers)
        self._run(
            "pebble-challtestsrv", "-management", f"127.0.0.1:{self.challenge_port}",
            "-dns01", f"127.0.0.1:{self.dns_port}", "-http01", http, "-https01", "", "-tlsalpn01", tls,
            "-defaultIPv6", "",
        )  # fmt: skip
        self._run("pebble", "-config", str(self.folder / "pebble.json"), "-dnsserver", self.dns)
        eventually("pebble-challtestsrv to answer", lambda: self._answering(self._clear), 20, every=0.02)
        eventually("pebble to answer", lambda: self._answering(lambda: self._get(self.directory_url)), 20, every=0.02)
        return self

    @property
    def root(self) -> str:
        """The root that signs certificates, in PEM; another one in every run."""
        return self.management("roots/0").decode()

    @property
    def log(self) -> str:
        return (self.folder / "pebble.log").read_text(errors="replace")

    @property
    def orders(self) -> int:
        """How many orders were made."""
        return self.log.count(" Added order ")

    @property
    def malformed(self) -> list[str]:
        """What the authority called malformed: nothing, for a client that keeps to the protocol."""
        return [line for line in self.log.splitlines() if "error:malformed" in line]

    def management(self, path: str) -> bytes:
        """What Pebble's management interface says, as of `roots/0` and `cert-status-by-serial/<serial>`."""
        return self._get(f"https://127.0.0.1:{self.management_port}/{path}")

    def challenges(self, command: str, **values: object) -> None:
        """A command for pebble-challtestsrv: `add-a`, `set-txt`, `set-servfail`, `add-caa`, `add-http01` and others."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.challenge_port}/{command}", json.dumps(values).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert answer.status == 200

    def end(self) -> None:
        end(self.processes)
        self.processes.clear()

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [program, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=os.environ | self.environment,
                )
            )

    def _clear(self) -> bytes:
        self.challenges("clear-txt", host="none.")
        return b"there"

    def _get(self, url: str) -> bytes:
        with urllib.request.urlopen(url, timeout=5, context=self._context) as answer:
            return answer.read()

    @staticmethod
    def _answering(probe: object) -> bool:
        try:
            return bool(probe())  # type: ignore[operator]
        except OSError:
            return False
