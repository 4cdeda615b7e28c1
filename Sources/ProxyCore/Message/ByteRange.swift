/// A run of bytes inside a `HeaderBlock`, by offset and length.
///
/// Offsets stay valid while the block grows, pointers do not; that is why heads store ranges.
package struct ByteRange: Equatable, Sendable {
    /// Offset of the first byte from the start of the block.
    package var offset: UInt32
    /// Number of bytes.
    package var length: UInt32

    /// The empty range at the start of a block.
    package static let empty = ByteRange(offset: 0, length: 0)

    /// Makes a range from unsigned parts.
    @inline(__always)
    package init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    /// Makes a range from the half-open interval `start ..< end`, which must lie below 4 GiB.
    @inline(__always)
    package init(from start: Int, to end: Int) {
        self.offset = UInt32(truncatingIfNeeded: start)
        self.length = UInt32(truncatingIfNeeded: end &- start)
    }

    /// Whether the range holds no byte.
    @inline(__always)
    package var isEmpty: Bool { self.length == 0 }

    /// Offset of the first byte.
    @inline(__always)
    package var start: Int { Int(self.offset) }

    /// Offset behind the last byte.
    @inline(__always)
    package var end: Int { Int(self.offset) &+ Int(self.length) }

    /// Number of bytes.
    @inline(__always)
    package var count: Int { Int(self.length) }
}
