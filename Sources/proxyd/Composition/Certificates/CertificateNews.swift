internal import ACME
internal import ManagementAPI
internal import ProxyModel

/// What the control plane of this node keeps up with of certificates, by the changes that it follows.
struct CertificateNews: Sendable {
    /// When certificates end.
    let expiries = CertificateExpiries()
    /// Who waits for a certificate.
    let waiters = CertificateWaiters()
    /// Yields after changes of certificates; several may be one.
    let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init() { (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Takes the first configuration.
    func take(_ snapshot: ConfigurationSnapshot) {
        expiries.replace(snapshot)
        changed.yield()
    }

    /// Takes a commit.
    func take(_ set: ChangeSet) {
        expiries.apply(set.changes)
        let names = set.changes.map(\.key).filter { $0.kind == .certificates || $0.kind == .certificateIntents }
            .map(\.id)
        guard !names.isEmpty else { return }
        waiters.wake(names)
        changed.yield()
    }
}
