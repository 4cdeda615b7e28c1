/// The value of `Content-Length` (RFC 9110 §8.6).
enum ContentLength {
    /// Parses one to nineteen digits up to 2^63 - 1; nothing else, so no list, sign or space.
    @inline(__always)
    static func parse(_ source: UnsafePointer<UInt8>, _ count: Int) -> UInt64? {
        guard count > 0, count <= 19 else { return nil }
        var value: UInt64 = 0
        var index = 0
        while index < count {
            let digit = unsafe UInt64(source[index] &- 0x30)
            guard digit < 10 else { return nil }
            value = value &* 10 &+ digit
            index &+= 1
        }
        return value <= UInt64(Int64.max) ? value : nil
    }
}
