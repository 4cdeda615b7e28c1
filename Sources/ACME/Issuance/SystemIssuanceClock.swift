internal import FoundationEssentials

/// The time of this machine.
package struct SystemIssuanceClock: IssuanceClock {
    /// Makes the clock.
    package init() {}

    package var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

    package func sleep(until time: Int64) async throws {
        try await Task.sleep(for: .milliseconds(max(time - now, 0)))
    }
}
