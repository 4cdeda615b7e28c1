import ProxyModel
import Testing

@Suite struct ConfigurationSnapshotTests {
    @Test func `a change set patches records and the revision`() throws {
        var snapshot = ConfigurationSnapshot()
        let records = try Fixtures.records()
        snapshot.apply(ChangeSet(revision: 1, changes: records.map { .put($0) }))
        #expect(snapshot.revision == 1)
        #expect(snapshot.routes.count == 6)
        #expect(snapshot.proxies["*.a.test"]?.revision == 1)
        snapshot.apply(ChangeSet(revision: 2, changes: records.dropLast().map { .delete($0.key) }))
        #expect(snapshot.revision == 2)
        #expect(snapshot.proxies.isEmpty && snapshot.tokens.isEmpty && snapshot.certificates.isEmpty)
        #expect(snapshot.services.isEmpty && snapshot.sealed.isEmpty)
        #expect(snapshot.routes.count == 1)
    }

    @Test func `a copy that somebody holds stays as it was`() throws {
        var snapshot = ConfigurationSnapshot()
        snapshot.insert(.token(Fixtures.token), revision: 1)
        let held = snapshot
        snapshot.apply(ChangeSet(revision: 1, changes: [.delete(RecordKey(.tokens, "ci"))]))
        #expect(held.tokens["ci"] != nil)
        #expect(snapshot.tokens["ci"] == nil)
    }

    @Test func `a record keeps the revision that last changed it`() {
        var snapshot = ConfigurationSnapshot(revision: 9)
        snapshot.insert(.token(Fixtures.token), revision: 3)
        #expect(snapshot.tokens["ci"]?.revision == 3)
        #expect(snapshot.revision == 9)
    }
}
