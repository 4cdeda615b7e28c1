"""A real container engine with a socket, a data root and networks of its own."""

from __future__ import annotations

import base64
import contextlib
import errno
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from . import engine_remains
from .node import BINARY
from .waiting import eventually

DOCKERD = next((path for path in ("/usr/sbin/dockerd", "/usr/bin/dockerd") if os.path.exists(path)), None)
BUSYBOX = Path("/bin/busybox")
IMAGE = "busybox:test"
PROGRAM_IMAGE = "proxyd-demo:test"
PERL = Path("/usr/bin/perl")
PERL_IMAGE = "perl:test"
APPLETS = "sh echo sleep cat true false yes head seq id wget httpd nc touch ls date env mount printf".split()
VERSION = "v1.41"


def obstacle() -> str | None:
    """Why no engine can run here; None when nothing speaks against it."""
    if os.geteuid() != 0:
        return "an engine has to be started by root"
    if DOCKERD is None:
        return "dockerd is not installed"
    if not BUSYBOX.exists():
        return f"{BUSYBOX} is not installed"
    if "statically" not in subprocess.run(["ldd", str(BUSYBOX)], capture_output=True, text=True).stderr + _ldd(BUSYBOX):
        return f"{BUSYBOX} is not a static program (Debian: busybox-static)"
    return None


def _ldd(program: Path) -> str:
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    text = done.stdout + done.stderr
    return "statically" if "not a dynamic executable" in text else text


class EngineRefusal(Exception):
    """The engine answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("engine", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class DockerEngine:
    """One dockerd; it is ended by its number, with all of its containers, and its folder is removed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="proxyd-engine-", dir="/tmp"))
        self.socket = self.folder / "engine.sock"
        self.process: subprocess.Popen | None = None
        self._has_crashed = False

    @property
    def host(self) -> str:
        return f"unix://{self.socket}"

    # Life

    def start(self, images: bool = True) -> DockerEngine:
        assert DOCKERD is not None
        # A block of addresses by the process number, so that engines of other tests choose other ones.
        block = f"10.{150 + os.getpid() % 50}.{os.getpid() // 50 % 16 * 16}.0/20"
        with (self.folder / "engine.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    DOCKERD, "-H", self.host, "--data-root", str(self.folder / "data"),
                    "--exec-root", str(self.folder / "exec"), "-p", str(self.folder / "pid"),
                    "--storage-driver", "vfs", "--bridge", "none", "--iptables=false", "--ip6tables=false",
                    "--ip-forward=false", "--ip-masq=false", "--default-address-pool", f"base={block},size=26",
                    "--shutdown-timeout", "1",
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._has_crashed = False
        eventually("the engine to answer", self.is_there, 60, every=0.05)
        if images and not self.has_image(IMAGE):
            self.import_image(IMAGE, busybox_archive())
        return self

    def is_there(self) -> bool:
        assert self.process is not None
        code = self.process.poll()
        assert code is None, f"the engine ended with {code}: {self.log()}"
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.call("GET", "/_ping", raw=True) == b"OK"
        return False

    def kill(self) -> None:
        """Ends it without a warning; its containers go on until the next one ends them."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
        self._has_crashed = True
        self._end_containerd()

    def terminate(self) -> None:
        """Asks it to end, with its containers."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def end(self) -> None:
        """Nothing of it is left afterwards."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGCONT)
            # Only an engine ends the containers that another one has left.
            if self._has_crashed:
                with contextlib.suppress(AssertionError):
                    self.start(images=False)
            with contextlib.suppress(Exception):
                for container in self.containers():
                    self.call("DELETE", f"/containers/{container['Id']}", {"force": "1"})
                # An engine that ends leaves the bridges of its networks.
                for network in self.networks():
                    self.call("DELETE", f"/networks/{network['Id']}")
            self.terminate()
            self._end_containerd()
        engine_remains.remove(self.folder)

    def _end_containerd(self) -> None:
        """The next engine would wait for a containerd of the number in the file."""
        file = self.folder / "exec/containerd/containerd.pid"
        with contextlib.suppress(OSError, ValueError):
            pid = int(file.read_text())
            if str(self.folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
            file.unlink()

    def log(self) -> str:
        return (self.folder / "engine.log").read_text(errors="replace")[-4000:]

    # Its API

    def call(
        self, method: str, path: str, query: dict | None = None, body: object = None, data: bytes | None = None,
        raw: bool = False, timeout: float = 60, headers: dict[str, str] | None = None,
    ):  # noqa: ANN201
        """One request; gives the decoded answer, or its bytes. Raises `EngineRefusal`."""  # fmt: skip
        connection = _UnixConnection(str(self.socket), timeout)
        target = (path if path == "/_ping" else f"/{VERSION}{path}") + (f"?{urlencode(query)}" if query else "")
        headers = dict(headers or {})
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        elif data is not None:
            headers["Content-Type"] = "application/x-tar"
        try:
            connection.request(method, target, data, headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 300 and response.status != 304:
            raise EngineRefusal(response.status, content.decode(errors="replace")[:500])
        return content if raw else json.loads(content) if content else None

    def containers(self, running: bool = False, **labels: str) -> list[dict]:
        filters = {"label": [f"proxyd.{name}={value}" for name, value in labels.items()]}
        return self.call("GET", "/containers/json", {"all": str(int(not running)), "filters": json.dumps(filters)})

    def inspect(self, container: str) -> dict:
        return self.call("GET", f"/containers/{quote(container)}/json")

    def networks(self) -> list[dict]:
        """Those that the engine does not have by itself."""
        return [n for n in self.call("GET", "/networks") if n["Name"] not in ("none", "host", "bridge")]

    def volumes(self) -> list[dict]:
        return self.call("GET", "/volumes")["Volumes"] or []

    def census(self) -> tuple[set[str], set[str], set[str]]:
        """The names of all containers, networks and volumes."""
        return (
            {name.lstrip("/") for c in self.containers() for name in c["Names"]},
            {n["Name"] for n in self.networks()},
            {v["Name"] for v in self.volumes()},
        )

    def run(self, network: str | None, *command: str, image: str = IMAGE, **host: object) -> str:
        """Starts a container of the tests' own and gives its identifier."""
        body = {
            "Image": image, "Cmd": list(command), "Labels": {"test": "own"},
            "HostConfig": {"NetworkMode": network or "none", **host},
        }  # fmt: skip
        made = self.call("POST", "/containers/create", body=body)["Id"]
        self.call("POST", f"/containers/{made}/start")
        return made

    def output(self, container: str, timeout: float = 30) -> tuple[int, str]:
        """Waits for its end; gives the exit code and what it printed, and removes it."""
        code = self.call("POST", f"/containers/{container}/wait", timeout=timeout)["StatusCode"]
        stream = self.call("GET", f"/containers/{container}/logs", {"stdout": 1, "stderr": 1}, raw=True)
        self.call("DELETE", f"/containers/{container}", {"force": 1})
        text, offset = b"", 0
        while offset + 8 <= len(stream):
            length = int.from_bytes(stream[offset + 4 : offset + 8], "big")
            text += stream[offset + 8 : offset + 8 + length]
            offset += 8 + length
        return code, text.decode(errors="replace")

    # Images

    def has_image(self, name: str) -> bool:
        with contextlib.suppress(EngineRefusal):
            self.call("GET", f"/images/{quote(name, safe='')}/json")
            return True
        return False

    def import_image(self, name: str, archive: bytes, *changes: str) -> None:
        repository, tag = name.rsplit(":", 1)
        query = [("fromSrc", "-"), ("repo", repository), ("tag", tag), *(("changes", change) for change in changes)]
        self.call("POST", "/images/create", query, data=archive, raw=True, timeout=120)  # type: ignore[arg-type]

    def push(self, name: str, account: dict[str, str]) -> None:
        """Sends an image to its registry, with an account as `X-Registry-Auth` has it."""
        repository, tag = name.rsplit(":", 1)
        word = base64.urlsafe_b64encode(json.dumps(account).encode()).decode()
        said = self.call(
            "POST", f"/images/{repository}/push", {"tag": tag}, raw=True, timeout=120, headers={"X-Registry-Auth": word}
        )
        assert b'"error"' not in said, said.decode(errors="replace")[-500:]

    def need_program_image(self) -> str:
        """The image of this program itself, for its demo servers; made when it is not there."""
        if not self.has_image(PROGRAM_IMAGE):
            with tempfile.TemporaryDirectory() as folder:
                stripped = Path(folder) / "proxyd"
                subprocess.run(["strip", "--strip-unneeded", "-o", str(stripped), str(BINARY)], check=True)
                self.import_image(PROGRAM_IMAGE, program_archive(stripped), 'ENTRYPOINT ["/usr/bin/proxyd"]')
        return PROGRAM_IMAGE

    def need_perl_image(self) -> str:
        """An image that can do what busybox cannot; made when it is not there."""
        if not self.has_image(PERL_IMAGE):
            self.import_image(PERL_IMAGE, program_archive(PERL.resolve()), 'ENTRYPOINT ["/usr/bin/perl"]')
        return PERL_IMAGE


def _folder(archive: tarfile.TarFile, name: str, mode: int = 0o755) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = tarfile.DIRTYPE, mode
    archive.addfile(entry)


def busybox_archive(**files: str) -> bytes:
    """A file system with a static busybox and these files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in ("bin", "proc", "sys", "dev", "etc", "srv"):
            _folder(archive, name)
        _folder(archive, "tmp", 0o1777)
        archive.add(BUSYBOX.resolve(), "bin/busybox")
        for applet in APPLETS:
            link = tarfile.TarInfo(f"bin/{applet}")
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return made.getvalue()


def program_archive(program: Path) -> bytes:
    """A file system with a program and the libraries that it needs."""
    listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    libraries = re.findall(r"(?:=> )?(/\S+) \(0x", listed)
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", dereference=True) as archive:
        # Every folder: engines give those that are not told a mode that needs capabilities to look into.
        for name in ("usr", "usr/bin", "usr/lib", "usr/lib/x86_64-linux-gnu", "lib64", "proc", "sys", "dev", "etc"):
            _folder(archive, name)
        _folder(archive, "tmp", 0o1777)
        archive.add(program, f"usr/bin/{program.name}")
        for library in libraries:
            # The loader's own folders, so that nothing has to be configured.
            place = library if library.startswith("/lib64/ld-") else f"/usr/lib/x86_64-linux-gnu/{Path(library).name}"
            archive.add(library, place.lstrip("/"))
    return made.getvalue()


@contextlib.contextmanager
def engine_or_reason() -> Iterator[tuple[DockerEngine | None, str]]:
    """A started engine, or why there is none."""
    reason = obstacle()
    if reason is not None:
        yield None, reason
        return
    engine = DockerEngine()
    try:
        try:
            engine.start()
        except AssertionError as error:
            reason = f"the engine does not start: {error}"
        yield (None, reason) if reason else (engine, "")
    finally:
        engine.end()


def wait_free(port: int, timeout: float = 20) -> None:
    """Waits until nobody listens on a port of loopback."""

    def is_free() -> bool:
        # Binding would not tell: a connection of anybody's may have the number at its own end.
        with socket.socket() as probe:
            probe.settimeout(5)
            return probe.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED

    eventually(f"port {port} to be free", is_free, timeout, every=0.05)
