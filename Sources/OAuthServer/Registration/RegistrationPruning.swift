internal import Logging
package import ProxyModel

/// Removes the stored metadata of registrations that no client used for 90 days: it is what strangers can make the server
/// keep.
///
/// A client that comes later is unknown and registers again. Records that change or bar a client stay: without them its
/// sealed identifier would say again what it said before.
package struct RegistrationPruning: Sendable {
    /// A change of the configuration is followed by every node at once.
    private static let mostAtOnce = 200

    private let environment: OAuthEnvironment
    private let uses: RegistrationUses

    /// Makes the job.
    package init(_ environment: OAuthEnvironment) {
        self.environment = environment
        uses = RegistrationUses(environment)
    }

    /// Removes what is due, a part of it when that is much; how many records.
    ///
    /// Throws 503 when the store is away.
    @discardableResult
    package func run() async throws(Problem) -> Int {
        let now = environment.now()
        let ids = try await due(at: now)
        guard !ids.isEmpty else { return 0 }
        // A client may have registered with the same metadata since it was looked at.
        try await environment.editor.edit { snapshot in
            ids.filter { snapshot.clients[$0].map { Self.isOld($0.value, at: now) } ?? false }
                .map { .delete(RecordKey(.clients, $0)) }
        }
        environment.logger.notice(
            "Registrations that nobody used were removed",
            metadata: ["audit": "registration-pruning", "count": "\(ids.count)"])
        return ids.count
    }

    /// How many records `run` would remove now; throws like it.
    package func countDue() async throws(Problem) -> Int { try await due(at: environment.now()).count }

    private func due(at now: Int64) async throws(Problem) -> [String] {
        var due: [String] = []
        for stored in (environment.snapshot()?.clients ?? [:]).values where due.count < Self.mostAtOnce {
            let record = stored.value
            guard Self.isOld(record, at: now) else { continue }
            let digest = String(record.id.dropFirst(RegisteredClients.sharedMetadataPrefix.count))
            do throws(StoreFailure) {
                if try await uses.isUsed(digest) == false { due.append(record.id) }
            } catch {
                throw Problem(.storeUnavailable, "the store cannot be reached; try again", retryAfter: 2)
            }
        }
        return due
    }

    /// Whether a record holds metadata that was not registered for so long that it may be pruned.
    private static func isOld(_ record: ClientRecord, at now: Int64) -> Bool {
        record.id.hasPrefix(RegisteredClients.sharedMetadataPrefix)
            && now - record.updatedAt >= RegistrationUses.patience
    }
}
