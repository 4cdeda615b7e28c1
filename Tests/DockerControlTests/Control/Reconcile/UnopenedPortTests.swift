import DockerControl
import ProxyModel
import Testing

extension EngineTests.Control {
    @Suite struct `A service whose gated port cannot be had` {
        private static let at: Int64 = 1_000

        private static func gated(_ bind: String = "127.0.0.1") -> ServicePort {
            var port = ServicePort(name: "web", hostPort: 11_000, containerPort: 8080)
            port.bind = bind
            port.requiresToken = true
            return port
        }

        @Test func `runs, and says so until it can`() async throws {
            try await withControl { scope in
                try await scope.withController { controller in
                    var service = scope.web()
                    service.ports = [Self.gated()]
                    let ports = scope.unopenedPorts
                    #expect(
                        ports.note("web", "127.0.0.1", 11_000, isTaken: true, reason: "in use", at: Self.at))
                    try await scope.editor.put(service)
                    try await scope.wait("told") { $0?.phase == .running && $0?.failure != nil }
                    let failure = try #require(try await scope.status("web")?.failure)
                    #expect(failure.code == "portTaken")
                    #expect(failure.message.hasPrefix("port 11000 cannot be opened on 127.0.0.1: in use"))
                    #expect(failure.at == Self.at)
                    #expect(ports.opened("web", "127.0.0.1", 11_000))
                    controller.look(at: "web")
                    try await scope.wait("well") { $0?.phase == .running && $0?.failure == nil }
                    #expect(ports.note("web", "127.0.0.1", 11_000, isTaken: false, reason: "other", at: 2_000))
                    controller.look(at: "web")
                    try await scope.wait("told again") { $0?.failure?.code == "portUnavailable" }
                    try await scope.editor.change("web") { $0.ports = [] }
                    try await scope.wait("well without it") { $0?.phase == .running && $0?.failure == nil }
                }
            }
        }

        @Test func `is told of once, for the port that is on record`() throws {
            let ports = UnopenedPorts()
            #expect(ports.note("web", "::1", 11_000, isTaken: true, reason: "in use", at: 1))
            #expect(!ports.note("web", "0:0::1", 11_000, isTaken: true, reason: "in use", at: 2))
            #expect(!ports.opened("web", "127.0.0.1", 11_000))
            #expect(!ports.opened("other", "::1", 11_000))
            #expect(ports.opened("web", "::1", 11_000))
            #expect(!ports.opened("web", "::1", 11_000))
        }
    }
}
