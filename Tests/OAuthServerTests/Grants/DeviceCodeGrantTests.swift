import ProxyModel
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct DeviceCodeGrantTests {
    private let fixture: TokenFixture

    init() async throws { fixture = try await TokenFixture() }

    private func start(_ client: String = "public") async throws -> (device: String, user: String, answer: JSONValue) {
        let answer = try await fixture.answer("/device_authorization", [("client_id", client)])
        let json = try JSONValue(parsing: answer.body)
        return (
            try #require(json["device_code"]?.stringValue, "\(json.compactText)"),
            try #require(json["user_code"]?.stringValue), json
        )
    }

    private func form(_ device: String, client: String = "public") -> [(name: String, value: String)] {
        [("grant_type", OAuthClient.GrantType.deviceCode.rawValue), ("device_code", device), ("client_id", client)]
    }

    @Test func `a device gets codes and where to type them`() async throws {
        let (_, user, json) = try await start()
        #expect(json["verification_uri"] == "https://auth.example.com/device")
        #expect(json["verification_uri_complete"] == .string("https://auth.example.com/device?user_code=" + user))
        #expect(json["expires_in"] == 600)
        #expect(json["interval"] == 5)
        #expect(user.count == 9)
    }

    @Test func `a device waits, is told to slow down, and gets tokens once`() async throws {
        let (device, user, _) = try await start()
        #expect(try await fixture.refused(form(device)) == "400 authorization_pending")
        fixture.server.clock.advance(seconds: 2)
        #expect(try await fixture.refused(form(device)) == "400 slow_down")
        fixture.server.clock.advance(seconds: 6)
        // The interval is ten seconds now.
        #expect(try await fixture.refused(form(device)) == "400 slow_down")
        fixture.server.clock.advance(seconds: 15)
        #expect(try await fixture.refused(form(device)) == "400 authorization_pending")
        let typed = user.lowercased().replacing("-", with: " ")
        let request = try #require(
            try await fixture.service.devices.request(userCode: typed, issuer: TokenFixture.issuer))
        #expect(request.clientID == "public" && request.resources == [TokenFixture.first])
        #expect(
            try await fixture.service.devices.decide(
                userCode: typed, grant: fixture.grant(), issuer: TokenFixture.issuer))
        #expect(try await fixture.refused(form(device, client: "other")) == "400 invalid_grant")
        let tokens = try await fixture.accepted(form(device))
        #expect(tokens["refresh_token"] != nil)
        #expect(try await fixture.refused(form(device)) == "400 invalid_grant")
        // The user code is gone with the decision.
        #expect(try await fixture.service.devices.request(userCode: user, issuer: TokenFixture.issuer) == nil)
        #expect(
            try await !fixture.service.devices.decide(userCode: user, grant: nil, issuer: TokenFixture.issuer))
    }

    @Test func `a device that was let in before an end of access gets nothing`() async throws {
        let (device, user, _) = try await start()
        _ = try await fixture.service.devices.decide(
            userCode: user, grant: fixture.grant(), issuer: TokenFixture.issuer)
        fixture.server.clock.advance(seconds: 300)
        try await fixture.service.registry.revoke(user: "local:ada")
        #expect(try await fixture.refused(form(device)) == "400 invalid_grant")
    }

    @Test func `a refusal is told once`() async throws {
        let (device, user, _) = try await start()
        #expect(try await fixture.service.devices.decide(userCode: user, grant: nil, issuer: TokenFixture.issuer))
        #expect(try await fixture.refused(form(device)) == "400 access_denied")
        #expect(try await fixture.refused(form(device)) == "400 invalid_grant")
    }

    @Test func `codes expire`() async throws {
        let (device, user, _) = try await start()
        fixture.server.clock.advance(seconds: 600)
        #expect(try await fixture.service.devices.request(userCode: user, issuer: TokenFixture.issuer) == nil)
        #expect(try await fixture.refused(form(device)) == "400 expired_token")
        fixture.server.clock.advance(seconds: 600)
        #expect(try await fixture.refused(form(device)) == "400 invalid_grant")
    }

    @Test func `many who ask at once get tokens once`() async throws {
        let fixture = fixture
        let (device, user, _) = try await start()
        _ = try await fixture.service.devices.decide(
            userCode: user, grant: fixture.grant(), issuer: TokenFixture.issuer)
        let form = form(device)
        let successes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await fixture.answer("/token", form).status == 200 } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(successes == 1)
    }

    @Test func `a client that is not registered for it is refused`() async throws {
        let answer = try await fixture.refused(
            [("client_id", "once"), ("client_secret", "s3cret")], "/device_authorization")
        #expect(answer == "400 unauthorized_client")
        #expect(
            try await fixture.refused(
                [("client_id", "public"), ("resource", "https://x.test")], "/device_authorization")
                == "400 invalid_target")
    }

    @Test func `one address cannot fill the store`() async throws {
        for _ in 0..<30 { _ = try await start() }
        let answer = try await fixture.answer("/device_authorization", [("client_id", "public")])
        #expect(answer.status == 429)
        #expect(answer.headers.contains { $0.name == "Retry-After" })
    }

    @Test func `a user code has eight letters of twenty, each as likely`() {
        var next: UInt8 = 0
        let code = UserCode.make { count in
            (0..<count).map { _ in
                next &+= 41
                return next
            }
        }
        #expect(UserCode.normalized(code) == code)
        #expect(UserCode.normalized(" " + code.lowercased() + " ") == code)
        for bad in ["", "BCDF", "BCDF-GHJ0", "BCDF-GHJA", "BCDFGHJKL", String(repeating: "-", count: 100)] {
            #expect(UserCode.normalized(bad) == nil)
        }
        // Bytes of 240 and more are drawn again.
        var bytes: [UInt8] = [255, 240, 0, 1, 2, 3, 4, 5, 6, 7]
        #expect(
            UserCode.make { count in
                defer { bytes.removeFirst(min(count, bytes.count)) }
                return Array(bytes.prefix(count))
            } == "BCDF-GHJK")
    }
}
