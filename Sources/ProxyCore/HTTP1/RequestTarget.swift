/// Interprets the request target (RFC 9112 §3.2) and brings it into canonical origin-form.
enum RequestTarget {
    /// Sets target, path and query of `head`; an absolute-form target also replaces host and port.
    @inline(__always)
    static func interpret(
        _ line: RequestLine, _ facts: FieldFacts, _ head: RequestHead, _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        let first = unsafe head.block.bytes[line.targetStart]
        if first == 0x2F {
            try Self.takeOrigin(line.targetStart, line.pathEnd, line.targetEnd, line.pathIsPlain, head, &flags)
        } else {
            try Self.interpretOther(line, facts, head, &flags)
        }
    }

    /// Sets host and port from an authority in the block, in small letters.
    @inline(__always)
    static func takeAuthority(
        _ range: ByteRange, _ head: RequestHead, _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        let block = head.block
        let authority = try unsafe Authority.parse(block.bytes + range.start, range.count)
        let start = range.start &+ authority.hostOffset
        head.port = authority.port
        if authority.isIPv6 { flags.insert(.isIPv6Host) } else { flags.remove(.isIPv6Host) }
        head.host = ByteRange(from: start, to: start &+ authority.hostCount)
        if authority.hasCapitals { head.host = Self.lowered(head.host, block) }
    }

    /// A copy in small letters behind the head: the line itself is forwarded as it came.
    @inline(never)
    private static func lowered(_ range: ByteRange, _ block: HeaderBlock) -> ByteRange {
        let copy = unsafe block.appendBytes(block.bytes + range.start, count: range.count)
        for index in copy.start..<copy.end { unsafe block.bytes[index] = block.bytes[index].asciiLowercased }
        return copy
    }

    @inline(__always)
    private static func takeOrigin(
        _ start: Int, _ pathEnd: Int, _ end: Int, _ isPlain: Bool, _ head: RequestHead,
        _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        if pathEnd < end { flags.insert(.hasQuery) }
        if isPlain {
            head.target = ByteRange(from: start, to: end)
            head.path = ByteRange(from: start, to: pathEnd)
            head.query = pathEnd < end ? ByteRange(from: pathEnd &+ 1, to: end) : .empty
        } else {
            try Self.rewrite(start, pathEnd, end, head, &flags)
        }
    }

    /// Writes canonical path and query behind the head.
    @inline(never)
    private static func rewrite(
        _ start: Int, _ pathEnd: Int, _ end: Int, _ head: RequestHead, _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        let block = head.block
        // A path that is empty in absolute-form stands for the root.
        let room = end - start + 1
        let target = unsafe block.appendBytes(block.bytes + start, count: end - start)
        let filler: StaticString = "/"
        let spare = unsafe block.appendBytes(filler.utf8Start, count: 1)
        assert(spare.end - target.start == room)
        let written: Int
        if pathEnd > start {
            let result = try unsafe PathNormalizer.normalize(
                block.bytes + start, pathEnd - start, into: block.bytes + target.start)
            if result.hasEncodedSeparator { flags.insert(.hasEncodedSeparator) }
            written = result.count
        } else {
            unsafe block.bytes[target.start] = 0x2F
            written = 1
        }
        unsafe (block.bytes + target.start + written).update(from: block.bytes + pathEnd, count: end - pathEnd)
        let targetEnd = target.start + written + (end - pathEnd)
        block.truncateBytes(to: targetEnd)
        head.target = ByteRange(from: target.start, to: targetEnd)
        head.path = ByteRange(from: target.start, to: target.start + written)
        head.query = pathEnd < end ? ByteRange(from: head.path.end + 1, to: targetEnd) : .empty
    }

    @inline(never)
    private static func interpretOther(
        _ line: RequestLine, _ facts: FieldFacts, _ head: RequestHead, _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        let bytes = unsafe UnsafePointer(head.block.bytes + line.targetStart)
        let count = line.targetEnd - line.targetStart
        if count == 1, unsafe bytes[0] == 0x2A {
            guard line.method == .options else { throw .targetFormNotAllowed }
            flags.insert(.isAsteriskForm)
            head.target = head.receivedTarget
            head.path = head.receivedTarget
            head.query = .empty
            return
        }
        var schemeCount = 0
        while schemeCount < count, unsafe bytes[schemeCount] != 0x3A { schemeCount += 1 }
        guard schemeCount + 2 < count, unsafe bytes[schemeCount + 1] == 0x2F && bytes[schemeCount + 2] == 0x2F else {
            throw .targetFormNotAllowed
        }
        let isHTTPS = unsafe CaseFolding.equal(bytes, schemeCount, "https")
        guard unsafe isHTTPS || CaseFolding.equal(bytes, schemeCount, "http") else { throw .unsupportedScheme }
        flags.insert(.isAbsoluteForm)
        if isHTTPS { flags.insert(.isHTTPSTarget) }
        try Self.takeAbsolute(line.targetStart + schemeCount + 3, line, facts, head, &flags)
    }

    private static func takeAbsolute(
        _ authorityStart: Int, _ line: RequestLine, _ facts: FieldFacts, _ head: RequestHead,
        _ flags: inout RequestHead.Flags
    ) throws(HTTP1Rejection) {
        let block = head.block
        var authorityEnd = authorityStart
        while authorityEnd < line.pathEnd, unsafe block.bytes[authorityEnd] != 0x2F { authorityEnd += 1 }
        let authority = ByteRange(from: authorityStart, to: authorityEnd)
        try Self.takeAuthority(authority, head, &flags)
        if authorityEnd == line.pathEnd, line.method == .options, line.pathEnd == line.targetEnd {
            // RFC 9112 §3.2.4: OPTIONS for a whole server, as the last proxy of a chain forwards it.
            let asterisk: StaticString = "*"
            head.target = unsafe block.appendBytes(asterisk.utf8Start, count: 1)
            head.path = head.target
            head.query = .empty
            flags.insert(.isAsteriskForm)
        } else {
            let pathCount = line.pathEnd - authorityEnd
            let isPlain = unsafe pathCount > 0 && PathNormalizer.isCanonical(block.bytes + authorityEnd, pathCount)
            try Self.takeOrigin(authorityEnd, line.pathEnd, line.targetEnd, isPlain, head, &flags)
        }
        // RFC 9112 §3.2.2: the received Host is ignored and a new one made from the target.
        if facts.host >= 0 { block.remove(at: facts.host) }
        unsafe block.append(.host, block.slice(authority))
    }
}
