/// Routes that match the same paths, the best first.
struct RouteList {
    private(set) var entries: ContiguousArray<RouteEntry> = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a route at its place.
    mutating func insert(_ entry: RouteEntry, in store: RouteStore) {
        let place = entries.firstIndex { store.precedes(entry, $0) } ?? entries.count
        entries.insert(entry, at: place)
    }

    /// Removes the route with this slot.
    mutating func remove(_ slot: UInt32) { entries.removeAll { $0.slot == slot } }
}
