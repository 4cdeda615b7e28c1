/// The status line (RFC 9112 §4).
struct StatusLine {
    var version = HTTPVersion.http11
    var status: UInt16 = 0
    var reason = ByteRange.empty
    /// Offset behind the CRLF.
    var end = 0

    /// Scans a status line; the space before an empty reason phrase may be missing.
    @inline(__always)
    static func parse(_ source: UnsafePointer<UInt8>, _ count: Int) throws(HeadStop) -> StatusLine {
        guard count >= 14 else { throw unsafe Self.shortLine(source, count) }
        var line = StatusLine()
        let version = unsafe WordScan.load(source, 0)
        if version == UInt64(littleEndian: ShortKey.word("HTTP/1.1")) {
            line.version = .http11
        } else if version == UInt64(littleEndian: ShortKey.word("HTTP/1.0")) {
            line.version = .http10
        } else {
            throw .rejected(.malformedStatusLine)
        }
        let hundreds = unsafe UInt16(source[9] &- 0x30)
        let tens = unsafe UInt16(source[10] &- 0x30)
        let units = unsafe UInt16(source[11] &- 0x30)
        guard unsafe source[8] == 0x20, hundreds &- 1 < 9, tens < 10, units < 10 else {
            throw .rejected(.malformedStatusLine)
        }
        line.status = hundreds &* 100 &+ tens &* 10 &+ units
        var start = 12
        if unsafe source[12] == 0x20 {
            start = 13
        } else if unsafe source[12] != 0x0D {
            throw unsafe .rejected(source[12] == 0x0A ? .bareLF : .malformedStatusLine)
        }
        let end = try unsafe FieldSectionParser.endOfLine(source, start, count)
        line.reason = ByteRange(from: start, to: end)
        line.end = end &+ 2
        return line
    }

    /// Judges fewer bytes than the shortest line has, so that plain garbage is not waited for.
    @inline(never)
    private static func shortLine(_ source: UnsafePointer<UInt8>, _ count: Int) -> HeadStop {
        let pattern: StaticString = "HTTP/1.v ddd"
        for index in 0..<min(count, pattern.utf8CodeUnitCount) {
            let (byte, wanted) = unsafe (source[index], pattern.utf8Start[index])
            let matches =
                switch wanted {
                case 0x76: byte == 0x30 || byte == 0x31
                case 0x64: byte &- 0x30 < 10
                default: byte == wanted
                }
            if !matches { return .rejected(.malformedStatusLine) }
        }
        return .incomplete
    }
}
