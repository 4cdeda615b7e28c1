/// A block of IP addresses in CIDR notation; a single address is a block of one (RFC 4632, RFC 4291 §2.3).
///
/// Contract: bits beyond the prefix are zero, so two spellings of one block are equal.
package struct AddressBlock: Sendable, Hashable, CustomStringConvertible {
    /// Four bytes of an IPv4 or sixteen of an IPv6 address, in network order.
    package let address: [UInt8]
    /// Significant bits, 0 to 32 or 0 to 128.
    package let prefixLength: Int

    /// Parses `192.0.2.0/24`, `2001:db8::/32` or a single address; nil when it is something else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bytes = Self.ipv4(first) ?? Self.ipv6(first) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard !parts[1].isEmpty, parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                let number = Int(parts[1]), number <= length
            else { return nil }
            length = number
        }
        prefixLength = length
        address = bytes.enumerated().map { index, byte in
            let bits = min(max(length - index * 8, 0), 8)
            return bits == 0 ? 0 : byte & (0xFF << UInt8(8 - bits))
        }
    }

    /// A block of one address, 4 or 16 bytes in network order; nil for another number of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        address = bytes
        prefixLength = bytes.count * 8
    }

    /// The bytes of one address, 4 or 16 in network order; nil when the text is something else, such as a block.
    package static func address(_ text: some StringProtocol) -> [UInt8]? {
        ipv4(Substring(text)) ?? ipv6(Substring(text))
    }

    /// The canonical text of 4 or 16 bytes in network order (RFC 5952); empty for another number of bytes.
    package static func text(ofAddress bytes: [UInt8]) -> String { AddressBlock(bytes: bytes)?.description ?? "" }

    /// The block as text; the prefix length is left out for a single address.
    package var description: String {
        let text =
            address.count == 4 ? address.map { String($0) }.joined(separator: ".") : Self.ipv6Text(address)
        return prefixLength == address.count * 8 ? text : text + "/" + String(prefixLength)
    }

    private static func ipv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            // A leading zero means octal to some parsers, so it means nothing here.
            guard !part.isEmpty, part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                part == "0" || part.utf8.first != 0x30, let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func ipv6(_ text: Substring) -> [UInt8]? {
        var head: [UInt8] = []
        var tail: [UInt8]?
        var rest = text
        guard rest.utf8.count >= 2, rest.utf8.count <= 45 else { return nil }
        if rest.hasPrefix("::") {
            tail = []
            rest = rest.dropFirst(2)
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: ":") ?? rest.endIndex
            let group = rest[..<end]
            var bytes: [UInt8]
            if end == rest.endIndex, group.contains(".") {
                guard let mapped = ipv4(group) else { return nil }
                bytes = mapped
            } else {
                guard (1...4).contains(group.utf8.count), group.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let value = UInt16(group, radix: 16)
                else { return nil }
                bytes = [UInt8(value >> 8), UInt8(value & 0xFF)]
            }
            if tail == nil { head += bytes } else { tail? += bytes }
            guard end < rest.endIndex else { break }
            rest = rest[rest.index(after: end)...]
            if rest.hasPrefix(":") {
                guard tail == nil else { return nil }
                tail = []
                rest = rest.dropFirst()
            } else if rest.isEmpty {
                return nil
            }
        }
        guard let tail else { return head.count == 16 ? head : nil }
        guard head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// RFC 5952: lower case, no leading zeros, the longest run of zero groups as `::`.
    private static func ipv6Text(_ bytes: [UInt8]) -> String {
        let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        var best = 0..<0
        var start: Int?
        for index in 0...8 {
            if index < 8, groups[index] == 0 {
                start = start ?? index
            } else if let first = start {
                if index - first > max(best.count, 1) { best = first..<index }
                start = nil
            }
        }
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? text(0..<8) : text(0..<best.lowerBound) + "::" + text(best.upperBound..<8)
    }
}
