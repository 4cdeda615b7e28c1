internal import ProxyModel

/// The place of a route among all others, the smaller wins: higher priority, exact > longer prefix > regex, older.
///
/// Only routes of equal rank are told apart by their id, so that the order is total.
struct RouteRank: Comparable {
    /// Priority, kind and length of the pattern in one number.
    private let weight: UInt64
    private let createdAt: Int64

    init(_ route: Route) {
        let priority = UInt64(999 - min(max(route.priority, 0), 999))
        let kind: UInt64
        var shortness: UInt64 = 0
        switch route.match {
        case .exact: kind = 0
        case .prefix:
            kind = 1
            shortness = UInt64(0xFFFF - min(route.pathPattern.utf8.count, 0xFFFF))
        case .regex: kind = 2
        }
        self.weight = priority << 32 | kind << 16 | shortness
        self.createdAt = route.createdAt
    }

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        left.weight != right.weight ? left.weight < right.weight : left.createdAt < right.createdAt
    }
}
