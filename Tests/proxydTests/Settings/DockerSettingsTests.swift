import DockerControl
import ProxyModel
import Testing

@testable import proxyd

struct `Settings of the container engine` {
    private func settings(_ environment: [String: String]) throws -> Settings {
        try Settings(SettingSources(environment: environment), isRoot: false)
    }

    private func refusal(_ environment: [String: String]) -> SettingProblem? {
        #expect(throws: SettingProblems.self) { try settings(environment) }?.all.first
    }

    @Test func `nothing set means no engine, and bounds that keep a host from harm`() throws {
        let docker = try settings(["DOCKER_HOST": ""]).docker
        #expect(try docker.address() == nil)
        #expect(docker.reach == .network && docker.drift == .repair && docker.orphans == .report)
        #expect(docker.labelHosts.isEmpty && docker.policy.bindRoots.isEmpty && docker.policy.buildRoots.isEmpty)
        #expect(docker.policy.ports.addresses.map(\.description) == ["127.0.0.1", "::1"])
        #expect(docker.policy.ports.range.description == "11000-20000")
        #expect(!docker.policy.capabilities.contains(.netRaw))
    }

    @Test func `every setting reaches its place`() throws {
        let docker = try settings([
            "DOCKER_HOST": "tcp://engine.example", "DOCKER_API_VERSION": "1.43", "DOCKER_TLS_VERIFY": "1",
            "DOCKER_CERT_PATH": "/certs", "DOCKER_REGISTRY_AUTH": "/auth.json", "DOCKER_NODE_NAME": "edge-1",
            "DOCKER_NODE_LABELS": "zone=a, disk=fast=yes,bare=", "DOCKER_REACH": "published",
            "DOCKER_NETWORK_INTERNAL": "on", "DOCKER_DRIFT": "report", "DOCKER_ORPHANS": "adopt",
            "DOCKER_LABEL_HOSTS": "*.apps.example.com",
        ]).docker
        #expect(try docker.address()?.description == "tcp://engine.example:2376")
        #expect(try docker.address()?.isExposed == false)
        #expect(docker.apiVersion == EngineVersion(major: 1, minor: 43))
        #expect(docker.registryCredentials == "/auth.json" && docker.nodeName == "edge-1")
        #expect(
            docker.nodeLabels == [
                ServiceText("zone", "a"), ServiceText("disk", "fast=yes"), ServiceText("bare", ""),
            ])
        #expect(docker.reach == .published && docker.hasInternalNetworks)
        #expect(docker.drift == .report && docker.orphans == .adopt && docker.labelHosts == ["*.apps.example.com"])
    }

    @Test func `every bound reaches its place`() throws {
        let policy = try settings([
            "DOCKER_REGISTRIES": "docker.io, registry.example:5000", "DOCKER_IMAGES": "docker.io/library/*",
            "DOCKER_REQUIRE_DIGEST": "on", "DOCKER_BIND_ROOTS": "/srv/a/,/srv/b", "DOCKER_BUILD_ROOTS": "/builds",
            "DOCKER_CAPABILITIES": "chown,CAP_KILL", "DOCKER_MEMORY_MAX": "1GiB", "DOCKER_CPU_MAX": "1.5",
            "DOCKER_PIDS_MAX": "100", "DOCKER_PORT_RANGE": "20000-20010, 30000",
            "DOCKER_RESTRICTED_PORTS": "1-1023,20005",
            "DOCKER_PUBLISH_ADDRESSES": "0.0.0.0,2001:DB8::1", "DOCKER_ALLOW_ROOT": "off",
            "DOCKER_CREATE": "token",
        ]).docker.policy
        #expect(policy.registries == ["docker.io", "registry.example:5000"])
        #expect(policy.images == ["docker.io/library/*"] && policy.requiresDigest)
        #expect(policy.bindRoots == ["/srv/a", "/srv/b"] && policy.buildRoots == ["/builds"])
        #expect(policy.capabilities == [.chown, .kill])
        #expect(policy.memoryBytes == 1 << 30 && policy.cpus == 1.5 && policy.processes == 100)
        #expect(policy.ports.range.description == "20000-20010,30000")
        #expect(policy.ports.restricted.description == "1-1023,20005")
        #expect(policy.ports.addresses.map(\.description) == ["0.0.0.0", "2001:db8::1"])
        #expect(!policy.allowsRoot)
        #expect(try settings(["DOCKER_CAPABILITIES": "none"]).docker.policy.capabilities.isEmpty)
        #expect(try settings(["DOCKER_RESTRICTED_PORTS": "none"]).docker.policy.ports.restricted.ranges.isEmpty)
    }

    @Test(arguments: [
        ("DOCKER_HOST", "/var/run/docker.sock"), ("DOCKER_HOST", "ssh://root@engine"), ("DOCKER_HOST", "tcp://:1"),
        ("DOCKER_API_VERSION", "1.24"), ("DOCKER_API_VERSION", "latest"), ("DOCKER_CERT_PATH", "certs"),
        ("DOCKER_REGISTRY_AUTH", "config.json"), ("DOCKER_NODE_NAME", "a/b"), ("DOCKER_NODE_LABELS", "zone"),
        ("DOCKER_NODE_LABELS", "zone=a,zone=b"), ("DOCKER_REACH", "host"), ("DOCKER_ORPHANS", "remove"),
        ("DOCKER_LABEL_HOSTS", "https://a.example"), ("DOCKER_REGISTRIES", "docker.io/library"),
        ("DOCKER_REGISTRIES", "docker.io,,ghcr.io"), ("DOCKER_IMAGES", "docker.io/library/nginx@sha256"),
        ("DOCKER_BIND_ROOTS", "/"), ("DOCKER_BIND_ROOTS", "/srv/../etc"), ("DOCKER_BUILD_ROOTS", "builds"),
        ("DOCKER_CAPABILITIES", "SYS_ADMIN"), ("DOCKER_MEMORY_MAX", "1m"), ("DOCKER_CPU_MAX", "0"),
        ("DOCKER_CPU_MAX", "1e3"), ("DOCKER_PIDS_MAX", "0"), ("DOCKER_PORT_RANGE", "2-1"), ("DOCKER_PORT_RANGE", "0-9"),
        ("DOCKER_PORT_RANGE", "1-2-3"), ("DOCKER_RESTRICTED_PORTS", "80,"), ("DOCKER_PUBLISH_ADDRESSES", "10.0.0.0/8"),
        ("DOCKER_ALLOW_ROOT", "maybe"),
    ])
    func `what makes no sense is refused by its name`(name: String, value: String) {
        #expect(refusal([name: value])?.name == name)
    }

    @Test func `TLS with an engine needs its certificates`() throws {
        let tls = ["DOCKER_HOST": "tcp://engine.example", "DOCKER_TLS_VERIFY": "on"]
        #expect(refusal(tls)?.name == "DOCKER_CERT_PATH")
        #expect(try settings(["DOCKER_TLS_VERIFY": "on"]).docker.host == nil)
    }
}
