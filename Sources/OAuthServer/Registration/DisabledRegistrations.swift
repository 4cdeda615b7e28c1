internal import Logging
package import ProxyModel

/// Removes the records of registrations that were disabled long ago, when an operator says so.
///
/// They stay refused, and cannot be enabled again. What bars a client that is called by an address, or that an operator
/// gave a name, stays: it is nobody's registration.
package struct DisabledRegistrations: Sendable {
    /// A change of the configuration is followed by every node at once.
    private static let mostAtOnce = 200

    private let environment: OAuthEnvironment

    /// Makes the command over the configuration of the environment.
    package init(_ environment: OAuthEnvironment) { self.environment = environment }

    /// The identifiers of registrations that were disabled for so long, in milliseconds, sorted.
    package func list(disabledFor age: Int64) -> [String] {
        let now = environment.now()
        return (environment.snapshot()?.clients ?? [:]).values.map(\.value)
            .filter { isDue($0, age, at: now) }.map(\.id).sorted()
    }

    /// Removes them; which ones were due.
    ///
    /// Throws 503 when the store is away, 409 when no more can be forgotten; what was removed until then is.
    package func prune(disabledFor age: Int64) async throws(Problem) -> [String] {
        let now = environment.now()
        let ids = list(disabledFor: age)
        for start in stride(from: 0, to: ids.count, by: Self.mostAtOnce) {
            let some = ids[start..<min(start + Self.mostAtOnce, ids.count)]
            try await environment.editor.edit { snapshot throws(Problem) in
                let due = some.filter { snapshot.clients[$0].map { isDue($0.value, age, at: now) } ?? false }
                return try ForgottenRegistrations.adding(due, to: snapshot, at: now)
                    + due.map { .delete(RecordKey(.clients, $0)) }
            }
        }
        if !ids.isEmpty {
            environment.logger.notice(
                "Disabled registrations were pruned",
                metadata: ["audit": "registration-pruning", "count": "\(ids.count)"])
        }
        return ids
    }

    private func isDue(_ record: ClientRecord, _ age: Int64, at now: Int64) -> Bool {
        record.isDisabled && now - record.updatedAt >= age
            && SealedClientID(record.id, sealer: environment.sealer) != nil
    }
}
