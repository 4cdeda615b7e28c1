import ProxyModel
import Synchronization
import Testing

@testable import OAuthServer

struct DeviceEndpointTests {
    private let browser: BrowserFixture
    private let devices: WaitingDevice

    init() throws {
        browser = try BrowserFixture()
        devices = WaitingDevice()
        browser.add(DeviceEndpoint(browser.flow, devices: devices), at: "/device")
    }

    private func text(_ response: OAuthResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    private func enter(
        _ session: BrowserSession, _ code: String, decision: String? = nil
    ) async throws -> OAuthResponse {
        try await browser.post(
            "/device",
            [("csrf", session.csrf), ("user_code", code)] + (decision.map { [(name: "decision", value: $0)] } ?? []))
    }

    @Test func `has the user sign in first, and remembers the code`() async throws {
        let response = try await browser.get("/device?user_code=BCDF-GHJK")
        #expect(browser.location(of: response) == "/signin?return_to=%2Fdevice%3Fuser_code%3DBCDF-GHJK")
        try await browser.signIn()
        let page = text(try await browser.get("/device?user_code=BCDF-GHJK%22%3E%3Cscript%3E"))
        #expect(page.contains("value=\"BCDF-GHJK&quot;&gt;&lt;scri…\"") && !page.contains("<script"))
    }

    @Test func `lets a device in once the user confirmed the code and allowed it`() async throws {
        let session = try await browser.signIn()
        let page = text(try await enter(session, "bcdfghjk"))
        #expect(page.contains("BCDF-GHJK") && page.contains("Site &amp; Sons") && page.contains("your own device"))
        #expect(devices.decided == nil)
        let done = try await enter(session, "BCDF-GHJK", decision: "approve")
        #expect(done.status == 200 && text(done).contains("connected"))
        let grant = try #require(devices.decided ?? nil)
        #expect(grant.user == BrowserFixture.ada && grant.clientID == "site" && grant.scopes == ["mcp:read"])
        #expect(grant.sessionDigest == session.digest && grant.issuer == ServerFixture.issuer)
        #expect(try await enter(session, "BCDF-GHJK", decision: "approve").status == 400)
    }

    @Test func `tells the device when the user refuses`() async throws {
        let session = try await browser.signIn()
        #expect(text(try await enter(session, "BCDF-GHJK", decision: "deny")).contains("refused"))
        #expect(devices.decided == .some(nil))
    }

    @Test func `refuses wrong codes, and too many`() async throws {
        let session = try await browser.signIn()
        for _ in 0..<30 { #expect(try await enter(session, "XXXX-XXXX").status == 400) }
        #expect(try await enter(session, "BCDF-GHJK").status == 429)
    }

    @Test func `refuses users who may not use the resource, and forms from elsewhere`() async throws {
        try browser.guardResource { $0.requiredUsers = [] }
        let session = try await browser.signIn()
        #expect(try await enter(session, "BCDF-GHJK", decision: "approve").status == 403)
        #expect(try await browser.post("/device", [("user_code", "BCDF-GHJK"), ("decision", "approve")]).status == 403)
        #expect(devices.decided == nil)
    }
}

/// One device that waits with the code BCDF-GHJK; nil in `decided` = not yet, nil in nil = refused.
final class WaitingDevice: DeviceApprovals {
    private let decision = Mutex<AuthorizedGrant??>(nil)
    var decided: AuthorizedGrant?? { decision.withLock { $0 } }

    func request(userCode: String, issuer: String) async throws(OAuthError) -> DeviceRequest? {
        guard userCode.uppercased().filter({ $0 != "-" }) == "BCDFGHJK", decided == nil else { return nil }
        return DeviceRequest(
            userCode: "BCDF-GHJK", clientID: "site", scopes: ["mcp:read"], resources: ["https://one.example.com/mcp"])
    }

    func decide(userCode: String, grant: AuthorizedGrant?, issuer: String) async throws(OAuthError) -> Bool {
        decision.withLock {
            guard $0 == nil else { return false }
            $0 = .some(grant)
            return true
        }
    }
}
