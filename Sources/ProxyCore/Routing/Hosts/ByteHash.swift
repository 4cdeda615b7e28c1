/// A keyed hash of short byte strings for the tables of one worker.
///
/// The key is drawn at random per process, so nobody who can name hosts or paths can aim at one bucket. Multiply and
/// fold as in wyhash: a host name costs a handful of multiplications.
struct ByteHash {
    private let first: UInt64
    private let second: UInt64

    init() {
        var source = SystemRandomNumberGenerator()
        self.init(first: source.next(), second: source.next())
    }

    init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// The hash of `bytes`; never 0, which the tables use for an empty place.
    @inline(__always)
    func hash(_ bytes: Span<UInt8>) -> UInt32 {
        let count = bytes.count
        var state = first ^ UInt64(truncatingIfNeeded: count)
        var offset = 0
        while count &- offset > 16 {
            state = Self.fold(Self.word(bytes, offset) ^ second, Self.word(bytes, offset &+ 8) ^ state)
            offset &+= 16
        }
        let (low, high) = Self.tail(bytes, from: offset)
        state = Self.fold(low ^ second, high ^ state)
        state = Self.fold(state ^ first, second ^ UInt64(truncatingIfNeeded: count))
        let short = UInt32(truncatingIfNeeded: state ^ (state &>> 32))
        return short == 0 ? 1 : short
    }

    /// The hash of a key that is kept as an array.
    func hash(_ key: [UInt8]) -> UInt32 { hash(key.span) }

    /// The last 0 to 16 bytes as two words that may overlap, so that nothing is read behind the end.
    @inline(__always)
    private static func tail(_ bytes: Span<UInt8>, from offset: Int) -> (UInt64, UInt64) {
        let rest = bytes.count &- offset
        if rest >= 8 { return (word(bytes, offset), word(bytes, bytes.count &- 8)) }
        if rest >= 4 { return (half(bytes, offset), half(bytes, bytes.count &- 4)) }
        if rest == 0 { return (0, 0) }
        let outer = UInt64(bytes[offset]) &<< 16 | UInt64(bytes[bytes.count &- 1])
        return (outer | UInt64(bytes[offset &+ rest / 2]) &<< 8, 0)
    }

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func half(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        UInt64(unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
