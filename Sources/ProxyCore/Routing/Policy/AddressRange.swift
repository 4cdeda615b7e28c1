internal import ProxyModel

/// The addresses from `first` to `last`, both included.
struct AddressRange: Equatable {
    let first: AddressNumber
    var last: AddressNumber

    /// The addresses of a block; IPv4 blocks lie in the mapped form, so `0.0.0.0/0` is every IPv4 address and `::/0` every
    /// address.
    init(_ block: AddressBlock) {
        let isV4 = block.address.count == 4
        let bytes = isV4 ? [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + block.address : block.address
        let bits = isV4 ? block.prefixLength + 96 : block.prefixLength
        let first = AddressNumber(high: Self.number(bytes.prefix(8)), low: Self.number(bytes.dropFirst(8)))
        // A shift by the whole width gives 0.
        let high = bits >= 64 ? 0 : UInt64.max >> UInt64(bits)
        let low = bits <= 64 ? UInt64.max : UInt64.max >> UInt64(bits - 64)
        self.first = first
        self.last = AddressNumber(high: first.high | high, low: first.low | low)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
