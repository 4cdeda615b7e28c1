/// First in, first out, for objects that may also give up in the middle; what was taken is let go soon.
struct WaitingQueue<Element: AnyObject> {
    private var elements = ContiguousArray<Element>()
    private var start = 0

    /// How many wait.
    var count: Int { self.elements.count - self.start }

    /// Puts one at the end.
    mutating func append(_ element: Element) { self.elements.append(element) }

    /// Takes the one that has waited longest.
    mutating func popFirst() -> Element? {
        guard self.start < self.elements.count else { return nil }
        let first = self.elements[self.start]
        self.start += 1
        if self.start == self.elements.count {
            self.elements.removeAll(keepingCapacity: true)
            self.start = 0
        } else if self.start >= 64, self.start * 2 >= self.elements.count {
            // A queue that never runs empty must not keep what it has served.
            self.elements.removeFirst(self.start)
            self.start = 0
        }
        return first
    }

    /// Takes out one that gave up, if it waits here.
    mutating func remove(_ element: Element) {
        for index in self.start..<self.elements.count where self.elements[index] === element {
            self.elements.remove(at: index)
            return
        }
    }
}
