import ACME
import ProxyModel
import Testing

@Suite struct `Certificate key` {
    /// The largest is left to the next test: an unoptimized library takes half a minute for it.
    @Test(arguments: [CertificateKey.Kind.p256, .p384, .rsa2048, .rsa3072])
    func `is of the kind that is asked for, as OpenSSL sees it`(_ kind: CertificateKey.Kind) throws {
        try check(CertificateKey(generating: kind), kind)
    }

    @Test(arguments: CertificateKey.Kind.allCases)
    func `is read and written as OpenSSL does`(_ kind: CertificateKey.Kind) throws {
        try check(CertificateKey.ready(kind), kind)
    }

    private func check(_ key: CertificateKey, _ kind: CertificateKey.Kind) throws {
        let folder = try PEMFolder()
        try folder.write(key.pem, to: "key.pem")
        #expect(folder.openssl("pkey -in key.pem -noout -text -out text"))
        let words: [CertificateKey.Kind: String] = [
            .p256: "NIST CURVE: P-256", .p384: "NIST CURVE: P-384", .rsa2048: "2048 bit", .rsa3072: "3072 bit",
            .rsa4096: "4096 bit",
        ]
        #expect(try folder.read("text").contains(try #require(words[kind])))
        let again = try CertificateKey(pem: key.pem)
        #expect(again.kind == kind)
        #expect(again.publicKeyDER == key.publicKeyDER)
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func `refuses what is no key of a known kind`() throws {
        #expect(throws: KeyProblem.unreadable) { try CertificateKey(pem: "nothing") }
        let folder = try PEMFolder()
        #expect(folder.openssl("genpkey -algorithm ED25519 -out key.pem"))
        #expect(throws: KeyProblem.unreadable) { try CertificateKey(pem: folder.read("key.pem")) }
    }
}
