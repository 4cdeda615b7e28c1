import ProxyModel
import Reactor
import Synchronization
import TestSupport
import Testing

@testable import ProxyCore

/// A worker whose host `app.test` is a guarded MCP server at `/mcp`.
struct GuardFixture {
    /// The authorization server's place: tells what it was asked.
    final class Service: LocalService {
        let requests = Mutex<[LocalRequest]>([])

        func respond(to request: LocalRequest) async -> LocalResponse {
            requests.withLock { $0.append(request) }
            return LocalResponse(status: 200, headers: [("X-Service", "oauth")])
        }
    }

    let fixture: WorkerFixture
    let keys: TestKeys
    let service = Service()

    init(
        _ auth: (inout ProxyAuthConfig) -> Void = { _ in }, isResource: Bool = true,
        settings edit: (inout WorkerSettings) -> Void = { _ in }, proxy: (inout ProxyTarget) -> Void = { _ in },
        log: LogWriter? = nil
    ) throws {
        keys = try #require(TestKeys.shared)
        var settings = WorkerSettings()
        edit(&settings)
        fixture = try WorkerFixture(
            settings, services: [service, service], log: log,
            proxy: { target in
                var config = ProxyAuthConfig(authProxy: "auth.test")
                auth(&config)
                target.auth = Boxed(config)
                if isResource { target.resourceConfig = ProxyResourceConfig() }
                proxy(&target)
            })
        #expect(fixture.worker.install(guardKeys: keys.guardKeys) == [])
    }

    /// A token that is good here, unless it is spoiled.
    func token(_ spoil: (inout TestToken) -> Void = { _ in }) throws -> String {
        var token = TestToken(keys)
        spoil(&token)
        return try token.text()
    }

    static func request(
        _ method: String = "GET", _ path: String = "/mcp", token: String? = nil, _ fields: String...
    ) -> String {
        let lines = (token.map { ["Authorization: Bearer \($0)"] } ?? []) + fields
        return "\(method) \(path) HTTP/1.1\r\nHost: app.test\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    /// What the upstream gets of a request that has to be let in.
    func forwarded(_ request: String) throws -> WireMessage {
        let client = try fixture.client(request)
        let backend = try fixture.backend()
        let message = try fixture.request(backend)
        backend.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
        return message
    }

    /// The answer to a request that must not reach the upstream.
    func refused(_ request: String) throws -> WireMessage {
        let known = fixture.backendCount
        let response = try fixture.response(fixture.client(request))
        #expect(fixture.backendCount == known)
        return response
    }

    /// Whether a token is let in.
    func admits(_ token: String) throws -> Bool {
        let client = try fixture.client(Self.request(token: token))
        var message: WireMessage?
        var backends: [Wire] = []
        let known = fixture.backendCount
        try fixture.turn {
            if fixture.backendCount > known, backends.isEmpty, let backend = try? fixture.backend() {
                backends.append(backend)
            }
            for backend in backends where backend.text.hasSuffix("\r\n\r\n") {
                backend.received = []
                backend.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            }
            message = WireMessage.take(
                from: &client.received, hasContent: true, untilClose: true, isEnded: client.isEnded)
            return message != nil
        }
        let status = try #require(message).status
        #expect(status == 204 || status == 401)
        return status == 204
    }
}
