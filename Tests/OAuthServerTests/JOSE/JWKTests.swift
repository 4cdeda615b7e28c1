import Crypto
import ProxyModel
import Testing

@testable import OAuthServer

struct JWKTests {
    /// RFC 7638 §3.1.
    private let example: JSONValue = [
        "kty": "RSA",
        "n":
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
    ]

    @Test func `has the thumbprint of the standard's example`() throws {
        #expect(try JWK(json: example).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test func `has the thumbprint of the example for Ed25519`() throws {
        // RFC 8037, appendix A.3.
        let key: JSONValue = ["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]
        #expect(try JWK(json: key).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test func `publishes what it read`() throws {
        let key = try JWK(json: example)
        #expect(try JWK(json: key.json) == key)
        #expect(key.json["use"] == "sig")
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) func `refuses private members`(name: String) throws
    {
        var object = try #require(example.objectValue)
        object[name] = "AQAB"
        #expect(throws: JOSEProblem.self) { try JWK(json: .object(object)) }
        #expect(throws: JOSEProblem.self) { try JWKSet(json: ["keys": [example, .object(object)]]) }
    }

    @Test func `refuses a short RSA key, a foreign curve and a point beside the curve`() throws {
        let point = P256.Signing.PrivateKey().publicKey.rawRepresentation
        let x = Base64URL.encode(point.prefix(32))
        let bad: [JSONValue] = [
            ["kty": "RSA", "n": .string(Base64URL.encode([UInt8](repeating: 0xF1, count: 128))), "e": "AQAB"],
            ["kty": "RSA", "n": .string(Base64URL.encode([UInt8](repeating: 0xF1, count: 2_048))), "e": "AQAB"],
            ["kty": "RSA", "n": example["n"] ?? nil, "e": "AA"],
            ["kty": "EC", "crv": "P-384", "x": .string(x), "y": .string(x)],
            [
                "kty": "EC", "crv": "P-256", "x": .string(x),
                "y": .string(Base64URL.encode([UInt8](repeating: 1, count: 32))),
            ],
            ["kty": "EC", "crv": "P-256", "x": .string(x)],
            ["kty": "OKP", "crv": "X25519", "x": .string(x)],
            ["kty": "OKP", "crv": "Ed25519", "x": "AQAB"],
            ["kty": "oct", "k": "AQAB"], [:], [], "key",
        ]
        for key in bad { #expect(throws: JOSEProblem.self, "\(key.compactText)") { try JWK(json: key) } }
    }

    @Test func `refuses a key for another use or algorithm`() throws {
        for (name, value) in [("use", "enc"), ("alg", "ES256"), ("alg", "RS512"), ("alg", "none")]
            as [(String, JSONValue)]
        {
            var object = try #require(example.objectValue)
            object[name] = value
            #expect(throws: JOSEProblem.self) { try JWK(json: .object(object)) }
        }
    }

    @Test func `leaves out keys that it does not know`() throws {
        let set = try JWKSet(json: ["keys": [["kty": "EC", "crv": "P-521", "x": "AQAB", "y": "AQAB"], example]])
        #expect(set.keys.map(\.keyID) == ["2011-04-29"])
    }

    @Test func `refuses a set that is none, or too large`() {
        #expect(throws: JOSEProblem.self) { try JWKSet(json: [:]) }
        #expect(throws: JOSEProblem.self) {
            try JWKSet(json: ["keys": .array([JSONValue](repeating: example, count: 65))])
        }
    }

    @Test func `reads private keys in each of their forms`() throws {
        let p256 = P256.Signing.PrivateKey()
        #expect(try PrivateSigningKey(pem: Array(p256.pemRepresentation.utf8)).algorithm == .es256)
        for algorithm in SigningKey.Algorithm.allCases {
            let key = try PrivateSigningKey(generating: algorithm)
            let again = try PrivateSigningKey(pkcs8: key.pkcs8)
            #expect(again.publicKeyDER == key.publicKeyDER)
            #expect(try again.publicKey == key.publicKey)
        }
        #expect(throws: JOSEProblem.self) { try PrivateSigningKey(pem: Array("-----BEGIN KEY-----".utf8)) }
        #expect(throws: JOSEProblem.self) { try PrivateSigningKey(pkcs8: [0x30, 0x00]) }
    }
}
