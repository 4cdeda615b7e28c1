/// The fields of one message: one contiguous run of bytes and a compact table of lines that point into it.
///
/// Raw field lines stay where they were received; a field that is added is written behind them as `name: value CRLF`, so
/// an encoder copies maximal runs of lines that were not removed. Both stores are reused from message to message.
/// Confined to one worker. Pointers handed out are valid until the next call that adds or resets.
@safe
package final class HeaderBlock {
    // Behind a pointer because every access to a class's own stored variables is checked for exclusivity at run time.
    private let stores: UnsafeMutablePointer<Stores>

    @unsafe private struct Stores {
        var bytes: UnsafeMutablePointer<UInt8>
        var byteCount = 0
        var byteCapacity: Int
        var lines: UnsafeMutablePointer<FieldLine>
        var lineCount = 0
        var lineCapacity: Int
    }

    /// The bytes; `byteCount` of them are initialised.
    @inline(__always)
    package private(set) var bytes: UnsafeMutablePointer<UInt8> {
        get { unsafe self.stores.pointee.bytes }
        set { unsafe self.stores.pointee.bytes = newValue }
    }

    /// Number of bytes in use.
    @inline(__always)
    package private(set) var byteCount: Int {
        get { unsafe self.stores.pointee.byteCount }
        set { unsafe self.stores.pointee.byteCount = newValue }
    }

    @inline(__always)
    private var byteCapacity: Int {
        get { unsafe self.stores.pointee.byteCapacity }
        set { unsafe self.stores.pointee.byteCapacity = newValue }
    }

    /// The lines, removed ones included; `lineCount` of them are initialised.
    @inline(__always)
    package private(set) var lines: UnsafeMutablePointer<FieldLine> {
        get { unsafe self.stores.pointee.lines }
        set { unsafe self.stores.pointee.lines = newValue }
    }

    /// Number of lines, removed ones included.
    @inline(__always)
    package private(set) var lineCount: Int {
        get { unsafe self.stores.pointee.lineCount }
        set { unsafe self.stores.pointee.lineCount = newValue }
    }

    @inline(__always)
    private(set) var lineCapacity: Int {
        get { unsafe self.stores.pointee.lineCapacity }
        set { unsafe self.stores.pointee.lineCapacity = newValue }
    }

    private static let restingBytes = 512
    private static let restingLines = 16

    /// Makes an empty block.
    package init() {
        unsafe self.stores = .allocate(capacity: 1)
        unsafe self.stores.initialize(
            to: Stores(
                bytes: .allocate(capacity: Self.restingBytes), byteCapacity: Self.restingBytes,
                lines: .allocate(capacity: Self.restingLines), lineCapacity: Self.restingLines))
    }

    deinit {
        unsafe self.bytes.deallocate()
        unsafe self.lines.deallocate()
        unsafe self.stores.deallocate()
    }

    /// Forgets all lines and bytes and keeps the stores for the next message.
    @inline(__always)
    package func reset() {
        self.byteCount = 0
        self.lineCount = 0
    }

    /// Forgets all lines and bytes and gives big stores back; for connections that go idle.
    package func shrink() {
        self.reset()
        if self.byteCapacity > Self.restingBytes {
            unsafe self.bytes.deallocate()
            unsafe self.bytes = .allocate(capacity: Self.restingBytes)
            self.byteCapacity = Self.restingBytes
        }
        if self.lineCapacity > Self.restingLines {
            unsafe self.lines.deallocate()
            unsafe self.lines = .allocate(capacity: Self.restingLines)
            self.lineCapacity = Self.restingLines
        }
    }

    /// The bytes of a range that was taken from this block.
    @inline(__always)
    package func slice(_ range: ByteRange) -> UnsafeBufferPointer<UInt8> {
        assert(range.end <= self.byteCount)
        return unsafe UnsafeBufferPointer(start: self.bytes + range.start, count: range.count)
    }

    /// The name of line `index` as it was spelled; `index` is below `lineCount`.
    @inline(__always)
    package func name(_ index: Int) -> UnsafeBufferPointer<UInt8> { unsafe self.slice(self.lines[index].nameRange) }

    /// The value of line `index` without surrounding white space; `index` is below `lineCount`.
    @inline(__always)
    package func value(_ index: Int) -> UnsafeBufferPointer<UInt8> { unsafe self.slice(self.lines[index].valueRange) }

    /// The line at `index`, which is below `lineCount`.
    @inline(__always)
    package func line(_ index: Int) -> FieldLine { unsafe self.lines[index] }
}

extension HeaderBlock {
    /// Makes room for `count` more bytes; returns the store that was replaced, which the caller frees after copying.
    ///
    /// The old store lives on for a moment because what is appended may lie in it.
    @inline(__always)
    func reserveBytes(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        if count <= self.byteCapacity &- self.byteCount { return nil }
        return unsafe self.growBytes(count)
    }

    @inline(never)
    private func growBytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        let old = unsafe self.bytes
        var capacity = self.byteCapacity
        while capacity - self.byteCount < count { capacity *= 2 }
        let new = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe new.update(from: old, count: self.byteCount)
        unsafe self.bytes = new
        self.byteCapacity = capacity
        return unsafe old
    }

    /// Doubles the table of lines, of which `count` are in use.
    @inline(never)
    func growLines(keeping count: Int) -> UnsafeMutablePointer<FieldLine> {
        let capacity = self.lineCapacity * 2
        let new = UnsafeMutablePointer<FieldLine>.allocate(capacity: capacity)
        unsafe new.update(from: self.lines, count: count)
        unsafe self.lines.deallocate()
        unsafe self.lines = new
        self.lineCapacity = capacity
        return unsafe new
    }

    /// Takes over the bytes of a parsed head; the lines of the table already point into them.
    @inline(__always)
    func adopt(_ source: UnsafePointer<UInt8>, byteCount: Int, lineCount: Int) {
        self.byteCount = 0
        if let old = unsafe self.reserveBytes(byteCount) { unsafe old.deallocate() }
        unsafe self.bytes.update(from: source, count: byteCount)
        self.byteCount = byteCount
        self.lineCount = lineCount
    }

    /// Appends bytes that belong to no line and returns where they are; they may lie in this block.
    package func appendBytes(_ source: UnsafePointer<UInt8>, count: Int) -> ByteRange {
        let old = unsafe self.reserveBytes(count)
        let start = self.byteCount
        unsafe (self.bytes + start).update(from: source, count: count)
        self.byteCount = start &+ count
        if let old = unsafe old { unsafe old.deallocate() }
        return ByteRange(from: start, to: start &+ count)
    }

    /// Appends one line whose `nameCount` and `valueCount` bytes the caller writes by way of the returned pointers.
    @inline(__always)
    func appendLine(
        _ name: FieldName, _ nameSource: UnsafePointer<UInt8>, _ nameCount: Int,
        _ valueSource: UnsafePointer<UInt8>, _ valueCount: Int
    ) {
        let old = unsafe self.reserveBytes(nameCount &+ valueCount &+ 4)
        let start = self.byteCount
        let target = unsafe self.bytes + start
        unsafe target.update(from: nameSource, count: nameCount)
        unsafe target[nameCount] = 0x3A
        unsafe target[nameCount &+ 1] = 0x20
        unsafe (target + nameCount + 2).update(from: valueSource, count: valueCount)
        unsafe target[nameCount &+ 2 &+ valueCount] = 0x0D
        unsafe target[nameCount &+ 3 &+ valueCount] = 0x0A
        self.byteCount = start &+ nameCount &+ valueCount &+ 4
        if let old = unsafe old { unsafe old.deallocate() }
        self.addLine(
            FieldLine(
                name: name, flags: [], nameLength: UInt16(truncatingIfNeeded: nameCount),
                nameOffset: UInt32(truncatingIfNeeded: start),
                valueOffset: UInt32(truncatingIfNeeded: start &+ nameCount &+ 2),
                valueLength: UInt32(truncatingIfNeeded: valueCount)))
    }

    /// Adds a line whose bytes are in the block already.
    @inline(__always)
    func addLine(_ line: FieldLine) {
        let count = self.lineCount
        if count == self.lineCapacity { _ = unsafe self.growLines(keeping: count) }
        unsafe self.lines[count] = line
        self.lineCount = count &+ 1
    }

    /// Takes over lines that were parsed from the bytes of this block.
    func setLineCount(_ count: Int) { self.lineCount = count }

    /// Gives back bytes at the end that no line points to.
    func truncateBytes(to count: Int) {
        if count < self.byteCount { self.byteCount = count }
    }
}

@available(*, unavailable)
extension HeaderBlock: Sendable {}
