/// The list of protocol names in an ALPN extension: one byte of length before each name (RFC 7301 section 3.1).
struct ApplicationProtocolList {
    /// The names in wire format, as OpenSSL takes them.
    static func encode(_ protocols: [ApplicationProtocol]) -> [UInt8] {
        protocols.flatMap { entry in
            entry.identifier.withUTF8Buffer { name in unsafe [UInt8(truncatingIfNeeded: name.count)] + Array(name) }
        }
    }

    /// The position of a protocol's name in a list in wire format, or nil; a malformed rest is not looked at.
    static func range(of entry: ApplicationProtocol, in list: Span<UInt8>) -> Range<Int>? {
        var position = 0
        while position < list.count {
            let start = position + 1
            let end = start + Int(list[position])
            guard end > start, end <= list.count else { return nil }
            if ApplicationProtocol(identifier: list.extracting(start..<end)) == entry { return start..<end }
            position = end
        }
        return nil
    }
}
