internal import ProxyModel

/// Says when desired state has changed, by the changes that this node follows.
struct ServiceNews: Sendable {
    /// Yields after changes of services; several may be one.
    let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init() { (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Takes a commit.
    func take(_ set: ChangeSet) {
        if set.changes.contains(where: { $0.key.kind == .dockerServices }) { changed.yield() }
    }
}
