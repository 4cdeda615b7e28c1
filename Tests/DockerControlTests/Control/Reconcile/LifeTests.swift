import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `A service at an engine` {
        @Test func `runs, stops, starts and goes without leaving anything`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.volumes = [try #require(ServiceVolume("data:/data"))]
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.answers())
                    let details = try await scope.details()
                    #expect(details.volumes.count == 1)
                    let status = try #require(try await scope.status("web"))
                    #expect(status.containerID == details.id.description)
                    #expect(status.node == "node1")
                    #expect(status.address == scope.endpoints("web")?.upstreams.first.map { "\($0.host):8080" })

                    try await scope.editor.change("web") { $0.activity = .stopped }
                    try await scope.wait("stopped") { $0?.phase == .stopped }
                    #expect(scope.endpoints("web")?.phase == .stopped)
                    #expect(try await scope.containers() == [scope.name("web"): false])
                    try await scope.editor.change("web") { $0.activity = .running }
                    try await scope.waitUntilRunning()
                    #expect(try await scope.details().id == details.id)
                    #expect(try await scope.answers())

                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    #expect(try await scope.isClean())
                    #expect(scope.endpoints("web") == nil)
                    try await scope.wait("without a status") { $0 == nil }
                }
            }
        }

        @Test func `is replaced while the old container serves`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.drainSeconds = 1
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    try await scope.editor.change("web") { service in
                        service.generation = 2
                        // The port opens late, and no request may go there before.
                        service.command = ["sh", "-c", "sleep 1; exec httpd -f -p 8080 -h /bin"]
                    }
                    var answers = 0
                    try await scope.wait("replaced") { (status) async throws in
                        #expect(scope.endpoints("web")?.phase == .ready)
                        #expect(try await scope.answers())
                        answers += 1
                        return status?.phase == .running && status?.generation == 2
                    }
                    #expect(answers > 5)
                    // The old one keeps what it is busy with.
                    #expect(try await scope.containers() == [scope.name("web"): true, scope.name("web", 2): true])
                    try await scope.wait("alone") { _ in try await scope.containers() == [scope.name("web", 2): true] }
                    #expect(try await scope.answers())
                }
            }
        }

        @Test func `a published port goes from the old container to the new one`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    var port = ServicePort(name: "web", hostPort: try LoopbackPort.take(), containerPort: 8080)
                    port.bind = "127.0.0.1"
                    service.ports = [port]
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.details().publishedPorts.map(\.hostPort) == [port.hostPort])
                    try await scope.editor.change("web") { $0.generation = 2 }
                    try await scope.wait("replaced") { status in
                        let containers = try await scope.containers()
                        return status?.phase == .running && status?.generation == 2
                            && containers == [scope.name("web", 2): true]
                    }
                    #expect(try await scope.details(generation: 2).publishedPorts.map(\.hostPort) == [port.hostPort])
                    // One that cannot start gives the port back to the one that it had to stop for.
                    try await scope.editor.change("web") { service in
                        service.generation = 3
                        service.command = ["/nothing"]
                    }
                    try await scope.wait("back") { status in
                        status?.phase == .failed && status?.generation == 2
                            && scope.endpoints("web")?.phase == .ready
                    }
                    #expect(try await scope.answers())
                    #expect(try await scope.status("web")?.failure?.retryAt == nil)
                }
            }
        }

        @Test func `has its variables, its networks and those of its owner alone`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.networks = ["front", "back"]
                    let sealed = try PlainSealer().seal(
                        Array("s3cret".utf8), purpose: SealedVariable.purpose(of: "KEY", service: "web"))
                    service.environment = [SealedVariable(name: "KEY", sealed: Base64URL.encode(sealed))]
                    try await scope.editor.put(service)
                    var other = scope.web("other")
                    other.networks = ["back"]
                    other.owner = "someone"
                    try await scope.editor.put(other)
                    try await scope.waitUntilRunning()
                    try await scope.waitUntilRunning("other")
                    let details = try await scope.details()
                    #expect(details.endpoints.count == 2)
                    let printed = try await scope.client.run(["sh", "-c", "echo $KEY"], in: details.id)
                    #expect(printed.output == Array("s3cret\n".utf8))
                    let networks = try await scope.client.networks(labels: [scope.label])
                    #expect(networks.count == 3)
                    // What a change leaves without a use goes.
                    try await scope.editor.change("web") { service in
                        service.networks = ["front"]
                        service.generation = 2
                    }
                    try await scope.wait("replaced") { status in
                        let containers = try await scope.containers()
                        return status?.generation == 2 && containers.count == 2
                    }
                    for name in ["web", "other"] { try await scope.editor.delete(name) }
                    for name in ["web", "other"] { try await scope.waitUntilGone(name) }
                    // A network of an earlier generation goes with the next full look.
                    #expect(try await scope.containers().isEmpty)
                }
            }
        }

        @Test func `sleeps without requests and wakes for one`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var service = scope.web()
                    service.idleSeconds = 1
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    #expect(scope.endpoints("web")?.isWatched == true)
                    try await scope.wait("asleep") { $0?.phase == .asleep }
                    #expect(scope.endpoints("web")?.phase == .asleep)
                    #expect(try await scope.containers() == [scope.name("web"): false])
                    let uses = ServiceUseStore(scope.store)
                    try await uses.wake("web")
                    controller.nudge()
                    try await scope.waitUntilRunning()
                    #expect(try await scope.answers())
                    // Uses keep it awake.
                    for _ in 0..<12 {
                        try await uses.note(use: ControlScope.now(), of: "web")
                        try await Task.sleep(for: .milliseconds(200))
                    }
                    #expect(scope.endpoints("web")?.phase == .ready)
                    try await scope.wait("asleep") { $0?.phase == .asleep }
                    // An operator's word goes on counting while it sleeps.
                    try await scope.editor.change("web") { $0.activity = .stopped }
                    try await scope.wait("stopped") { $0?.phase == .stopped }
                    try await scope.editor.change("web") { $0.activity = .running }
                    try await scope.waitUntilRunning()
                }
            }
        }

        @Test func `is reached at a published port where the settings want it`() async throws {
            try await withControl {
                $0.reach = .published
            } _: { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    #expect(scope.endpoints("web")?.upstreams.first?.host == "127.0.0.1")
                    #expect(try await scope.answers())
                }
            }
        }

        @Test func `goes to the node that it names`() async throws {
            try await withControl {
                $0.nodeLabels = [ServiceText("disk", "fast")]
            } _: { scope in
                try await scope.withController { _ in
                    var foreign = scope.web("foreign")
                    foreign.node = "node2"
                    var slow = scope.web("slow")
                    slow.nodeSelector = [ServiceText("disk", "slow")]
                    var own = scope.web("own")
                    own.node = "node1"
                    own.nodeSelector = [ServiceText("disk", "fast")]
                    for service in [foreign, slow, own] { try await scope.editor.put(service) }
                    try await scope.waitUntilRunning("own")
                    #expect(try await scope.containers() == [scope.name("own"): true])
                    #expect(scope.editor.snapshot.dockerServices["own"]?.value.engine != nil)
                    #expect(scope.editor.snapshot.dockerServices["slow"]?.value.engine == nil)
                    // What nobody has taken can go at once.
                    try await scope.editor.delete("slow")
                    try await scope.waitUntilGone("slow")
                }
            }
        }
    }
}
