import DockerControl
import ProxyModel
import TestSupport
import Testing

extension EngineTests.Control {
    @Suite struct `A service that cannot run` {
        @Test func `says that its image is missing, and runs when that was changed`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.image = "nowhere:1"
                    try await scope.editor.put(service)
                    try await scope.wait("failed") { $0?.phase == .failed }
                    let failure = try #require(try await scope.status("web")?.failure)
                    #expect(failure.code == "notFound")
                    #expect(failure.retryAt != nil)
                    #expect(scope.endpoints("web")?.phase == .failed)
                    try await scope.editor.change("web") { $0.image = DockerEngine.image }
                    try await scope.waitUntilRunning()
                    #expect(try await scope.status("web")?.failure == nil)
                }
            }
        }

        @Test func `says that it cannot be looked at, until it can`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    scope.editor.fail(Problem(.conflict, "no change now"))
                    try await scope.wait("failed") { $0?.failure?.code == "configuration" }
                    let status = try #require(try await scope.status("web"))
                    #expect(status.phase == .failed)
                    #expect(status.failure?.message.contains("no change now") == true)
                    scope.editor.fail(nil)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.status("web")?.failure == nil)
                }
            }
        }

        @Test func `says with which code it ended and what it printed last`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.restartPolicy = .never
                    service.command = ["sh", "-c", "echo before; echo cannot open /data >&2; exit 7"]
                    try await scope.editor.put(service)
                    try await scope.wait("failed") { $0?.phase == .failed && $0?.failure?.code == "exited" }
                    let status = try #require(try await scope.status("web"))
                    #expect(status.exitCode == 7)
                    #expect(status.failure?.message.contains("7") == true)
                    #expect(status.lastOutput.sorted() == ["before", "cannot open /data"])
                    #expect(status.failure?.retryAt == nil)
                    try await scope.editor.change("web") { service in
                        service.generation = 2
                        service.command = scope.web().command
                    }
                    try await scope.waitUntilRunning(generation: 2)
                }
            }
        }

        @Test func `that ends again and again is taken away, and tried again later`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.command = ["sh", "-c", "echo no luck; exit 3"]
                    try await scope.editor.put(service)
                    try await scope.wait("failed") { $0?.failure?.code == "exited" }
                    let status = try #require(try await scope.status("web"))
                    #expect(status.lastOutput.last == "no luck")
                    #expect(status.failure?.retryAt != nil)
                    try await scope.wait("taken away") { _ in try await scope.containers().isEmpty }
                    try await scope.wait("tried again") { _ in try await !scope.containers().isEmpty }
                    try await scope.editor.delete("web")
                    try await scope.waitUntilGone()
                    #expect(try await scope.isClean())
                }
            }
        }

        @Test func `that is never well leaves the old container serving`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    try await scope.editor.put(scope.web())
                    try await scope.waitUntilRunning()
                    try await scope.editor.change("web") { service in
                        service.generation = 2
                        service.startSeconds = 1
                        service.command = ["sh", "-c", "echo waiting for nothing; exec sleep 60"]
                        var check = ServiceHealthCheck(command: ["false"])
                        check.intervalMS = 200
                        check.retries = 100
                        service.healthCheck = check
                    }
                    try await scope.wait("failed") { $0?.phase == .failed }
                    let status = try #require(try await scope.status("web"))
                    #expect(status.failure?.code == "notWell")
                    #expect(status.lastOutput == ["waiting for nothing"])
                    #expect(status.generation == 1)
                    #expect(try await scope.answers())
                    try await scope.wait("taken away") { _ in
                        try await scope.containers() == [scope.name("web"): true]
                    }
                    #expect(scope.endpoints("web")?.phase == .ready)
                }
            }
        }

        @Test func `has no requests while its check fails, and has them again`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    var check = ServiceHealthCheck(command: ["sh", "-c", "! test -e /tmp/ill"])
                    check.intervalMS = 200
                    check.retries = 1
                    service.healthCheck = check
                    try await scope.editor.put(service)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.status("web")?.health == "healthy")
                    let id = try await scope.details().id
                    _ = try await scope.client.run(["touch", "/tmp/ill"], in: id)
                    try await scope.wait("unhealthy") { $0?.phase == .unhealthy }
                    #expect(scope.endpoints("web")?.phase == .failed)
                    _ = try await scope.client.run(["/bin/busybox", "rm", "/tmp/ill"], in: id)
                    try await scope.waitUntilRunning()
                    #expect(try await scope.details().id == id)
                }
            }
        }

        @Test func `is refused by the policy before anything is made`() async throws {
            try await withControl { scope in
                try await scope.withController { _ in
                    var service = scope.web()
                    service.volumes = [try #require(ServiceVolume("/srv/files:/host"))]
                    try await scope.editor.put(service)
                    try await scope.wait("failed") { $0?.failure?.code == "bind_mount" }
                    #expect(try await scope.status("web")?.failure?.message.contains("DOCKER_BIND_ROOTS") == true)
                    #expect(try await scope.isClean())
                }
            }
        }

        @Test func `waits for a port that somebody else has`() async throws {
            try await withControl { scope in
                let listener = try LoopbackListener { _ in }
                try await scope.withController { _ in
                    var service = scope.web()
                    service.ports = [ServicePort(name: "web", hostPort: listener.port, containerPort: 8080)]
                    try await scope.editor.put(service)
                    try await scope.wait("failed") { $0?.failure?.code == "portTaken" }
                    #expect(try await scope.containers() == [scope.name("web"): false])
                    listener.stop()
                    try await scope.waitUntilRunning()
                }
            }
        }
    }
}
