/// Scans that look at eight bytes at a time (SIMD within a register).
///
/// All of them read only inside `[0, count)`; the last up to seven bytes are looked at one by one.
enum WordScan {
    private static var ones: UInt64 { @inline(__always) get { 0x0101_0101_0101_0101 } }
    private static var highs: UInt64 { @inline(__always) get { 0x8080_8080_8080_8080 } }
    private static var lows: UInt64 { @inline(__always) get { 0x7f7f_7f7f_7f7f_7f7f } }

    @inline(__always)
    static func load(_ source: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
        UInt64(littleEndian: unsafe UnsafeRawPointer(source + index).loadUnaligned(as: UInt64.self))
    }

    /// The first index at or after `start` whose byte is a control (below 0x20, or 0x7F); `count` when there is none.
    @inline(__always)
    static func firstControl(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = unsafe Self.load(source, index)
            // A borrow can only spill upwards from a byte that is a match itself, so the lowest mark is exact.
            let below = (word &- (Self.ones &* 0x20)) & ~word
            let delete = word ^ Self.lows
            let marks = (below | ((delete &- Self.ones) & ~delete)) & Self.highs
            if marks != 0 { return index &+ marks.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count {
            let byte = unsafe source[index]
            if byte < 0x20 || byte == 0x7F { return index }
            index &+= 1
        }
        return count
    }

    /// The first index at or after `start` whose byte is neither a letter, a digit nor `-`; `count` when there is none.
    @inline(__always)
    static func firstNonAlphanumericOrHyphen(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = unsafe Self.load(source, index)
            // With the top bits cleared no sum carries into its neighbour.
            let bytes = word & Self.lows
            let lowered = bytes | (Self.ones &* 0x20)
            let letters = (lowered &+ (Self.ones &* 0x1F)) & ~(lowered &+ (Self.ones &* 0x05))
            let digits = (bytes &+ (Self.ones &* 0x50)) & ~(bytes &+ (Self.ones &* 0x46))
            let hyphens = ~((bytes ^ (Self.ones &* 0x2D)) &+ Self.lows)
            let others = ~((letters | digits | hyphens) & ~word) & Self.highs
            if others != 0 { return index &+ others.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < count {
            let byte = unsafe source[index]
            guard (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D else { return index }
            index &+= 1
        }
        return count
    }
}
