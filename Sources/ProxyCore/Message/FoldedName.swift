/// Field names as a backend may see them: gateways to CGI, WSGI or PHP take `_`, `.` and `-` for one another.
enum FoldedName {
    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte == 0x5F || byte == 0x2E ? 0x2D : byte.asciiLowercased
    }

    /// Whether two names of `count` bytes are the same after folding.
    static func equal(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        for index in 0..<count where unsafe Self.fold(first[index]) != Self.fold(second[index]) { return false }
        return true
    }

    /// Whether a name, when folded, is one that means something to the proxy or to framing, or begins like our own.
    ///
    /// For a name that holds `_` or `.` this says that a backend may take it for the other.
    static func isReserved(_ name: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count <= Self.longestReserved else { return false }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestReserved) { folded in
            guard let base = folded.baseAddress else { return false }
            for index in 0..<count { unsafe base[index] = Self.fold(name[index]) }
            if unsafe FieldName(base, count: count) != .unknown { return true }
            return unsafe Self.hasPrefix(base, count, "x-auth-") || Self.hasPrefix(base, count, "x-forwarded-")
        }
    }

    /// As above, for the name of a line.
    static func isReserved(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = name.baseAddress else { return false }
        return unsafe Self.isReserved(base, name.count)
    }

    private static var longestReserved: Int { 64 }

    private static func hasPrefix(_ name: UnsafePointer<UInt8>, _ count: Int, _ prefix: StaticString) -> Bool {
        let length = prefix.utf8CodeUnitCount
        return unsafe count >= length && Self.equal(name, prefix.utf8Start, length)
    }
}
