import ACME
import ProxyModel
import TestSupport
import Testing

/// What the part of a node that obtains certificates would do.
extension ManagementHarness {
    /// Writes the progress of an issuance.
    func progress(_ issuance: Issuance) async throws {
        let lease = try #require(try await issuances.acquire(issuance.name, lifetime: 30_000))
        try await Issuances(issuances).save(issuance, under: lease)
        try await issuances.release(lease)
    }

    /// Puts a certificate in force as an authority would have issued it: from now on, for so many days.
    func issue(_ name: String, _ domains: [String], days: Int64 = 90, owner: String? = nil) async throws {
        var record = CertificateRecord(
            name: name, domains: domains, origin: .acme, keyType: "ecdsa", issuer: "CN=Test CA", serial: "01",
            fingerprint: CertificateFixture.fingerprint, notBefore: clock.now, notAfter: clock.now + days * 86_400_000,
            createdAt: clock.now)
        record.owner = owner
        let bundle = CertificateBundle(
            name: name, chainPEM: Array(CertificateFixture.chain.utf8), keyPEM: Array(CertificateFixture.key.utf8))
        let revision = try await store.commit(
            [.put(.certificate(record), sealedBundle: try bundle.sealed(by: TaggedSealer()))],
            expecting: follower.snapshot?.revision ?? 0)
        _ = await follower.waitUntilApplied(revision)
        var issuance = Issuance(name: name, now: clock.now)
        (issuance.attempts, issuance.lastAttemptAt, issuance.issuedFor) = (1, clock.now, "digest")
        try await progress(issuance)
    }

    /// The intent of a name.
    func intent(_ name: String) -> CertificateIntent? { follower.snapshot?.certificateIntents[name]?.value }
}
