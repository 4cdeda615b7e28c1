extension FollowingState {
    /// What is wrong and what to do, for the operator; nil when all is well.
    package var detail: String? {
        switch self {
        case .following: nil
        case .starting(let reason), .disconnected(let reason): reason
        case .diverged(0):
            """
            the configuration store is EMPTY; this node goes on serving its last good configuration and refuses changes. \
            To bring the configuration back run 'proxyd config restore'; to give it up, restart the node
            """
        case .diverged(let revision):
            """
            the configuration store went back to revision \(revision), behind what this node serves; it goes on serving its \
            last good configuration and refuses changes. To bring that back run 'proxyd config restore'; to take the \
            store's configuration instead, restart the node
            """
        }
    }
}
