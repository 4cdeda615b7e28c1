import ProxyModel
import Testing

@Suite struct CertificateCoverageTests {
    private func certificate(_ domains: [String]) -> CertificateRecord {
        CertificateRecord(
            name: "c", domains: domains, origin: .upload, keyType: "ecdsa", issuer: "", serial: "", fingerprint: "",
            notBefore: 10, notAfter: 20, createdAt: 0)
    }

    @Test(
        arguments: [
            ("a.test", ["a.test"], true), ("a.test", ["b.test"], false), ("x.a.test", ["*.a.test"], true),
            ("a.test", ["*.a.test"], false), ("y.x.a.test", ["*.a.test"], false), ("*.a.test", ["*.a.test"], true),
            ("*.a.test", ["a.test"], false), ("*.x.a.test", ["*.a.test"], false), ("*", ["*.a.test", "*"], false),
            ("localhost", ["*"], false),
        ] as [(String, [String], Bool)])
    func `a wildcard stands for exactly one label`(host: String, domains: [String], isCovered: Bool) throws {
        #expect(certificate(domains).covers(try HostPattern(host)) == isCovered)
    }

    @Test func `is active from its first to before its last moment`() {
        #expect([9, 10, 19, 20].map { certificate([]).isActive(at: $0) } == [false, true, true, false])
    }
}
