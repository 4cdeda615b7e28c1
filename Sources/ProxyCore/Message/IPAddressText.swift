/// Textual IP addresses, parsed without allocation and without tolerance for odd spellings.
enum IPAddressText {
    /// Parses four decimal octets without leading zeros.
    static func parseIPv4(_ source: UnsafePointer<UInt8>, _ count: Int) -> InlineArray<4, UInt8>? {
        var octets = InlineArray<4, UInt8>(repeating: 0)
        var (octet, digits, value) = (0, 0, 0)
        for index in 0...count {
            let byte: UInt8 = unsafe index < count ? source[index] : 0x2E
            if byte == 0x2E {
                guard digits > 0, octet < 4, value <= 255 else { return nil }
                octets[octet] = UInt8(truncatingIfNeeded: value)
                octet += 1
                digits = 0
                value = 0
            } else {
                let digit = Int(byte &- 0x30)
                guard digit < 10, digits < 3, digits == 0 || value != 0 else { return nil }
                value = value * 10 + digit
                digits += 1
            }
        }
        return octet == 4 ? octets : nil
    }

    /// Parses an IPv6 address (RFC 4291 §2.2), with or without a dotted IPv4 tail; no zone, no brackets.
    static func parseIPv6(_ source: UnsafePointer<UInt8>, _ count: Int) -> InlineArray<16, UInt8>? {
        guard count >= 2, count <= 45 else { return nil }
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        var filled = 0
        var gap = -1
        var index = 0
        if unsafe source[0] == 0x3A {
            guard unsafe source[1] == 0x3A else { return nil }
            gap = 0
            index = 2
        }
        while index < count {
            let start = index
            var value: UInt32 = 0
            while index < count, let digit = unsafe source[index].hexDigitValue {
                guard index - start < 4 else { return nil }
                value = value << 4 | UInt32(digit)
                index += 1
            }
            if index < count, unsafe source[index] == 0x2E {
                guard filled <= 12, let tail = unsafe Self.parseIPv4(source + start, count - start) else { return nil }
                for octet in 0..<4 { bytes[filled + octet] = tail[octet] }
                filled += 4
                index = count
                break
            }
            guard index > start, filled <= 14 else { return nil }
            bytes[filled] = UInt8(truncatingIfNeeded: value >> 8)
            bytes[filled + 1] = UInt8(truncatingIfNeeded: value)
            filled += 2
            guard index < count else { break }
            guard unsafe source[index] == 0x3A else { return nil }
            index += 1
            guard index < count else { return nil }
            if unsafe source[index] == 0x3A {
                guard gap < 0 else { return nil }
                gap = filled
                index += 1
            }
        }
        return Self.spread(bytes, filled, gap)
    }

    /// Moves what follows `::` to the end; the gap stands for at least one group.
    private static func spread(_ bytes: InlineArray<16, UInt8>, _ filled: Int, _ gap: Int) -> InlineArray<16, UInt8>? {
        if gap < 0 { return filled == 16 ? bytes : nil }
        guard filled <= 14 else { return nil }
        var spread = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<gap { spread[index] = bytes[index] }
        for index in gap..<filled { spread[16 - filled + index] = bytes[index] }
        return spread
    }
}
