/// How a follower behaves.
package struct FollowerOptions: Sendable {
    /// Milliseconds that one read of the change stream waits; also how soon a store that was emptied without a disconnect
    /// is noticed.
    package var waitMS = 5_000
    /// Milliseconds of the first pause after a failure, doubled up to `longestPauseMS`.
    package var firstPauseMS: Int64 = 100
    /// Milliseconds that no pause exceeds.
    package var longestPauseMS: Int64 = 1_000

    /// Every default.
    package init() {}
}
