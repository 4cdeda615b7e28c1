"""Random operations with an engine and a node that die in between; afterwards everything is as desired, and nothing is
left over."""

from __future__ import annotations

import os
import random
import time

import pytest

from support.docker_engine import DockerEngine, busybox_archive, wait_free
from support.docker_node import DockerNode
from support.node import Answer, Unreachable
from support.waiting import eventually

OPERATIONS = int(os.environ.get("STORM_OPERATIONS", "300"))
NAMES = [f"w{number}" for number in range(6)]
NETWORKS = ["default", "front", "back"]
IMAGES = ["busybox:test", "busybox:anonymous"]


class Storm:
    """What is done, by chance, and what has to come of it."""

    def __init__(self, node: DockerNode, engine: DockerEngine, chance: random.Random) -> None:
        self.node, self.engine, self.chance = node, engine, chance
        self.ports: set[int] = set()
        self.counts: dict[str, int] = {}
        # Volumes of services that were deleted without them, or perhaps.
        self.kept: set[str] = set()
        self.deletions: dict[str, int] = {}

    def step(self) -> None:
        kind = self.chance.choices(
            ["create", "update", "delete", "stop", "start", "restart", "port", "unport", "hand", "kill engine",
             "end engine", "kill node"],
            [16, 14, 12, 8, 10, 10, 8, 4, 6, 1, 1, 4],
        )[0]  # fmt: skip
        self.counts[kind] = self.counts.get(kind, 0) + 1
        getattr(self, kind.replace(" ", "_"))()

    def _api(self, method: str, path: str, body: object = None) -> Answer | None:
        try:
            answer = self.node.api(method, path, body)
        except Unreachable:
            return None
        assert answer.status < 500 or answer.status == 503, f"{method} {path}: {answer.status} {answer.body[:500]!r}"
        return answer

    def _name(self) -> str:
        return self.chance.choice(NAMES)

    def create(self) -> None:
        name = self._name()
        fields: dict = {
            "service_name": name, "image": self.chance.choice(IMAGES), "stop_timeout": 1, "start_timeout": 20, "drain_timeout": 0,
            "command": ["httpd", "-f", "-p", "8080", "-h", "/tmp"], "environment": {"N": str(self.chance.random())},
            "networks": self.chance.sample(NETWORKS, self.chance.randint(0, 2)),
        }  # fmt: skip
        if self.chance.random() < 0.4:
            fields["volumes"] = [f"v{self.chance.randrange(3)}:/data"]
        if self.chance.random() < 0.3:
            fields["expose_ports"] = True
        answer = self._api("POST", "/api/v1/services", fields)
        if answer is not None and answer.status == 201:
            self._note(answer.json()["service"]["port_configs"])

    def _note(self, ports: list[dict]) -> None:
        self.ports |= {port["host"] for port in ports}

    def update(self) -> None:
        body = self.chance.choice([
            {"environment": {"N": str(self.chance.random())}}, {"memory_limit": f"{self.chance.randint(16, 64)}m"},
            {"labels": {"n": str(self.chance.random())}}, {"networks": self.chance.sample(NETWORKS, 1)},
        ])  # fmt: skip
        self._api("PUT", f"/api/v1/services/{self._name()}", body)

    def delete(self) -> None:
        name, volumes = self._name(), self.chance.choice(["true", "false"])
        shown = self._api("GET", f"/api/v1/services/{name}")
        answer = self._api("DELETE", f"/api/v1/services/{name}?delete_volumes={volumes}")
        if shown is None or shown.status != 200:
            return
        if answer is None or answer.status >= 500 or volumes == "false":
            self.kept |= volume_names(shown.json())
        elif answer.status < 300 and shown.json()["status"] != "removing":
            self.deletions["with volumes"] = self.deletions.get("with volumes", 0) + 1
        if answer is not None and answer.status < 300 and volumes == "false":
            self.deletions["without"] = self.deletions.get("without", 0) + 1

    def stop(self) -> None:
        self._api("POST", f"/api/v1/services/{self._name()}/stop")

    def start(self) -> None:
        self._api("POST", f"/api/v1/services/{self._name()}/start")

    def restart(self) -> None:
        self._api("POST", f"/api/v1/services/{self._name()}/restart")

    def port(self) -> None:
        body = {"name": f"p{self.chance.randrange(3)}", "container": 8080, "require_token": self.chance.random() < 0.5}
        answer = self._api("POST", f"/api/v1/services/{self._name()}/ports", body)
        if answer is not None and answer.status == 201:
            self.ports.add(answer.json()["host_port"])

    def unport(self) -> None:
        self._api("DELETE", f"/api/v1/services/{self._name()}/ports/p{self.chance.randrange(3)}")

    def hand(self) -> None:
        """Somebody else removes, stops or pauses a container."""
        try:
            found = self.engine.containers(running=True)
            if found:
                container = self.chance.choice(found)["Id"]
                what = self.chance.choice(["rm", "kill", "pause"])
                if what == "rm":
                    self.engine.call("DELETE", f"/containers/{container}", {"force": 1, "v": 1})
                else:
                    self.engine.call("POST", f"/containers/{container}/{what}")
        except Exception:  # noqa: BLE001 - it is gone, or the engine is
            pass

    def kill_engine(self) -> None:
        self.engine.kill()
        time.sleep(self.chance.random())
        self.engine.start(images=False)

    def end_engine(self) -> None:
        self.engine.terminate()
        time.sleep(self.chance.random())
        self.engine.start(images=False)

    def kill_node(self) -> None:
        time.sleep(self.chance.random() * 0.5)
        self.node.kill()
        self.node.start()


def volume_names(service: dict) -> set[str]:
    """What a service calls its volumes."""
    return {volume.split(":")[0] for volume in service["volumes"]}


def volumes_there(engine: DockerEngine) -> set[str]:
    """What services call the volumes of the engine; anonymous ones by their whole names."""
    return {volume["Name"].rsplit(".", 1)[-1] for volume in engine.volumes()}


def anonymous_volumes(engine: DockerEngine) -> set[str]:
    """Those of images, which containers of today mount."""
    mounts = [mount for container in engine.containers() for mount in container["Mounts"]]
    return {mount["Name"] for mount in mounts if mount["Destination"] == "/anonymous"}


def mismatches(node: DockerNode, engine: DockerEngine, kept: set[str]) -> list[str]:
    """Where the engine is not what is on record; `kept` are volumes that may be there without a service."""
    found: list[str] = []
    services = {s["service_name"]: s for s in node.must("GET", "/api/v1/services?per_page=100")["services"]}
    wanted_networks: set[str] = set()
    used_volumes: set[str] = set()
    started_volumes: set[str] = set()
    for name, service in services.items():
        containers = node.containers(name)
        if service["status"] == "removing":
            found.append(f"{name} is still being removed")
            continue
        if service["desired"] == "running":
            running = [c for c in containers if c["State"] == "running"]
            generations = [c["Labels"]["proxyd.generation"] for c in containers]
            if len(running) != 1 or len(containers) != 1 or generations != [str(service["generation"])]:
                found.append(f"{name} should run {service['generation']}: {[(c['Names'], c['State']) for c in containers]} {service['status']} {service['failure']}")
        elif any(c["State"] == "running" for c in containers) or len(containers) > 1:
            found.append(f"{name} should be stopped: {[(c['Names'], c['State']) for c in containers]}")
        wanted_networks |= set(service["networks"] or ["default"]) if containers else set()
        used_volumes |= volume_names(service)
        if service["desired"] == "running":
            started_volumes |= volume_names(service)
    strangers = [c for c in engine.containers() if c["Labels"].get("proxyd.service") not in services]
    found += [f"container of nobody: {c['Names']}" for c in strangers]
    there = {n["Name"].rsplit(".", 1)[-1] for n in engine.networks()}
    if not there <= wanted_networks | {n for s in services.values() for n in (s["networks"] or ["default"])}:
        found.append(f"networks {there}, wanted {wanted_networks}")
    volumes = volumes_there(engine)
    missing = started_volumes - volumes
    if missing:
        found.append(f"volumes missing: {missing}")
    of_nobody = volumes - used_volumes - kept - anonymous_volumes(engine)
    if of_nobody:
        found.append(f"volumes of nobody: {of_nobody}")
    return found


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_after_a_storm_everything_is_as_desired_and_nothing_is_left(own_engine, make_docker_node) -> None:
    seed = int(os.environ.get("STORM_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}: repeat with STORM_SEED={seed}")
    own_engine.import_image("busybox:anonymous", busybox_archive(), "VOLUME /anonymous")
    node = make_docker_node(own_engine)
    node.start()
    storm = Storm(node, own_engine, random.Random(seed))
    for _ in range(OPERATIONS):
        storm.step()
        time.sleep(storm.chance.random() * 0.15)
    print(f"operations: {storm.counts}, deletions {storm.deletions}, ports {len(storm.ports)}")
    if OPERATIONS >= 200:
        assert storm.deletions.get("with volumes") and storm.deletions.get("without"), storm.deletions
    last: list[str] = []

    def is_settled() -> bool:
        last[:] = mismatches(node, own_engine, storm.kept)
        return not last

    try:
        eventually("the engine to be as desired", is_settled, 240, every=0.5)
    except AssertionError as error:
        raise AssertionError(f"{error}: {last}\nseed {seed}\n{node.said()[-4000:]}") from None
    listed = node.must("GET", "/api/v1/services/orphans")["orphans"]
    assert not [o for o in listed if o["kind"] != "volume"], listed
    left = node.must("GET", "/api/v1/services?per_page=100")["services"]
    ports = node.must("GET", "/api/v1/services/ports")
    assert len(ports) == sum(len(service["port_configs"]) for service in left)
    for service in left:
        node.must("DELETE", f"/api/v1/services/{service['service_name']}?force=true&delete_volumes=true")
    for name in NAMES:
        node.wait_gone(name, 120)
    # What is there before anything is cleaned up: volumes that were to be kept, and nothing else.
    containers, networks, _ = own_engine.census()
    assert (containers, networks) == (set(), set())
    volumes = volumes_there(own_engine)
    assert volumes <= storm.kept, f"{volumes}, to be kept {storm.kept}\nseed {seed}"
    assert node.must("GET", "/api/v1/services/ports") == {} == node.must("GET", "/api/v1/ports")
    for port in storm.ports:
        wait_free(port)
    cleaned = node.must("POST", "/api/v1/services/cleanup?delete_volumes=true")
    assert (cleaned["containers_removed"], cleaned["networks_removed"]) == (0, 0), cleaned
    assert cleaned["volumes_removed"] == len(volumes), cleaned
    assert own_engine.census() == (set(), set(), set())
    leftover = node.api("GET", "/api/v1/proxy/targets").json()
    assert not leftover.get("targets"), leftover
