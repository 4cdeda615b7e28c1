/// The time that issuances go by; tests put their own in.
package protocol IssuanceClock: Sendable {
    /// Milliseconds since 1970.
    var now: Int64 { get }

    /// Returns at a time; throws when the task is cancelled.
    func sleep(until time: Int64) async throws
}
