internal import ProxyModel
internal import Synchronization

/// The sessions of clients of the revisions that have them; the oldest goes when there are too many.
final class DemoMCPSessions: Sendable {
    private static let limit = 10_000
    private let open = Mutex<[String]>([])

    /// Opens a session and returns its identifier.
    func begin() -> String {
        let id = Base64URL.encode((0..<24).map { _ in UInt8.random(in: .min ... .max) })
        open.withLock { open in
            if open.count >= Self.limit { open.removeFirst() }
            open.append(id)
        }
        return id
    }

    /// Whether a session is open.
    func contains(_ id: String) -> Bool { open.withLock { $0.contains(id) } }

    /// Ends a session; false when there was none.
    func end(_ id: String) -> Bool {
        open.withLock { open in
            guard let index = open.firstIndex(of: id) else { return false }
            open.remove(at: index)
            return true
        }
    }
}
