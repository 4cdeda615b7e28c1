/// The human-readable header: `PROXY SP (TCP4|TCP6|UNKNOWN) SP source SP destination SP port SP port CRLF`.
enum ProxyProtocolV1 {
    private static let maximumBytes = 107

    static func parse(
        _ source: UnsafePointer<UInt8>, _ count: Int
    ) throws(ProxyProtocolRejection) -> ProxyProtocolParser.Outcome {
        let signature: StaticString = "PROXY "
        for index in 0..<min(count, signature.utf8CodeUnitCount)
        where unsafe source[index] != signature.utf8Start[index] {
            throw .missingSignature
        }
        guard let end = try unsafe Self.endOfLine(source, count) else { return .incomplete }
        var fields = Fields(start: signature.utf8CodeUnitCount, end: end)
        let family = try unsafe fields.next(source)
        if unsafe Self.spells(source, family, "UNKNOWN") { return .complete(end + 2, .local) }
        let isIPv6 = unsafe Self.spells(source, family, "TCP6")
        guard unsafe isIPv6 || Self.spells(source, family, "TCP4") else { throw .malformedLine }
        let (from, to) = try unsafe (fields.next(source), fields.next(source))
        let (fromPort, toPort) = try unsafe (fields.next(source), fields.next(source))
        guard fields.isAtEnd else { throw .malformedLine }
        let header = try unsafe ProxyProtocolHeader(
            source: Self.endpoint(source, from, fromPort, isIPv6),
            destination: Self.endpoint(source, to, toPort, isIPv6), isLocal: false)
        return .complete(end + 2, header)
    }

    /// The offset of the CRLF that ends the line within its 107 bytes; nil while it may still come.
    private static func endOfLine(
        _ source: UnsafePointer<UInt8>, _ count: Int
    ) throws(ProxyProtocolRejection) -> Int? {
        let bound = min(count, Self.maximumBytes)
        for index in 0..<bound {
            let byte = unsafe source[index]
            if byte == 0x0D {
                guard index + 1 < bound else { break }
                guard unsafe source[index + 1] == 0x0A else { throw .malformedLine }
                return index
            }
            guard byte >= 0x20, byte < 0x7F else { throw .malformedLine }
        }
        if count >= Self.maximumBytes { throw .lineTooLong }
        return nil
    }

    /// Fields between single spaces.
    private struct Fields {
        var start: Int
        let end: Int

        var isAtEnd: Bool { self.start > self.end }

        mutating func next(_ source: UnsafePointer<UInt8>) throws(ProxyProtocolRejection) -> Range<Int> {
            var index = self.start
            while index < self.end, unsafe source[index] != 0x20 { index += 1 }
            guard index > self.start else { throw .malformedLine }
            defer { self.start = index + 1 }
            return self.start..<index
        }
    }

    private static func spells(_ source: UnsafePointer<UInt8>, _ field: Range<Int>, _ word: StaticString) -> Bool {
        guard field.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<field.count where unsafe source[field.lowerBound + index] != word.utf8Start[index] {
            return false
        }
        return true
    }

    private static func endpoint(
        _ source: UnsafePointer<UInt8>, _ address: Range<Int>, _ port: Range<Int>, _ isIPv6: Bool
    ) throws(ProxyProtocolRejection) -> ProxyEndpoint {
        let start = unsafe source + address.lowerBound
        let number = try unsafe Self.port(source, port)
        if isIPv6 {
            guard let bytes = unsafe IPAddressText.parseIPv6(start, address.count) else { throw .invalidAddress }
            return ProxyEndpoint(family: .ipv6, bytes: bytes, port: number)
        }
        guard let octets = unsafe IPAddressText.parseIPv4(start, address.count) else { throw .invalidAddress }
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        for index in 0..<4 { bytes[index] = octets[index] }
        return ProxyEndpoint(family: .ipv4, bytes: bytes, port: number)
    }

    /// A decimal port without leading zeros.
    private static func port(
        _ source: UnsafePointer<UInt8>, _ field: Range<Int>
    ) throws(ProxyProtocolRejection) -> UInt16 {
        guard field.count <= 5, unsafe field.count == 1 || source[field.lowerBound] != 0x30 else { throw .invalidPort }
        var value = 0
        for index in field {
            let digit = unsafe Int(source[index] &- 0x30)
            guard digit < 10 else { throw .invalidPort }
            value = value * 10 + digit
        }
        guard value <= 65535 else { throw .invalidPort }
        return UInt16(truncatingIfNeeded: value)
    }
}
