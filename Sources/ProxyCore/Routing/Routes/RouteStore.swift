/// The routes of one worker by slot: a small number that stands for a route's id in entries and filters.
///
/// An id keeps its slot while a route has it or a filter names it, so a filter may name a route that comes later.
final class RouteStore {
    private(set) var routes: ContiguousArray<CompiledRoute?> = []
    private var slots: [String: UInt32] = [:]
    private var uses: ContiguousArray<Int> = []
    private var free: ContiguousArray<UInt32> = []

    /// Number of ids in use.
    var count: Int { self.slots.count }

    /// The slot of an id that is in use.
    func slot(of id: String) -> UInt32? { self.slots[id] }

    /// The slot of an id, made if there is none; every call needs its `release`.
    func acquire(_ id: String) -> UInt32 {
        if let slot = self.slots[id] {
            self.uses[Int(slot)] += 1
            return slot
        }
        let slot = self.free.popLast() ?? UInt32(self.routes.count)
        if Int(slot) == self.routes.count {
            self.routes.append(nil)
            self.uses.append(0)
        }
        self.slots[id] = slot
        self.uses[Int(slot)] = 1
        return slot
    }

    /// Gives a use of a slot back.
    func release(_ slot: UInt32, id: String) {
        self.uses[Int(slot)] -= 1
        guard self.uses[Int(slot)] == 0 else { return }
        self.slots[id] = nil
        self.free.append(slot)
    }

    /// Puts a route into its slot, or empties the slot.
    func set(_ route: CompiledRoute?, at slot: UInt32) { self.routes[Int(slot)] = route }

    /// The route in a slot.
    @inline(__always)
    func route(_ slot: UInt32) -> CompiledRoute? { self.routes[Int(slot)] }

    /// Whether the first wins over the second: by rank, then by id.
    @inline(__always)
    func precedes(_ first: RouteEntry, _ second: RouteEntry) -> Bool {
        if first.rank < second.rank { return true }
        if second.rank < first.rank || first.slot == second.slot { return false }
        return self.idPrecedes(first.slot, second.slot)
    }

    @inline(never)
    private func idPrecedes(_ first: UInt32, _ second: UInt32) -> Bool {
        guard let left = self.route(first), let right = self.route(second) else { return first < second }
        return left.id < right.id
    }
}

@available(*, unavailable)
extension RouteStore: Sendable {}
