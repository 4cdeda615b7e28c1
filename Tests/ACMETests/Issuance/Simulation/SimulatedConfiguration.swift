import ACME
import ProxyModel
import Synchronization

/// A configuration that all simulated nodes share, committed in one step as the real one.
final class SimulatedConfiguration: CertificateConfiguration {
    struct State {
        var snapshot = ConfigurationSnapshot()
        var bundles: [String: [UInt8]] = [:]
    }

    let state = Mutex(State())
    /// Called before and after each commit; what it throws is what the editor sees.
    let fault = Mutex<(@Sendable (_ isCommitted: Bool) throws(Problem) -> Void)?>(nil)

    func intent(_ name: String) -> CertificateIntent? {
        state.withLock { $0.snapshot.certificateIntents[name]?.value }
    }

    func certificate(_ name: String) -> CertificateRecord? {
        state.withLock { $0.snapshot.certificates[name]?.value }
    }

    func issuer(_ name: String) -> CertificateIssuer? {
        state.withLock { $0.snapshot.certificateIssuers[name]?.value }
    }

    var intentNames: [String] { state.withLock { Array($0.snapshot.certificateIntents.keys) } }

    var challenges: [ACMEChallengeRecord] { state.withLock { $0.snapshot.acmeChallenges.values.map(\.value) } }

    func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]? { state.withLock { $0.bundles[name] } }

    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        let fault = fault.withLock { $0 }
        try fault?(false)
        try state.withLock { state throws(Problem) in Self.commit(try plan(state.snapshot), &state) }
        try fault?(true)
    }

    /// Writes without faults, as an operator does.
    func put(_ records: ConfigurationRecord...) {
        state.withLock { Self.commit(records.map { .put($0) }, &$0) }
    }

    func delete(_ key: RecordKey) { state.withLock { Self.commit([.delete(key)], &$0) } }

    private static func commit(_ changes: [Change], _ state: inout State) {
        guard !changes.isEmpty else { return }
        for change in changes {
            switch change {
            case .put(let record, let bundle?): state.bundles[record.key.id] = bundle
            case .delete(let key) where key.kind == .certificates: state.bundles[key.id] = nil
            default: break
            }
        }
        state.snapshot.apply(ChangeSet(revision: state.snapshot.revision + 1, changes: changes))
    }
}
