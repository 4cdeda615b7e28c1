import Testing

@testable import ProxyCore

@Suite struct IdentityFieldsTests {
    static let forged = [
        "X-Auth-User-Id", "x-auth-user-id", "X-AUTH-USER-NAME", "X-Auth-User-Email", "X-Auth-User-Groups",
        "X-Auth-Scopes", "X-Auth-Client-Id", "X-Auth-Assertion", "X-Auth-User", "X-Auth-Email", "X-Auth-Name",
        "X-Auth-Groups", "X-Auth-Sub", "X-Auth-Scope", "X_Auth_User_Id", "X-Auth_User-Id", "X.Auth.Scopes",
        "x_auth_email", "X_Forwarded_For", "X-Forwarded_Proto", "X.Real.IP",
    ]

    @Test(arguments: forged) func `an identity from a client never reaches an upstream`(_ name: String) throws {
        let request = try WorkerFixture().forwarded("GET / HTTP/1.1\r\nHost: app.test\r\n\(name): forged\r\n\r\n")
        #expect(!request.fields.contains { $0.value == "forged" })
    }

    @Test func `every one of several forgeries goes`() throws {
        let lines = Self.forged.map { "\($0): forged\r\n\($0): forged\r\n" }.joined()
        let request = try WorkerFixture().forwarded("GET / HTTP/1.1\r\nHost: app.test\r\n\(lines)X-Last: 1\r\n\r\n")
        #expect(!request.fields.contains { $0.value == "forged" })
        #expect(request["X-Last"] == "1")
    }

    @Test(arguments: ["X-Auth-Token", "X-Auth-User-Ids", "X-Auth", "X-Authentic", "X-Auth-", "Authorization"])
    func `other fields are left alone`(_ name: String) throws {
        let request = try WorkerFixture().forwarded("GET / HTTP/1.1\r\nHost: app.test\r\n\(name): kept\r\n\r\n")
        #expect(request[name] == "kept")
    }
}
