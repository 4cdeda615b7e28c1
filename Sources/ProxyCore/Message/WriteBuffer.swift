/// Bytes on their way out: a growable run that is filled at the end and consumed at the start.
///
/// It serves as a worker's scratch for encoded heads and as the queue of what a peer has not taken yet, whose bound its
/// owner keeps. Confined to one worker. Pointers handed out are valid until the next call that adds.
@safe
package final class WriteBuffer {
    // Behind a pointer because every access to a class's own stored variables is checked for exclusivity at run time.
    private let store: UnsafeMutablePointer<Store>
    private let restingCapacity: Int

    @unsafe private struct Store {
        var base: UnsafeMutablePointer<UInt8>
        var capacity: Int
        var start = 0
        var end = 0
    }

    @inline(__always)
    private var base: UnsafeMutablePointer<UInt8> {
        get { unsafe self.store.pointee.base }
        set { unsafe self.store.pointee.base = newValue }
    }

    @inline(__always)
    private var capacity: Int {
        get { unsafe self.store.pointee.capacity }
        set { unsafe self.store.pointee.capacity = newValue }
    }

    @inline(__always)
    private var start: Int {
        get { unsafe self.store.pointee.start }
        set { unsafe self.store.pointee.start = newValue }
    }

    @inline(__always)
    private var end: Int {
        get { unsafe self.store.pointee.end }
        set { unsafe self.store.pointee.end = newValue }
    }

    /// Makes an empty buffer that allocates `capacity` bytes at first (at least 64).
    package init(capacity: Int = 512) {
        self.restingCapacity = max(capacity, 64)
        unsafe self.store = .allocate(capacity: 1)
        unsafe self.store.initialize(
            to: Store(base: .allocate(capacity: self.restingCapacity), capacity: self.restingCapacity))
    }

    deinit {
        unsafe self.base.deallocate()
        unsafe self.store.deallocate()
    }

    /// Number of bytes that wait to be consumed.
    @inline(__always)
    package var count: Int { self.end &- self.start }

    /// Whether nothing waits.
    @inline(__always)
    package var isEmpty: Bool { self.end == self.start }

    /// The bytes that wait.
    @inline(__always)
    package var readable: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: self.base + self.start, count: self.end &- self.start)
    }

    /// Forgets the first `count` bytes; more than there are means all.
    @inline(__always)
    package func consume(_ count: Int) {
        if count >= self.end &- self.start {
            self.clear()
        } else {
            self.start &+= max(0, count)
        }
    }

    /// Forgets everything and keeps the store.
    @inline(__always)
    package func clear() {
        self.start = 0
        self.end = 0
    }

    /// Forgets everything and gives a big store back.
    package func shrink() {
        self.clear()
        guard self.capacity > self.restingCapacity else { return }
        unsafe self.base.deallocate()
        unsafe self.base = .allocate(capacity: self.restingCapacity)
        self.capacity = self.restingCapacity
    }

    /// Makes room for `count` bytes behind the last one and returns where they go; `commit` then adds them.
    @inline(__always)
    package func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if count > self.capacity &- self.end { self.makeRoom(count) }
        return unsafe self.base + self.end
    }

    /// Adds `count` bytes that were written to the place that `reserve` returned.
    @inline(__always)
    package func commit(_ count: Int) { self.end &+= count }

    @inline(never)
    private func makeRoom(_ count: Int) {
        let used = self.end - self.start
        if used + count <= self.capacity {
            unsafe self.base.update(from: self.base + self.start, count: used)
        } else {
            var capacity = self.capacity
            while capacity < used + count { capacity *= 2 }
            let new = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            unsafe new.update(from: self.base + self.start, count: used)
            unsafe self.base.deallocate()
            unsafe self.base = new
            self.capacity = capacity
        }
        self.start = 0
        self.end = used
    }
}

extension WriteBuffer {
    /// Adds `count` bytes, which lie outside this buffer.
    @inline(__always)
    package func append(_ source: UnsafePointer<UInt8>, count: Int) {
        unsafe self.reserve(count).update(from: source, count: count)
        self.commit(count)
    }

    /// Adds bytes, which lie outside this buffer.
    @inline(__always)
    package func append(_ source: UnsafeBufferPointer<UInt8>) {
        guard let start = source.baseAddress else { return }
        unsafe self.append(start, count: source.count)
    }

    /// Adds a literal.
    @inline(__always)
    package func append(_ literal: StaticString) {
        unsafe self.append(literal.utf8Start, count: literal.utf8CodeUnitCount)
    }

    /// Adds one byte.
    @inline(__always)
    package func append(byte: UInt8) {
        unsafe self.reserve(1)[0] = byte
        self.commit(1)
    }

    /// Adds a number in decimal digits.
    package func append(decimal value: UInt64) {
        var digits = DecimalDigits(value)
        unsafe digits.withBytes { bytes in unsafe self.append(bytes) }
    }

    /// Adds a number in hexadecimal digits, small letters, without leading zeros.
    package func append(hex value: UInt64) {
        let digits = max(1, (64 - value.leadingZeroBitCount + 3) / 4)
        let target = unsafe self.reserve(digits)
        for index in 0..<digits {
            let nibble = UInt8(truncatingIfNeeded: value &>> UInt64(4 &* (digits &- 1 &- index))) & 15
            unsafe target[index] = nibble < 10 ? nibble &+ 0x30 : nibble &+ 0x57
        }
        self.commit(digits)
    }
}

@available(*, unavailable)
extension WriteBuffer: Sendable {}
