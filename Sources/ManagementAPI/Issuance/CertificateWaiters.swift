internal import ProxyModel
internal import Synchronization

/// Whoever waits for news of a certificate on this node: few at a time, and woken by what changes.
///
/// What another node writes of its progress wakes nobody here: a waiter looks again by itself, ever more rarely.
package final class CertificateWaiters: Sendable {
    /// How many may wait at the same time.
    package static let limit = 200
    /// The first and the longest pause between two looks, in milliseconds.
    private static let pauses: (first: Int64, longest: Int64) = (100, 2_000)

    private let waiting = Mutex<[String: [ObjectIdentifier: Waiter]]>([:])
    private let count = Mutex(0)

    /// Nobody waits.
    package init() {}

    /// Tells those who wait for one of these certificates to look again.
    package func wake(_ names: some Sequence<String>) {
        for name in names {
            let found = waiting.withLock { $0[name].map { Array($0.values) } ?? [] }
            for waiter in found { waiter.wake() }
        }
    }

    /// Looks again and again until `look` returns a value, and at the latest at the deadline; nil = it never did.
    ///
    /// When too many wait already, it looks once.
    func wait<Value>(
        for name: String, until deadline: ContinuousClock.Instant, _ look: () async throws(Problem) -> Value?
    ) async throws(Problem) -> Value? {
        guard let waiter = enter(name) else { return try await look() }
        defer { leave(name, waiter) }
        var pause = Self.pauses.first
        while true {
            if let value = try await look() { return value }
            let left = deadline - ContinuousClock.now
            guard left > .zero, !Task.isCancelled else { return nil }
            await waiter.park(atMost: min(.milliseconds(pause), left))
            pause = min(pause * 3 / 2, Self.pauses.longest)
        }
    }

    private func enter(_ name: String) -> Waiter? {
        let mayEnter = count.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        guard mayEnter else { return nil }
        let waiter = Waiter()
        waiting.withLock { $0[name, default: [:]][ObjectIdentifier(waiter)] = waiter }
        return waiter
    }

    private func leave(_ name: String, _ waiter: Waiter) {
        waiting.withLock { waiting in
            waiting[name]?[ObjectIdentifier(waiter)] = nil
            if waiting[name]?.isEmpty == true { waiting[name] = nil }
        }
        count.withLock { $0 -= 1 }
    }
}

/// One who waits: parked until it is woken or its time is over.
private final class Waiter: Sendable {
    private enum State {
        case busy
        case parked(CheckedContinuation<Void, Never>)
        case woken
    }

    private let state = Mutex(State.busy)

    /// Ends the present pause, or the next one when there is none.
    func wake() {
        let parked = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .woken }
            if case .parked(let continuation) = state { return continuation }
            return nil
        }
        parked?.resume()
    }

    func park(atMost pause: Duration) async {
        let alarm = Task {
            try await Task.sleep(for: pause)
            wake()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWoken = state.withLock { state in
                    if case .woken = state { return true }
                    state = .parked(continuation)
                    return false
                }
                if isWoken { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
        alarm.cancel()
        state.withLock { $0 = .busy }
    }
}
