import ACME
import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

/// What is asked of a revocation before the authority is; the authority's part is shown end to end.
@Suite struct RevocationOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/certificates"

    private func put(_ name: String, _ change: (inout CertificateRecord) -> Void) async throws {
        try await api.issue(name, ["\(name).example.com"])
        var record = try #require(api.follower.snapshot?.certificates[name]?.value)
        change(&record)
        let revision = try await api.store.commit(
            [.put(.certificate(record))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
    }

    @Test func `only what an authority issued can be revoked`() async throws {
        #expect(await api.call("POST", "\(path)/none/revoke").status == 404)
        try await put("brought") { $0.origin = .upload }
        try await put("own") { $0.origin = .localCA }
        #expect(await api.call("POST", "\(path)/brought/revoke").status == 409)
        #expect(await api.call("POST", "\(path)/own/revoke").status == 409)
        _ = await api.call("POST", path, ["domain": "a.example.com", "cert_name": "wanted"])
        #expect(await api.call("POST", "\(path)/wanted/revoke").status == 409)
        #expect(await api.call("POST", "\(path)/brought/revoke?reason=boredom").status == 422)
        #expect(await api.call("POST", "\(path)/brought/revoke?by=me").status == 422)
        let token = try await api.token("one")
        #expect(await api.call("POST", "\(path)/brought/revoke", as: token).status == 404)
    }

    @Test func `an authority that cannot be asked leaves everything as it was`() async throws {
        try await put("site") { _ in }
        let intent = CertificateIntent(name: "site", domains: ["site.example.com"], createdAt: api.clock.now)
        let revision = try await api.store.commit(
            [.put(.certificateIntent(intent))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
        var issuance = Issuance(name: "site", now: api.clock.now)
        (issuance.issuedFor, issuance.issuedBy) = ("digest", "https://127.0.0.1:1/dir")
        try await api.progress(issuance)
        let reply = await api.call("POST", "\(path)/site/revoke?by=key")
        #expect(reply.status == 502, "\(reply.text)")
        #expect(await api.call("POST", "\(path)/site/revoke?by=account").status == 404)
        #expect(api.follower.snapshot?.certificates["site"]?.value.revokedAt == nil)
    }

    @Test func `nothing is done with the chain of another certificate that took its place just now`() async throws {
        try await put("site") { $0.fingerprint = "sha256:" + String(repeating: "0", count: 64) }
        let intent = CertificateIntent(name: "site", domains: ["site.example.com"], createdAt: api.clock.now)
        let wanted = try await api.store.commit(
            [.put(.certificateIntent(intent))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(wanted)
        var issuance = Issuance(name: "site", now: api.clock.now)
        (issuance.issuedFor, issuance.issuedBy) = ("digest", "https://127.0.0.1:1/dir")
        try await api.progress(issuance)
        for path in ["\(path)/site/revoke?by=key", "\(path)/site/export"] {
            let reply = await api.call("POST", path)
            #expect(reply.status == 409 && reply.text.contains("renewed just now"), "\(reply.text)")
        }
        #expect(await api.call("GET", "\(path)/site?pem=true").status == 409)
        try await put("site") { _ in }
        #expect(await api.call("POST", "\(path)/site/export").status == 200)
    }

    @Test func `somebody else's wish under the same name is left alone after a revocation`() async throws {
        let now = api.clock.now
        try await put("site") { _ in }
        let intent = CertificateIntent(name: "site", domains: ["site.example.com"], createdAt: now)
        let record = try #require(api.follower.snapshot?.certificates["site"]?.value)
        var before = ConfigurationSnapshot()
        before.insert(.certificate(record), revision: 1)
        before.insert(.certificateIntent(intent), revision: 2)
        let entry = try #require(CertificateEntry("site", in: before))
        let order = RevocationOrder(reason: .superseded)
        func changes(_ isReplaced: Bool, _ change: (inout CertificateIntent) -> Void) -> (Bool, [RecordKey]) {
            var other = intent
            change(&other)
            var snapshot = before
            snapshot.insert(.certificateIntent(other), revision: 3)
            var draft = ConfigurationDraft(snapshot)
            let isWanted = order.note(record, of: entry, isReplaced: isReplaced, now: now, in: &draft)
            return (isWanted, draft.changes.map(\.key))
        }
        let (mark, wish) = (RecordKey(.certificates, "site"), RecordKey(.certificateIntents, "site"))
        for isReplaced in [true, false] {
            #expect(changes(isReplaced) { $0.profile = "short" } == (isReplaced, [mark, wish]))
            #expect(changes(isReplaced) { $0.owner = "other" } == (false, [mark]))
            #expect(changes(isReplaced) { $0.createdAt = now + 1 } == (false, [mark]))
        }
    }

    @Test func `a certificate that was revoked and is not wanted is told to be so`() async throws {
        try await put("site") { record in
            record.revokedAt = 1_800_000_000_000
            record.revocationReason = "superseded"
        }
        let shown = await api.call("GET", "\(path)/site")
        #expect(shown["status"] == "revoked" && shown["revocation_reason"] == "superseded")
        let status = await api.call("GET", "\(path)/site/status")
        #expect(status["status"] == "revoked" && status["is_settled"] == true)
        #expect(await api.call("POST", "\(path)/site/renew?force=true").status == 409)
        let again = await api.call("POST", "\(path)/site/revoke")
        #expect(again.status == 200 && again["status"] == "revoked" && again["revocation_reason"] == "superseded")
    }
}
