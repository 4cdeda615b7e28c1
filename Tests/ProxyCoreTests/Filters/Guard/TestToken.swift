import ProxyModel
import Reactor
import TestSupport
import Testing

@testable import ProxyCore

/// The keys that the guards of tests know, made once.
struct TestKeys {
    static let shared = try? TestKeys()

    let rsa: SignatureTestKey
    let p256: SignatureTestKey
    let assertion: SignatureTestKey
    /// Known to nobody.
    let stranger: SignatureTestKey

    private init() throws {
        rsa = try SignatureTestKey(.rsa2048)
        p256 = try SignatureTestKey(.p256)
        assertion = try SignatureTestKey(.p256)
        stranger = try SignatureTestKey(.p256)
    }

    /// What a worker is given.
    var guardKeys: GuardKeys {
        GuardKeys(
            verification: [
                .init(kid: "rsa-1", algorithm: .rs256, publicKey: rsa.publicKey),
                .init(kid: "ec-1", algorithm: .es256, publicKey: p256.publicKey),
            ], assertion: .init(kid: "assert-1", privateKey: assertion.privateKey))
    }
}

/// A token in the making: good as it begins, to be spoiled by tests.
struct TestToken {
    /// How the signature is made.
    enum Signing {
        case key(SignatureTestKey, SignatureAlgorithm)
        /// These bytes, whatever is signed.
        case bytes([UInt8])
    }

    static let issuer = "https://auth.test"
    static let resource = "https://app.test/mcp"

    var header: JSONObject
    var claims: JSONObject
    var signing: Signing
    /// The parts as text, when they are not to be those of the JSON.
    var headerText: String?
    var claimsText: String?

    /// A token of a user, as good as can be.
    init(_ keys: TestKeys, algorithm: SignatureAlgorithm = .es256, now: Int64 = UnixTime.seconds) {
        let isRSA = algorithm == .rs256
        header = [
            "typ": "at+jwt", "alg": isRSA ? "RS256" : "ES256", "kid": isRSA ? "rsa-1" : "ec-1",
        ]
        claims = [
            "iss": .string(Self.issuer), "sub": "local:alice", "aud": .string(Self.resource), "client_id": "client-1",
            "scope": "mcp:read mcp:write", "iat": .integer(now), "exp": .integer(now + 600),
            "jti": .string("jti-\(UInt64.random(in: .min ... .max))"), "grant": "grant-1", "username": "alice",
            "email": "alice@example.com", "groups": ["staff", "ops"],
        ]
        signing = .key(isRSA ? keys.rsa : keys.p256, algorithm)
    }

    /// The session of a user at a host.
    static func session(_ keys: TestKeys, host: String = "app.test") -> TestToken {
        var token = TestToken(keys)
        token.header["typ"] = "session+jwt"
        token.claims["aud"] = .string("https://" + host)
        token.claims["sid"] = "session-1"
        for name in ["client_id", "scope", "jti", "grant"] { token.claims[name] = nil }
        return token
    }

    /// What is signed.
    var message: String {
        Base64URL.encode(headerText.map { Array($0.utf8) } ?? JSONValue.object(header).compactBytes) + "."
            + Base64URL.encode(claimsText.map { Array($0.utf8) } ?? JSONValue.object(claims).compactBytes)
    }

    /// The compact form.
    func text() throws -> String {
        let message = self.message
        switch signing {
        case .bytes(let bytes):
            return message + "." + Base64URL.encode(bytes)
        case .key(let key, let algorithm):
            let signer = try SignatureSigner(algorithm, privateKey: key.privateKey, library: TLSLibrary())
            let bytes = Array(message.utf8)
            let signature = signer.signature(of: bytes.span)
            return message + "." + Base64URL.encode(try #require(signature))
        }
    }
}
