import Crypto
import ProxyModel
import Testing

@testable import OAuthServer

struct JWSTests {
    private let key = P256.Signing.PrivateKey()
    private let payload = #"{"iss":"https://as.test","sub":"u","aud":"x","exp":2000000000}"#
    private let header = #"{"alg":"ES256","kid":"k1","typ":"at+jwt"}"#

    @Test func `verifies what the private half signed`() throws {
        let token = try JWS(TokenForge.es256(header, payload, key))
        #expect(token.type == "at+jwt")
        #expect(try token.claims(verifiedBy: key.keySet()).subject == "u")
    }

    @Test(arguments: SigningKey.Algorithm.allCases) func `verifies what it signed itself`(
        algorithm: SigningKey.Algorithm
    ) throws {
        let key = try PrivateSigningKey(generating: algorithm)
        let text = try key.sign(["sub": "u"], type: "at+jwt", keyID: key.publicKey.thumbprint)
        let token = try JWS(text)
        #expect(token.algorithm.rawValue == algorithm.rawValue)
        #expect(try token.claims(verifiedBy: JWKSet(keys: [key.publicKey])).subject == "u")
    }

    @Test func `verifies an Ed25519 signature`() throws {
        let key = Curve25519.Signing.PrivateKey()
        let set: JSONValue = [
            "keys": [["kty": "OKP", "crv": "Ed25519", "x": .string(Base64URL.encode(key.publicKey.rawRepresentation))]]
        ]
        let token = try JWS(TokenForge.edDSA(#"{"alg":"EdDSA"}"#, payload, key))
        #expect(try token.claims(verifiedBy: JWKSet(json: set)).subject == "u")
    }

    @Test(arguments: [
        "none", "None", "nOnE", "HS256", "RS512", "PS256", "ES256K", "ES384", "", "rs256",
    ]) func `refuses every other algorithm`(name: String) {
        let text = TokenForge.es256(#"{"alg":"\#(name)","kid":"k1"}"#, payload, key)
        #expect(throws: JOSEProblem.algorithmNotAllowed) { try JWS(text) }
    }

    @Test(arguments: [#"{}"#, #"{"alg":null}"#, #"{"alg":["ES256"]}"#]) func `refuses a header without an algorithm`(
        header: String
    ) {
        #expect(throws: JOSEProblem.algorithmNotAllowed) { try JWS(TokenForge.es256(header, payload, key)) }
    }

    @Test func `refuses an algorithm that the caller does not allow`() {
        #expect(throws: JOSEProblem.algorithmNotAllowed) {
            try JWS(TokenForge.es256(header, payload, key), algorithms: [.rs256])
        }
    }

    @Test func `refuses HS256 with the public key as the secret`() throws {
        let rsa = try PrivateSigningKey(generating: .rs256)
        let text = TokenForge.token(header: #"{"alg":"HS256"}"#, payload: payload) { input in
            Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: rsa.publicKeyDER)))
        }
        #expect(throws: JOSEProblem.algorithmNotAllowed) { try JWS(text) }
    }

    @Test func `refuses a token whose algorithm is not that of the key`() throws {
        let rsa = try PrivateSigningKey(generating: .rs256)
        let text = try rsa.sign(["sub": "u"], type: "at+jwt", keyID: "k1")
        #expect(throws: JOSEProblem.unknownKey) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses a signature of zeros`() throws {
        let text = TokenForge.token(header: header, payload: payload) { _ in [UInt8](repeating: 0, count: 64) }
        #expect(throws: JOSEProblem.invalidSignature) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses a signature in DER`() throws {
        let key = key
        let text = TokenForge.token(header: header, payload: payload) { input in
            (try? key.signature(for: SHA256.hash(data: input))).map { Array($0.derRepresentation) } ?? []
        }
        #expect(throws: JOSEProblem.invalidSignature) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses a payload that was changed`() throws {
        var parts = TokenForge.es256(header, payload, key).split(separator: ".").map(String.init)
        parts[1] = Base64URL.encode(#"{"sub":"admin"}"#.utf8)
        let text = parts.joined(separator: ".")
        #expect(throws: JOSEProblem.invalidSignature) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses an extension that must be understood`() {
        for header in [#"{"alg":"ES256","crit":["exp"],"exp":1}"#, #"{"alg":"ES256","b64":false,"crit":["b64"]}"#] {
            #expect(throws: JOSEProblem.self) { try JWS(TokenForge.es256(header, payload, key)) }
        }
    }

    @Test(arguments: [
        "../../dev/null", "' OR 1=1", #"\u0000"#, "unknown",
    ]) func `takes a kid for a name and nothing else`(kid: String) throws {
        let text = TokenForge.es256(#"{"alg":"ES256","kid":"\#(kid)"}"#, payload, key)
        #expect(throws: JOSEProblem.unknownKey) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses a kid of ten kilobytes`() {
        let kid = String(repeating: "k", count: 10_240)
        #expect(throws: JOSEProblem.self) {
            try JWS(TokenForge.es256(#"{"alg":"ES256","kid":"\#(kid)"}"#, payload, key))
        }
    }

    @Test func `does not use a key that the token brings along`() throws {
        let own = try JWK(subjectPublicKey: Array(key.publicKey.derRepresentation))
        let header = #"{"alg":"ES256","jwk":\#(own.json.compactText),"jku":"https://evil.test/jwks"}"#
        let text = TokenForge.es256(header, payload, key)
        #expect(throws: JOSEProblem.invalidSignature) {
            try JWS(text).claims(verifiedBy: P256.Signing.PrivateKey().keySet())
        }
        #expect(throws: JOSEProblem.unknownKey) { try JWS(text).claims(verifiedBy: JWKSet()) }
    }

    @Test func `refuses names that are there twice`() throws {
        #expect(throws: JOSEProblem.self) {
            try JWS(TokenForge.es256(#"{"alg":"none","alg":"ES256"}"#, payload, key))
        }
        let text = TokenForge.es256(header, #"{"sub":"u","sub":"admin"}"#, key)
        #expect(throws: JOSEProblem.self) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `refuses everything that is not three parts of base64url`() {
        let good = TokenForge.es256(header, payload, key)
        let bad = [
            "", ".", "..", "...", "a.b", good + ".", good + ".a.b", good + "=", good + "\n", " " + good,
            good.split(separator: ".").dropLast().joined(separator: "."), "e30.e30.e+0/",
            good.replacing(".", with: ".\n", maxReplacements: 1), "Bearer " + good, "e3.e30.e30", "\u{0}.\u{0}.\u{0}",
        ]
        for text in bad { #expect(throws: JOSEProblem.self, "\(text)") { try JWS(text) } }
    }

    @Test func `refuses a token of a hundred kilobytes`() {
        let padding = String(repeating: "a", count: 100_000)
        #expect(throws: JOSEProblem.self) { try JWS(TokenForge.es256(header, #"{"a":"\#(padding)"}"#, key)) }
    }

    @Test(arguments: ["[]", "1", "\"{}\"", "", "null", "eyJhbGciOiJub25lIn0.e30."])
    func `refuses a payload that is no object`(
        payload: String
    ) throws {
        let text = TokenForge.es256(header, payload, key)
        #expect(throws: JOSEProblem.self) { try JWS(text).claims(verifiedBy: key.keySet()) }
    }

    @Test func `compares the type without its prefix and case`() throws {
        let token = try JWS(TokenForge.es256(#"{"alg":"ES256","typ":"application/AT+JWT"}"#, payload, key))
        #expect(token.type == "at+jwt")
    }
}
