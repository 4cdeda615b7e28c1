/// A queue whose front is taken in constant time.
struct FIFO<Element> {
    private var storage: [Element?] = []
    private var head = 0

    /// An empty queue.
    init() {}

    var isEmpty: Bool { head == storage.count }
    var first: Element? { isEmpty ? nil : storage[head] }

    mutating func append(_ element: Element) { storage.append(element) }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 1024, head > storage.count / 2 {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Changes the front element in place.
    mutating func updateFirst(_ change: (inout Element) -> Void) {
        guard var element = first else { return }
        // Or the element's own storage would have two owners, and be copied by the change.
        storage[head] = nil
        change(&element)
        storage[head] = element
    }

    /// Removes and returns every element that fits.
    mutating func removeAll(where predicate: (Element) -> Bool) -> [Element] {
        let all = elements
        storage = all.filter { !predicate($0) }
        head = 0
        return all.filter(predicate)
    }

    /// Removes and returns all.
    mutating func takeAll() -> [Element] {
        let all = elements
        storage = []
        head = 0
        return all
    }

    var elements: [Element] { storage[head...].compactMap { $0 } }

    /// Calls `change` for every element, in place.
    mutating func forEach(_ change: (inout Element) -> Void) {
        for index in head..<storage.count {
            guard var element = storage[index] else { continue }
            change(&element)
            storage[index] = element
        }
    }
}

extension FIFO: Sendable where Element: Sendable {}
