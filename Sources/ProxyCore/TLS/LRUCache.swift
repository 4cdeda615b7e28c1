/// A dictionary of bounded size that drops what was not asked for the longest.
///
/// Every operation takes constant time, but for an insertion after the capacity has become less; nothing is allocated once
/// the cache is full.
struct LRUCache<Key: Hashable, Value> {
    fileprivate struct Node {
        var key: Key
        var value: Value
        var newer: Int
        var older: Int
    }

    private static var none: Int { -1 }

    /// How many entries an insertion leaves at most.
    var capacity: Int {
        get { limit }
        set { limit = max(1, newValue) }
    }

    private var limit: Int
    private var positions: [Key: Int] = [:]
    private var nodes: [Node] = []
    private var newest = Self.none
    private var oldest = Self.none

    /// An empty cache for at least one entry.
    init(capacity: Int) {
        limit = max(1, capacity)
    }

    var count: Int { nodes.count }

    /// The value of a key, which becomes the newest.
    mutating func value(for key: Key) -> Value? {
        guard let position = positions[key] else { return nil }
        makeNewest(position)
        return nodes[position].value
    }

    /// Sets the value of a key, which becomes the newest; a full cache drops the oldest.
    mutating func insert(_ value: Value, for key: Key) {
        if let position = positions[key] {
            nodes[position].value = value
            makeNewest(position)
            return
        }
        while nodes.count >= limit { remove(nodes[oldest].key) }
        nodes.append(Node(key: key, value: value, newer: Self.none, older: Self.none))
        positions[key] = nodes.count - 1
        linkAsNewest(nodes.count - 1)
    }

    /// Drops a key and tells its value.
    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let position = positions.removeValue(forKey: key) else { return nil }
        unlink(position)
        let removed = nodes[position].value
        // The last node moves into the gap, so that the array stays dense.
        let last = nodes.removeLast()
        if position < nodes.count {
            nodes[position] = last
            positions[last.key] = position
            if last.newer == Self.none { newest = position } else { nodes[last.newer].older = position }
            if last.older == Self.none { oldest = position } else { nodes[last.older].newer = position }
        }
        return removed
    }

    /// Drops every entry whose value fulfils a condition.
    mutating func removeAll(where condition: (Value) -> Bool) {
        for key in nodes.filter({ condition($0.value) }).map(\.key) { remove(key) }
    }

    /// Drops every entry whose key fulfils a condition.
    mutating func removeAll(named condition: (Key) -> Bool) {
        for key in positions.keys.filter(condition) { remove(key) }
    }

    /// Visits every value, in no order.
    func forEach(_ body: (Value) -> Void) {
        for node in nodes { body(node.value) }
    }

    mutating func removeAll() {
        positions.removeAll()
        nodes.removeAll()
        newest = Self.none
        oldest = Self.none
    }

    private mutating func makeNewest(_ position: Int) {
        guard position != newest else { return }
        unlink(position)
        linkAsNewest(position)
    }

    private mutating func unlink(_ position: Int) {
        let newer = nodes[position].newer
        let older = nodes[position].older
        if newer == Self.none { newest = older } else { nodes[newer].older = older }
        if older == Self.none { oldest = newer } else { nodes[older].newer = newer }
    }

    private mutating func linkAsNewest(_ position: Int) {
        nodes[position].newer = Self.none
        nodes[position].older = newest
        if newest == Self.none { oldest = position } else { nodes[newest].newer = position }
        newest = position
    }
}

extension LRUCache.Node: Sendable where Key: Sendable, Value: Sendable {}
extension LRUCache: Sendable where Key: Sendable, Value: Sendable {}
