/// An address as one number of 128 bits.
struct AddressNumber: Comparable {
    var high: UInt64
    var low: UInt64

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    /// The number after this one; nil at the end.
    var successor: AddressNumber? {
        if low != .max { return AddressNumber(high: high, low: low + 1) }
        return high != .max ? AddressNumber(high: high + 1, low: 0) : nil
    }
}
