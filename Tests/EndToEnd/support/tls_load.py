"""Requests over TLS at a steady rate, in processes of their own, by clients that trust one root and check every answer.

Run as a program it is one of these processes: it reads its order from standard input, works until that is closed, and
prints what happened.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

# Of every hundred requests: on a connection that was kept, on a resumed session, and the rest after a full handshake.
KEPT, RESUMED = 90, 4


@dataclass
class Tally:
    """What clients did and saw."""

    requests: int = 0
    handshakes: int = 0
    resumptions: int = 0
    seconds: float = 0
    failures: list[str] = field(default_factory=list)
    serials: dict[str, list[str]] = field(default_factory=dict)
    slowest: float = 0

    def add(self, other: Tally) -> None:
        self.requests += other.requests
        self.handshakes += other.handshakes
        self.resumptions += other.resumptions
        self.seconds = max(self.seconds, other.seconds)
        self.slowest = max(self.slowest, other.slowest)
        self.failures += other.failures
        for name, serials in other.serials.items():
            self.serials[name] = sorted({*self.serials.get(name, []), *serials})


class TLSLoad:
    """Clients that go on until told to stop."""

    def __init__(self, port: int, root: str, hosts: list[str], rate: int, body: str, processes: int = 4) -> None:
        """`rate` is in requests per second, of all processes together; every answer must be 200 with this body."""
        order = {"port": port, "root": root, "hosts": hosts, "rate": rate / processes, "body": body}
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "support.tls_load"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
            )
            for _ in range(processes)
        ]  # fmt: skip
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()

    def stop(self) -> Tally:
        """Ends the clients and gives what all of them saw."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.close()
        total = Tally()
        for process in self._processes:
            assert process.stdout is not None
            total.add(Tally(**json.loads(process.stdout.read())))
            process.wait(10)
        return total

    def end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.wait(10)


class _Client:
    def __init__(self, order: dict) -> None:
        self.port, self.hosts, self.rate = order["port"], order["hosts"], order["rate"]
        self.body = order["body"].encode()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.load_verify_locations(cadata=order["root"])
        self.kept: dict[str, ssl.SSLSocket] = {}
        self.sessions: dict[str, ssl.SSLSession] = {}
        self.tally = Tally()
        self.serials: dict[str, set[str]] = {host: set() for host in self.hosts}
        self.stopped = threading.Event()

    def run(self) -> Tally:
        begun = time.monotonic()
        for number, host in enumerate(itertools.cycle(self.hosts)):
            if self.stopped.is_set():
                break
            ahead = begun + number / self.rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
            sent = time.monotonic()
            try:
                self.once(host, random.randrange(100))
            except (OSError, AssertionError) as error:
                self.tally.failures.append(f"{time.time():.3f} {host}: {error!r}")
                self.forget(host)
            self.tally.requests += 1
            self.tally.slowest = max(self.tally.slowest, time.monotonic() - sent)
        self.tally.seconds = time.monotonic() - begun
        self.tally.serials = {host: sorted(serials) for host, serials in self.serials.items()}
        return self.tally

    def once(self, host: str, chance: int) -> None:
        if chance < KEPT:
            if host not in self.kept:
                self.kept[host] = self.connect(host)
            self.ask(self.kept[host], host)
            return
        with self.connect(host, self.sessions.get(host) if chance < KEPT + RESUMED else None) as secured:
            self.ask(secured, host)
            # Tickets come with the first answer.
            self.sessions[host] = secured.session

    def connect(self, host: str, session: ssl.SSLSession | None = None) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), 10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secured = self.context.wrap_socket(plain, server_hostname=host, session=session)
        self.tally.handshakes += 1
        if secured.session_reused:
            self.tally.resumptions += 1
        else:
            self.serials[host].add(secured.getpeercert()["serialNumber"])
        return secured

    def ask(self, secured: ssl.SSLSocket, host: str) -> None:
        secured.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n" + self.body):
            part = secured.recv(16384)
            assert part, f"closed after {answer!r}"
            answer += part
        assert answer.startswith(b"HTTP/1.1 200 "), answer

    def forget(self, host: str) -> None:
        kept = self.kept.pop(host, None)
        if kept is not None:
            kept.close()


def main() -> None:
    client = _Client(json.loads(sys.stdin.readline()))

    def wait() -> None:
        sys.stdin.read()
        client.stopped.set()

    threading.Thread(target=wait, daemon=True).start()
    print(json.dumps(asdict(client.run())), flush=True)
    # The thread may still read.
    os._exit(0)


if __name__ == "__main__":
    main()
