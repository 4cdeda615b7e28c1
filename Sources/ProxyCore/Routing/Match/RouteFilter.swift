/// Which routes apply to a proxy (`route_mode` with its two lists), by route slot.
final class RouteFilter {
    /// `true`: only the listed ones apply; `false`: all but them.
    let isSelective: Bool
    /// The slots taken for the listed ids, to be released with the proxy.
    let named: [(slot: UInt32, id: String)]
    private let slots: ContiguousArray<UInt32>

    init(isSelective: Bool, ids: [String], store: RouteStore) {
        self.isSelective = isSelective
        self.named = ids.map { (store.acquire($0), $0) }
        self.slots = ContiguousArray(self.named.map(\.slot).sorted())
    }

    /// Whether the route with this slot applies.
    func admits(_ slot: UInt32) -> Bool {
        var (low, high) = (0, self.slots.count)
        while low < high {
            let middle = (low &+ high) / 2
            if self.slots[middle] < slot { low = middle &+ 1 } else { high = middle }
        }
        return (low < self.slots.count && self.slots[low] == slot) == self.isSelective
    }
}

@available(*, unavailable)
extension RouteFilter: Sendable {}
