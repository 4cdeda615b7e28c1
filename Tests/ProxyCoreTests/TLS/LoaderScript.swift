import ProxyCore
import ProxyModel
import Synchronization

/// A loader whose answers a test gives one by one.
final class LoaderScript: Sendable {
    struct Failure: Error {}

    fileprivate struct State {
        var calls: [String] = []
        var answers: [String: [CheckedContinuation<CertificateBundle?, any Error>]] = [:]
        var arrivals: [CheckedContinuation<Void, Never>] = []
        var awaited = 0
    }

    private let state = Mutex(State())

    /// The names asked for so far.
    var calls: [String] { state.withLock { $0.calls } }

    /// The loader to hand to a cache.
    var loader: SharedCertificateCache.Loader {
        { name in
            try await withCheckedThrowingContinuation { continuation in
                let arrivals = self.state.withLock { state in
                    state.calls.append(name)
                    state.answers[name, default: []].append(continuation)
                    return state.calls.count >= state.awaited ? state.takeArrivals() : []
                }
                arrivals.forEach { $0.resume() }
            }
        }
    }

    /// Waits until the loader was called so many times in all.
    func calls(reach count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.calls.count >= count { return true }
                state.awaited = count
                state.arrivals.append(continuation)
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    /// Answers the oldest open call for a name.
    func answer(_ name: String, _ result: Result<CertificateBundle?, any Error>) {
        let continuation = state.withLock { state in
            state.answers[name]?.isEmpty == false ? state.answers[name]?.removeFirst() : nil
        }
        continuation?.resume(with: result)
    }
}

extension LoaderScript.State {
    fileprivate mutating func takeArrivals() -> [CheckedContinuation<Void, Never>] {
        defer { arrivals = [] }
        return arrivals
    }
}
