internal import ACME
internal import ProxyModel

/// What has become of a certificate by now, in the words that users are shown.
struct CertificateState: Sendable {
    let entry: CertificateEntry
    /// nil when nobody took the issuance up yet, or none is needed.
    let issuance: Issuance?
    /// Milliseconds since 1970.
    let now: Int64

    /// One word: how the certificate at hand is, or how far the one that is wanted is.
    var status: String {
        if let record = entry.record {
            if record.notAfter <= now { return "expired" }
            if now < record.notBefore { return "not_yet_valid" }
            if entry.intent == nil { return record.revokedAt == nil ? "active" : "revoked" }
        }
        if isAsked { return Issuance.Phase.pending.rawValue }
        guard let issuance else { return (entry.record == nil ? Issuance.Phase.pending : .issued).rawValue }
        switch issuance.phase {
        case .issued where entry.record == nil: return Issuance.Phase.pending.rawValue
        case .pending where entry.record != nil && issuance.work == nil && issuance.failure == nil:
            return Issuance.Phase.issued.rawValue
        default: return issuance.phase.rawValue
        }
    }

    /// Every word that `status` can be.
    static let words = ["active", "not_yet_valid"] + Issuance.Phase.allCases.map(\.rawValue) + ["expired", "revoked"]

    /// Whether nothing changes by itself soon: it is there, or it failed and is tried again later.
    var isSettled: Bool {
        guard entry.intent != nil else { return true }
        if isAsked { return false }
        if let issuance, issuance.failure != nil { return issuance.work == nil && issuance.nextAttempt > now }
        guard let record = entry.record, now < record.notAfter, record.revokedAt == nil else { return false }
        return status == Issuance.Phase.issued.rawValue
    }

    /// Why there is no certificate, or no new one; nil = nothing is wrong.
    var failure: IssuanceFailure? { isAsked ? nil : issuance?.failure }

    /// When the certificate at hand is replaced, in milliseconds since 1970; nil = it is not, or nobody has chosen yet.
    var nextRenewal: Int64? {
        guard let record = entry.record, entry.intent != nil, let renewal = issuance?.renewal,
            renewal.notAfter == record.notAfter
        else { return nil }
        return renewal.moment
    }

    /// Whole days until the certificate at hand ends, negative after it; nil = there is none.
    var daysLeft: Int64? {
        entry.record.map { record in
            let left = record.notAfter.subtractingReportingOverflow(now).partialValue
            return left >= 0 ? left / 86_400_000 : (left - 86_399_999) / 86_400_000
        }
    }

    /// When it is tried again after a failure, in milliseconds since 1970; nil = nothing has failed.
    var nextAttempt: Int64? { failure == nil ? nil : issuance?.nextAttempt }

    /// Whether the certificate at hand has ended; it is served all the same.
    var isExpired: Bool { entry.record.map { $0.notAfter <= now } ?? false }

    /// Whether a new certificate would be ordered by itself about now: none serves, it was revoked, the last attempt failed,
    /// or less than a third of the life of the one at hand is left.
    var isDue: Bool {
        guard let record = entry.record, record.isActive(at: now), issuance?.failure == nil else { return true }
        return (record.notAfter - now) <= (record.notAfter - record.notBefore) / 3
    }

    /// Whether somebody asked for a certificate and nobody has begun.
    private var isAsked: Bool {
        guard let asked = entry.intent?.renewalRequestedAt else { return false }
        return asked > max(issuance?.lastAttemptAt ?? 0, entry.record?.updatedAt ?? 0)
    }
}

extension CertificateState {
    /// The state of a certificate that was brought just now.
    init(brought record: CertificateRecord, _ revision: Revision, _ call: OperationCall) {
        self.init(entry: CertificateEntry(brought: record, revision), issuance: nil, now: call.now)
    }

    /// The state of one certificate of the caller's.
    init(_ name: String, _ call: OperationCall) async throws(Problem) {
        let entry = try call.snapshot().certificateEntry(name, for: call.caller)
        self.init(
            entry: entry,
            issuance: entry.intent == nil ? nil : try await call.environment.issuances?.progress([name])[name],
            now: call.now)
    }

    /// The states of several certificates, in their order.
    static func all(_ entries: [CertificateEntry], _ call: OperationCall) async throws(Problem) -> [CertificateState] {
        let names = entries.filter { $0.intent != nil }.map(\.name)
        let progress = try await call.environment.issuances?.progress(names) ?? [:]
        return entries.map { CertificateState(entry: $0, issuance: progress[$0.name], now: call.now) }
    }
}
