/// A growing run of plain values in memory of its own.
///
/// Reading an element is one bounds check and one load: unlike an array in a class, it counts no reference and tracks no
/// access. An index out of bounds is an error of the program and traps.
@safe
final class FlatArray<Element: BitwiseCopyable> {
    private var base: UnsafeMutablePointer<Element>?
    private var capacity = 0
    private(set) var count = 0

    deinit { unsafe self.base?.deallocate() }

    var isEmpty: Bool { self.count == 0 }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            guard let base = unsafe self.base, index >= 0, index < self.count else { Self.outOfBounds() }
            return unsafe base[index]
        }
        set {
            guard let base = unsafe self.base, index >= 0, index < self.count else { Self.outOfBounds() }
            unsafe base[index] = newValue
        }
    }

    func append(_ element: Element) { self.insert(element, at: self.count) }

    func insert(_ element: Element, at index: Int) {
        guard index >= 0, index <= self.count else { Self.outOfBounds() }
        let base = unsafe self.count < self.capacity ? self.base ?? self.grow() : self.grow()
        unsafe (base + index + 1).update(from: base + index, count: self.count - index)
        unsafe (base + index).initialize(to: element)
        self.count += 1
    }

    func remove(at index: Int) {
        guard let base = unsafe self.base, index >= 0, index < self.count else { Self.outOfBounds() }
        unsafe (base + index).update(from: base + index + 1, count: self.count - index - 1)
        self.count -= 1
    }

    func removeAll() { self.count = 0 }

    func popLast() -> Element? {
        guard self.count > 0 else { return nil }
        let last = self[self.count - 1]
        self.count -= 1
        return last
    }

    private func grow() -> UnsafeMutablePointer<Element> {
        let capacity = max(4, self.capacity * 2)
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        if let old = unsafe self.base {
            unsafe grown.update(from: old, count: self.count)
            unsafe old.deallocate()
        }
        unsafe self.base = grown
        self.capacity = capacity
        return unsafe grown
    }

    // INVARIANT: indices come from the table itself, never from a request.
    private static func outOfBounds() -> Never { preconditionFailure("index out of bounds") }
}

@available(*, unavailable)
extension FlatArray: Sendable {}
