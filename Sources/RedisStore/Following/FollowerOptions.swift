/// How a follower behaves.
package struct FollowerOptions: Sendable {
    /// What happens when the store comes back empty while a configuration is served.
    package enum EmptyStore: String, Sendable, CaseIterable {
        /// Keep serving and warn; an operator decides.
        case keep
        /// Write the served configuration back.
        case republish
    }

    package var emptyStore = EmptyStore.keep
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
