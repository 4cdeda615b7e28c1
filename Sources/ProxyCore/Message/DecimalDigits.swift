/// The decimal digits of a number, in place and without allocation.
struct DecimalDigits {
    private var digits: InlineArray<20, UInt8> = .init(repeating: 0)
    private var start = 20

    @inline(__always)
    init(_ value: UInt64) {
        var rest = value
        repeat {
            self.start &-= 1
            self.digits[self.start] = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
            rest /= 10
        } while rest != 0
    }

    /// Calls `body` with the digits, most significant first.
    @inline(__always)
    mutating func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = self.start
        return unsafe withUnsafeBytes(of: &self.digits) { raw in
            unsafe raw.withMemoryRebound(to: UInt8.self) { bytes in
                unsafe body(UnsafeBufferPointer(rebasing: bytes[start...]))
            }
        }
    }
}
