/// The identity of one exchange: 128 bits, written as 32 hexadecimal digits; also the trace id when we begin the trace.
package struct RequestID: Equatable, Sendable {
    /// The first 64 bits as they are written.
    package var high: UInt64 = 0
    /// The last 64 bits as they are written.
    package var low: UInt64 = 0

    /// The zero id.
    package init() {}

    /// Calls `body` with the 32 digits.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var digits = InlineArray<32, UInt8>(repeating: 0x30)
        var (high, low) = (self.high, self.low)
        var index = 16
        while index > 0 {
            index &-= 1
            digits[index] = Self.digit(high)
            digits[index &+ 16] = Self.digit(low)
            high &>>= 4
            low &>>= 4
        }
        return unsafe withUnsafeBytes(of: &digits) { unsafe body($0.assumingMemoryBound(to: UInt8.self)) }
    }

    @inline(__always)
    private static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? nibble &+ 0x30 : nibble &+ 0x57
    }
}

/// Makes the ids of one worker: unpredictable enough not to collide, cheap enough for every request.
struct RequestIDGenerator {
    private var state: UInt64
    private let node: UInt64

    init() {
        self.state = .random(in: .min ... .max)
        self.node = .random(in: .min ... .max)
    }

    /// The next id.
    @inline(__always)
    mutating func next() -> RequestID {
        var id = RequestID()
        id.high = self.mix() ^ self.node
        id.low = self.mix()
        return id
    }

    /// One step of SplitMix64.
    @inline(__always)
    private mutating func mix() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value &>> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value &>> 31)
    }
}
