internal import ProxyModel
internal import Synchronization

/// Waits of requests for what becomes of services: few at a time, each looking again ever more rarely.
///
/// The engine's node writes statuses to the store that all nodes share, which wakes nobody.
final class ServiceWatch: Sendable {
    /// How many may wait at the same time.
    private static let limit = 200
    /// The first and the longest pause between two looks, in milliseconds.
    private static let pauses: (first: Int64, longest: Int64) = (100, 1_000)

    static let parameter = OperationParameter.number(
        "wait", in: 0...100, default: 0,
        "Seconds that the answer may wait for the end of what was asked for; at once where too many wait.")

    private let count = Mutex(0)

    /// Looks again and again until `isEnd` holds for what `look` returns, and at the latest at the deadline.
    ///
    /// Returns what was seen last. When too many wait already, it looks once.
    func wait<Value>(
        until deadline: ContinuousClock.Instant, _ look: () async throws(Problem) -> Value,
        isEnd: (Value) -> Bool
    ) async throws(Problem) -> Value {
        guard enter() else { return try await look() }
        defer { count.withLock { $0 -= 1 } }
        var pause = Self.pauses.first
        while true {
            let value = try await look()
            let left = deadline - ContinuousClock.now
            guard !isEnd(value), left > .zero, !Task.isCancelled else { return value }
            try? await Task.sleep(for: min(.milliseconds(pause), left))
            pause = min(pause * 3 / 2, Self.pauses.longest)
        }
    }

    private func enter() -> Bool {
        count.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
    }
}
