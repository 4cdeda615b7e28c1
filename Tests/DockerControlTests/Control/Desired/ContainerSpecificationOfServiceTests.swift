import Glibc
import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `Containers of services` {
    private let names = EngineNames(installation: InstallationID(7))

    private func specification(
        reach: EngineReach = .network, policy: ServicePolicy = ServicePolicy(),
        _ change: (inout ContainerService) throws -> Void = { _ in }
    ) throws -> ContainerSpecification {
        var service = ContainerService(name: "web", createdAt: 1)
        service.image = "app:1"
        try change(&service)
        return try service.specification(
            image: try #require(ImageReference("app:1")),
            environment: [try #require(EnvironmentVariable("KEY", SecretValue("value")))],
            in: ContainerSurroundings(names: names, node: "n1", reach: reach, policy: policy))
    }

    @Test func `are as safe as it gets by default`() throws {
        let specification = try specification()
        #expect(specification.hasReadOnlyRoot)
        #expect(specification.capabilities.isEmpty)
        #expect(specification.ports.isEmpty)
        #expect(specification.limits.memoryBytes == 512 << 20)
        #expect(specification.limits.nanoCPUs == 1_000_000_000)
        #expect(specification.limits.processes == 256)
        #expect(specification.restart == .unlessStopped)
        #expect(specification.mounts.map(\.target.description) == ["/tmp"])
        #expect(specification.mounts.map(\.source) == [.memory(bytes: 256 << 20)])
        #expect(specification.environment.map(\.name) == ["KEY"])
        #expect(specification.network?.network == names.network("default", owner: nil))
        #expect(specification.network?.aliases.map(\.description) == ["web"])
        let document = specification.document
        #expect(document["HostConfig"]?["CapDrop"] == ["ALL"])
        #expect(document["HostConfig"]?["SecurityOpt"] == ["no-new-privileges"])
        #expect(document["HostConfig"]?["Privileged"] == false)
    }

    @Test func `have what their service says`() throws {
        let specification = try specification { service in
            service.command = ["serve"]
            service.entrypoint = ["/bin/app"]
            service.workingFolder = "/srv/"
            service.user = "1000:1000"
            service.memoryBytes = 64 << 20
            service.cpus = 0.25
            service.processLimit = 10
            service.stopSeconds = 3
            service.restartPolicy = .onFailure
            service.hasReadOnlyRoot = false
            service.capabilities = ["cap_chown"]
            service.temporaryFolders = ["/tmp", "/run"]
            service.volumes = [try #require(ServiceVolume("data:/tmp:ro"))]
            service.owner = "ann"
            service.networks = ["front", "back"]
        }
        #expect(specification.command == ["serve"])
        #expect(specification.entrypoint == ["/bin/app"])
        #expect(specification.workingFolder?.description == "/srv")
        #expect(specification.user == "1000:1000")
        #expect(specification.limits.nanoCPUs == 250_000_000)
        #expect(specification.limits.processes == 10)
        #expect(specification.stopSeconds == 3)
        #expect(specification.restart == .onFailure(attempts: 0))
        #expect(!specification.hasReadOnlyRoot)
        #expect(specification.capabilities == [.chown])
        #expect(
            specification.mounts.map(\.source) == [
                .volume(names.volume("data", owner: "ann")), .memory(bytes: 32 << 20),
            ])
        #expect(specification.mounts.map(\.isReadOnly) == [true, false])
        #expect(specification.network?.network == names.network("front", owner: "ann"))
    }

    @Test func `are connected to further networks afterwards`() {
        var service = ContainerService(name: "web", createdAt: 1)
        #expect(service.furtherNetworks(names).isEmpty)
        service.networks = ["a", "b", "c"]
        #expect(
            service.furtherNetworks(names).map(\.network) == ["b", "c"].map { names.network($0, owner: nil) })
    }

    @Test func `publish open ports, and never those with a gate`() throws {
        let ports: (inout ContainerService) -> Void = { service in
            service.internalPort = 3_000
            var gated = ServicePort(name: "gated", hostPort: 12_001, containerPort: 3_000)
            gated.requiresToken = true
            var sources = ServicePort(name: "sources", hostPort: 12_002, containerPort: 4_000)
            sources.allowedSources = ["10.0.0.0/8"]
            var udp = ServicePort(name: "udp", hostPort: 12_003, containerPort: 53)
            udp.transport = .udp
            service.ports = [
                ServicePort(name: "open", hostPort: 12_000, containerPort: 3_000), gated, sources, udp,
            ]
        }
        let open = [
            PortPublication(3_000, on: "127.0.0.1", port: 12_000),
            PortPublication(53, .udp, on: "127.0.0.1", port: 12_003),
        ]
        #expect(try specification(ports).ports == open)
        let inner = PortPublication(3_000, on: "127.0.0.1", port: nil)
        #expect(try specification(reach: .published, ports).ports == open + [inner])
    }

    @Test func `carry their service, whatever its labels`() throws {
        let specification = try specification { service in
            service.labels = [ServiceText("app", "x")]
            service.generation = 4
            service.owner = "ann"
        }
        #expect(specification.labels["app"] == "x")
        let labels = try #require(EngineLabels(specification.labels))
        #expect(labels.owner == "ann")
        #expect(labels.definition?.generation == 4)
        #expect(labels.installation == InstallationID(7))
    }

    @Test func `have the health check of their service`() throws {
        let specification = try specification { service in
            service.healthCheck = ServiceHealthCheck(command: ["true"])
            service.healthCheck?.intervalMS = 1_500
            service.healthCheck?.startPeriodMS = 250
        }
        let check = try #require(specification.healthCheck)
        #expect(check.command == ["true"])
        #expect(check.interval == .milliseconds(1_500))
        #expect(check.startPeriod == .milliseconds(250))
        #expect(check.retries == 3)
    }

    @Test func `have no check when their service switches the image's off`() throws {
        let specification = try specification { $0.healthCheck = ServiceHealthCheck() }
        #expect(specification.healthCheck?.command == [])
    }

    @Test func `see folders of the host that are allowed, unless they are links`() throws {
        var policy = ServicePolicy()
        let link = "/tmp/bind-link-\(UInt64.random(in: 0 ... .max))"
        unsafe symlink("/srv", link)
        defer { unsafe unlink(link) }
        policy.bindRoots = ["/srv", link]
        let made = try specification(policy: policy) { service in
            service.volumes = [try #require(ServiceVolume("/srv/:/data:ro"))]
        }
        #expect(made.mounts.first?.source == .bind(try BindSource("/srv", among: ["/srv"])))
        let refusal = #expect(throws: ServiceRefusal.self) {
            try specification(policy: policy) { $0.volumes = [try #require(ServiceVolume("\(link):/data"))] }
        }
        #expect(refusal?.rule == .bindMount)
    }

    @Test func `are not made of what the policy refuses`() {
        let refusal = #expect(throws: ServiceRefusal.self) {
            try specification { $0.volumes = [try #require(ServiceVolume("/var/run/docker.sock:/s"))] }
        }
        #expect(refusal?.rule == .bindMount)
        #expect(throws: ServiceRefusal.self) { try specification { $0.capabilities = ["SYS_ADMIN"] } }
    }
}
