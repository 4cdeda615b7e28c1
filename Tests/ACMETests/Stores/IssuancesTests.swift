import ProxyModel
import TestSupport
import Testing

@testable import ACME

@Suite struct `Written progress` {
    private static var full: Issuance {
        var issuance = Issuance(name: "site", now: 5)
        var work = IssuanceWork(
            number: 3, startedAt: 4, digest: "d", issuer: "letsencrypt", directoryURL: "https://ca.test/d",
            isRehearsal: true, names: ["site.example", "*.site.example"])
        work.stage = .validating
        work.sealedKey = "AAEC"
        work.replaces = "a.b"
        work.orderURL = "https://ca.test/o/1"
        work.authorizations = ["https://ca.test/a/1"]
        work.challenges = [
            PendingChallenge(
                type: .dnsPersist01, identifier: "site.example", isWildcard: true, token: "t", keyAuthorization: "t.x",
                url: "https://ca.test/c/1", authorizationURL: "https://ca.test/a/1", provider: "zone",
                accountURI: "https://ca.test/acct/1", issuerDomainNames: ["ca.test"])
        ]
        work.certificateURL = "https://ca.test/cert/1"
        work.failure = IssuanceFailure(
            .paused, "why\nso", type: "urn:x", names: ["site.example"], link: "https://ca.test/unpause", retryAt: 9)
        issuance.history = [IssuanceAttempt(work, endedAt: 5, outcome: .abandoned, words: "it was stopped")]
        issuance.failure = work.failure
        issuance.work = work
        issuance.attempts = 3
        issuance.failures = 2
        issuance.triedFor = "d"
        issuance.issuedFor = "e"
        issuance.issuedBy = "https://ca.test/d"
        issuance.lastAttemptAt = 4
        issuance.issuerIndex = 1
        issuance.needsRehearsal = true
        issuance.isRehearsed = true
        var renewal = RenewalSchedule(notAfter: 100, certificate: "a.b", lifetimeMoment: 60, nextPoll: 20)
        renewal.windowStart = 40
        renewal.windowEnd = 50
        renewal.windowMoment = 45
        renewal.explanation = "https://ca.test/why"
        renewal.basis = .emergency
        issuance.renewal = renewal
        return issuance
    }

    @Test func `is read as it was written`() async throws {
        let store = MemoryIssuanceStore()
        let issuances = Issuances(store)
        let lease = try #require(try await store.acquire("site", lifetime: 60_000))
        try await issuances.save(Self.full, under: lease)
        #expect(try await issuances.issuance("site") == Self.full)
        #expect(try await issuances.issuances(["none", "site"]) == [nil, Self.full])
    }

    @Test func `is refused under a lease that another one followed`() async throws {
        let store = MemoryIssuanceStore()
        let issuances = Issuances(store)
        let lease = try #require(try await store.acquire("site", lifetime: 60_000))
        try await store.release(lease)
        _ = try await store.acquire("site", lifetime: 60_000)
        await #expect(throws: LeaseLost.self) { try await issuances.save(Self.full, under: lease) }
    }

    @Test(arguments: ["", "{}", #"{"v":2,"issuance":{}}"#, #"{"v":1,"issuance":{"name":"a","nope":1}}"#])
    func `is none when it cannot be understood`(text: String) {
        #expect(Issuances.decode(Array(text.utf8)) == nil)
    }

    @Test func `never shows the key`() {
        let shown = JSONValue.object(Issuance.schema.encode(Self.full, form: .request)).compactText
        #expect(!shown.contains("sealed_key") && !shown.contains("AAEC"))
    }
}
