import ACME
import ProxyModel
import Testing

@Suite struct `Account key` {
    @Test func `is the same key when it is read again`() throws {
        let key = AccountKey()
        let again = try AccountKey(pem: key.pem)
        #expect(again.pem == key.pem)
        #expect(again.thumbprint == key.thumbprint)
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        #expect(AccountKey().thumbprint != key.thumbprint)
    }

    @Test func `refuses what is no P-256 key`() throws {
        #expect(throws: KeyProblem.unreadable) { try AccountKey(pem: "nothing") }
        let other = try CertificateKey(generating: .p384)
        #expect(throws: KeyProblem.unreadable) { try AccountKey(pem: other.pem) }
    }

    @Test func `answers challenges with its thumbprint`() {
        let key = AccountKey()
        #expect(key.keyAuthorization(token: "token") == "token." + key.thumbprint)
        #expect(key.thumbprint.utf8.count == 43)
        #expect(key.dnsDigest(token: "token").utf8.count == 43)
    }

    @Test func `cannot be printed`() {
        let key = AccountKey()
        let secret = key.pem.split(separator: "\n")[1]
        #expect(!"\(key)".contains(secret))
        #expect(!"\(AccountReference(url: "https://ca.test/a", key: key))".contains(secret))
    }
}
