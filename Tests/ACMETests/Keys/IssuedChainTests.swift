import ACME
import Glibc
import ProxyModel
import Testing

@Suite struct `Issued chain` {
    private static let now = Int64(time(nil)) * 1_000
    private static let names = ["api.example", "*.apps.example", "192.0.2.7"]
    private let authority: LocalAuthority
    private let bundle: CertificateBundle
    private let key: CertificateKey
    private let identifiers = Self.names.compactMap(ACMEIdentifier.init(name:))

    init() throws {
        authority = try LocalAuthority(madeAt: Self.now)
        bundle = try authority.issue(Self.names, as: "api", now: Self.now)
        key = try CertificateKey(pem: String(decoding: bundle.keyPEM, as: UTF8.self))
    }

    private func check(
        _ pem: [UInt8]? = nil, names: [String] = Self.names, key: CertificateKey? = nil, now: Int64 = Self.now
    ) throws -> IssuedChain {
        try IssuedChain(
            pem: pem ?? bundle.chainPEM, identifiers: names.compactMap(ACMEIdentifier.init(name:)),
            key: key ?? self.key, now: now)
    }

    @Test func `says of a certificate what OpenSSL says`() throws {
        let chain = try check(bundle.chainPEM + Array(authority.rootPEM.utf8))
        let folder = try PEMFolder()
        try folder.write(String(decoding: chain.pem, as: UTF8.self), to: "chain.pem")
        #expect(folder.openssl("x509 -in chain.pem -noout -fingerprint -sha256 -serial -out text"))
        let text = try folder.read("text").lowercased().filter { $0 != ":" }
        #expect(text.contains("fingerprint=" + chain.fingerprint.dropFirst("sha256:".count)))
        #expect(text.contains("serial=" + chain.serial))
        #expect(chain.keyType == "ecdsa")
        #expect(chain.issuer.hasPrefix("CN=proxyd local CA "))
        #expect(Set(chain.identifiers) == Set(identifiers))
        #expect(chain.notBefore == Self.now - 3_600_000)
        #expect(chain.notAfter == Self.now + LocalAuthority.leafLifetime)
        #expect(chain.identifier != nil)
    }

    @Test func `takes the names in any order`() throws {
        #expect(throws: Never.self) { try check(names: Self.names.reversed()) }
    }

    @Test(arguments: [
        ["api.example"], ["api.example", "*.apps.example", "192.0.2.7", "more.example"],
        ["api.example", "*.apps.example", "192.0.2.8"], ["api.example", "apps.example", "192.0.2.7"],
    ])
    func `refuses a certificate for other names`(_ names: [String]) {
        #expect(throws: IssuedChainProblem.names(Self.names)) { try check(names: names) }
    }

    @Test func `refuses a certificate for another key`() throws {
        let other = try CertificateKey(generating: .p256)
        #expect(throws: IssuedChainProblem.key) { try check(key: other) }
    }

    @Test(arguments: [-7_201_000, LocalAuthority.leafLifetime] as [Int64])
    func `refuses a certificate outside of its validity`(_ distance: Int64) {
        #expect(throws: IssuedChainProblem.validity) { try check(now: Self.now + distance) }
    }

    @Test func `takes a certificate from a clock that is ahead`() {
        #expect(throws: Never.self) { try check(now: Self.now - 90 * 60_000) }
    }

    @Test func `refuses a chain that another authority's certificate follows`() throws {
        let other = try LocalAuthority(madeAt: Self.now)
        #expect(throws: IssuedChainProblem.broken) { try check(bundle.chainPEM + Array(other.rootPEM.utf8)) }
    }

    @Test func `refuses an authority's certificate, and one that is for clients alone`() throws {
        let folder = try PEMFolder()
        for extensions in ["basicConstraints=critical,CA:TRUE", "extendedKeyUsage=clientAuth"] {
            #expect(
                folder.openssl(
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -subj /CN=a -out c.pem "
                        + "-config /dev/null -addext subjectAltName=DNS:a.example -addext \(extensions)"))
            let key = try CertificateKey(pem: folder.read("k.pem"))
            let pem = Array(try folder.read("c.pem").utf8)
            #expect(throws: IssuedChainProblem.purpose, "\(extensions)") {
                try check(pem, names: ["a.example"], key: key)
            }
        }
    }

    @Test func `refuses what is not a chain of certificates`() throws {
        let key = Array(self.key.pem.utf8)
        let endless = [UInt8](repeating: 0x2D, count: 1 << 20)
        let many = Array(repeating: bundle.chainPEM, count: 11).flatMap { $0 }
        for pem in [[], Array("<html>".utf8), key, bundle.chainPEM + key, endless, many, [0xFF, 0x00]] {
            #expect(throws: IssuedChainProblem.unreadable) { try check(pem) }
        }
    }

    @Test func `does not trap on any damage`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            var pem = bundle.chainPEM
            for _ in 0..<4 {
                pem[Int.random(in: 0..<pem.count, using: &generator)] = UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            _ = try? check(pem)
        }
    }
}
