"""Services in containers by REST, looked up at the engine's own socket."""

from __future__ import annotations

import json

import pytest

from support.docker_engine import IMAGE, busybox_archive
from support.docker_node import secret_key
from support.waiting import eventually

STATISTICS = {
    "service_name", "cpu_usage", "memory_usage", "memory_limit", "memory_percentage", "network_rx_bytes",
    "network_tx_bytes", "block_read_bytes", "block_write_bytes", "pids",
}  # fmt: skip


def env_of(container: dict) -> dict[str, str]:
    return dict(line.split("=", 1) for line in container["Config"]["Env"])


# Making


def test_a_container_is_as_safe_as_it_gets(docker_node, service) -> None:
    made = service()
    container = docker_node.container(made["service_name"])
    host = container["HostConfig"]
    assert host["CapDrop"] == ["ALL"] and not host["CapAdd"]
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert host["ReadonlyRootfs"] is True and host["Privileged"] is False
    assert host["PidsLimit"] == 256 and host["Memory"] == 512 << 20 and host["NanoCpus"] == 10**9
    assert not host["Binds"] and not host["Devices"] and host["PidMode"] == "" and host["IpcMode"] == "private"
    assert host["NetworkMode"].startswith("proxyd-")
    assert not host["PortBindings"]
    assert {mount["Type"] for mount in host["Mounts"]} == {"tmpfs"}
    status = docker_node.engine.call("POST", f"/containers/{container['Id']}/exec", body={
        "Cmd": ["cat", "/proc/self/status"], "AttachStdout": True,
    })["Id"]  # fmt: skip
    said = docker_node.engine.call("POST", f"/exec/{status}/start", body={"Detach": False, "Tty": False}, raw=True)
    assert b"NoNewPrivs:\t1" in said and b"CapEff:\t0000000000000000" in said and b"Seccomp:\t2" in said


def test_what_is_asked_for_is_at_the_engine(docker_node, service) -> None:
    made = service(
        memory_limit="64m", cpu_limit=0.5, pids_limit=20, user="1000:1000", read_only_root=False,
        capabilities=["NET_BIND_SERVICE"], labels={"team": "edge"}, working_dir="/tmp", tmpfs=["/tmp", "/run"],
        restart_policy="on-failure", networks=["front", "back"], volumes=["data:/data", "data:/again:ro"],
        environment={"GREETING": "hello"}, stop_timeout=2,
    )  # fmt: skip
    container = docker_node.container(made["service_name"])
    host, config = container["HostConfig"], container["Config"]
    assert host["Memory"] == 64 << 20 and host["NanoCpus"] == 5 * 10**8 and host["PidsLimit"] == 20
    assert config["User"] == "1000:1000" and host["ReadonlyRootfs"] is False
    assert host["CapAdd"] == ["NET_BIND_SERVICE"] and config["Labels"]["team"] == "edge"
    assert config["WorkingDir"] == "/tmp" and host["RestartPolicy"]["Name"] == "on-failure"
    assert env_of(container)["GREETING"] == "hello" and config["StopTimeout"] == 2
    networks = sorted(name.rsplit(".", 1)[-1] for name in container["NetworkSettings"]["Networks"])
    assert networks == ["back", "front"]
    mounts = {mount["Destination"]: mount for mount in container["Mounts"] if mount["Type"] == "volume"}
    assert set(mounts) == {"/data", "/again"} and mounts["/again"]["RW"] is False
    assert mounts["/data"]["Name"] == mounts["/again"]["Name"]


def test_values_of_the_environment_are_never_shown(docker_node, service) -> None:
    secret = "correct-horse-battery"
    name = service(environment={"PASSWORD": secret, "EMPTY": ""})["service_name"]
    shown = docker_node.show(name)
    assert shown["environment"] == {"EMPTY": "***", "PASSWORD": "***"}
    assert env_of(docker_node.container(name))["PASSWORD"] == secret
    for path in (f"/api/v1/services/{name}", "/api/v1/services", "/api/v1/config/export"):
        assert secret not in docker_node.api("GET", path).body.decode()
    assert secret not in docker_node.said()
    assert secret not in json.dumps(docker_node.container(name)["Config"]["Labels"])


def test_requests_reach_it_by_a_proxy(docker_node, service) -> None:
    name = service()["service_name"]
    host = docker_node.expose(name)
    docker_node.wait_routed(host, "/", 200)
    with docker_node.wire() as wire:
        assert wire.request(host, "/").body == b"hello\n"


def test_a_route_names_it_as_others_do(docker_node, service, unique) -> None:
    name, host = service()["service_name"], unique()
    docker_node.add_proxy(host, "http://127.0.0.1:9", https_redirect="never")
    docker_node.add_route("/index.html", "service", name, scope="proxy", proxy_hostnames=[host])
    docker_node.wait_routed(host, "/index.html", 200)
    with docker_node.wire() as wire:
        assert wire.request(host, "/index.html").body == b"hello\n"


# What is told


def test_output_is_read_with_and_without_times(docker_node, service) -> None:
    name = service("sh", "-c", "echo one; echo two >&2; sleep 1; echo three; exec sleep 1000")["service_name"]
    path = f"/api/v1/services/{name}/logs"
    eventually("three lines", lambda: len(docker_node.must("GET", path)["logs"]) == 3, 10)
    answer = docker_node.must("GET", path)
    # The engine reads the two streams apart, so lines of one may overtake those of the other.
    assert sorted(answer["logs"]) == ["one", "three", "two"] and answer["timestamps"] is False
    assert docker_node.must("GET", path + "?lines=1")["logs"] == ["three"]
    timed = docker_node.must("GET", path + "?timestamps=true")
    assert all(line[:4].isdigit() and "T" in line for line in timed["logs"])
    assert docker_node.must("GET", f"{path}?since={timed['last_at']}")["logs"] == ["three"]


def test_statistics_have_the_names_that_tools_know(docker_node, service) -> None:
    name = service("sh", "-c", "while :; do :; done", cpu_limit=0.2)["service_name"]
    told = docker_node.must("GET", f"/api/v1/services/{name}/stats")
    assert set(told) == STATISTICS
    assert told["memory_limit"] == 512 << 20 and 0 < told["memory_usage"] < told["memory_limit"]
    assert told["pids"] >= 1 and 1 < told["cpu_usage"] < 80


def test_a_hundred_thousand_lines_are_bounded(docker_node, service) -> None:
    name = service("sh", "-c", "seq 1 100000; exec sleep 1000")["service_name"]
    path = f"/api/v1/services/{name}/logs"
    eventually("the last line", lambda: docker_node.must("GET", path + "?lines=1")["logs"] == ["100000"], 30)
    before = docker_node.rss_kib()
    assert docker_node.must("GET", path)["logs"] == [str(n) for n in range(99901, 100001)]
    assert len(docker_node.must("GET", path + "?lines=10000")["logs"]) == 10_000
    assert docker_node.api("GET", path + "?lines=10001").status == 422
    assert docker_node.rss_kib() - before < 64 << 10
    assert docker_node.container(name)["HostConfig"]["LogConfig"]["Config"]["max-size"]


# Stop, start, restart


def test_it_is_stopped_started_and_restarted(docker_node, service) -> None:
    name = service()["service_name"]
    first = docker_node.container(name)["Id"]
    docker_node.must("POST", f"/api/v1/services/{name}/stop")
    docker_node.wait_status(name, "stopped")
    assert not docker_node.containers(name, running=True)
    docker_node.must("POST", f"/api/v1/services/{name}/start")
    docker_node.wait_status(name, "running")
    assert docker_node.container(name)["Id"] == first
    docker_node.must("POST", f"/api/v1/services/{name}/restart")
    docker_node.wait_status(name, "running")
    eventually("one container", lambda: len(docker_node.containers(name)) == 1, 30)
    assert docker_node.container(name)["Id"] != first


def test_waiting_answers_come_when_it_runs(docker_node, service_name) -> None:
    name = service_name()
    try:
        answer = docker_node.create_raw(name, "sleep", "1000", wait=60)
        assert answer.status == 201 and answer.json()["service"]["status"] == "running"
        stopped = docker_node.must("POST", f"/api/v1/services/{name}/stop?wait=60")
        assert stopped["status"] == "stopped"
        again = docker_node.must("POST", f"/api/v1/services/{name}/stop?wait=60")
        assert again["message"] == f"The service '{name}' is stopped."
        changed = docker_node.must("PUT", f"/api/v1/services/{name}?wait=60", {"drain_timeout": 3})
        assert changed["status"] == "stopped" and changed["is_settled"]
    finally:
        assert docker_node.api("DELETE", f"/api/v1/services/{name}?wait=60").status == 204
    assert docker_node.api("GET", f"/api/v1/services/{name}").status == 404
    assert not docker_node.containers(name)


# Change


def test_a_change_makes_a_new_container_and_takes_the_old_away(docker_node, service) -> None:
    name = service(environment={"A": "1", "B": "2"}, memory_limit="64m")["service_name"]
    first = docker_node.container(name)
    docker_node.must(
        "PUT", f"/api/v1/services/{name}", {"environment": {"A": "3", "B": "***", "C": "4"}, "memory_limit": "96m"}
    )
    docker_node.wait_status(name, "running")
    eventually("one container", lambda: len(docker_node.containers(name)) == 1, 30)
    second = docker_node.container(name)
    assert second["Id"] != first["Id"] and second["HostConfig"]["Memory"] == 96 << 20
    assert {k: v for k, v in env_of(second).items() if k in "ABC"} == {"A": "3", "B": "2", "C": "4"}


def test_a_change_to_a_missing_image_leaves_the_old_container_serving(docker_node, service) -> None:
    name = service()["service_name"]
    first = docker_node.container(name)["Id"]
    host = docker_node.expose(name)
    docker_node.wait_routed(host, "/", 200)
    docker_node.must("PUT", f"/api/v1/services/{name}", {"image": "docker.io/none/none:1", "pull_policy": "never"})
    told = eventually("the failure", lambda: docker_node.show(name)["failure"], 30)
    assert "none" in told["message"]
    with docker_node.wire() as wire:
        assert wire.request(host, "/").status == 200
    assert docker_node.container(name)["Id"] == first


# Deletion


def test_deleting_removes_container_network_proxy_and_ports(docker_node, service_name) -> None:
    name = service_name()
    docker_node.create(name, networks=[f"only-{name}"], volumes=[f"kept-{name}:/data"])
    port = docker_node.add_port(name, "web", container=8080)["host_port"]
    docker_node.wait_status(name, "running")
    docker_node.must("POST", f"/api/v1/services/{name}/proxy?hostname={name}.gone.test")
    answer = docker_node.api("DELETE", f"/api/v1/services/{name}")
    assert answer.status == 204, answer.body
    docker_node.wait_gone(name)
    containers, networks, volumes = docker_node.engine.census()
    assert not [c for c in containers if f"-{name}-" in c]
    assert not [n for n in networks if f"only-{name}" in n]
    assert len([v for v in volumes if f"kept-{name}" in v]) == 1, "volumes stay unless asked"
    assert docker_node.api("GET", f"/api/v1/proxy/targets/{name}.gone.test").status == 404
    assert docker_node.must("POST", f"/api/v1/services/ports/check?port={port}&bind_address=127.0.0.1")["available"]
    docker_node.create(name, volumes=[f"kept-{name}:/data"])
    docker_node.remove(name, volumes=True)
    assert not [v for v in docker_node.engine.census()[2] if f"kept-{name}" in v]


def test_a_volume_that_another_service_uses_stays(docker_node, service, service_name) -> None:
    shared = f"shared-{service_name()}"
    first = service(volumes=[f"{shared}:/data"])["service_name"]
    service(volumes=[f"{shared}:/data"])
    docker_node.remove(first, volumes=True)
    assert [v for v in docker_node.engine.census()[2] if shared in v]


# What goes wrong


def test_a_name_is_had_once_over_all_kinds(docker_node, service, service_name) -> None:
    name = service()["service_name"]
    assert docker_node.create_raw(name, "sleep", "1").status == 409
    assert docker_node.create_raw(name.upper(), "sleep", "1").status == 409
    external = service_name()
    docker_node.must("POST", "/api/v1/services/external", {"service_name": external, "target_url": "http://127.0.0.1:9"})
    assert docker_node.create_raw(external, "sleep", "1").status == 409
    answer = docker_node.api(
        "POST", "/api/v1/services/external", {"service_name": name, "target_url": "http://127.0.0.1:9"}
    )
    assert answer.status == 409
    docker_node.must("DELETE", f"/api/v1/services/external/{external}")


def test_a_missing_image_is_said(docker_node, service) -> None:
    name = service("true", expect=None, image="docker.io/none/none:1", pull_policy="never")["service_name"]
    told = docker_node.wait_status(name, "failed")
    assert "none/none" in told["failure"]["message"]
    assert not docker_node.containers(name)


def test_a_container_that_ends_at_once_shows_its_last_lines(docker_node, service) -> None:
    script = "echo starting; echo no such file: config.yml; exit 7"
    name = service("sh", "-c", script, expect=None, restart_policy="no")["service_name"]
    told = docker_node.wait_status(name, "failed")
    assert told["last_output"][-2:] == ["starting", "no such file: config.yml"]
    assert "7" in told["failure"]["message"]


def test_a_container_that_ends_again_and_again_has_failed(docker_node, service) -> None:
    name = service("sh", "-c", "echo again; exit 1", expect=None, restart_policy="always")["service_name"]
    told = docker_node.wait_status(name, "failed")
    assert "again" in told["last_output"]


def test_health_that_is_never_good_is_told(docker_node, service) -> None:
    name = service(
        expect=None, start_timeout=3,
        healthcheck={"test": ["sh", "-c", "echo not yet; exit 1"], "interval": 0.2, "timeout": 1, "retries": 2},
    )["service_name"]  # fmt: skip
    told = docker_node.wait_status(name, "failed", "unhealthy")
    assert "not yet" in json.dumps(told["failure"]) + json.dumps(told["last_output"])


def test_health_decides_when_it_serves(docker_node, service) -> None:
    name = service(
        "sh", "-c", "cd /tmp; echo up > index.html; (sleep 1; touch well) & exec httpd -f -p 8080",
        healthcheck={"test": ["ls", "/tmp/well"], "interval": 0.2, "timeout": 1},
    )["service_name"]  # fmt: skip
    shown = docker_node.show(name)
    assert shown["health_status"] == "healthy"


# Builds


@pytest.fixture
def builder(make_docker_node, engine, tmp_path):
    """A node that may build below a folder."""
    root = tmp_path / "builds"
    root.mkdir()
    node = make_docker_node(engine, DOCKER_BUILD_ROOTS=root, SECRET_KEY=secret_key("builds"))
    node.start()
    return node, root


def test_an_image_is_built_from_a_dockerfile(builder) -> None:
    node, root = builder
    folder = root / "app"
    folder.mkdir()
    (folder / "page.txt").write_text("built\n")
    (folder / "Dockerfile").write_text(
        f"FROM {IMAGE}\nARG WHO\nCOPY page.txt /srv/index.html\nRUN echo for $WHO >> /srv/index.html\n"
        'CMD ["httpd", "-f", "-p", "8080", "-h", "/srv"]\n'
    )
    name = "built"
    node.must(
        "POST", "/api/v1/services",
        {
            "service_name": name, "dockerfile_path": "Dockerfile", "build_context": str(folder),
            "build_args": {"WHO": "you"},
        },
    )  # fmt: skip
    try:
        node.wait_status(name, "running")
        host = node.expose(name)
        node.wait_routed(host, "/", 200)
        with node.wire() as wire:
            assert wire.request(host, "/").body == b"built\nfor you\n"
    finally:
        node.remove(name)


def test_a_build_that_fails_shows_its_output(builder) -> None:
    node, root = builder
    folder = root / "broken"
    folder.mkdir()
    (folder / "Dockerfile").write_text(f"FROM {IMAGE}\nRUN echo the cause is here && false\n")
    node.must(
        "POST", "/api/v1/services",
        {"service_name": "broken", "dockerfile_path": "Dockerfile", "build_context": str(folder)},
    )  # fmt: skip
    try:
        told = node.wait_status("broken", "failed")
        assert any("the cause is here" in line for line in told["last_output"]), told
        assert not node.containers("broken")
    finally:
        node.remove("broken")


# The engine


def test_an_engine_that_is_away_is_said_and_caught_up_with(own_engine, make_docker_node) -> None:
    node = make_docker_node(own_engine)
    own_engine.terminate()
    node.start()
    answer = node.create_raw("late", "sleep", "1000")
    assert answer.status == 201, answer.body
    assert any("away" in warning for warning in answer.json()["warnings"])
    shown = node.show("late")
    assert shown["status"] == "pending" and "away" in shown["reason"]
    assert node.api("GET", "/health", token=None).status == 200
    own_engine.start()
    node.wait_status("late", "running")


def test_without_an_engine_it_is_said_which_setting_is_missing(make_node) -> None:
    node = make_node()
    node.start()
    answer = node.api("POST", "/api/v1/services", {"service_name": "web", "image": IMAGE})
    assert answer.status == 503 and b"DOCKER_HOST" in answer.body
    assert node.must("GET", "/api/v1/services")["services"] == []


def test_what_others_change_is_repaired(docker_node, service) -> None:
    name = service(memory_limit="64m")["service_name"]
    first = docker_node.container(name)["Id"]
    docker_node.engine.call("DELETE", f"/containers/{first}", {"force": 1})
    eventually("a new container", lambda: [c for c in docker_node.containers(name, True) if c["Id"] != first], 30)
    docker_node.wait_status(name, "running")


def test_what_others_change_is_reported_when_asked(docker_node, service) -> None:
    name = service(drift="report")["service_name"]
    container = docker_node.container(name)["Id"]
    docker_node.engine.call("POST", f"/containers/{container}/rename", {"name": f"other-{name}"})
    eventually("the drift", lambda: docker_node.show(name)["drifted"], 30)
    assert docker_node.container(name)["Name"] == f"/other-{name}"


def test_things_of_nobody_are_listed_and_removed(docker_node, service) -> None:
    name = service()["service_name"]
    kept = docker_node.container(name)["Id"]
    labels = dict(docker_node.container(name)["Config"]["Labels"])
    labels["proxyd.service"] = "nobody"
    engine = docker_node.engine
    made = engine.call(
        "POST", "/containers/create", {"name": "proxyd-nobody-1"}, {"Image": IMAGE, "Cmd": ["true"], "Labels": labels}
    )["Id"]
    listed = docker_node.must("GET", "/api/v1/services/orphans")["orphans"]
    assert "proxyd-nobody-1" in [orphan["name"] for orphan in listed]
    told = docker_node.must("POST", "/api/v1/services/cleanup")
    assert told["containers_removed"] == 1
    assert made not in [c["Id"] for c in engine.containers()] and kept in [c["Id"] for c in engine.containers()]


def test_services_are_adopted_after_the_store_was_lost(own_engine, make_docker_node) -> None:
    node = make_docker_node(own_engine)
    node.start()
    node.create("web", environment={"KEY": "kept"}, memory_limit="64m")
    container = node.container("web")["Id"]
    node.end()
    other = make_docker_node(own_engine)
    other.start()
    eventually("the engine", lambda: other.api("GET", "/api/v1/services/orphans").status == 200, 20)
    orphans = other.must("GET", "/api/v1/services/orphans")["orphans"]
    assert [o["service_name"] for o in orphans if o["kind"] == "container"] == ["web"]
    assert other.must("POST", "/api/v1/services/adopt")["services"] == ["web"]
    shown = other.wait_status("web", "running")
    assert shown["memory_limit"] == "64m" and shown["environment"] == {"KEY": "***"}
    assert other.container("web")["Id"] == container
    other.must("PUT", "/api/v1/services/web", {"memory_limit": "96m"})
    other.wait_status("web", "running")
    eventually("one container", lambda: len(other.containers("web")) == 1, 30)
    assert env_of(other.container("web"))["KEY"] == "kept"


# Owners


def test_a_token_sees_its_own_services_alone(docker_node, make_docker_node, engine) -> None:
    node = make_docker_node(engine, DOCKER_CREATE="token", SECRET_KEY=secret_key("owners"))
    node.start()
    tokens = {
        name: node.must("POST", "/api/v1/tokens", {"name": name, "cert_email": "a@example.com"})["token"]
        for name in ("ann", "bob")
    }
    try:
        assert node.create_raw("anns", "sleep", "1000", token=tokens["ann"], volumes=["data:/data"]).status == 201
        assert node.create_raw("bobs", "sleep", "1000", token=tokens["bob"], volumes=["data:/data"]).status == 201
        for name in ("anns", "bobs"):
            node.wait_status(name, "running")
        assert node.api("GET", "/api/v1/services/anns", token=tokens["bob"]).status == 404
        for method, path in [("DELETE", ""), ("POST", "/stop"), ("GET", "/logs"), ("GET", "/stats"), ("GET", "/ports")]:
            assert node.api(method, f"/api/v1/services/anns{path}", token=tokens["bob"]).status == 404
        listed = node.must("GET", "/api/v1/services", token=tokens["bob"])["services"]
        assert [s["service_name"] for s in listed] == ["bobs"]
        volumes = {
            m["Name"] for name in ("anns", "bobs") for m in node.container(name)["Mounts"] if m["Type"] == "volume"
        }
        assert len(volumes) == 2, "a volume of one name is another one for each owner"
        networks = {n for name in ("anns", "bobs") for n in node.container(name)["NetworkSettings"]["Networks"]}
        assert len(networks) == 2
    finally:
        for name in ("anns", "bobs"):
            node.remove(name)


def test_an_image_with_health_of_its_own_is_watched(docker_node, service) -> None:
    engine = docker_node.engine
    if not engine.has_image("sick:test"):
        engine.import_image("sick:test", busybox_archive(), "HEALTHCHECK --interval=200ms --retries=1 CMD false")
    name = service("sleep", "1000", image="sick:test", start_timeout=2, expect=None)["service_name"]
    docker_node.wait_status(name, "failed", "unhealthy")
    docker_node.must("PUT", f"/api/v1/services/{name}", {"healthcheck": {"test": []}})
    docker_node.wait_status(name, "running")
