package import ProxyModel
package import Reactor

/// A set of IP addresses given as CIDR blocks: sorted ranges that do not touch, found by binary search.
package struct AddressSet: Sendable {
    private var ranges: ContiguousArray<AddressRange> = []

    /// The addresses of all the blocks.
    package init(_ blocks: some Sequence<AddressBlock>) {
        for range in blocks.map({ AddressRange($0) }).sorted(by: { $0.first < $1.first }) { append(range) }
    }

    /// Whether no address is in the set.
    package var isEmpty: Bool { ranges.isEmpty }

    /// Whether the address is in the set; IPv4 addresses are looked up in their mapped form.
    package func contains(_ address: IPAddress) -> Bool {
        let wanted = AddressNumber(high: address.high, low: address.low)
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= wanted { low = middle + 1 } else { high = middle }
        }
        return low > 0 && wanted <= ranges[low - 1].last
    }

    /// Adds a range that does not begin before the last one.
    private mutating func append(_ range: AddressRange) {
        guard let previous = ranges.last else { return ranges.append(range) }
        // A range that begins inside the one before or right behind it continues that one.
        let continues = previous.last.successor.map { range.first <= $0 } ?? true
        if continues {
            ranges[ranges.count - 1].last = max(previous.last, range.last)
        } else {
            ranges.append(range)
        }
    }
}
