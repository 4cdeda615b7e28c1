import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `What services may ask for` {
    private func refusals(
        _ change: (inout ContainerService) throws -> Void, policy setting: (inout ServicePolicy) -> Void = { _ in }
    ) rethrows -> [ServiceRefusal] {
        var service = ContainerService(name: "web", createdAt: 1)
        service.image = "nginx:1"
        try change(&service)
        var policy = ServicePolicy()
        setting(&policy)
        return policy.refusals(of: service)
    }

    @Test func `a service with the defaults is allowed`() {
        #expect(refusals { _ in }.isEmpty)
    }

    @Test(arguments: [
        "nginx", "docker.io/nginx", "index.docker.io/library/nginx:1", "library/nginx", "docker.io/library/nginx",
    ]) func `spellings of one image are judged alike`(image: String) {
        #expect(refusals({ $0.image = image }, policy: { $0.images = ["docker.io/library/nginx"] }).isEmpty)
        let refused = refusals({ $0.image = image }, policy: { $0.images = ["docker.io/library/redis"] })
        #expect(refused.map(\.rule) == [.imageName])
        #expect(refused.first?.setting == "DOCKER_IMAGES")
        let elsewhere = refusals({ $0.image = image }, policy: { $0.registries = ["ghcr.io"] })
        #expect(elsewhere.map(\.rule) == [.registry])
    }

    @Test(arguments: [
        ("ghcr.io/org/app:v1", true), ("ghcr.io/org/sub/app", true), ("ghcr.io/other/app", false),
        ("docker.io/ghcr.io/org/app", false), ("evil.io/ghcr.io/org/app", false), ("ghcr.io/orgs/app", false),
    ]) func `globs are matched with the complete name`(image: String, isAllowed: Bool) {
        let refused = refusals(
            { $0.image = image },
            policy: {
                $0.images = ["ghcr.io/org/*"]
                $0.registries = ["*"]
            })
        #expect(refused.map(\.rule) == (isAllowed ? [] : [.imageName]))
    }

    @Test(arguments: ["evil.io/nginx", "localhost:5000/nginx", "localhost/nginx", "10.0.0.1/nginx", "Docker/nginx"])
    func `other registries are refused`(image: String) {
        #expect(refusals { $0.image = image }.map(\.rule) == [.registry])
        #expect(refusals({ $0.image = image }, policy: { $0.registries = ["*"] }).isEmpty)
    }

    @Test(arguments: ["NGINX", "nginx:", "a/../b", "", "nginx@sha256:12"])
    func `what names no image is refused`(image: String) {
        let refused = refusals { $0.image = image }
        #expect(refused.map(\.rule) == [.image])
        #expect(refused.first?.setting == nil)
    }

    @Test func `a digest can be asked for`() {
        let digest = "nginx@sha256:" + String(repeating: "a", count: 64)
        #expect(refusals({ $0.image = digest }, policy: { $0.requiresDigest = true }).isEmpty)
        #expect(refusals({ _ in }, policy: { $0.requiresDigest = true }).map(\.rule) == [.digest])
    }

    @Test(arguments: [
        ("/srv:/data", true), ("/srv:/data:ro", true), ("/files:/data", true), ("/srv/data:/data", false),
        ("/srv/data/link:/data", false), ("/files/link:/data", false), ("/srv2:/data", false),
        ("/srv/../etc:/data", false), ("/srv/./x:/data", false), ("/etc:/data", false), ("/proc:/data", false),
        ("/proc/1/root:/data", false), ("/sys:/data", false), ("/dev/sda:/data", false), ("/:/data", false),
        ("/var/run/docker.sock:/data", false), ("/srv/docker.sock:/data", false), ("/srv/e/engine.sock:/data", false),
        ("/srv/e:/data", false), ("/var/lib/docker:/data", false), ("data:/data", true),
    ]) func `folders of the host are mounted that are listed`(text: String, isAllowed: Bool) throws {
        let volume = try #require(ServiceVolume(text))
        let refused = refusals(
            { $0.volumes = [volume] },
            policy: {
                $0.bindRoots = ["/srv", "/files", "/srv/data", "/srv/e", "/etc", "/proc"]
                $0.engineSocket = text.hasPrefix("/srv/e") ? "/srv/e/engine.sock" : nil
            })
        #expect(refused.map(\.rule) == (isAllowed ? [] : [.bindMount]))
        #expect(refused.allSatisfy { $0.pointer == "/volumes/0" })
        if volume.isBind { #expect(refusals { $0.volumes = [volume] }.map(\.rule) == [.bindMount]) }
    }

    @Test func `a root could help a path outside of it, and nothing a socket`() throws {
        let data = try #require(ServiceVolume("/data:/data"))
        let socket = try #require(ServiceVolume("/var/run/docker.sock:/data"))
        #expect(refusals { $0.volumes = [data] }.map(\.setting) == ["DOCKER_BIND_ROOTS"])
        #expect(refusals { $0.volumes = [socket] }.map(\.setting) == [nil])
    }

    @Test(arguments: ["/proc", "/proc/sys", "/sys", "/dev/shm", "/dev/", "//proc", "/a/../proc", "/", "a"])
    func `nothing is mounted over the kernel's folders`(folder: String) throws {
        #expect(refusals { $0.temporaryFolders = [folder] }.map(\.rule) == [.mountTarget])
        if let volume = ServiceVolume("data:\(folder)") {
            #expect(refusals { $0.volumes = [volume] }.map(\.rule) == [.mountTarget])
        }
    }

    @Test func `two are never mounted at one place`() throws {
        let volumes = try ["a:/data", "b:/data/"].map { try #require(ServiceVolume($0)) }
        #expect(refusals { $0.volumes = volumes }.map(\.pointer) == ["/volumes/1"])
        #expect(refusals { $0.temporaryFolders = ["/a", "/a"] }.map(\.pointer) == ["/tmpfs/1"])
        let temporary = try #require(ServiceVolume("a:/tmp"))
        #expect(refusals { $0.volumes = [temporary] }.isEmpty)
    }

    @Test(arguments: [
        ("/srv/builds/app", "Dockerfile", true), ("/srv/builds/app", "docker/Dockerfile", true),
        ("/srv/builds/../x", "Dockerfile", false), ("/srv/other", "Dockerfile", false),
        ("/srv/builds/app", "../Dockerfile", false), ("/srv/builds/app", "/etc/passwd", false),
        ("/srv/builds/app", "", false),
    ]) func `images are built below roots alone`(context: String, dockerfile: String, isAllowed: Bool) {
        let build: (inout ContainerService) -> Void = { service in
            service.image = nil
            service.buildContext = context
            service.dockerfilePath = dockerfile
        }
        #expect(
            refusals(build, policy: { $0.buildRoots = ["/srv/builds"] }).map(\.rule) == (isAllowed ? [] : [.build]))
        #expect(refusals(build).map(\.setting) == ["DOCKER_BUILD_ROOTS"])
    }

    @Test func `a build needs a folder`() {
        let refused = refusals(
            { service in
                service.image = nil
                service.dockerfilePath = "Dockerfile"
            }, policy: { $0.buildRoots = ["/srv"] })
        #expect(refused.map(\.pointer) == ["/build_context"])
    }

    @Test(arguments: [
        ("CHOWN", true), ("cap_net_bind_service", true), ("NET_RAW", false), ("MKNOD", false), ("SYS_ADMIN", false),
        ("ALL", false), ("", false),
    ]) func `capabilities are given from the list alone`(capability: String, isAllowed: Bool) {
        let refused = refusals { $0.capabilities = [capability] }
        #expect(refused.map(\.rule) == (isAllowed ? [] : [.capability]))
        if capability == "MKNOD" { #expect(refused.first?.setting == "DOCKER_CAPABILITIES") }
        if capability == "ALL" { #expect(refused.first?.setting == nil) }
    }

    @Test func `limits have limits`() {
        #expect(refusals { $0.memoryBytes = 4 << 30 }.isEmpty)
        #expect(refusals { $0.memoryBytes = 4 << 30 + 1 }.map(\.rule) == [.memory])
        #expect(refusals { $0.cpus = 4 }.isEmpty)
        #expect(refusals { $0.cpus = 4.01 }.map(\.rule) == [.processors])
        #expect(refusals { $0.processLimit = 4_096 }.isEmpty)
        #expect(refusals { $0.processLimit = 4_097 }.map(\.rule) == [.processes])
    }

    @Test(
        arguments: [
            (nil, false), ("0", false), ("root", false), ("0:1000", false), ("00", false), ("app", false), ("", false),
            ("-1", false), ("4294967296", false), ("1000", true), ("1000:0", true),
        ] as [(String?, Bool)]) func `root can be refused`(user: String?, isAllowed: Bool)
    {
        let refused = refusals({ $0.user = user }, policy: { $0.allowsRoot = false })
        #expect(refused.map(\.rule) == (isAllowed ? [] : [.user]))
        #expect(refusals { $0.user = user }.isEmpty)
    }

    @Test(arguments: [
        (UInt16(22), "127.0.0.1", [ServiceRule.restrictedPort]), (443, "127.0.0.1", [.restrictedPort]),
        (1_023, "127.0.0.1", [.restrictedPort]), (1_024, "127.0.0.1", []), (3_306, "127.0.0.1", [.restrictedPort]),
        (6_379, "127.0.0.1", [.restrictedPort]), (9_443, "127.0.0.1", [.listenerPort]), (12_000, "::1", []),
        (12_000, "0.0.0.0", [.publishAddress]), (12_000, "::", [.publishAddress]),
        (12_000, "10.0.0.1", [.publishAddress]), (80, "0.0.0.0", [.restrictedPort, .publishAddress]),
    ]) func `ports of the host have limits`(port: UInt16, bind: String, rules: [ServiceRule]) {
        let refused = refusals(
            { service in
                var first = ServicePort(name: "a", hostPort: 15_000, containerPort: 80)
                first.requiresToken = true
                var second = ServicePort(name: "b", hostPort: port, containerPort: 80)
                second.bind = bind
                service.ports = [first, second]
            }, policy: { $0.ports.listeners = [9_443] })
        #expect(refused.map(\.rule) == rules)
        #expect(refused.allSatisfy { $0.pointer.hasPrefix("/port_configs/1/") && $0.setting != nil })
    }

    @Test func `an address can be listed`() {
        let refused = refusals(
            { service in
                service.ports = [ServicePort(name: "a", hostPort: 12_000, containerPort: 80)]
                service.ports[0].bind = "0.0.0.0"
            }, policy: { $0.ports.addresses = ["0.0.0.0"].compactMap { AddressBlock($0) } })
        #expect(refused.isEmpty)
    }

    @Test func `labels of this program are its own`() {
        #expect(refusals { $0.labels = [ServiceText("app", "x"), ServiceText("proxydx", "y")] }.isEmpty)
        let refused = refusals { $0.labels = [ServiceText("proxyd.in/st~", "y")] }
        #expect(refused.map(\.rule) == [.label])
        #expect(refused.first?.pointer == "/labels/proxyd.in~1st~0")
    }

    @Test func `labels and the whole service have a size`() {
        let value = String(repeating: "x", count: 4_000)
        let labels = (0..<5).map { ServiceText("label\($0)", value) }
        #expect(refusals { $0.labels = Array(labels.prefix(4)) }.isEmpty)
        #expect(refusals { $0.labels = labels }.map(\.pointer) == ["/labels"])
        let long = refusals { $0.command = Array(repeating: value, count: 17) }
        #expect(long.map(\.rule) == [.size] && long.first?.setting == nil)
        #expect(refusals { $0.command = Array(repeating: value, count: 15) }.isEmpty)
    }

    @Test func `a gate is refused where a port of loopback leads past it`() {
        var token = ServicePort(name: "a", hostPort: 15_000, containerPort: 80)
        token.requiresToken = true
        var sources = ServicePort(name: "b", hostPort: 15_001, containerPort: 80)
        sources.allowedSources = ["10.0.0.0/8"]
        let ports = [token, sources, ServicePort(name: "c", hostPort: 15_002, containerPort: 80)]
        #expect(refusals { $0.ports = ports }.isEmpty)
        let refused = refusals({ $0.ports = ports }, policy: { $0.ports.allowsGates = false })
        #expect(refused.map(\.rule) == [.gatedPort, .gatedPort])
        #expect(refused.map(\.pointer) == ["/port_configs/0/require_token", "/port_configs/1/allowed_sources"])
        #expect(refused.first?.setting == "DOCKER_REACH")
    }

    @Test func `a refusal names the rule and the setting`() {
        let refused = refusals { $0.memoryBytes = 8 << 30 }
        #expect(
            refused.first?.description
                == "8192 MiB of memory is more than 4096 MiB (rule memory; setting DOCKER_MEMORY_MAX)")
        #expect(refusals { $0.image = "A" }.first?.description.contains("rule") == false)
    }

    @Test func `everything is told at once`() {
        let refused = refusals { service in
            service.image = "evil.io/a"
            service.capabilities = ["SYS_ADMIN"]
            service.memoryBytes = .max
            service.cpus = .infinity
        }
        #expect(refused.map(\.rule) == [.registry, .capability, .memory, .processors])
    }
}
