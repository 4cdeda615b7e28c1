package import ProxyModel
internal import Reactor
internal import Synchronization

/// The opened certificates that all workers of the process share, loaded on demand.
///
/// However many ask for a name at the same time, it is loaded once. What the store does not have or cannot give is
/// remembered for a short while, so that a flood of handshakes for it does not become a flood of loads.
package final class SharedCertificateCache: Sendable {
    /// Fetches and opens one certificate; nil if there is none of the name.
    package typealias Loader = @Sendable (String) async throws -> CertificateBundle?
    /// Hears of the end of a load, on any thread and under the cache's lock: it may only pass the outcome on.
    package typealias Completion = @Sendable (CertificateLoadOutcome) -> Void

    private let limits: CertificateCacheLimits
    private let load: Loader
    // Taken by a worker only for a certificate that its own cache lacks (docs/decisions/0012-locks-on-workers.md).
    private let state: Mutex<CertificateCacheState>

    /// An empty cache over a loader.
    package init(limits: CertificateCacheLimits = CertificateCacheLimits(), loader: @escaping Loader) {
        self.limits = limits
        self.load = loader
        state = Mutex(CertificateCacheState(limits: limits))
    }

    /// How many certificates are kept opened.
    package var count: Int { state.withLock { $0.count } }

    /// Tells what is known of a certificate at once, or loads it.
    ///
    /// - Returns: The outcome if it is known, and then the completion is dropped; nil if the completion will be called,
    ///   after `limits.loadTimeout` at the latest.
    package func request(_ name: String, completion: @escaping Completion) -> CertificateLoadOutcome? {
        let now = ContinuousClock.now
        let answer = state.withLock { $0.request(name, now: now, completion: completion) }
        switch answer {
        case .known(let result): return CertificateLoadOutcome(name: name, result: result)
        case .joined: return nil
        case .start(let flight):
            start(flight, of: name)
            return nil
        }
    }

    /// Drops what is known of a certificate because it has changed; those who wait for it get the new one.
    ///
    /// To be called before the workers hear of the change, so that none of them asks again too early.
    package func invalidate(_ name: String) {
        if let flight = state.withLock({ $0.invalidate(name) }) { start(flight, of: name) }
    }

    /// Drops what is known of every certificate.
    package func invalidateAll() {
        let flights = state.withLock { $0.invalidateAll() }
        for (name, flight) in flights { start(flight, of: name) }
    }

    /// Drops the certificates of the local CA, which are made anew when somebody asks for them.
    ///
    /// To be called before the workers hear of it, as of a change.
    package func invalidateLocal() { state.withLock { $0.invalidateLocal() } }

    private func start(_ flight: UInt64, of name: String) {
        Task {
            await withTaskGroup(of: CertificateLoadOutcome.Result.self) { [load, limits] group in
                group.addTask { await Self.run(load, name) }
                group.addTask { await Self.expire(after: limits.loadTimeout) }
                // The first to end decides; a loader that does not heed its cancellation delays nobody.
                if let result = await group.next() { self.finish(flight, of: name, with: result) }
                group.cancelAll()
            }
        }
    }

    private func finish(_ flight: UInt64, of name: String, with result: CertificateLoadOutcome.Result) {
        let now = ContinuousClock.now
        state.withLock { state in
            // Told under the lock: an outcome is on its way before an `invalidate` that follows it returns.
            for completion in state.finish(flight, of: name, with: result, now: now) {
                completion(CertificateLoadOutcome(name: name, result: result))
            }
        }
    }

    private static func run(_ load: Loader, _ name: String) async -> CertificateLoadOutcome.Result {
        let bundle: CertificateBundle
        do {
            guard let loaded = try await load(name) else { return .absent }
            bundle = loaded
        } catch {
            return .failed
        }
        do throws(TLSCertificateError) {
            return .loaded(try CompactCertificate(chain: bundle.chainPEM, key: bundle.keyPEM))
        } catch {
            return .unusable(error)
        }
    }

    private static func expire(after timeout: Duration) async -> CertificateLoadOutcome.Result {
        try? await Task.sleep(for: timeout)
        return .timedOut
    }
}
