/// Brings a path into the one spelling that routing and the upstream both see (RFC 3986 §6.2.2).
///
/// Percent-encoded unreserved bytes are decoded, other escapes get capital digits, dot segments are resolved. `//` stays
/// as it is, and so does an encoded slash. Refused are `%00`, broken escapes, `\` and a path that climbs above the root.
package enum PathNormalizer {
    /// A canonical path.
    package struct Result: Equatable, Sendable {
        /// Number of bytes written.
        package var count: Int
        /// Whether the path holds an encoded `/` or `\`.
        package var hasEncodedSeparator: Bool
    }

    /// Whether a path that begins with `/` is canonical already: no `%`, no `\`, and no segment that begins with a dot.
    @inline(__always)
    package static func isCanonical(_ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var previous: UInt8 = 0
        for index in 0..<count {
            let byte = unsafe source[index]
            if byte == 0x25 || byte == 0x5C || (byte == 0x2E && previous == 0x2F) { return false }
            previous = byte
        }
        return true
    }

    /// Writes the canonical form of a path that begins with `/` to `target`, which has room for `count` bytes.
    package static func normalize(
        _ source: UnsafePointer<UInt8>, _ count: Int, into target: UnsafeMutablePointer<UInt8>
    ) throws(HTTP1Rejection) -> Result {
        guard count > 0, unsafe source[0] == 0x2F else { throw .invalidTarget }
        unsafe target[0] = 0x2F
        var written = 1
        var segment = 1
        var hasEncodedSeparator = false
        var index = 1
        while index < count {
            let byte = unsafe source[index]
            switch byte {
            case 0x2F:
                if try unsafe !Self.resolveDots(target, &written, &segment) {
                    unsafe target[written] = byte
                    written &+= 1
                    segment = written
                }
                index &+= 1
            case 0x25:
                guard index &+ 2 < count, let high = unsafe source[index &+ 1].hexDigitValue,
                    let low = unsafe source[index &+ 2].hexDigitValue, high | low != 0
                else { throw .invalidPercentEncoding }
                let decoded = high &<< 4 | low
                if ASCIISet.unreserved.contains(decoded) {
                    unsafe target[written] = decoded
                    written &+= 1
                } else {
                    hasEncodedSeparator = hasEncodedSeparator || decoded == 0x2F || decoded == 0x5C
                    unsafe target[written] = byte
                    unsafe target[written &+ 1] = source[index &+ 1].asciiUppercased
                    unsafe target[written &+ 2] = source[index &+ 2].asciiUppercased
                    written &+= 3
                }
                index &+= 3
            case 0x5C:
                throw .backslashInPath
            default:
                unsafe target[written] = byte
                written &+= 1
                index &+= 1
            }
        }
        _ = try unsafe Self.resolveDots(target, &written, &segment)
        return Result(count: written, hasEncodedSeparator: hasEncodedSeparator)
    }

    /// Takes back the last segment if it is `.`, and the one before it too if it is `..`; says whether it did.
    @inline(__always)
    private static func resolveDots(
        _ target: UnsafeMutablePointer<UInt8>, _ written: inout Int, _ segment: inout Int
    ) throws(HTTP1Rejection) -> Bool {
        let length = written &- segment
        guard length == 1 || length == 2, unsafe target[segment] == 0x2E else { return false }
        if length == 1 {
            written = segment
            return true
        }
        guard unsafe target[segment &+ 1] == 0x2E else { return false }
        guard segment > 1 else { throw .pathEscapesRoot }
        written = segment &- 1
        while unsafe target[written &- 1] != 0x2F { written &-= 1 }
        segment = written
        return true
    }
}
