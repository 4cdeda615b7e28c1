import Glibc
import ProxyModel
import TestSupport
import Testing

@testable import ACME

/// What certbot's own ACME library says of what we sign and make; it is there once the tests' Python is installed.
@Suite(.enabled(if: CertbotLibrary.isInstalled)) struct `Certbot's library` {
    private static let token = Base64URL.encode(Array("a token of 32 bytes for the test".utf8))

    @Test func `agrees with thumbprint and answers to challenges`() throws {
        let key = AccountKey()
        #expect(
            try CertbotLibrary.agrees([
                "check": "account", "accountKey": .string(key.pem), "token": .string(Self.token),
                "thumbprint": .string(key.thumbprint),
                "keyAuthorization": .string(key.keyAuthorization(token: Self.token)),
                "dnsDigest": .string(key.dnsDigest(token: Self.token)),
            ]))
        #expect(
            try !CertbotLibrary.agrees([
                "check": "account", "accountKey": .string(AccountKey().pem), "token": .string(Self.token),
                "thumbprint": .string(key.thumbprint),
            ]))
    }

    @Test(arguments: [CertificateKey.Kind.p256, .p384, .rsa2048, .rsa4096])
    func `verifies signed requests`(_ kind: CertificateKey.Kind) throws {
        let key = try CertificateKey.ready(kind)
        for sender in [FlattenedJWS.Sender.key, .account("https://ca.test/a/1")] {
            let payload: JSONValue = ["identifiers": [["type": "dns", "value": "a.example"]]]
            let request = try FlattenedJWS.make(
                payload, to: "https://ca.test/order", from: sender, nonce: "bm9uY2U", signer: key)
            #expect(
                try CertbotLibrary.agrees([
                    "check": "request", "jws": .string(request.compactText), "signer": .string(key.pem),
                    "url": "https://ca.test/order", "nonce": "bm9uY2U", "payload": payload,
                ]))
        }
    }

    @Test(arguments: CertificateKey.Kind.allCases)
    func `takes our signing requests`(_ kind: CertificateKey.Kind) throws {
        let key = try CertificateKey.ready(kind)
        let names = ["*.a.example", "a.example", "192.0.2.7", "2001:db8::1"]
        let der = try CertificateSigningRequest.der(names.compactMap(ACMEIdentifier.init(name:)), key: key)
        #expect(
            try CertbotLibrary.agrees([
                "check": "signingRequest", "csr": .string(PEMFolder.pem(der, "CERTIFICATE REQUEST")),
                "names": .array(names.map(JSONValue.string)), "certificateKey": .string(key.pem),
            ]))
    }

    @Test func `says what is wrong with them`() throws {
        let (made, other) = (try CertificateKey(generating: .p256), AccountKey())
        let name = try #require(ACMEIdentifier(name: "a.example"))
        let der = try CertificateSigningRequest.der([name], key: made)
        let csr = PEMFolder.pem(der, "CERTIFICATE REQUEST")
        let request = try FlattenedJWS.make(nil, to: "https://ca.test/a", from: .key, nonce: "bm9uY2U", signer: made)
        let bundle = try TLSALPNCertificate.make(
            for: name, keyAuthorization: other.keyAuthorization(token: Self.token), now: ACMESession.now())
        let wrong: [JSONValue] = [
            [
                "check": "signingRequest", "csr": .string(csr), "names": ["a.example", "b.example"],
                "certificateKey": .string(made.pem),
            ],
            [
                "check": "signingRequest", "csr": .string(csr), "names": ["a.example"],
                "certificateKey": .string(try CertificateKey(generating: .p256).pem),
            ],
            [
                "check": "request", "jws": .string(request.compactText), "signer": .string(other.pem),
                "url": "https://ca.test/a", "nonce": "bm9uY2U", "payload": "",
            ],
            [
                "check": "challengeCertificate",
                "certificate": .string(String(decoding: bundle.chainPEM, as: UTF8.self)), "name": "a.example",
                "keyAuthorization": .string(AccountKey().keyAuthorization(token: Self.token)),
            ],
        ]
        for what in wrong { #expect(try !CertbotLibrary.agrees(what), "\(what)") }
    }

    @Test(arguments: ["a.example", "192.0.2.7", "2001:db8::1"])
    func `finds what tls-alpn-01 needs`(_ name: String) throws {
        let identifier = try #require(ACMEIdentifier(name: name))
        let authorization = AccountKey().keyAuthorization(token: Self.token)
        let bundle = try TLSALPNCertificate.make(
            for: identifier, keyAuthorization: authorization, now: ACMESession.now())
        #expect(
            try CertbotLibrary.agrees([
                "check": "challengeCertificate",
                "certificate": .string(String(decoding: bundle.chainPEM, as: UTF8.self)),
                "name": .string(name), "keyAuthorization": .string(authorization),
            ]))
    }
}
