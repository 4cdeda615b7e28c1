import ProxyModel
import Testing

@Suite struct ConfigurationSnapshotDifferenceTests {
    private func proxy(_ host: String, _ target: String) throws -> ConfigurationRecord {
        .proxy(
            ProxyTarget(hostname: .exact(try Hostname(host)), target: try UpstreamURL(target), createdAt: 1))
    }

    @Test func `turns one configuration into the other`() throws {
        var old = ConfigurationSnapshot(revision: 3)
        old.insert(try proxy("gone.example.com", "http://a"), revision: 1)
        old.insert(try proxy("same.example.com", "http://a"), revision: 2)
        old.insert(try proxy("moved.example.com", "http://a"), revision: 3)
        var new = ConfigurationSnapshot(revision: 9)
        new.insert(try proxy("same.example.com", "http://a"), revision: 2)
        new.insert(try proxy("moved.example.com", "http://b"), revision: 8)
        new.insert(try proxy("added.example.com", "http://c"), revision: 9)

        let changes = old.changes(to: new)

        #expect(changes.count == 3)
        #expect(changes.first == .delete(RecordKey(.proxies, "gone.example.com")))
        old.apply(ChangeSet(revision: 9, changes: changes))
        #expect(old.revision == 9)
        #expect(old.proxies.mapValues(\.value) == new.proxies.mapValues(\.value))
    }

    @Test func `finds records of every kind`() throws {
        var full = ConfigurationSnapshot(revision: 1)
        for record in try Fixtures.records() { full.insert(record, revision: 1) }
        let found = ConfigurationSnapshot().changes(to: full)
        #expect(Set(found.map(\.key)) == Set(try Fixtures.records().map(\.key)))
        #expect(Set(found.map(\.key.kind)) == Set(RecordKind.allCases))
        let gone = full.changes(to: ConfigurationSnapshot(revision: 2))
        full.apply(ChangeSet(revision: 2, changes: gone))
        #expect(full.changes(to: ConfigurationSnapshot()).isEmpty)
    }

    @Test func `finds nothing between equal configurations`() throws {
        var one = ConfigurationSnapshot(revision: 1)
        one.insert(try proxy("a.example.com", "http://a"), revision: 1)
        #expect(one.changes(to: one).isEmpty)
    }

    @Test func `sees a certificate that changed in its sealed part alone`() {
        let record = CertificateRecord(
            name: "a", domains: ["a"], origin: .upload, keyType: "rsa", issuer: "", serial: "", fingerprint: "",
            notBefore: 0, notAfter: 1, createdAt: 0)
        var old = ConfigurationSnapshot(revision: 1)
        old.insert(.certificate(record), revision: 1)
        var new = ConfigurationSnapshot(revision: 2)
        new.insert(.certificate(record), revision: 2)
        #expect(old.changes(to: new) == [.put(.certificate(record))])
    }
}
