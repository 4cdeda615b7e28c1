/// Where host and port are in an authority (`Host`, an absolute-form target, `:authority`).
struct Authority {
    /// Offset of the host, behind the bracket of an IPv6 address.
    var hostOffset: Int
    /// Number of bytes of the host, without brackets and without the dot of a fully qualified name.
    var hostCount: Int
    /// The port; 0 when none was given.
    var port: UInt16
    /// Whether the host is an IPv6 address.
    var isIPv6: Bool
    /// Whether the host holds capital letters.
    var hasCapitals: Bool

    /// Longest host accepted, the limit of a domain name.
    private static let maximumHostCount = 255

    /// Parses `host [":" port]` (RFC 3986 §3.2.2, RFC 9110 §7.2).
    ///
    /// Stricter than the grammar where it helps nobody: an empty host, percent-encoding in a host (never a configured
    /// name, and backends disagree whether to decode it), `IPvFuture`, an empty port and port 0 are refused.
    @inline(__always)
    static func parse(_ source: UnsafePointer<UInt8>, _ count: Int) throws(HTTP1Rejection) -> Authority {
        guard count > 0 else { throw .invalidHost }
        if unsafe source[0] == 0x5B { return try unsafe Self.parseIPv6(source, count) }
        var index = 0
        var hasCapitals = false
        while index < count {
            let byte = unsafe source[index]
            guard ASCIISet.registeredName.contains(byte) else { break }
            hasCapitals = hasCapitals || byte &- 0x41 < 26
            index &+= 1
        }
        let port = try unsafe Self.parsePort(source, index, count)
        var hostCount = index
        if hostCount > 1, unsafe source[hostCount &- 1] == 0x2E { hostCount &-= 1 }
        guard hostCount > 0, hostCount <= Self.maximumHostCount, unsafe source[hostCount &- 1] != 0x2E else {
            throw .invalidHost
        }
        return Authority(hostOffset: 0, hostCount: hostCount, port: port, isIPv6: false, hasCapitals: hasCapitals)
    }

    private static func parseIPv6(_ source: UnsafePointer<UInt8>, _ count: Int) throws(HTTP1Rejection) -> Authority {
        var close = 1
        while close < count, unsafe source[close] != 0x5D { close &+= 1 }
        guard close < count, unsafe IPAddressText.parseIPv6(source + 1, close &- 1) != nil else { throw .invalidHost }
        let port = try unsafe Self.parsePort(source, close &+ 1, count)
        var hasCapitals = false
        for index in 1..<close where unsafe source[index] &- 0x41 < 26 { hasCapitals = true }
        return Authority(hostOffset: 1, hostCount: close &- 1, port: port, isIPv6: true, hasCapitals: hasCapitals)
    }

    /// Parses what follows the host: nothing, or a colon and one to five digits.
    @inline(__always)
    private static func parsePort(
        _ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int
    ) throws(HTTP1Rejection) -> UInt16 {
        if start == count { return 0 }
        guard unsafe source[start] == 0x3A else {
            throw unsafe Self.holdsAt(source, start, count) ? .userinfoInAuthority : .invalidHost
        }
        let digits = count &- start &- 1
        var port = 0
        var index = start &+ 1
        while index < count {
            let digit = unsafe Int(source[index] &- 0x30)
            guard digit < 10, digits <= 5 else {
                throw unsafe Self.holdsAt(source, start, count) ? .userinfoInAuthority : .invalidHost
            }
            port = port &* 10 &+ digit
            index &+= 1
        }
        guard digits > 0, port > 0, port <= 65535 else { throw .invalidHost }
        return UInt16(truncatingIfNeeded: port)
    }

    private static func holdsAt(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Bool {
        for index in start..<count where unsafe source[index] == 0x40 { return true }
        return false
    }
}
