import ACME
import Glibc
import ProxyModel
import Testing

@Suite struct `Local authority` {
    private static let now = Int64(time(nil)) * 1_000
    private static let verify = "verify -CAfile root.pem -untrusted leaf.pem"
    private let authority: LocalAuthority

    init() throws { authority = try Self.make(LocalAuthority.makeRoot(now: Self.now)) }

    private static func make(_ root: [UInt8], now: Int64 = now) throws -> LocalAuthority {
        try LocalAuthority(root: root, intermediate: LocalAuthority.makeIntermediate(root: root, now: now))
    }

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
            #expect(folder.openssl("\(Self.verify) \(check) leaf.pem"), "\(check)")
        }
        #expect(!folder.openssl("\(Self.verify) -verify_hostname other.internal leaf.pem"))
        #expect(!folder.openssl("\(Self.verify) -purpose sslclient leaf.pem"))
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
        #expect(folder.openssl("\(Self.verify) -attime \(seconds - 3_500) leaf.pem"))
        #expect(!folder.openssl("\(Self.verify) -attime \(seconds - 3_700) leaf.pem"))
        #expect(folder.openssl("\(Self.verify) -attime \(seconds + 7 * 86_400 - 60) leaf.pem"))
        #expect(!folder.openssl("\(Self.verify) -attime \(seconds + 7 * 86_400 + 60) leaf.pem"))
    }

    @Test func `is the same authority when it is read again`() throws {
        let root = try LocalAuthority.makeRoot(now: Self.now)
        #expect(try Self.make(root).rootPEM == Self.make(root).rootPEM)
        #expect(try Self.make(root).intermediatePEM != Self.make(root).intermediatePEM)
    }

    @Test func `refuses a secret that is none`() throws {
        #expect(throws: LocalAuthorityFailure.secret) { try Self.make(Array("nothing".utf8)) }
        let (one, other) = (try LocalAuthority.makeRoot(now: 0), try LocalAuthority.makeRoot(now: 0))
        let split = String(decoding: one, as: UTF8.self).firstRange(of: "-----BEGIN PRIVATE")
        let otherSplit = String(decoding: other, as: UTF8.self).firstRange(of: "-----BEGIN PRIVATE")
        let mixed =
            String(decoding: one, as: UTF8.self)[..<(try #require(split)).lowerBound]
            + String(decoding: other, as: UTF8.self)[(try #require(otherSplit)).lowerBound...]
        #expect(throws: LocalAuthorityFailure.secret) { try Self.make(Array(mixed.utf8)) }
        #expect(throws: LocalAuthorityFailure.secret) { try LocalAuthority(root: one, intermediate: nil) }
        let foreign = try LocalAuthority.makeIntermediate(root: other, now: 0)
        #expect(throws: LocalAuthorityFailure.secret) { try LocalAuthority(root: one, intermediate: foreign) }
    }

    @Test func `signs by an intermediate that can make no other and no client`() throws {
        let folder = try PEMFolder()
        try folder.write(authority.rootPEM, to: "root.pem")
        try folder.write(#require(authority.intermediatePEM), to: "middle.pem")
        #expect(folder.openssl("verify -CAfile root.pem -x509_strict middle.pem"))
        #expect(folder.openssl("x509 -in middle.pem -noout -ext basicConstraints,extendedKeyUsage -out middle.txt"))
        let text = try folder.read("middle.txt")
        #expect(text.contains("CA:TRUE, pathlen:0") && text.contains("TLS Web Server Authentication"))
        #expect(!text.contains("Client"))
        #expect(folder.openssl("x509 -in root.pem -noout -ext basicConstraints -out root.txt"))
        #expect(try folder.read("root.txt").contains("CA:TRUE, pathlen:1"))
    }

    @Test func `replaces the intermediate before a leaf could outlive it`() throws {
        let root = try LocalAuthority.makeRoot(now: Self.now)
        let middle = try #require(try LocalAuthority.makeIntermediate(root: root, now: Self.now))
        let day: Int64 = 86_400_000
        #expect(LocalAuthority.isCurrent(middle, root: root, now: Self.now + 15 * day - 1_000))
        #expect(!LocalAuthority.isCurrent(middle, root: root, now: Self.now + 15 * day + 1_000))
        let last = try LocalAuthority(root: root, intermediate: middle)
            .issue(["localhost"], as: "x", now: Self.now + 15 * day)
        let folder = try PEMFolder()
        try folder.write(String(decoding: last.chainPEM, as: UTF8.self), to: "leaf.pem")
        try folder.write(String(decoding: root, as: UTF8.self), to: "root.pem")
        let end = (Self.now + 22 * day) / 1_000
        #expect(folder.openssl("\(Self.verify) -attime \(end - 60) leaf.pem"))
        #expect(!LocalAuthority.isCurrent(middle, root: try LocalAuthority.makeRoot(now: Self.now), now: Self.now))
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
        #expect(folder.openssl("\(Self.verify) -verify_hostname \(long) leaf.pem"))
    }
}
