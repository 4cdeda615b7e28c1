package import ProxyModel

/// Changes the configuration: plans against the configuration in force, commits with a compare-and-set, and plans anew
/// when another change came first.
package struct ConfigurationEditor: Sendable {
    private static let attempts = 50
    private static let wait = Duration.seconds(10)

    private let store: any ConfigurationStore
    private let source: any SnapshotSource
    private let turns = EditTurns()

    /// Makes an editor over a store and what follows it.
    package init(store: any ConfigurationStore, source: any SnapshotSource) {
        self.store = store
        self.source = source
    }

    /// The configuration in force on this node; a 503 before the first load.
    func current() throws(Problem) -> ConfigurationSnapshot {
        guard let snapshot = source.snapshot else {
            throw Problem(.storeUnavailable, "the configuration was not loaded yet", retryAfter: 1)
        }
        return snapshot
    }

    /// Plans a change and commits it; returns what `plan` returned and the new revision, in force on this node.
    ///
    /// `plan` is called again when another node was faster, and sees what that one did. A plan without changes commits
    /// nothing. Throws what `plan` throws, a 409 when others are faster again and again, a 503 when the store is away.
    func edit<Value>(
        _ plan: (inout ConfigurationDraft) throws(Problem) -> Value
    ) async throws(Problem) -> (value: Value, revision: Revision) {
        await turns.enter()
        do throws(Problem) {
            let result = try await attempt(plan)
            await turns.leave()
            return result
        } catch {
            await turns.leave()
            throw error
        }
    }

    private func attempt<Value>(
        _ plan: (inout ConfigurationDraft) throws(Problem) -> Value
    ) async throws(Problem) -> (value: Value, revision: Revision) {
        for _ in 0..<Self.attempts {
            let (value, changes, base) = try planned(plan)
            guard !changes.isEmpty else { return (value, base) }
            do throws(StoreFailure) {
                let revision = try await store.commit(changes, expecting: base)
                await catchUp(to: revision)
                return (value, revision)
            } catch {
                guard case .revisionMismatch(let faster) = error, faster > base else { throw Problem(error) }
                guard await catchUp(to: faster) else {
                    throw Problem(.storeUnavailable, "this node has not seen the latest change yet", retryAfter: 1)
                }
                // Nodes that try again at the same moment would meet again.
                try? await Task.sleep(for: .milliseconds(Int.random(in: 0...5)))
            }
        }
        throw Problem(.conflict, "other changes came first \(Self.attempts) times; try again", retryAfter: 1)
    }

    /// The snapshot is let go before the commit, so that the follower can patch it in place.
    private func planned<Value>(
        _ plan: (inout ConfigurationDraft) throws(Problem) -> Value
    ) throws(Problem) -> (Value, [Change], Revision) {
        var draft = ConfigurationDraft(try current())
        let value = try plan(&draft)
        return (value, draft.changes, draft.snapshot.revision)
    }

    /// Waits until this node serves a revision, but not for ever; whether it does.
    @discardableResult
    func catchUp(to revision: Revision) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await source.waitUntilApplied(revision) }
            group.addTask {
                try? await Task.sleep(for: Self.wait)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}

extension Problem {
    /// The refusal that a failure of the store becomes.
    init(_ failure: StoreFailure) {
        switch failure {
        case .unavailable(let reason):
            self.init(.storeUnavailable, "the configuration store cannot be reached: \(reason)", retryAfter: 5)
        case .revisionMismatch, .gap:
            self.init(
                .storeUnavailable,
                "the store is behind this node: it was emptied or brought back from an older copy; nothing is written",
                retryAfter: 30)
        case .corrupt:
            self.init(.storeUnavailable, "the store holds a value that cannot be understood", retryAfter: 30)
        }
    }
}
