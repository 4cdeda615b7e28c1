import ProxyModel
import Testing

@testable import OAuthServer

struct JWTClaimsTests {
    private func claims(_ text: String) throws -> JWTClaims { try JWTClaims(parsing: Array(text.utf8)) }

    @Test(arguments: [
        "1e308", "-1", "1e400", "253402300800", "99999999999999999999", "\"1\"", "null", "true", "[1]", "-1e308",
    ]) func `refuses a time that cannot be`(number: String) {
        for name in ["exp", "nbf", "iat"] {
            #expect(throws: JOSEProblem.self) { try claims(#"{"\#(name)":\#(number)}"#) }
        }
    }

    @Test func `takes a time with a fraction`() throws {
        #expect(try claims(#"{"exp":1.5e3}"#).expiresAt == 1_500)
        #expect(try claims(#"{"exp":10.9}"#).expiresAt == 10)
    }

    @Test func `takes one audience and many`() throws {
        #expect(try claims(#"{"aud":"a"}"#).audience == ["a"])
        #expect(try claims(#"{"aud":["a","b"]}"#).audience == ["a", "b"])
        #expect(try claims("{}").audience == [])
    }

    @Test(arguments: [
        #"{"aud":1}"#, #"{"aud":["a",1]}"#, #"{"aud":{}}"#, #"{"sub":1}"#, #"{"iss":["a"]}"#, #"{"jti":{}}"#,
    ])
    func `refuses a registered claim of another type`(text: String) {
        #expect(throws: JOSEProblem.self) { try claims(text) }
    }

    @Test func `checks issuer, audience and times`() throws {
        let good = try claims(#"{"iss":"https://as","aud":["x","y"],"exp":1000,"iat":900,"nbf":900}"#)
        try good.check(issuer: "https://as", audience: ["y"], now: 950)
        try good.check(issuer: "https://as", audience: ["y"], now: 1_029)
        try good.check(issuer: "https://as", audience: ["y"], now: 870)
        #expect(throws: JOSEProblem.self) { try good.check(issuer: "https://as/", audience: ["y"], now: 950) }
        #expect(throws: JOSEProblem.self) { try good.check(issuer: "https://as", audience: ["z"], now: 950) }
        #expect(throws: JOSEProblem.self) { try good.check(issuer: "https://as", audience: ["y"], now: 1_030) }
        #expect(throws: JOSEProblem.self) { try good.check(issuer: "https://as", audience: ["y"], now: 869) }
    }

    @Test func `wants an expiry`() throws {
        #expect(throws: JOSEProblem.claim("exp", "is missing")) { try claims("{}").checkTimes(now: 0) }
    }
}
