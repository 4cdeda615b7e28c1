"""Running proxyd nodes: started on free ports, waited for, ended by pid."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .certificates import Leaf
from .ports import free_port
from .waiting import eventually
from .wire import Wire, WireError

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("PROXYD_BINARY", ROOT / ".build/debug/proxyd")).resolve()
ADMIN_TOKEN = "acm_" + "T" * 43
SECRET_KEY = "c2VhbHMtc2VjcmV0cy1vZi10aGUtdGVzdHMtYXQtcmU="
START_LIMIT_S = 30.0
_TOKEN = re.compile(
    r"acm_[\w-]{43}|mcp_[\w-]{4,}_[\w-]{32,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}|PRIVATE KEY"
)


def leaks(lines: Iterable[str]) -> list[str]:
    """The lines with something that looks like a token or a private key."""
    return [line for line in lines if _TOKEN.search(line)]


@dataclass
class Answer:
    """An answer of the management API."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self):  # noqa: ANN201
        return json.loads(self.body)

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")


class Unreachable(Exception):
    """The management listener did not answer."""


class Node:
    """One proxyd process with its ports, its state folder and its output."""

    leaked: list[str] = []

    def __init__(self, folder: Path, **settings: str | int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.http_port = free_port()
        self.https_port = free_port()
        self.api_port = free_port()
        self.proxy_port = free_port()
        self.token = str(settings.get("ADMIN_TOKEN", ADMIN_TOKEN))
        self.log_path = folder / "access.log"
        self.error_path = folder / "error.log"
        self.process: subprocess.Popen | None = None
        self.settings = {
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.https_port),
            "API_PORT": str(self.api_port),
            "PROXY_PROTOCOL_PORT": str(self.proxy_port),
            "BIND_ADDRESS": "127.0.0.1",
            "STATE_DIR": str(folder / "state"),
            "ADMIN_TOKEN": self.token,
            "SECRET_KEY": SECRET_KEY,
            "WORKERS": "2",
            **{name: str(value) for name, value in settings.items()},
        }

    @property
    def environment(self) -> dict[str, str]:
        """The settings and of the surroundings only what a program needs."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
        return {**kept, **self.settings}

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.api_port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    # Life

    def launch(self, prefix: list[str] | None = None) -> Node:
        """Starts the process without waiting for it; `prefix` is put before the command line."""
        with self.log_path.open("ab") as log, self.error_path.open("ab") as errors:
            self.process = subprocess.Popen(
                [*(prefix or []), str(BINARY), "serve"],
                env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=errors,
            )  # fmt: skip
        return self

    def start(self, prefix: list[str] | None = None) -> Node:
        """Starts the process and waits until it is healthy."""
        self.launch(prefix)
        self.wait_ready()
        return self

    def wait_ready(self, timeout: float = START_LIMIT_S) -> None:
        def ready() -> bool:
            assert self.process is not None
            code = self.process.poll()
            assert code is None, f"proxyd ended with {code}: {self.said()[-2000:]}"
            try:
                return self.api("GET", "/health", token=None).status == 200 and self.api("GET", "/api/v1/routes").status != 503
            except Unreachable:
                return False

        eventually("a healthy node", ready, timeout, every=0.01)

    def stop(self, timeout: float = 40.0) -> int:
        """Asks the process to end and gives its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise AssertionError(f"proxyd did not end within {timeout:g} s of SIGTERM") from None

    def kill(self) -> None:
        """Ends the process without a warning."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def end(self) -> None:
        """Whatever state it is in, the process and its Redis are gone afterwards."""
        if self.process is None:
            return
        children = self.children()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        for child in children:
            _end_child(child)
        with self.log_path.open(errors="replace") as log:
            Node.leaked += leaks(log)

    def children(self) -> list[int]:
        """The pids of the direct children."""
        assert self.process is not None
        try:
            tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
            return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
        except OSError:
            return []

    # What it says

    def errors(self) -> str:
        return self.error_path.read_text(errors="replace") if self.error_path.exists() else ""

    def said(self) -> str:
        """Everything it has written: log and diagnostics."""
        return self.errors() + (self.log_path.read_text(errors="replace") if self.log_path.exists() else "")

    def log_lines(self) -> list[dict]:
        """The JSON lines of standard output that are complete."""
        text = self.log_path.read_text(errors="replace")
        return [json.loads(line) for line in text.split("\n")[:-1] if line]

    def access_record(self, **wanted: object) -> dict:
        """The first access record with these members, waited for."""

        def find() -> dict | None:
            for line in self.log_lines():
                if all(line.get(name) == value for name, value in wanted.items()):
                    return line
            return None

        return eventually(f"an access record with {wanted}", find, 5)

    def rss_kib(self) -> int:
        """Resident memory of the process itself."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise AssertionError("no VmRSS")

    def cpu_seconds(self) -> float:
        """CPU time of the process itself."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # Management

    def api(
        self, method: str, path: str, body: object = None, token: str | None = "", headers: dict | None = None,
        raw: bytes | None = None, timeout: float = 30.0,
    ) -> Answer:
        """One call; the admin's token unless another, or None, is given."""  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.api_port, timeout=timeout)
        sent = dict(headers or {})
        bearer = self.token if token == "" else token
        if bearer is not None:
            sent["Authorization"] = f"Bearer {bearer}"
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(str(error)) from error
        finally:
            connection.close()

    def must(self, method: str, path: str, body: object = None, **more: object) -> dict:
        """A call that has to succeed; gives the decoded answer."""
        answer = self.api(method, path, body, **more)  # type: ignore[arg-type]
        assert 200 <= answer.status < 300, f"{method} {path}: {answer.status} {answer.body.decode(errors='replace')}"
        return answer.json() if answer.body else {}

    def add_proxy(self, hostname: str, target_url: str | None, **fields: object) -> dict:
        body = {"hostname": hostname, **({"target_url": target_url} if target_url else {}), **fields}
        return self.must("POST", "/api/v1/proxy/targets", body)

    def add_route(self, path: str, target_type: str, target_value: object, **fields: object) -> str:
        body = {"path_pattern": path, "target_type": target_type, "target_value": target_value, **fields}
        answer = self.must("POST", "/api/v1/routes", body)
        return answer.get("route_id") or answer["route"]["route_id"]

    def upload_raw(self, name: str, leaf: Leaf, replace: bool = False) -> Answer:
        body = {"fullchain_pem": leaf.chain, "private_key_pem": leaf.key}
        if replace:
            return self.api("PUT", f"/api/v1/certificates/{name}", body)
        return self.api("POST", "/api/v1/certificates/upload", {"cert_name": name, **body})

    def upload(self, name: str, leaf: Leaf, replace: bool = False) -> dict:
        """Stores a certificate with its key."""
        answer = self.upload_raw(name, leaf, replace)
        assert 200 <= answer.status < 300, answer.body.decode(errors="replace")
        return answer.json()

    def cli(self, *arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess:
        """Runs the command line client against this node."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            [str(BINARY), *arguments],
            env={**kept, "API_URL": self.api_url, "ADMIN_TOKEN": self.token, **environment},
            cwd=self.folder, input=stdin, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    # Traffic

    def wire(self, **options: object) -> Wire:
        return Wire(self.http_port, **options)  # type: ignore[arg-type]

    def wait_routed(self, host: str, path: str = "/.probe", status: int = 200) -> None:
        """Waits until every worker routes a host: several new connections in a row get the status."""

        def routed() -> bool:
            for _ in range(6):
                try:
                    with self.wire() as wire:
                        if wire.request(host, path).status != status:
                            return False
                except (WireError, OSError):
                    return False
            return True

        eventually(f"{host} to answer {status}", routed, 5)


def _is_gone(pid: int) -> bool:
    """Whether it has ended, also when nobody has taken notice yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def _end_child(pid: int) -> None:
    deadline = time.monotonic() + 5
    number = signal.SIGTERM
    while time.monotonic() < deadline and not _is_gone(pid):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if time.monotonic() > deadline - 3:
            number = signal.SIGKILL
        time.sleep(0.02)
