import Reactor
import TestSupport
import Testing

@Suite struct TLSCertificateTests {
    @Test(arguments: [
        (TestCertificate.Key.rsa2048, TLSKeyType.rsa(bits: 2_048)), (.ecdsaP256, .ecdsa(bits: 256)),
        (.ed25519, .ed25519),
    ])
    func `knows the kind of the key`(key: TestCertificate.Key, expected: TLSKeyType) throws {
        let made = try TestCertificate.make(["a.example"], key: key)
        let certificate = try made.parsed(in: TLSLibrary())
        #expect(certificate.keyType == expected)
        #expect(certificate.keyType.family == expected.family)
    }

    @Test func `takes DER as well as PEM`() throws {
        let made = TestCertificates.other
        let folder = try TemporaryFolder()
        try folder.write(made.chain, to: "c.pem")
        try folder.write(made.key, to: "k.pem")
        try OpenSSLTool.run(["x509", "-in", folder.path("c.pem"), "-outform", "DER", "-out", folder.path("c.der")])
        try OpenSSLTool.run(["pkey", "-in", folder.path("k.pem"), "-outform", "DER", "-out", folder.path("k.der")])
        let inspection = try CertificateInspection(
            chain: folder.read("c.der"), key: folder.read("k.der"), validAt: nil)
        #expect(inspection == (try CertificateInspection(chain: made.chain, key: made.key, validAt: nil)))
    }

    @Test func `takes a key that follows its curve's parameters`() throws {
        let folder = try TemporaryFolder()
        let key = folder.path("k.pem")
        try OpenSSLTool.run(["ecparam", "-name", "prime256v1", "-genkey", "-out", key])
        try OpenSSLTool.run([
            "req", "-x509", "-new", "-key", key, "-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example",
            "-out", folder.path("c.pem"),
        ])
        let keyText = try folder.read("k.pem")
        #expect(String(decoding: keyText, as: UTF8.self).contains("EC PARAMETERS"))
        let certificate = try TLSCertificate(
            CompactCertificate(chain: folder.read("c.pem"), key: keyText), library: TLSLibrary())
        #expect(certificate.keyType == .ecdsa(bits: 256))
    }

    @Test func `takes both from one text`() throws {
        let made = TestCertificates.localhost
        let both = made.key + made.chain
        #expect(throws: Never.self) { try CertificateInspection(chain: both, key: both, validAt: nil) }
    }

    @Test(arguments: [[], Array("no certificate at all".utf8), [0, 1, 2, 3], TestCertificates.other.key])
    func `refuses what holds no certificate`(chain: [UInt8]) {
        #expect(throws: TLSCertificateError.self) {
            try CertificateInspection(chain: chain, key: TestCertificates.other.key, validAt: nil)
        }
    }

    @Test func `tells which certificate of the chain is malformed`() {
        let broken = Array("-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n".utf8)
        expect(.malformedCertificate(position: 0), chain: broken, key: TestCertificates.other.key)
        expect(
            .malformedCertificate(position: 2), chain: TestCertificates.other.chain + broken,
            key: TestCertificates.other.key)
    }

    @Test func `refuses what holds no key`() {
        let chain = TestCertificates.other.chain
        expect(.noKey, chain: chain, key: [])
        expect(.noKey, chain: chain, key: chain)
        expect(.malformedKey, chain: chain, key: [1, 2, 3])
        let broken = Array("-----BEGIN PRIVATE KEY-----\nMIIBAAAA\n-----END PRIVATE KEY-----\n".utf8)
        expect(.malformedKey, chain: chain, key: broken)
    }

    @Test func `refuses an encrypted key without asking for its passphrase`() throws {
        let folder = try TemporaryFolder()
        try folder.write(TestCertificates.other.key, to: "k.pem")
        for (name, options) in [("pkcs8.pem", ["pkcs8", "-topk8"]), ("old.pem", ["ec", "-aes128"])] {
            try OpenSSLTool.run(
                options + ["-in", folder.path("k.pem"), "-out", folder.path(name), "-passout", "pass:secret"])
            expect(.encryptedKey, chain: TestCertificates.other.chain, key: try folder.read(name))
        }
    }

    @Test func `refuses a key of another certificate`() {
        expect(.keyMismatch, chain: TestCertificates.other.chain, key: TestCertificates.localhost.key)
        expect(.keyMismatch, chain: TestCertificates.other.chain, key: TestCertificates.rsa.key)
    }

    @Test func `refuses a chain out of order`() throws {
        let stranger = try TestCertificate.authority()
        expect(
            .chainOutOfOrder(position: 2), chain: TestCertificates.other.chain + stranger.chain,
            key: TestCertificates.other.key)
    }

    @Test func `refuses a chain without end`() {
        let authority = TestCertificates.authority
        let endless = (0..<17).flatMap { _ in authority.chain }
        expect(.tooManyCertificates(limit: 16), chain: endless, key: authority.key)
    }

    @Test func `refuses a certificate without names`() throws {
        let nameless = try TestCertificate.make([])
        expect(.noNames, chain: nameless.chain, key: nameless.key)
    }

    @Test func `refuses a certificate before and after its time`() throws {
        let made = TestCertificates.other
        let inspection = try CertificateInspection(chain: made.chain)
        expect(
            .expired(notAfter: inspection.notAfter), chain: made.chain, key: made.key, at: inspection.notAfter + 1)
        expect(
            .notYetValid(notBefore: inspection.notBefore), chain: made.chain, key: made.key,
            at: inspection.notBefore - 1)
        #expect(throws: Never.self) {
            try CertificateInspection(chain: made.chain, key: made.key, validAt: inspection.notAfter)
        }
    }

    @Test func `refuses a short key`() throws {
        let folder = try TemporaryFolder()
        try OpenSSLTool.run([
            "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=a", "-addext",
            "subjectAltName=DNS:a.example",
            "-keyout", folder.path("k.pem"), "-out", folder.path("c.pem"),
        ])
        expect(.weakKey(.rsa(bits: 1_024)), chain: try folder.read("c.pem"), key: try folder.read("k.pem"))
    }

    private func expect(
        _ error: TLSCertificateError, chain: [UInt8], key: [UInt8], at time: Int64? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: error, sourceLocation: location) {
            try CertificateInspection(chain: chain, key: key, validAt: time)
        }
    }
}
