/// The names that were refused a short while ago: bounded, and each for a time of its own.
package struct RefusedNames: Sendable {
    private struct Entry {
        let refusal: OnDemandRefusal
        let end: Int64
        let changedAt: Int64
        let number: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    /// In the order in which they came; those that were replaced since are passed over.
    private var order: [(name: String, number: UInt64)] = []
    private var first = 0
    private var lastNumber: UInt64 = 0

    /// An empty memory for at least one name.
    package init(capacity: Int = 10_000) { self.capacity = max(1, capacity) }

    /// How many names are remembered, those whose time is over among them.
    package var count: Int { entries.count }

    /// Why a name was refused; nil = it was not, or its time is over, or the proxy that serves it was changed since.
    package mutating func refusal(of name: String, host: OnDemandHost?, now: Int64) -> OnDemandRefusal? {
        guard let entry = entries[name] else { return nil }
        guard entry.end > now, entry.changedAt == host?.changedAt else {
            entries[name] = nil
            return nil
        }
        return entry.refusal
    }

    /// Remembers a refusal until a time; a full memory forgets what came first.
    package mutating func insert(_ refusal: OnDemandRefusal, of name: String, host: OnDemandHost?, until end: Int64) {
        lastNumber &+= 1
        entries[name] = Entry(
            refusal: refusal, end: end, changedAt: host?.changedAt ?? 0, number: lastNumber)
        order.append((name, lastNumber))
        while entries.count > capacity || order.count - first > 2 * capacity { forgetFirst() }
        if first > capacity {
            order.removeFirst(first)
            first = 0
        }
    }

    private mutating func forgetFirst() {
        guard first < order.count else { return }
        let (name, number) = order[first]
        first += 1
        if entries[name]?.number == number { entries[name] = nil }
    }
}
