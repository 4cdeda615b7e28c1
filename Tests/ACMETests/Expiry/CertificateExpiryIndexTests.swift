import ProxyModel
import Testing

@testable import ACME

@Suite struct `When certificates end` {
    private func record(_ name: String, ends: Int64, origin: CertificateRecord.Origin = .acme) -> CertificateRecord {
        CertificateRecord(
            name: name, domains: ["\(name).test"], origin: origin, keyType: "ecdsa", issuer: "CN=Test", serial: "01",
            fingerprint: "sha256:00", notBefore: 0, notAfter: ends, createdAt: 0)
    }

    @Test func `is known in order, from a whole configuration and from changes`() {
        var snapshot = ConfigurationSnapshot()
        for (name, end) in [("b", 20), ("a", 20), ("d", 40), ("c", 10)] as [(String, Int64)] {
            snapshot.insert(.certificate(record(name, ends: end)), revision: 1)
        }
        var index = CertificateExpiryIndex(snapshot)
        #expect(index.soonest(9).map(\.name) == ["c", "a", "b", "d"])
        #expect(index.count(endingBy: 9) == 0 && index.count(endingBy: 10) == 1 && index.count(endingBy: 20) == 3)
        index.apply([
            .put(.certificate(record("c", ends: 30))), .delete(RecordKey(.certificates, "b")),
            .put(.certificate(record("e", ends: 5))), .delete(RecordKey(.proxies, "a")),
        ])
        #expect(index.soonest(3).map(\.name) == ["e", "a", "c"])
        #expect(index.count == 4 && index.count(endingBy: 40) == 4)
    }

    @Test func `a certificate is missing while it is wanted and not there`() {
        var snapshot = ConfigurationSnapshot()
        snapshot.insert(.certificate(record("a", ends: 20)), revision: 1)
        for name in ["a", "b"] {
            snapshot.insert(
                .certificateIntent(CertificateIntent(name: name, domains: ["\(name).test"], createdAt: 0)), revision: 1)
        }
        var index = CertificateExpiryIndex(snapshot)
        #expect(index.missing == 1)
        index.apply([.delete(RecordKey(.certificates, "a"))])
        #expect(index.missing == 2)
        index.apply([.put(.certificate(record("b", ends: 9))), .delete(RecordKey(.certificateIntents, "a"))])
        #expect(index.missing == 0 && index.count == 1)
    }

    @Test func `any changes give what a whole configuration gives`() {
        var generator = SeededGenerator(seed: 7)
        var snapshot = ConfigurationSnapshot()
        var index = CertificateExpiryIndex()
        for revision in 1...400 {
            let name = "c\(Int.random(in: 0..<40, using: &generator))"
            let change: Change =
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: .delete(RecordKey(.certificates, name))
                case 1: .delete(RecordKey(.certificateIntents, name))
                case 2: .put(.certificateIntent(CertificateIntent(name: name, domains: ["a.test"], createdAt: 0)))
                default: .put(.certificate(record(name, ends: Int64.random(in: 0..<50, using: &generator))))
                }
            snapshot.apply(ChangeSet(revision: Revision(revision), changes: [change]))
            index.apply([change])
            guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
            var fresh = CertificateExpiryIndex(snapshot)
            #expect(index.soonest(50) == fresh.soonest(50) && index.missing == fresh.missing)
        }
    }
}
