package import Logging
package import ProxyModel
internal import ServiceLifecycle
internal import Synchronization

/// Keeps this node's configuration the same as the store's: loads it, then follows the change stream.
///
/// Contract: `run` goes on until it is cancelled or shut down gracefully. The callbacks are called one after the other,
/// in the order of revisions; a revision counts as applied when its callback has returned. When the store is away, the last
/// good configuration stays, and nothing is missed once it is back.
package final class ConfigurationFollower: Service {
    /// Where changes are delivered.
    package struct Receiver: Sendable {
        /// Gets the first configuration, and later whole ones where there is no `onReload`.
        package let onSnapshot: @Sendable (ConfigurationSnapshot) async -> Void
        /// Gets each commit after that, in order, one at a time.
        package let onChange: @Sendable (ChangeSet) async -> Void
        /// Takes the difference when everything was loaded again after a gap; nil = `onSnapshot` takes the whole.
        package let onReload: (@Sendable (ChangeSet) async -> Void)?

        /// Makes a receiver of full loads and of single change sets.
        package init(
            onSnapshot: @escaping @Sendable (ConfigurationSnapshot) async -> Void,
            onChange: @escaping @Sendable (ChangeSet) async -> Void,
            onReload: (@Sendable (ChangeSet) async -> Void)? = nil
        ) {
            self.onSnapshot = onSnapshot
            self.onChange = onChange
            self.onReload = onReload
        }
    }

    private static let batch = 500
    private static let repeatEvery = Duration.seconds(15)

    private let store: any ConfigurationStore
    private let options: FollowerOptions
    private let receiver: Receiver
    private let logger: Logger
    private let held = Mutex<ConfigurationSnapshot?>(nil)
    private let current = Mutex(FollowingState.starting("not loaded yet"))
    private let reported = Mutex<(text: String, at: ContinuousClock.Instant)?>(nil)
    private let waiters = RevisionWaiters()

    /// Makes a follower; nothing happens before `run`.
    package init(
        _ store: any ConfigurationStore, _ options: FollowerOptions = FollowerOptions(), logger: Logger,
        receiver: Receiver
    ) {
        self.store = store
        self.options = options
        self.logger = logger
        self.receiver = receiver
    }

    /// What the follower is doing.
    package var state: FollowingState { current.withLock { $0 } }

    /// The configuration in force; nil before the first load.
    ///
    /// Keep it no longer than needed: a copy that is held makes the next change copy the tables.
    package var snapshot: ConfigurationSnapshot? { held.withLock { $0 } }

    /// Looks at the configuration in force without copying it; `body` must be short.
    package func withSnapshot<Value: Sendable>(_ body: @Sendable (ConfigurationSnapshot?) -> Value) -> Value {
        held.withLock { body($0) }
    }

    /// Waits until a revision is in force here, so that a node's own write can be read at once.
    ///
    /// Returns false when the task was cancelled first.
    @discardableResult
    package func waitUntilApplied(_ revision: Revision) async -> Bool { await waiters.wait(for: revision) }

    /// Waits for the first load; false when the task was cancelled first.
    @discardableResult
    package func waitUntilLoaded() async -> Bool { await waiters.wait(for: 0) }

    // MARK: - Running

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
    }

    private func follow() async {
        var pauses = RedisBackoff(first: options.firstPauseMS, cap: options.longestPauseMS)
        // Where the store was when it was last read: ahead of the held configuration never, behind it after a divergence.
        var reached: Revision?
        while !Task.isCancelled {
            do throws(StoreFailure) {
                if let position = reached {
                    reached = try await advance(from: position)
                } else {
                    reached = try await load()
                }
                pauses.reset()
            } catch {
                if Task.isCancelled { return }
                if case .gap(let revision) = error {
                    logger.notice("configuration gap, loading anew", metadata: ["revision": "\(revision)"])
                    reached = nil
                    continue
                }
                let pause = pauses.next(random: Double.random(in: 0...1))
                report(error, pauseMS: pause)
                // What cannot be understood in the stream may be understood as a whole.
                if case .corrupt = error { reached = nil }
                try? await Task.sleep(for: .milliseconds(pause))
            }
        }
    }

    /// Loads everything and decides whether to take it; returns the store's revision.
    private func load() async throws(StoreFailure) -> Revision {
        let loaded = try await store.load()
        let heldRevision = held.withLock { $0?.revision } ?? 0
        switch Adoption(of: loaded.revision, over: heldRevision) {
        case .adopt:
            let previous = held.withLock { snapshot in
                let previous = snapshot
                snapshot = loaded
                return previous
            }
            if let previous, let onReload = receiver.onReload {
                await onReload(ChangeSet(revision: loaded.revision, changes: previous.changes(to: loaded)))
            } else {
                await receiver.onSnapshot(loaded)
            }
            enter(.following)
            waiters.reached(loaded.revision)
        case .keep(let storeRevision):
            enter(.diverged(storeRevision: storeRevision))
        }
        return loaded.revision
    }

    /// Waits for the next changes and applies them; returns the store's revision.
    private func advance(from position: Revision) async throws(StoreFailure) -> Revision {
        // After a failure the first answer is wanted at once: it tells that the store is back.
        var waitMS = options.waitMS
        if case .disconnected = state { waitMS = 0 }
        let sets = try await store.changes(after: position, limit: Self.batch, waitMS: waitMS)
        if case .diverged = state {
            // The changes belong to another history than what is held: only a full load tells whether to take it.
            guard !sets.isEmpty else { return position }
            return try await load()
        }
        enter(.following)
        for set in sets {
            held.withLock { $0?.apply(set) }
            await receiver.onChange(set)
            waiters.reached(set.revision)
        }
        return sets.last?.revision ?? position
    }

    // MARK: - Bringing back

    /// Writes the served configuration into a store that was emptied or rolled back, above both revisions; returns the new
    /// revision, or nil when the store has not diverged.
    ///
    /// Records that are in the store only, stay. `bundle` gives the sealed bundle of a certificate if the caller still has
    /// it; a certificate without one is left out, since its key is lost: it has to be uploaded or obtained again.
    package func restore(
        bundle: @Sendable (String) async -> [UInt8]? = { _ in nil }
    ) async throws(StoreFailure) -> Revision? {
        guard case .diverged(let storeRevision) = state, let snapshot,
            let store = store as? any RepublishableStore
        else { return nil }
        var changes = snapshot.allRecords.filter { $0.key.kind != .certificates }.map { Change.put($0) }
        for certificate in snapshot.certificates.values {
            guard let sealed = await bundle(certificate.value.name) else {
                logger.error(
                    "certificate not restored, its key is lost", metadata: ["certificate": "\(certificate.value.name)"])
                continue
            }
            changes.append(.put(.certificate(certificate.value), sealedBundle: sealed))
        }
        let revision = try await store.republish(changes, expecting: storeRevision, above: snapshot.revision)
        logger.notice("configuration written back to the store", metadata: ["revision": "\(revision)"])
        return revision
    }

    // MARK: - Reporting

    /// Measures the store and says how this node stands to it.
    package func health() async -> StoreHealth {
        let isLoaded = held.withLock { $0 != nil }
        let away: StoreHealth.Status = isLoaded ? .degraded : .unhealthy
        do throws(StoreFailure) {
            let time = try await store.ping()
            let detail = state.detail
            return StoreHealth(status: detail == nil ? .healthy : away, responseTimeMS: time, detail: detail)
        } catch {
            return StoreHealth(status: away, responseTimeMS: nil, detail: error.text)
        }
    }

    private func enter(_ next: FollowingState) {
        let previous = current.withLock { state in
            let previous = state
            state = next
            return previous
        }
        guard previous != next else { return }
        reported.withLock { $0 = nil }
        switch next {
        case .following:
            let revision = held.withLock { $0?.revision } ?? 0
            logger.notice("following the configuration", metadata: ["revision": "\(revision)"])
        case .diverged:
            logger.critical("\(next.detail ?? "")")
        case .starting(let reason), .disconnected(let reason):
            logger.warning("configuration store: \(reason)")
        }
    }

    /// Logs a failure once, again when it becomes another one, and from time to time while it lasts.
    private func report(_ failure: StoreFailure, pauseMS: Int64) {
        let isLoaded = held.withLock { $0 != nil }
        let text = failure.text
        let isNews = reported.withLock { last in
            let now = ContinuousClock.now
            if let last, last.text == text, last.at.duration(to: now) < Self.repeatEvery { return false }
            last = (text, now)
            return true
        }
        if case .diverged = state {} else { current.withLock { $0 = isLoaded ? .disconnected(text) : .starting(text) } }
        guard isNews else { return }
        let consequence = isLoaded ? "serving the last good configuration" : "nothing can be served yet"
        logger.warning("\(text); \(consequence)", metadata: ["next_attempt_ms": "\(pauseMS)"])
    }
}
