import Crypto
import ProxyModel
import Testing

@testable import ACME

@Suite struct `Flattened JWS` {
    @Test func `names the key or the account, never both`() throws {
        let key = AccountKey()
        let byKey = try SignedRequest(
            FlattenedJWS.make(["a": 1], to: "https://ca.test/x", from: .key, nonce: "n1", signer: key))
        #expect(byKey.header["jwk"] == .object(key.jwk))
        #expect(byKey.header["kid"] == nil)
        #expect(byKey.header["nonce"] == "n1")
        #expect(byKey.header["url"] == "https://ca.test/x")
        #expect(byKey.header["alg"] == "ES256")
        #expect(byKey.payload == ["a": 1])
        let byAccount = try SignedRequest(
            FlattenedJWS.make(
                [:], to: "https://ca.test/x", from: .account("https://ca.test/a"), nonce: "n2", signer: key))
        #expect(byAccount.header["kid"] == "https://ca.test/a")
        #expect(byAccount.header["jwk"] == nil)
        #expect(byAccount.payload == [:])
    }

    @Test func `has an empty payload where it only reads`() throws {
        let jws = try FlattenedJWS.make(
            nil, to: "https://ca.test/x", from: .account("https://ca.test/a"), nonce: "n", signer: AccountKey())
        #expect(jws["payload"] == "")
    }

    @Test(arguments: [CertificateKey.Kind.p256, .p384, .rsa2048])
    func `is signed by the key that it names`(_ kind: CertificateKey.Kind) throws {
        let key = try CertificateKey.ready(kind)
        let request = try SignedRequest(
            FlattenedJWS.make(["a": 1], to: "https://ca.test/x", from: .key, nonce: "n", signer: key))
        #expect(request.isSigned(by: key))
    }

    @Test func `binds an account by HMAC`() throws {
        let account = ExternalAccount(keyID: "kid-1", key: Array("secret".utf8))
        let key = AccountKey()
        let request = try SignedRequest(FlattenedJWS.binding(key.jwk, to: "https://ca.test/new", by: account))
        #expect(request.header == ["alg": "HS256", "kid": "kid-1", "url": "https://ca.test/new"])
        #expect(request.payload == .object(key.jwk))
        let secret = SymmetricKey(data: account.key)
        #expect(HMAC<SHA256>.isValidAuthenticationCode(request.signature, authenticating: request.input, using: secret))
    }

    @Test func `has the thumbprint of the example of RFC 7638`() {
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
            + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0"
            + "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44"
            + "-csFCur-kEgU8awapJzKnqDKgw"
        let jwk: JSONObject = ["n": .string(modulus), "e": "AQAB", "kty": "RSA"]
        #expect(JWKThumbprint.text(of: jwk) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }
}
