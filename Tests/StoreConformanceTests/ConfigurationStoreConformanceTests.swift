import ProxyModel
import Testing

@Suite struct `Configuration store` {
    @Test(arguments: StoreUnderTest.allCases)
    func `is empty at revision 0 in the beginning`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let snapshot = try await store.load()
            #expect(snapshot.revision == 0)
            #expect(snapshot.proxies.isEmpty)
            let none = try await store.changes(after: 0, limit: 10, waitMS: 0)
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `gives back records of every kind with the revision that changed them`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            let records = try Sample.everyKind()
            #expect(try await store.commit(records.map { .put($0) }, expecting: 0) == 1)
            #expect(try await store.commit([.put(Sample.proxy("b.example.com"))], expecting: 1) == 2)
            for view in [store, other] {
                let snapshot = try await view.load()
                #expect(snapshot.revision == 2)
                #expect(snapshot.proxies.mapValues(\.revision) == ["*.example.com": 1, "b.example.com": 2])
                #expect(snapshot.routes["r1"]?.revision == 1)
                let found: [ConfigurationRecord?] = [
                    snapshot.proxies["*.example.com"].map { .proxy($0.value) },
                    snapshot.routes["r1"].map { .route($0.value) },
                    snapshot.services["backend"].map { .service($0.value) },
                    snapshot.tokens["ops"].map { .token($0.value) },
                    snapshot.certificates["main"].map { .certificate($0.value) },
                    snapshot.sealed["local-ca"].map { .sealed($0.value) },
                    snapshot.users["ann"].map { .user($0.value) },
                    snapshot.clients["https://c.example/m.json"].map { .client($0.value) },
                    snapshot.apiKeys["abcdefgh12"].map { .apiKey($0.value) },
                    snapshot.identityProviders["corp"].map { .identityProvider($0.value) },
                    snapshot.signingKeys["k"].map { .signingKey($0.value) },
                    snapshot.certificateIntents["main"].map { .certificateIntent($0.value) },
                    snapshot.certificateIssuers["corp"].map { .certificateIssuer($0.value) },
                    snapshot.acmeChallenges["http-01:tok"].map { .acmeChallenge($0.value) },
                    snapshot.dnsProviders["zone"].map { .dnsProvider($0.value) },
                    snapshot.dockerServices["web"].map { .dockerService($0.value) },
                    snapshot.serviceEndpoints["web"].map { .serviceEndpoints($0.value) },
                    snapshot.portTokens["ci"].map { .portToken($0.value) },
                ]
                #expect(found == records)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `refuses a commit that expects an older revision, and changes nothing`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            _ = try await store.commit([.put(Sample.proxy("a.example.com"))], expecting: 0)
            await #expect(throws: StoreFailure.revisionMismatch(current: 1)) {
                try await other.commit(
                    [.put(Sample.proxy("b.example.com")), .delete(RecordKey(.proxies, "a.example.com"))], expecting: 0)
            }
            #expect(Array(try await store.load().proxies.keys) == ["a.example.com"])
            #expect(try await store.changes(after: 0, limit: 10, waitMS: 0).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `replaces and deletes`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            _ = try await store.commit([.put(Sample.proxy("a.example.com", created: 1))], expecting: 0)
            _ = try await store.commit([.put(Sample.proxy("a.example.com", created: 2))], expecting: 1)
            #expect(try await store.load().proxies["a.example.com"]?.value.createdAt == 2)
            _ = try await store.commit([.delete(RecordKey(.proxies, "a.example.com"))], expecting: 2)
            #expect(try await store.load().proxies.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `keeps a bundle as long as its certificate`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            let bundle = (0..<5_000).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try await store.sealedBundle("main") == nil)
            _ = try await store.commit([.put(Sample.certificate("main"), sealedBundle: bundle)], expecting: 0)
            #expect(try await other.sealedBundle("main") == bundle)
            _ = try await store.commit([.put(Sample.certificate("main"))], expecting: 1)
            #expect(try await other.sealedBundle("main") == bundle)
            _ = try await store.commit([.delete(RecordKey(.certificates, "main"))], expecting: 2)
            #expect(try await other.sealedBundle("main") == nil)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `tells the changes after a revision in order, without bundles`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            let first = try Sample.proxy("a.example.com")
            let second = Sample.certificate("main")
            _ = try await store.commit([.put(first), .put(second, sealedBundle: [1, 2])], expecting: 0)
            _ = try await store.commit([.delete(RecordKey(.certificates, "main"))], expecting: 1)
            _ = try await store.commit([], expecting: 2)
            let expected = [
                ChangeSet(revision: 1, changes: [.put(first), .put(second)]),
                ChangeSet(revision: 2, changes: [.delete(RecordKey(.certificates, "main"))]),
                ChangeSet(revision: 3, changes: []),
            ]
            #expect(try await other.changes(after: 0, limit: 10, waitMS: 0) == expected)
            #expect(try await other.changes(after: 0, limit: 2, waitMS: 0) == Array(expected[..<2]))
            #expect(try await other.changes(after: 2, limit: 2, waitMS: 1_000) == Array(expected[2...]))
            let none = try await other.changes(after: 3, limit: 2, waitMS: 0)
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `waits for the first change`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            async let changes = other.changes(after: 0, limit: 10, waitMS: 20_000)
            _ = try await store.commit([.put(Sample.proxy("a.example.com"))], expecting: 0)
            #expect(try await changes.map(\.revision) == [1])
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `gives up waiting when nothing changes`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let none = try await store.changes(after: 0, limit: 10, waitMS: 50)
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `reports a gap when its stream does not reach back`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            let last = Revision(StoreUnderTest.history * 5)
            for revision in 0..<last {
                _ = try await store.commit([.put(Sample.proxy("a.example.com"))], expecting: revision)
            }
            await #expect(throws: StoreFailure.gap(current: last)) {
                try await other.changes(after: 0, limit: 10, waitMS: 0)
            }
            let recent = try await other.changes(after: last - 50, limit: 1_000, waitMS: 0)
            #expect(recent.map(\.revision) == Array((last - 49)...last))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `reports a gap to a reader that is ahead of it`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            _ = try await store.commit([.put(Sample.proxy("a.example.com"))], expecting: 0)
            await #expect(throws: StoreFailure.gap(current: 1)) {
                try await store.changes(after: 7, limit: 10, waitMS: 0)
            }
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `lets exactly one of two racing commits win each revision`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, other in
            let total: Revision = 200
            let won = try await withThrowingTaskGroup(of: [Revision].self) { group in
                for (name, view) in [("a", store), ("b", other)] {
                    group.addTask {
                        var mine: [Revision] = []
                        var expected: Revision = 0
                        while expected < total {
                            do throws(StoreFailure) {
                                guard let record = try? Sample.proxy("\(name)\(expected).example.com") else {
                                    return []
                                }
                                expected = try await view.commit([.put(record)], expecting: expected)
                                mine.append(expected)
                            } catch {
                                guard case .revisionMismatch(let current) = error else { throw error }
                                expected = current
                            }
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(won.sorted() == Array(1...total))
            let snapshot = try await store.load()
            #expect(snapshot.revision == total)
            #expect(snapshot.proxies.count == Int(total))
        }
    }

    @Test(arguments: StoreUnderTest.allCases)
    func `measures a round trip`(_ kind: StoreUnderTest) async throws {
        try await kind.run { store, _ in
            let time = try await store.ping()
            #expect(time >= 0 && time < 60_000)
        }
    }
}
