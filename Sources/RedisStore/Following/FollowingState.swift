package import ProxyModel

/// What a follower is doing.
package enum FollowingState: Sendable, Equatable {
    /// Nothing was loaded yet; the text says why.
    case starting(String)
    case following
    /// The store cannot be reached or understood; the last good configuration is served.
    case disconnected(String)
    /// The store is at a lower revision than the configuration that is served.
    case diverged(storeRevision: Revision)
}
