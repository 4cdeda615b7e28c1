"""A node with an engine, and what tests ask of its services."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from .docker_engine import IMAGE, DockerEngine
from .node import Answer, Node
from .waiting import eventually

WEB = ("sh", "-c", "cd /tmp && echo hello > index.html && exec httpd -f -p 8080")


def secret_key(label: str) -> str:
    """A key of an installation of its own: what another one has at the engine is not its business."""
    return base64.b64encode(hashlib.sha256(label.encode()).digest()).decode()


class DockerNode(Node):
    """A node whose services run in an engine of the tests."""

    def __init__(self, folder: Path, engine: DockerEngine, **settings: Any) -> None:
        super().__init__(
            folder,
            **{
                "DOCKER_HOST": engine.host, "DOCKER_API_VERSION": "1.41", "DOCKER_PORT_RANGE": "14000-16999",
                "BASE_DOMAIN": "apps.test", **settings,
            },
        )  # fmt: skip
        self.engine = engine

    # Services

    def create_raw(self, name: str, *command: str, wait: int = 0, token: str | None = "", **fields: Any) -> Answer:
        body = {
            "service_name": name, "image": IMAGE, "command": list(command) or None, "stop_timeout": 1,
            "start_timeout": 6, **fields,
        }  # fmt: skip
        body = {key: value for key, value in body.items() if value is not None}
        return self.api("POST", f"/api/v1/services?wait={wait}", body, token=token, timeout=wait + 30)

    def create(self, name: str, *command: str, expect: str | None = "running", **fields: Any) -> dict:
        """Makes a service, of a small web server unless told otherwise, and waits for its status."""
        answer = self.create_raw(name, *(command or (() if "image" in fields else WEB)), **fields)
        assert answer.status == 201, answer.body.decode(errors="replace")
        return self.wait_status(name, expect) if expect else answer.json()["service"]

    def show(self, name: str) -> dict:
        return self.must("GET", f"/api/v1/services/{name}")

    def wait_status(self, name: str, *wanted: str, timeout: float = 60) -> dict:
        """The service, once it is settled with one of these statuses."""
        seen: list[dict] = []

        def probe() -> dict | None:
            seen[:] = [self.show(name)]
            state = seen[0]
            return state if state["status"] in wanted and (state["is_settled"] or "pending" in wanted) else None

        try:
            return eventually(f"{name} to be {wanted}", probe, timeout, every=0.05)
        except AssertionError as error:
            shown = {key: seen[0].get(key) for key in ("status", "failure", "last_output", "reason", "generation")}
            raise AssertionError(f"{error}; it is {shown}\n{self.said()[-2000:]}") from None

    def remove(self, name: str, volumes: bool = True) -> None:
        """Deletes a service, if it is there, and waits until nothing of it is left."""
        flag = "true" if volumes else "false"
        answer = self.api("DELETE", f"/api/v1/services/{name}?force=true&delete_volumes={flag}")
        assert answer.status in (202, 204, 404), answer.body
        self.wait_gone(name)

    def wait_gone(self, name: str, timeout: float = 60) -> None:
        eventually(
            f"{name} to be gone", lambda: self.api("GET", f"/api/v1/services/{name}").status == 404, timeout, every=0.05
        )

    def containers(self, name: str, running: bool = False) -> list[dict]:
        """The engine's own list."""
        return self.engine.containers(running, service=name)

    def container(self, name: str) -> dict:
        """The engine's own description of the only container."""
        found = self.containers(name)
        assert len(found) == 1, found
        return self.engine.inspect(found[0]["Id"])

    def expose(self, name: str, host: str | None = None, **query: str) -> str:
        """Makes a proxy to a service and gives its host."""
        host = host or f"{name}.test"
        self.must("POST", f"/api/v1/services/{name}/proxy?hostname={host}&enable_https=false")
        return host

    def add_port(self, name: str, port: str, **fields: Any) -> dict:
        return self.must("POST", f"/api/v1/services/{name}/ports", {"name": port, **fields})
