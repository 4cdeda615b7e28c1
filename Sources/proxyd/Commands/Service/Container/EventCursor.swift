internal import ProxyModel

/// Which events of a service were shown already: those that come next are told apart by the ones before them.
struct EventCursor {
    private var known: [JSONValue] = []

    init() {}

    /// The events of an answer that were not shown yet, oldest first; an answer has the newest one first.
    mutating func new(_ answer: JSONValue) -> [JSONValue] {
        let events = answer["events"]?.arrayValue ?? []
        let count =
            known.isEmpty
            ? events.count
            : events.indices.first { start in zip(events[start...], known).allSatisfy { $0 == $1 } } ?? events.count
        if !events.isEmpty { known = events }
        return events.prefix(count).reversed()
    }
}
