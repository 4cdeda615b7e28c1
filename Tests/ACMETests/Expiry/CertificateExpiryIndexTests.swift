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

    @Test func `those that have ended do not hide those that end soon`() {
        let day = ExpiryWarning.day
        let expiries = CertificateExpiries()
        expiries.apply((1...50).map { .put(.certificate(record("old\($0)", ends: $0, origin: .upload))) })
        expiries.apply([
            .put(.certificate(record("soon", ends: 102 * day, origin: .upload))),
            .put(.certificate(record("later", ends: 200 * day, origin: .upload))),
        ])
        let warnings = expiries.warnings(thresholds: [3, 7], reach: 10, now: 100 * day)
        #expect(warnings.first?.name == "soon" && warnings.count == 11)
        #expect(warnings.dropFirst().map(\.name) == (41...50).reversed().map { "old\($0)" })
        #expect(expiries.warnings(thresholds: [], reach: 10, now: 100 * day).count == 10)
    }

    @Test func `a revoked one is told apart until another takes its place`() {
        var index = CertificateExpiryIndex()
        var gone = record("a", ends: 20)
        gone.revokedAt = 5
        index.apply([.put(.certificate(gone)), .put(.certificate(record("b", ends: 20)))])
        #expect(index.revokedCount(endingAfter: 19) == 1 && index.revokedCount(endingAfter: 20) == 0)
        var snapshot = ConfigurationSnapshot()
        snapshot.insert(.certificate(gone), revision: 1)
        #expect(CertificateExpiryIndex(snapshot).revokedCount(endingAfter: 0) == 1)
        index.apply([.put(.certificate(record("a", ends: 40)))])
        #expect(index.revokedCount(endingAfter: 0) == 0)
        index.apply([.put(.certificate(gone)), .delete(RecordKey(.certificates, "a"))])
        #expect(index.revokedCount(endingAfter: 0) == 0)
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
