import ACME
import Glibc
import ProxyModel
import Testing

@Suite struct `Local authority` {
    private static let now = Int64(time(nil)) * 1_000
    private let authority: LocalAuthority

    init() throws { authority = try LocalAuthority(secret: LocalAuthority.makeSecret(now: Self.now)) }

    @Test func `issues what OpenSSL verifies against the root`() throws {
        let names = ["api.internal", "*.apps.internal", "192.0.2.7", "2001:db8::1"]
        let folder = try PEMFolder()
        try folder.write(authority.rootPEM, to: "root.pem")
        let bundle = try authority.issue(names, as: "internal", now: Self.now)
        try folder.write(String(decoding: bundle.chainPEM, as: UTF8.self), to: "leaf.pem")
        for check in [
            "-verify_hostname api.internal", "-verify_hostname x.apps.internal", "-verify_ip 192.0.2.7",
            "-verify_ip 2001:db8::1", "-purpose sslserver -x509_strict",
        ] {
            #expect(folder.openssl("verify -CAfile root.pem \(check) leaf.pem"), "\(check)")
        }
        #expect(!folder.openssl("verify -CAfile root.pem -verify_hostname other.internal leaf.pem"))
        #expect(!folder.openssl("verify -CAfile root.pem -purpose sslclient leaf.pem"))
    }

    @Test func `gives a key that fits the certificate`() throws {
        let folder = try PEMFolder()
        let bundle = try authority.issue(["localhost"], as: "localhost", now: Self.now)
        try folder.write(String(decoding: bundle.chainPEM, as: UTF8.self), to: "leaf.pem")
        try folder.write(String(decoding: bundle.keyPEM, as: UTF8.self), to: "key.pem")
        #expect(folder.openssl("x509 -in leaf.pem -noout -pubkey -out a.pem"))
        #expect(folder.openssl("pkey -in key.pem -pubout -out b.pem"))
        #expect(try folder.read("a.pem") == folder.read("b.pem"))
        #expect(String(decoding: bundle.keyPEM, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----"))
    }

    @Test func `issues for a week and backdates for slow clocks`() throws {
        let folder = try PEMFolder()
        let bundle = try authority.issue(["localhost"], as: "localhost", now: Self.now)
        try folder.write(String(decoding: bundle.chainPEM, as: UTF8.self), to: "leaf.pem")
        try folder.write(authority.rootPEM, to: "root.pem")
        let seconds = Self.now / 1_000
        #expect(folder.openssl("verify -CAfile root.pem -attime \(seconds - 3_500) leaf.pem"))
        #expect(!folder.openssl("verify -CAfile root.pem -attime \(seconds - 3_700) leaf.pem"))
        #expect(folder.openssl("verify -CAfile root.pem -attime \(seconds + 7 * 86_400 - 60) leaf.pem"))
        #expect(!folder.openssl("verify -CAfile root.pem -attime \(seconds + 7 * 86_400 + 60) leaf.pem"))
    }

    @Test func `is the same authority when it is read again`() throws {
        let secret = try LocalAuthority.makeSecret(now: Self.now)
        #expect(try LocalAuthority(secret: secret).rootPEM == LocalAuthority(secret: secret).rootPEM)
    }

    @Test func `refuses a secret that is none`() throws {
        #expect(throws: LocalAuthorityFailure.secret) { try LocalAuthority(secret: Array("nothing".utf8)) }
        let (one, other) = (try LocalAuthority.makeSecret(now: 0), try LocalAuthority.makeSecret(now: 0))
        let split = String(decoding: one, as: UTF8.self).firstRange(of: "-----BEGIN PRIVATE")
        let otherSplit = String(decoding: other, as: UTF8.self).firstRange(of: "-----BEGIN PRIVATE")
        let mixed =
            String(decoding: one, as: UTF8.self)[..<(try #require(split)).lowerBound]
            + String(decoding: other, as: UTF8.self)[(try #require(otherSplit)).lowerBound...]
        #expect(throws: LocalAuthorityFailure.secret) { try LocalAuthority(secret: Array(mixed.utf8)) }
    }

    @Test(arguments: ["*", "a..b", "-x.internal", "a b", ""])
    func `refuses what is no name`(_ name: String) throws {
        #expect(throws: LocalAuthorityFailure.name(name)) { try authority.issue([name], as: "x", now: Self.now) }
    }

    @Test func `has a name for hosts longer than a common name`() throws {
        let long = String(repeating: "a", count: 60) + "." + String(repeating: "b", count: 60) + ".internal"
        let folder = try PEMFolder()
        try folder.write(authority.rootPEM, to: "root.pem")
        let bundle = try authority.issue([long], as: "long", now: Self.now)
        try folder.write(String(decoding: bundle.chainPEM, as: UTF8.self), to: "leaf.pem")
        #expect(folder.openssl("verify -CAfile root.pem -verify_hostname \(long) leaf.pem"))
    }
}
