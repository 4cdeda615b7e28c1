import ProxyModel
import Reactor
import TestSupport
import Testing

@testable import ProxyCore

/// Tokens that must not be believed, each good but for one thing.
@Suite struct TokenAttackTests {
    private let fixture: GuardFixture
    private var keys: TestKeys { fixture.keys }

    init() throws { fixture = try GuardFixture() }

    private func expectRefusal(
        _ token: String, _ description: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let response = try fixture.refused(GuardFixture.request(token: token))
        #expect(response.status == 401, sourceLocation: sourceLocation)
        let challenge = try #require(response["WWW-Authenticate"], sourceLocation: sourceLocation)
        #expect(challenge.contains("error=\"invalid_token\""), sourceLocation: sourceLocation)
        if let description {
            #expect(challenge.contains("error_description=\"\(description)\""), sourceLocation: sourceLocation)
        }
        #expect(fixture.fixture.worker.rememberedTokens == 0, sourceLocation: sourceLocation)
    }

    @Test(arguments: [SignatureAlgorithm.rs256, .es256])
    func `a good token is let in`(_ algorithm: SignatureAlgorithm) throws {
        let token = try TestToken(keys, algorithm: algorithm).text()
        #expect(try fixture.forwarded(GuardFixture.request(token: token))["X-Auth-User-Id"] == "local:alice")
    }

    // MARK: - K1: the algorithm belongs to the key

    @Test(arguments: [
        "none", "None", "nOnE", "NONE", "", "HS256", "RS256", "RS384", "PS256", "ES384", "EdDSA", "es256",
    ])
    func `no other algorithm than the key's counts`(_ algorithm: String) throws {
        try expectRefusal(fixture.token { $0.header["alg"] = .string(algorithm) })
        var unsigned = TestToken(keys)
        unsigned.header["alg"] = .string(algorithm)
        unsigned.signing = .bytes([0])
        try expectRefusal(unsigned.text())
        try expectRefusal(unsigned.message + ".")
        try expectRefusal(unsigned.message)
    }

    @Test func `the public key is no secret to sign with`() throws {
        // HS256 with what everybody can fetch as the key: refused for the algorithm, whatever the bytes.
        var token = TestToken(keys, algorithm: .rs256)
        token.header["alg"] = "HS256"
        token.signing = .bytes(Array(keys.rsa.publicKey.prefix(32)))
        try expectRefusal(token.text(), "the algorithm of the token is not that of its key")
    }

    @Test func `a signature of one key does not count for another`() throws {
        try expectRefusal(
            fixture.token { $0.signing = .key(keys.stranger, .es256) }, "the signature of the token is not valid")
        var crossed = TestToken(keys, algorithm: .rs256)
        crossed.header["kid"] = "ec-1"
        try expectRefusal(crossed.text(), "the algorithm of the token is not that of its key")
        crossed.header["alg"] = "ES256"
        try expectRefusal(crossed.text(), "the signature of the token is not valid")
    }

    @Test func `a signature of zeros or in another form does not count`() throws {
        for bytes in [
            [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0, count: 63),
            [0x30, 0x06, 0x02, 0x01, 0, 0x02, 1, 0],
        ] {
            try expectRefusal(fixture.token { $0.signing = .bytes(bytes) }, "the signature of the token is not valid")
        }
    }

    @Test(arguments: ["alg", "typ", "kid"]) func `a header without a parameter is malformed`(_ name: String) throws {
        try expectRefusal(fixture.token { $0.header[name] = nil }, "the token is malformed")
        try expectRefusal(fixture.token { $0.header[name] = 1 }, "the token is malformed")
    }

    // MARK: - K2: keys come from us alone

    @Test(arguments: ["jku", "x5u", "jwk", "x5c", "crit", "b64", "zip"])
    func `a key that a token brings along is not looked at`(_ name: String) throws {
        try expectRefusal(fixture.token { $0.header[name] = "https://evil.test/jwks" }, "the token is malformed")
    }

    @Test(arguments: ["", "../../dev/null", "' OR 1=1", "\0", "ec-1\0", "EC-1", "rsa", "http://evil.test/key"])
    func `an unknown key is only unknown`(_ kid: String) throws {
        try expectRefusal(fixture.token { $0.header["kid"] = .string(kid) }, "the token is signed with an unknown key")
    }

    @Test func `a long key name is only unknown`() throws {
        try expectRefusal(
            fixture.token { $0.header["kid"] = .string(String(repeating: "k", count: 8_000)) },
            "the token is signed with an unknown key")
    }

    // MARK: - K3: claims

    @Test(arguments: ["JWT", "jwt", "", "id_token", "session+jwt", "logout+jwt", "assertion+jwt", "at+jwtx"])
    func `tokens of other types are no access tokens`(_ type: String) throws {
        try expectRefusal(fixture.token { $0.header["typ"] = .string(type) }, "the token is not an access token")
    }

    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt"])
    func `the type may be spelled as media types may`(_ type: String) throws {
        #expect(try fixture.admits(fixture.token { $0.header["typ"] = .string(type) }))
    }

    @Test func `time is kept with half a minute of leeway`() throws {
        let now = UnixTime.seconds
        try expectRefusal(fixture.token { $0.claims["exp"] = .integer(now - 31) }, "the token has expired")
        try expectRefusal(fixture.token { $0.claims["exp"] = -1 }, "the token has expired")
        try expectRefusal(fixture.token { $0.claims["nbf"] = .integer(now + 60) }, "the token is not valid yet")
        #expect(try fixture.admits(fixture.token { $0.claims["exp"] = .integer(now - 20) }))
        #expect(try fixture.admits(fixture.token { $0.claims["nbf"] = .integer(now + 20) }))
    }

    @Test(arguments: ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"])
    func `a claim that is needed must be there`(_ name: String) throws {
        try expectRefusal(fixture.token { $0.claims[name] = nil }, "the token is malformed")
        try expectRefusal(fixture.token { $0.claims[name] = true }, "the token is malformed")
    }

    private static let wrongTypes: [(String, JSONValue)] = [
        ("exp", .number(1e308)), ("exp", "9999999999"), ("iat", .number(0.5)), ("nbf", "0"), ("aud", []),
        ("aud", [1]), ("groups", [1]), ("groups", 1), ("email", 1), ("username", ["a"]), ("scope", ["mcp:read"]),
        ("sub", ""), ("jti", ""),
    ]

    @Test(arguments: wrongTypes)
    func `a claim of another type is malformed`(_ name: String, _ value: JSONValue) throws {
        try expectRefusal(fixture.token { $0.claims[name] = value }, "the token is malformed")
    }

    @Test(arguments: [
        "https://auth.test/", "https://auth.test.evil", "https://evil.test", "HTTPS://auth.test", "auth.test", "",
        "https://auth.test@evil.test", "https://auth.test:", "https://auth.test:0443", "https://auth.test:99999",
        "https://xauth.test", "https://auth.test/other",
    ])
    func `the issuer is the guard's own`(_ issuer: String) throws {
        let response = try fixture.refused(
            GuardFixture.request(token: fixture.token { $0.claims["iss"] = .string(issuer) }))
        #expect(response.status == 401)
        #expect(response["WWW-Authenticate"]?.contains("issued by another authorization server") == true)
    }

    @Test(arguments: [
        "https://other.test/mcp", "https://app.test.evil/mcp", "https://app.test/mcp/other", "https://app.test/mcpx",
        "https://app.test", "https://app.test@evil.test/mcp", "https://app.test/MCP", "app.test", "",
        "https://app.test/mcp#x", "ftp://app.test/mcp", "https://app.test/mcp?x=1",
    ])
    func `a token for another resource is not for this one`(_ audience: String) throws {
        let response = try fixture.refused(
            GuardFixture.request(token: fixture.token { $0.claims["aud"] = .string(audience) }))
        #expect(response.status == 401)
        #expect(response["WWW-Authenticate"]?.contains("issued for another resource") == true)
    }

    private static let spellings: [JSONValue] = [
        "https://app.test/mcp/", "HTTPS://APP.TEST/mcp", "https://app.test:443/mcp", "https://app.test:8443/mcp",
        ["https://other.test", "https://app.test/mcp"],
    ]

    @Test(arguments: spellings)
    func `the same resource may be spelled in several ways`(_ audience: JSONValue) throws {
        #expect(try fixture.admits(fixture.token { $0.claims["aud"] = audience }))
    }

    @Test func `a claim or parameter that is there twice is refused`() throws {
        let claims = JSONValue.object(TestToken(keys).claims).compactText
        try expectRefusal(
            fixture.token { $0.claimsText = claims.dropLast() + ",\"sub\":\"local:root\"}" }, "the token is malformed")
        try expectRefusal(
            fixture.token { $0.headerText = #"{"typ":"at+jwt","alg":"none","alg":"ES256","kid":"ec-1"}"# },
            "the token is malformed")
        try expectRefusal(
            fixture.token { $0.claimsText = claims.dropLast() + ",\"s\\u0075b\":\"local:root\"}" },
            "the token is malformed")
    }

    @Test func `other JSON than an object is malformed`() throws {
        for text in ["", "null", "[]", "1", "\"a\"", "{", "{}x", "{\"a\":\(String(repeating: "[", count: 10_000))"] {
            try expectRefusal(fixture.token { $0.claimsText = text }, "the token is malformed")
        }
        try expectRefusal(fixture.token { $0.headerText = "[]" }, "the token is malformed")
    }

    @Test func `only three parts of base64url are a token`() throws {
        let good = try fixture.token()
        let parts = good.split(separator: ".").map(String.init)
        for text in [
            good + "=", good + ".", "." + good, good + ".a.b", parts[0] + "." + parts[1], parts[0], "a", "..", "...",
            parts[0] + "=." + parts[1] + "." + parts[2], good + "+", good + "/", "mcp_", "mcp__", "mcp_x_y",
            parts[0] + "." + parts[1] + "~." + parts[2],
        ] {
            try expectRefusal(text)
        }
    }

    @Test func `a token beyond all measure is refused unread`() throws {
        let response = try fixture.refused(GuardFixture.request(token: String(repeating: "a", count: 20_000)))
        #expect(response.status == 401)
        #expect(response["WWW-Authenticate"]?.contains("the token is too long") == true)
        #expect(
            try fixture.refused(GuardFixture.request(token: String(repeating: "a", count: 100 * 1024))).status == 431)
    }

    @Test func `random bytes in place of a token never pass and never trap`() throws {
        var generator = SeededGenerator(seed: 7)
        let good = try fixture.token()
        for _ in 0..<200 {
            var bytes = Array(good.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let digits = Array("ABCxyz019-_.".utf8)
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] = digits[Int.random(in: 0..<digits.count, using: &generator)]
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // The last digit of a part may hold stray bits, which makes it another text of no token.
            if text != good { #expect(try !fixture.admits(text)) }
        }
    }
}
