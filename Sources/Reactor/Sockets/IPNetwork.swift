/// A block of addresses in CIDR notation (RFC 4632).
package struct IPNetwork: Sendable, Hashable, CustomStringConvertible {
    /// The first address of the block.
    package let address: IPAddress
    /// Number of leading bits that count, 0 to 128; an IPv4 prefix has 96 added.
    package let prefixLength: Int

    /// Parses `address` or `address/prefix`; nil when either is malformed or bits behind the prefix are set.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        var length = 128
        if parts.count == 2 {
            guard parts[1].utf8.count <= 3, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
                let number = Int(parts[1]), number <= (address.isV4 ? 32 : 128)
            else { return nil }
            length = address.isV4 ? number + 96 : number
        }
        let masked = IPAddress(
            high: address.high & Self.mask(length), low: address.low & Self.mask(length - 64))
        guard masked == address else { return nil }
        self.address = address
        self.prefixLength = length
    }

    /// Whether an address lies in the block.
    package func contains(_ other: IPAddress) -> Bool {
        (other.high ^ self.address.high) & Self.mask(self.prefixLength) == 0
            && (other.low ^ self.address.low) & Self.mask(self.prefixLength - 64) == 0
    }

    package var description: String {
        "\(self.address)/\(self.address.isV4 ? self.prefixLength - 96 : self.prefixLength)"
    }

    private static func mask(_ bits: Int) -> UInt64 {
        bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
    }
}
