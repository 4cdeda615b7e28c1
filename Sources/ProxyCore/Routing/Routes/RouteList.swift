/// Routes that are looked at one after the other, the best first.
final class RouteList {
    private let entries = FlatArray<RouteEntry>()

    var isEmpty: Bool { self.entries.isEmpty }
    var count: Int { self.entries.count }

    subscript(index: Int) -> RouteEntry {
        @inline(__always) get { self.entries[index] }
    }

    /// Adds a route at its place.
    func insert(_ entry: RouteEntry, in store: RouteStore) {
        var place = 0
        while place < self.entries.count, !store.precedes(entry, self.entries[place]) { place += 1 }
        self.entries.insert(entry, at: place)
    }

    /// Removes the route with this slot.
    func remove(_ slot: UInt32) {
        for place in 0..<self.entries.count where self.entries[place].slot == slot {
            return self.entries.remove(at: place)
        }
    }
}

@available(*, unavailable)
extension RouteList: Sendable {}
