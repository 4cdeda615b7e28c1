"""Everything that could take over the host is tried by the API, and the engine is looked at: nothing was made."""

from __future__ import annotations

import pytest

from support.docker_engine import IMAGE
from support.docker_node import secret_key
from support.waiting import eventually

DIGEST = "sha256:" + "a" * 64

# What is asked for, the rule that refuses it and the setting that could allow it.
BY_VALUE = {
    "socket": ({"volumes": ["/var/run/docker.sock:/s"]}, "bind_mount", None),
    "socket by another name": ({"volumes": ["/run/docker.sock:/s:ro"]}, "bind_mount", None),
    "root of the host": ({"volumes": ["/:/host"]}, "bind_mount", None),
    "proc": ({"volumes": ["/proc:/p"]}, "bind_mount", None),
    "sys": ({"volumes": ["/sys:/p"]}, "bind_mount", None),
    "dev": ({"volumes": ["/dev:/p"]}, "bind_mount", None),
    "etc": ({"volumes": ["/etc:/p:ro"]}, "bind_mount", None),
    "engine's data": ({"volumes": ["/var/lib/docker:/p"]}, "bind_mount", None),
    "a folder": ({"volumes": ["/srv/data:/data"]}, "bind_mount", "DOCKER_BIND_ROOTS"),
    "a folder that moves": ({"volumes": ["/srv/../etc:/data"]}, "bind_mount", None),
    "mounted over proc": ({"volumes": ["data:/proc/x"]}, "mount_target", None),
    "memory over sys": ({"tmpfs": ["/sys"]}, "mount_target", None),
    "every capability": ({"capabilities": ["ALL"]}, "capability", None),
    "SYS_ADMIN": ({"capabilities": ["SYS_ADMIN"]}, "capability", None),
    "CAP_SYS_PTRACE": ({"capabilities": ["cap_sys_ptrace"]}, "capability", None),
    "NET_RAW": ({"capabilities": ["NET_RAW"]}, "capability", "DOCKER_CAPABILITIES"),
    "MKNOD": ({"capabilities": ["MKNOD"]}, "capability", "DOCKER_CAPABILITIES"),
    "memory": ({"memory_limit": "64g"}, "memory", "DOCKER_MEMORY_MAX"),
    "processors": ({"cpu_limit": 32}, "processors", "DOCKER_CPU_MAX"),
    "processes": ({"pids_limit": 32768}, "processes", "DOCKER_PIDS_MAX"),
    "registry": ({"image": "evil.example/app"}, "registry", "DOCKER_REGISTRIES"),
    "registry on loopback": ({"image": "127.0.0.1:5000/app"}, "registry", "DOCKER_REGISTRIES"),
    "no image": ({"image": "../etc"}, "/image", "is not the name of an image"),
    "label of this program": ({"labels": {"proxyd.owner": "ann"}}, "label", None),
    "ssh": ({"port_configs": [{"name": "a", "host": 22}]}, "restricted_port", "DOCKER_RESTRICTED_PORTS"),
    "privileged port": ({"port_configs": [{"name": "a", "host": 1000}]}, "restricted_port", "DOCKER_RESTRICTED_PORTS"),
    "redis": ({"port_configs": [{"name": "a", "host": 6379}]}, "restricted_port", "DOCKER_RESTRICTED_PORTS"),
    "every interface": (
        {"port_configs": [{"name": "a", "host": 33999, "bind": "0.0.0.0"}]}, "publish_address",
        "DOCKER_PUBLISH_ADDRESSES",
    ),
    "every interface, IPv6": (
        {"port_configs": [{"name": "a", "host": 33999, "bind": "::"}]}, "publish_address", "DOCKER_PUBLISH_ADDRESSES"
    ),
    "a build": (
        {"image": None, "dockerfile_path": "Dockerfile", "build_context": "/srv/app"}, "build", "DOCKER_BUILD_ROOTS"
    ),
}  # fmt: skip

BY_NAME = {
    "privileged": True, "Privileged": True, "network_mode": "host", "NetworkMode": "container:x", "network": "host",
    "pid_mode": "host", "PidMode": "host", "pid": "host", "ipc_mode": "host", "ipc": "host", "uts_mode": "host",
    "userns_mode": "host", "UsernsMode": "host", "cgroupns_mode": "host", "CgroupnsMode": "host",
    "cap_add": ["SYS_ADMIN"], "CapAdd": ["ALL"], "devices": ["/dev/sda"],
    "Devices": [{"PathOnHost": "/dev/mem", "PathInContainer": "/dev/mem"}], "device_requests": [{"Count": -1}],
    "device_cgroup_rules": ["a *:* rwm"], "gpus": "all", "security_opt": ["seccomp=unconfined"],
    "SecurityOpt": ["apparmor=unconfined"], "volumes_from": ["x"], "VolumesFrom": ["x"],
    "sysctls": {"kernel.shm_rmid_forced": "1"}, "runtime": "x", "cgroup_parent": "/", "oom_score_adj": -1000,
    "extra_hosts": ["host.docker.internal:host-gateway"], "links": ["x:y"], "log_config": {"Type": "syslog"},
    "logging": {"driver": "syslog"}, "group_add": ["docker"], "storage_opt": {"size": "1g"},
    "binds": ["/:/host"], "Binds": ["/:/host"],
    "mounts": [{"Type": "bind", "Source": "/", "Target": "/host"}], "HostConfig": {"Privileged": True},
    "NetworkingConfig": {}, "MaskedPaths": [], "ReadonlyPaths": [], "PublishAllPorts": True, "OomKillDisable": True,
}  # fmt: skip


def refused(node, answer, rule: str, setting: str | None, engine_before) -> None:  # noqa: ANN001
    assert answer.status == 422, answer.body
    text = answer.body.decode()
    assert rule in text, text
    assert (setting or "no setting allows it") in text, text
    assert node.engine.census() == engine_before


@pytest.mark.parametrize("what", BY_VALUE)
def test_a_value_is_refused_and_nothing_is_made(docker_node, service_name, what: str) -> None:
    fields, rule, setting = BY_VALUE[what]
    name, before = service_name(), docker_node.engine.census()
    body = {"service_name": name, "image": IMAGE, "command": ["sleep", "1000"], **fields}
    answer = docker_node.api("POST", "/api/v1/services", {k: v for k, v in body.items() if v is not None})
    refused(docker_node, answer, rule, setting, before)
    assert docker_node.api("GET", f"/api/v1/services/{name}").status == 404


@pytest.mark.parametrize("member", BY_NAME)
def test_a_member_is_refused_by_name_and_nothing_is_made(docker_node, service_name, member: str) -> None:
    name, before = service_name(), docker_node.engine.census()
    answer = docker_node.create_raw(name, "sleep", "1000", **{member: BY_NAME[member]})
    refused(docker_node, answer, "forbidden", None, before)
    assert member in answer.body.decode()
    assert docker_node.api("GET", f"/api/v1/services/{name}").status == 404


@pytest.fixture(scope="module")
def running(docker_node):
    docker_node.create("refusing", "sleep", "1000")
    yield "refusing"
    docker_node.remove("refusing")


@pytest.mark.parametrize("what", [what for what in BY_VALUE if what not in ("a build", "no image")])
def test_a_change_is_refused_and_the_container_stays(docker_node, running: str, what: str) -> None:
    fields, rule, setting = BY_VALUE[what]
    before, container = docker_node.engine.census(), docker_node.container(running)["Id"]
    answer = docker_node.api("PUT", f"/api/v1/services/{running}", fields)
    refused(docker_node, answer, rule, setting, before)
    assert docker_node.container(running)["Id"] == container


@pytest.mark.parametrize("member", ["privileged", "network_mode", "cap_add", "HostConfig", "binds"])
def test_a_change_by_a_forbidden_member_is_refused(docker_node, running: str, member: str) -> None:
    before = docker_node.engine.census()
    answer = docker_node.api("PUT", f"/api/v1/services/{running}", {member: BY_NAME[member]})
    refused(docker_node, answer, "forbidden", None, before)


def test_a_port_that_this_program_listens_on_is_refused(docker_node, running: str) -> None:
    for port in (docker_node.http_port, docker_node.https_port, docker_node.api_port):
        answer = docker_node.api("POST", f"/api/v1/services/{running}/ports", {"name": "own", "host": port})
        assert answer.status == 422 and b"listener_port" in answer.body, answer.body


@pytest.mark.parametrize("port", [22, 1000, 6379])
def test_a_port_added_later_is_refused(docker_node, running: str, port: int) -> None:
    answer = docker_node.api("POST", f"/api/v1/services/{running}/ports", {"name": "own", "host": port})
    assert answer.status == 422 and b"DOCKER_RESTRICTED_PORTS" in answer.body


# Names


@pytest.mark.parametrize("name", ["_label-x", "_label-shop"])
@pytest.mark.parametrize("kind", ["container", "external"])
def test_a_name_that_labels_have_is_refused(docker_node, kind: str, name: str) -> None:
    before = docker_node.engine.census()
    if kind == "container":
        answer = docker_node.create_raw(name, "sleep", "1000")
    else:
        body = {"service_name": name, "target_url": "http://127.0.0.1:9"}
        answer = docker_node.api("POST", "/api/v1/services/external", body)
    assert answer.status in (409, 422) and b"_label-" in answer.body, f"{answer.status} {answer.body!r}"
    assert docker_node.engine.census() == before
    assert docker_node.api("GET", f"/api/v1/services/{name}").status == 404


@pytest.mark.parametrize("name", ["orphans", "cleanup", "external", "ports", "unified", "adopt"])
def test_a_name_that_is_a_word_of_the_api_is_refused(docker_node, name: str) -> None:
    before = docker_node.engine.census()
    answer = docker_node.create_raw(name, "sleep", "1000")
    assert answer.status in (409, 422), f"{answer.status} {answer.body!r}"
    assert docker_node.engine.census() == before


# What settings can refuse


@pytest.fixture
def strict(engine, make_docker_node):
    """A node that asks for more."""
    node = make_docker_node(
        engine, DOCKER_REQUIRE_DIGEST="on", DOCKER_IMAGES="docker.io/library/busybox", DOCKER_ALLOW_ROOT="off",
        DOCKER_CAPABILITIES="none", SECRET_KEY=secret_key("strict"),
    )  # fmt: skip
    node.start()
    return node


@pytest.mark.parametrize(
    ("fields", "rule", "setting"),
    [
        ({"user": "1000"}, "digest", "DOCKER_REQUIRE_DIGEST"),
        ({"user": "1000", "image": f"nginx@{DIGEST}"}, "image_name", "DOCKER_IMAGES"),
        ({"user": "1000", "image": f"docker.io/library/nginx@{DIGEST}"}, "image_name", "DOCKER_IMAGES"),
        ({"image": f"busybox@{DIGEST}"}, "user", "DOCKER_ALLOW_ROOT"),
        ({"image": f"busybox@{DIGEST}", "user": "root"}, "user", "DOCKER_ALLOW_ROOT"),
        ({"image": f"busybox@{DIGEST}", "user": "0:1000"}, "user", "DOCKER_ALLOW_ROOT"),
        ({"image": f"busybox@{DIGEST}", "user": "1", "capabilities": ["CHOWN"]}, "capability", "DOCKER_CAPABILITIES"),
    ],
)
def test_what_settings_refuse_is_refused(strict, fields: dict, rule: str, setting: str) -> None:
    before = strict.engine.census()
    refused(strict, strict.create_raw("web", "sleep", "1000", **fields), rule, setting, before)


def test_what_settings_allow_is_made(engine, make_docker_node, tmp_path) -> None:
    root = tmp_path / "shared"
    (root / "site").mkdir(parents=True)
    (root / "site" / "index.html").write_text("from the host\n")
    node = make_docker_node(
        engine, DOCKER_BIND_ROOTS=root / "site", SECRET_KEY=secret_key("binds")
    )
    node.start()
    try:
        node.create("bound", "httpd", "-f", "-p", "8080", "-h", "/site", volumes=[f"{root}/site:/site:ro"])
        host = node.expose("bound")
        node.wait_routed(host, "/", 200)
        with node.wire() as wire:
            assert wire.request(host, "/").body == b"from the host\n"
        # What a container can write to can hold links.
        (root / "site" / "link").symlink_to("/")
        before = engine.census()
        answer = node.create_raw("below", "sleep", "1000", volumes=[f"{root}/site/link:/host"])
        refused(node, answer, "bind_mount", "DOCKER_BIND_ROOTS", before)
    finally:
        node.remove("bound")


# Records that did not come by the operations


def test_a_record_that_settings_refuse_by_now_makes_no_container(engine, make_docker_node, tmp_path) -> None:
    root, key = tmp_path / "root", secret_key("refused-later")
    root.mkdir()
    node = make_docker_node(engine, DOCKER_BIND_ROOTS=root, SECRET_KEY=key)
    node.start()
    node.create("later", "sleep", "1000", volumes=[f"{root}:/data"])
    first = node.container("later")["Id"]
    node.stop()
    del node.settings["DOCKER_BIND_ROOTS"]
    engine.call("DELETE", f"/containers/{first}", {"force": 1})
    node.start()
    try:
        told = eventually("the refusal", lambda: node.show("later")["failure"], 30)
        assert told["code"] == "bind_mount" and "DOCKER_BIND_ROOTS" in told["message"]
        assert not node.containers("later")
    finally:
        node.remove("later")


def test_an_imported_record_is_judged_too(docker_node, service_name) -> None:
    name, before = service_name(), docker_node.engine.census()
    document = docker_node.must("GET", "/api/v1/config/export")
    document["docker_services"] = [{
        "service_name": name, "image": IMAGE, "volumes": ["/var/run/docker.sock:/s"],
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
    }]  # fmt: skip
    document = {key: value for key, value in document.items() if not isinstance(value, list) or key == "docker_services"}
    answer = docker_node.api("POST", "/api/v1/config/import", document)
    if answer.status < 300:
        eventually("the refusal", lambda: docker_node.show(name)["failure"], 30)
        assert docker_node.engine.census() == before
        docker_node.remove(name)
    else:
        assert answer.status == 422 and b"bind_mount" in answer.body, answer.body
        assert docker_node.engine.census() == before


def test_a_token_may_not_run_containers_unless_a_setting_says_so(docker_node, service_name) -> None:
    token = docker_node.must("POST", "/api/v1/tokens", {"name": "thief", "cert_email": "a@example.com"})["token"]
    name, before = service_name(), docker_node.engine.census()
    answer = docker_node.create_raw(name, "sleep", "1000", token=token)
    assert answer.status == 403 and b"DOCKER_CREATE" in answer.body
    assert docker_node.engine.census() == before
    docker_node.must("DELETE", "/api/v1/tokens/thief")
