/// Scans field lines up to the empty line (RFC 9112 §5), once and without tolerance.
enum FieldSectionParser {
    /// Scans from `start`, fills the table of `block` with offsets into `source`, and returns where the section ends.
    ///
    /// Only the table is written, not the bytes of the block. `lineCount` receives the number of lines.
    @inline(__always)
    static func parse(
        _ source: UnsafePointer<UInt8>, from start: Int, _ count: Int, into block: HeaderBlock,
        _ limits: HTTP1Limits, _ facts: inout FieldFacts, _ lineCount: inout Int
    ) throws(HeadStop) -> Int {
        var lines = unsafe block.lines
        var capacity = block.lineCapacity
        var used = 0
        var cookies = 0
        let (maximumLines, maximumCookies) = (limits.fieldLines, limits.cookieLines)
        var index = start
        while true {
            guard index < count else { throw .incomplete }
            if unsafe source[index] == 0x0D {
                guard index &+ 1 < count else { throw .incomplete }
                guard unsafe source[index &+ 1] == 0x0A else { throw .rejected(.bareCR) }
                lineCount = used
                return index &+ 2
            }
            let nameStart = index
            index = unsafe WordScan.firstNonAlphanumericOrHyphen(source, index, count)
            var mayBeAlias = false
            if index == count { throw .incomplete }
            if unsafe source[index] != 0x3A {
                index = try unsafe Self.finishName(source, nameStart, index, count, &mayBeAlias)
            }
            let nameEnd = index
            guard nameEnd > nameStart else { throw .rejected(.invalidFieldName) }
            guard nameEnd &- nameStart <= Int(UInt16.max) else { throw .rejected(.headTooLarge) }
            let name = unsafe FieldName(source + nameStart, count: nameEnd &- nameStart)

            index &+= 1
            while index < count, unsafe source[index] == 0x20 || source[index] == 0x09 { index &+= 1 }
            let valueStart = index
            let lineEnd = try unsafe Self.endOfLine(source, index, count)
            var valueEnd = lineEnd
            while valueEnd > valueStart, unsafe source[valueEnd &- 1] == 0x20 || source[valueEnd &- 1] == 0x09 {
                valueEnd &-= 1
            }

            var flags: FieldLine.Flags = []
            if unsafe valueStart != nameEnd &+ 2 || source[nameEnd &+ 1] != 0x20 || valueEnd != lineEnd {
                flags = .irregular
            }
            if name == .unknown {
                if mayBeAlias, unsafe FoldedName.isReserved(source + nameStart, nameEnd &- nameStart) {
                    flags.insert(.removed)
                }
            } else if name == .cookie || name == .setCookie {
                cookies &+= 1
                guard cookies <= maximumCookies else { throw .rejected(.tooManyCookieLines) }
            } else {
                flags.formUnion(facts.note(name, line: used))
            }
            guard used &- cookies < maximumLines || name == .cookie || name == .setCookie else {
                throw .rejected(.tooManyFieldLines)
            }
            if used == capacity {
                unsafe lines = block.growLines(keeping: used)
                capacity = block.lineCapacity
            }
            unsafe lines[used] = FieldLine(
                name: name, flags: flags, nameLength: UInt16(truncatingIfNeeded: nameEnd &- nameStart),
                nameOffset: UInt32(truncatingIfNeeded: nameStart),
                valueOffset: UInt32(truncatingIfNeeded: valueStart),
                valueLength: UInt32(truncatingIfNeeded: valueEnd &- valueStart))
            used &+= 1
            index = lineEnd &+ 2
        }
    }

    /// Finds the CR of a line's CRLF; any other control byte but HTAB is refused (RFC 9110 §5.5, RFC 9112 §2.2).
    @inline(__always)
    static func endOfLine(
        _ source: UnsafePointer<UInt8>, _ start: Int, _ count: Int
    ) throws(HeadStop) -> Int {
        var index = start
        while true {
            index = unsafe WordScan.firstControl(source, index, count)
            guard index < count else { throw .incomplete }
            let byte = unsafe source[index]
            if byte == 0x0D { break }
            guard byte == 0x09 else { throw .rejected(byte == 0x0A ? .bareLF : .controlByte) }
            index &+= 1
        }
        guard index &+ 1 < count else { throw .incomplete }
        guard unsafe source[index &+ 1] == 0x0A else { throw .rejected(.bareCR) }
        return index
    }

    /// Goes on to the colon of a name that holds more than letters, digits and hyphens.
    @inline(never)
    private static func finishName(
        _ source: UnsafePointer<UInt8>, _ start: Int, _ from: Int, _ count: Int, _ mayBeAlias: inout Bool
    ) throws(HeadStop) -> Int {
        var index = from
        while index < count {
            let byte = unsafe source[index]
            if byte == 0x3A { return index }
            guard ASCIISet.token.contains(byte) else {
                throw .rejected(Self.rejection(of: byte, startsLine: index == start))
            }
            if byte == 0x5F || byte == 0x2E { mayBeAlias = true }
            index &+= 1
        }
        throw .incomplete
    }

    private static func rejection(of byte: UInt8, startsLine: Bool) -> HTTP1Rejection {
        switch byte {
        case 0x20, 0x09: startsLine ? .obsoleteFold : .spaceBeforeColon
        case 0x0A: startsLine ? .bareLF : .missingColon
        case 0x0D: .missingColon
        case 0x00..<0x20, 0x7F: .controlByte
        default: .invalidFieldName
        }
    }
}
