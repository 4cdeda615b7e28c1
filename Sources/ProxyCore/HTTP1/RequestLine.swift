/// The request line (RFC 9112 §3): where its parts are, before the target is interpreted.
struct RequestLine {
    var method = HTTPMethod.other
    var methodCount = 0
    var targetStart = 0
    var targetEnd = 0
    /// Offset of the first `?`, or `targetEnd`.
    var pathEnd = 0
    /// Whether the path is canonical when the target begins with `/`.
    var pathIsPlain = true
    var version = HTTPVersion.http11
    /// Offset behind the CRLF.
    var end = 0

    private static let maximumMethodCount = 32

    /// Scans a request line: single spaces, no white space at the end, `HTTP/1.0` or `HTTP/1.1`.
    @inline(__always)
    static func parse(_ source: UnsafePointer<UInt8>, _ count: Int) throws(HeadStop) -> RequestLine {
        var line = RequestLine()
        var index = 0
        while index < count, unsafe ASCIISet.token.contains(source[index]) { index &+= 1 }
        guard index <= Self.maximumMethodCount else { throw .rejected(.methodTooLong) }
        guard index < count else { throw .incomplete }
        guard index > 0, unsafe source[index] == 0x20 else { throw .rejected(.malformedRequestLine) }
        line.methodCount = index
        line.method = unsafe HTTPMethod(source, count: index)

        index &+= 1
        line.targetStart = index
        try unsafe line.scanTarget(source, count)
        index = line.targetEnd &+ 1
        guard index &+ 10 <= count else { throw unsafe Self.shortVersion(source, index, count) }
        let version = unsafe WordScan.load(source, index)
        if version == UInt64(littleEndian: ShortKey.word("HTTP/1.1")) {
            line.version = .http11
        } else if version == UInt64(littleEndian: ShortKey.word("HTTP/1.0")) {
            line.version = .http10
        } else {
            throw unsafe .rejected(Self.versionRejection(source, index))
        }
        guard unsafe source[index &+ 8] == 0x0D else {
            throw unsafe .rejected(source[index &+ 8] == 0x0A ? .bareLF : .malformedVersion)
        }
        guard unsafe source[index &+ 9] == 0x0A else { throw .rejected(.bareCR) }
        line.end = index &+ 10
        return line
    }

    @inline(__always)
    private mutating func scanTarget(_ source: UnsafePointer<UInt8>, _ count: Int) throws(HeadStop) {
        var index = self.targetStart
        var byte: UInt8 = 0
        scan: while true {
            guard index < count else { throw .incomplete }
            byte = unsafe source[index]
            if !ASCIISet.plainPath.contains(byte) {
                switch byte {
                case 0x2E:
                    if unsafe source[index &- 1] == 0x2F { self.pathIsPlain = false }
                case 0x25: self.pathIsPlain = false
                case 0x5C: throw .rejected(.backslashInPath)
                default: break scan
                }
            }
            index &+= 1
        }
        self.pathEnd = index
        if byte == 0x3F {
            index &+= 1
            while index < count, unsafe ASCIISet.query.contains(source[index]) { index &+= 1 }
            guard index < count else { throw .incomplete }
            byte = unsafe source[index]
        }
        guard byte == 0x20 else { throw .rejected(Self.targetRejection(byte)) }
        guard index > self.targetStart else { throw .rejected(.malformedRequestLine) }
        self.targetEnd = index
    }

    private static func targetRejection(_ byte: UInt8) -> HTTP1Rejection {
        switch byte {
        case 0x23: .fragmentInTarget
        case 0x0D, 0x0A, 0x09: .malformedRequestLine
        case 0x00..<0x20, 0x7F: .controlByte
        default: .invalidTarget
        }
    }

    /// Judges a version of which not all ten bytes are there, so that a short malformed line is not waited for.
    @inline(never)
    private static func shortVersion(_ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> HeadStop {
        let pattern: StaticString = "HTTP/0.0\r\n"
        for index in start..<count {
            let (byte, wanted) = unsafe (source[index], pattern.utf8Start[index &- start])
            let matches = wanted == 0x30 ? byte &- 0x30 < 10 : byte == wanted
            if !matches { return .rejected(byte == 0x0A ? .bareLF : .malformedVersion) }
        }
        return .incomplete
    }

    @inline(never)
    private static func versionRejection(_ source: UnsafePointer<UInt8>, _ start: Int) -> HTTP1Rejection {
        let isVersion =
            unsafe ShortKey.word(source + start, 5) == ShortKey.word("HTTP/") && source[start &+ 5] &- 0x30 < 10
            && source[start &+ 6] == 0x2E && source[start &+ 7] &- 0x30 < 10
        guard isVersion, unsafe source[start &+ 8] == 0x0D else { return .malformedVersion }
        let isPreface = unsafe ShortKey.word(source, 6) == ShortKey.word("PRI * ") && source[start &+ 5] == 0x32
        return isPreface ? .http2Preface : .unsupportedVersion
    }
}
