import Testing

@testable import ProxyModel

@Suite struct `Certificates by the names they are for` {
    private var snapshot = ConfigurationSnapshot()

    private mutating func put(_ name: String, _ domains: String...) {
        snapshot.insert(
            .certificate(
                CertificateRecord(
                    name: name, domains: domains, origin: .acme, keyType: "ecdsa", issuer: "CN=Test", serial: "01",
                    fingerprint: "sha256:00", notBefore: 0, notAfter: 1, createdAt: 0)), revision: 1)
    }

    private mutating func want(_ name: String, _ domains: String...) {
        snapshot.insert(
            .certificateIntent(CertificateIntent(name: name, domains: domains, createdAt: 0)), revision: 1)
    }

    private func delete(_ kind: RecordKind, _ name: String) -> ConfigurationSnapshot {
        var changed = snapshot
        changed.apply(ChangeSet(revision: 2, changes: [.delete(RecordKey(kind, name))]))
        return changed
    }

    @Test mutating func `a host finds those for its name and for the wildcard above it`() throws {
        put("exact", "a.test", "b.test")
        put("wild", "*.a.test")
        want("coming", "x.a.test")
        #expect(try Set(snapshot.certificateNames(covering: HostPattern("x.a.test"))) == ["wild", "coming"])
        #expect(try snapshot.certificateNames(covering: HostPattern("a.test")) == ["exact"])
        #expect(try snapshot.certificateNames(covering: HostPattern("*.a.test")) == ["wild"])
        #expect(try snapshot.certificateNames(covering: HostPattern("x.y.a.test")).isEmpty)
        #expect(snapshot.certificateNames(covering: .any).isEmpty)
    }

    @Test mutating func `what is wanted and there is found once and until both are gone`() {
        put("site", "a.test")
        want("site", "a.test", "b.test")
        #expect(snapshot.certificateNames(for: "a.test") == ["site"])
        #expect(delete(.certificates, "site").certificateNames(for: "a.test") == ["site"])
        #expect(delete(.certificateIntents, "site").certificateNames(for: "b.test").isEmpty)
        #expect(delete(.certificateIntents, "site").certificateNames(for: "a.test") == ["site"])
    }

    @Test mutating func `a name that a certificate gave up is free again`() {
        put("site", "a.test", "b.test")
        put("other", "b.test")
        #expect(Set(snapshot.certificateNames(for: "b.test")) == ["site", "other"])
        put("site", "a.test")
        #expect(snapshot.certificateNames(for: "b.test") == ["other"])
        #expect(delete(.certificates, "other").certificateNames(for: "b.test").isEmpty)
    }
}
