import TestSupport
import Testing

@testable import Reactor

@Suite struct CompactCertificateTests {
    @Test(arguments: [
        TestCertificate.Key.rsa2048, .ecdsaP256, .ed25519,
    ])
    func `gives every library the same certificate and a key that fits it`(key: TestCertificate.Key) throws {
        let made = try TestCertificate.make(["a.example"], key: key, issuer: TestCertificates.authority)
        let compact = try CompactCertificate(chain: made.chain, key: made.key)
        let notAfter = try CertificateInspection(chain: made.chain).notAfter
        for library in [try TLSLibrary(), try TLSLibrary()] {
            let parsed = try TLSCertificate(compact, library: library)
            #expect(parsed.notAfter == notAfter)
            try parsed.chain.checkOrder()
        }
    }

    @Test(arguments: ["prime256v1", "secp384r1", "secp521r1"], ["uncompressed", "compressed"])
    func `makes a key of its numbers on every curve`(curve: String, point: String) throws {
        let folder = try TemporaryFolder()
        try OpenSSLTool.run(["ecparam", "-name", curve, "-genkey", "-noout", "-out", folder.path("s.pem")])
        try OpenSSLTool.run(["ec", "-in", folder.path("s.pem"), "-conv_form", point, "-out", folder.path("k.pem")])
        let parsed = try Self.selfSigned(in: folder)
        #expect(parsed.keyType == .ecdsa(bits: ["prime256v1": 256, "secp384r1": 384][curve] ?? 521))
    }

    @Test(arguments: [["pkcs8", "-topk8", "-nocrypt"], ["ec"], ["ec", "-no_public"]], ["PEM", "DER"])
    func `takes a key in every form`(conversion: [String], form: String) throws {
        let folder = try TemporaryFolder()
        try OpenSSLTool.run(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", folder.path("k.pem")])
        try OpenSSLTool.run(
            conversion + ["-in", folder.path("k.pem"), "-outform", form, "-out", folder.path("converted")])
        let parsed = try Self.selfSigned(in: folder, key: "converted")
        #expect(parsed.keyType == .ecdsa(bits: 256))
    }

    @Test func `mistakes no other curve of 256 bits for P-256`() throws {
        let folder = try TemporaryFolder()
        try OpenSSLTool.run(["ecparam", "-name", "secp256k1", "-genkey", "-noout", "-out", folder.path("k.pem")])
        // The key must still be the certificate's.
        #expect(throws: Never.self) { try Self.selfSigned(in: folder) }
    }

    @Test func `refuses a key of another certificate`() throws {
        for key in [TestCertificates.localhost.key, TestCertificates.rsa.key] {
            let compact = try CompactCertificate(chain: TestCertificates.other.chain, key: key)
            #expect(throws: TLSCertificateError.keyMismatch) { try TLSCertificate(compact, library: TLSLibrary()) }
        }
    }

    @Test func `leaves out what is no certificate`() throws {
        let made = TestCertificates.other
        let plain = try CompactCertificate(chain: made.chain, key: made.key)
        let mixed = try CompactCertificate(chain: made.key + made.chain + made.key, key: made.chain + made.key)
        #expect(mixed.leaf == plain.leaf)
        #expect(mixed.issuers == plain.issuers)
        #expect(plain.issuers.count == 1)
    }

    @Test func `takes a certificate in DER`() throws {
        let made = TestCertificates.other
        let plain = try CompactCertificate(chain: made.chain, key: made.key)
        let der = try CompactCertificate(chain: plain.leaf, key: made.key)
        #expect(der.leaf == plain.leaf)
        #expect(der.issuers.isEmpty)
        #expect(throws: Never.self) { try TLSCertificate(der, library: TLSLibrary()) }
    }

    @Test func `tells which certificate is malformed`() throws {
        let made = TestCertificates.other
        let broken = Array("-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n".utf8)
        let undecodable = Array("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n".utf8)
        for (chain, position) in [(broken, 0), (made.chain + broken, 2)] {
            let compact = try CompactCertificate(chain: chain, key: made.key)
            #expect(throws: TLSCertificateError.malformedCertificate(position: position)) {
                try TLSCertificate(compact, library: TLSLibrary())
            }
        }
        #expect(throws: TLSCertificateError.malformedCertificate(position: 2)) {
            try CompactCertificate(chain: made.chain + undecodable, key: made.key)
        }
    }

    @Test func `refuses what holds no certificate or no key`() {
        let made = TestCertificates.other
        for chain in [[], made.key] {
            #expect(throws: TLSCertificateError.noCertificate) { try CompactCertificate(chain: chain, key: made.key) }
        }
        for key in [[], made.chain] {
            #expect(throws: TLSCertificateError.noKey) { try CompactCertificate(chain: made.chain, key: key) }
        }
        let endless = (0..<17).flatMap { _ in made.chain }
        #expect(throws: TLSCertificateError.tooManyCertificates(limit: 16)) {
            try CompactCertificate(chain: endless, key: made.key)
        }
    }

    @Test(arguments: [[1, 2, 3], Array("-----BEGIN PRIVATE KEY-----\nMIIBAAAA\n-----END PRIVATE KEY-----\n".utf8)])
    func `refuses a key that is none when it is parsed`(key: [UInt8]) throws {
        let compact = try CompactCertificate(chain: TestCertificates.other.chain, key: key)
        #expect(throws: TLSCertificateError.malformedKey) { try TLSCertificate(compact, library: TLSLibrary()) }
    }

    @Test func `says nothing of its key`() throws {
        let compact = try CompactCertificate(chain: TestCertificates.other.chain, key: TestCertificates.other.key)
        #expect("\(compact.key)" == "Reactor.CompactKey")
    }

    private static func selfSigned(in folder: TemporaryFolder, key: String = "k.pem") throws -> TLSCertificate {
        try OpenSSLTool.run([
            "req", "-x509", "-new", "-key", folder.path("k.pem"), "-subj", "/CN=a.example", "-addext",
            "subjectAltName=DNS:a.example", "-out", folder.path("c.pem"),
        ])
        let compact = try CompactCertificate(chain: folder.read("c.pem"), key: folder.read(key))
        return try TLSCertificate(compact, library: TLSLibrary())
    }
}
