"""A real registry of images: Debian's docker-registry, on a port of loopback, where engines take plain HTTP."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from .docker_engine import IMAGE, DockerEngine, busybox_archive
from .ending import end
from .ports import free_port
from .waiting import eventually

PROGRAM = shutil.which("docker-registry") or "/usr/bin/docker-registry"
USER, PASSWORD = "tests", "s3cret-of-tests"
# bcrypt of the password, which is all that the registry takes.
_ACCOUNTS = f"{USER}:$2b$04$qofN/72XM38MdEBsnkC9ju0IxWwfWItvk4FdUkDgru7.X5nwnDG/.\n"
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def obstacle() -> str | None:
    """Why no registry can run here; None when nothing speaks against it."""
    return None if Path(PROGRAM).exists() else "docker-registry is not installed"


class Registry:
    """One registry with a folder of its own; with `private` it wants the account of the tests."""

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.private = private
        self.name = f"127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        (folder / "accounts").write_text(_ACCOUNTS)
        settings = {
            "version": 0.1,
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": self.name},
        }
        if private:
            settings["auth"] = {"htpasswd": {"realm": "tests", "path": str(folder / "accounts")}}
        # JSON is YAML.
        (folder / "config.yml").write_text(json.dumps(settings))

    # Life

    def start(self) -> Registry:
        with (self.folder / "registry.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", str(self.folder / "config.yml")], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={"OTEL_TRACES_EXPORTER": "none", "HOME": str(self.folder)},
            )  # fmt: skip
        eventually("the registry to answer", self.is_there, 20, every=0.02)
        return self

    def is_there(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "registry.log").read_text(errors="replace")[-2000:]
        try:
            return self.call("GET", "/v2/")[0] == 200
        except OSError:
            return False

    def end(self) -> None:
        end([self.process])
        self.process = None

    # Its images

    def call(self, method: str, path: str, **headers: str) -> tuple[int, dict[str, str]]:
        """One request; gives the status and the fields of the answer."""
        request = urllib.request.Request(f"http://{self.name}{path}", method=method, headers=headers)
        if self.private:
            request.add_header("Authorization", "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers)

    def push(self, engine: DockerEngine, name: str, **files: str) -> str:
        """Has an engine push busybox with these files as `name:tag`, and forget it; gives the digest."""
        repository, tag = name.rsplit(":", 1)
        here = f"{self.name}/{repository}"
        if files:
            engine.import_image(f"{here}:{tag}", busybox_archive(**files))
        else:
            engine.call("POST", f"/images/{IMAGE}/tag", {"repo": here, "tag": tag})
        account = {"username": USER, "password": PASSWORD, "serveraddress": self.name} if self.private else {}
        engine.push(f"{here}:{tag}", account)
        engine.call("DELETE", f"/images/{here}:{tag}")
        return self.digest(name)

    def digest(self, name: str) -> str:
        repository, tag = name.rsplit(":", 1)
        status, fields = self.call("HEAD", f"/v2/{repository}/manifests/{tag}", Accept=_MANIFEST)
        assert status == 200, f"{name}: {status}"
        return fields["Docker-Content-Digest"]

    def delete(self, name: str) -> None:
        """Takes away the image that a name stands for, with all of its names."""
        status, _ = self.call("DELETE", f"/v2/{name.rsplit(':', 1)[0]}/manifests/{self.digest(name)}")
        assert status == 202, status


def auths(path: Path, *registries: Registry) -> Path:
    """Writes a file in the form of Docker's config.json with the account of the tests for these registries."""
    word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    path.write_text(json.dumps({"auths": {registry.name: {"auth": word} for registry in registries}}))
    return path


class PausingRelay:
    """Stands before a registry; a connection that has had so many bytes gets the next MiB slowly, and then no more.

    Slowly, since engines tell of a progress only a while after the last time.
    """

    def __init__(self, registry: Registry, after: int) -> None:
        self.registry, self.after = registry, after
        self.go_on = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", free_port()))
        self.name = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def end(self) -> None:
        self.go_on.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.registry.port))
            threading.Thread(target=self._pass, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, pauses: bool) -> None:
        passed = 0
        try:
            while data := source.recv(16 << 10):
                sink.sendall(data)
                passed += len(data)
                if pauses and passed > self.after:
                    self.go_on.wait(0.02 if passed < self.after + (1 << 20) else None)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # Either side may have gone, which the other one sees by this.
            for end in (source, sink):
                end.close()
