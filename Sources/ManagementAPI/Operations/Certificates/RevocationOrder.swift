internal import ACME
internal import ProxyModel

/// What an authority is told when a certificate is to be revoked.
struct RevocationOrder: Sendable {
    let reason: RevocationReason?
    private let signer: AccountAuthorities.RevocationSigner?

    init(reason: RevocationReason?) {
        self.reason = reason
        signer = nil
    }

    /// Reads it from the query.
    init(_ call: OperationCall) throws(Problem) {
        reason = call.query.text("reason").flatMap(RevocationReason.init(name:))
        signer = call.query.text("by").flatMap(AccountAuthorities.RevocationSigner.init(rawValue:))
    }

    /// Has the certificate at hand revoked and returns its record; one that was revoked before stays so.
    ///
    /// Nothing is written here: whoever ends before it is noted asks again, and the authority says that it is done.
    func carryOut(_ state: CertificateState, _ call: OperationCall) async throws(Problem) -> CertificateRecord {
        guard let record = state.entry.record else {
            throw Problem(.conflict, "the certificate '\(state.entry.name)' is not there yet")
        }
        switch record.origin {
        case .acme: break
        case .upload:
            throw Problem(.conflict, "the certificate '\(record.name)' was uploaded: revoke it where it was issued")
        case .localCA:
            throw Problem(
                .conflict,
                "the local CA keeps no list of revoked certificates: renew or delete '\(record.name)'; it ends by itself "
                    + "within a week")
        }
        guard record.revokedAt == nil else { return record }
        let board = try call.issuances()
        guard let authorities = board.authorities else {
            throw Problem(.storeUnavailable, "authorities are not asked on this node")
        }
        let issuer = try issuer(state, board, call)
        let bundle = try await call.bundle(of: record)
        do {
            _ = try await authorities.revoke(bundle, reason: reason, by: signer, email: record.email, at: issuer)
        } catch {
            throw Problem(authority: error)
        }
        return record
    }

    /// Notes what the authority did, and returns whether another certificate is obtained.
    ///
    /// Meanwhile another certificate may have taken its place, or somebody else's wish may stand under the same name.
    func note(
        _ record: CertificateRecord, of entry: CertificateEntry, isReplaced: Bool, now: Int64,
        in draft: inout ConfigurationDraft
    ) -> Bool {
        if var current = draft.snapshot.certificates[record.name]?.value, current.fingerprint == record.fingerprint {
            current.revokedAt = current.revokedAt ?? now
            current.revocationReason = reason?.name ?? current.revocationReason
            draft.put(.certificate(current))
        }
        guard var intent = draft.snapshot.certificateIntents[record.name]?.value, let before = entry.intent,
            intent.owner == before.owner, intent.createdAt == before.createdAt
        else { return false }
        guard isReplaced else {
            draft.delete(.certificateIntents, intent.name)
            return false
        }
        intent.renewalRequestedAt = now
        intent.updatedAt = now
        draft.put(.certificateIntent(intent))
        return true
    }

    /// The authority that issued the certificate at hand, or that would issue the next.
    private func issuer(
        _ state: CertificateState, _ board: IssuanceBoard, _ call: OperationCall
    ) throws(Problem) -> Issuer {
        let snapshot = try call.snapshot()
        if let directory = state.issuance?.issuedBy { return snapshot.issuer(at: directory) }
        let intent = state.entry.intent
        let resolved = intent.flatMap { intent in
            try? IssuerList.resolve(intent, settings: board.settings, sealer: call.environment.sealer) {
                snapshot.certificateIssuers[$0]?.value
            }
        }
        guard let issuer = resolved?.first(where: { !$0.isLocal }) else {
            throw Problem(.conflict, "it is not known any more which authority issued '\(state.entry.name)'")
        }
        return issuer
    }
}

extension ConfigurationSnapshot {
    /// The authority behind a directory, by the name that it is known by.
    func issuer(at directoryURL: String) -> Issuer {
        let records = certificateIssuers.values.map(\.value).sorted { $0.name < $1.name }
        if let record = records.first(where: { $0.directoryURL == directoryURL || $0.stagingURL == directoryURL }) {
            return Issuer(name: record.name, directoryURL: directoryURL, caPEM: record.caPEM)
        }
        let preset = IssuerPreset.allCases.first { $0.directoryURL == directoryURL || $0.stagingURL == directoryURL }
        return Issuer(name: preset?.rawValue ?? directoryURL, directoryURL: directoryURL)
    }
}
