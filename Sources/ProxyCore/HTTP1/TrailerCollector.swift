/// Gathers a trailer section (RFC 9112 §7.1.2) in a block until its empty line, then reads it.
struct TrailerCollector: Sendable {
    private var lineBytes = 0
    private var previous: UInt8 = 0
    private let maximumBytes: Int
    private let maximumLines: Int

    enum Outcome {
        case incomplete
        case complete
        case rejected(HTTP1Rejection)
    }

    init(limits: HTTP1Limits) {
        self.maximumBytes = limits.trailerBytes
        self.maximumLines = limits.trailerLines
    }

    /// Takes bytes from `cursor` up to the end of the section and moves `cursor` behind them.
    mutating func take(
        _ source: UnsafePointer<UInt8>, _ count: Int, _ cursor: inout Int, into block: HeaderBlock
    ) -> Outcome {
        let start = cursor
        while cursor < count {
            let byte = unsafe source[cursor]
            guard byte != 0x0A || self.previous == 0x0D else { return .rejected(.bareLF) }
            cursor &+= 1
            guard block.byteCount &+ (cursor &- start) <= self.maximumBytes &+ 2 else {
                return .rejected(.trailersTooLarge)
            }
            self.lineBytes &+= 1
            self.previous = byte
            guard byte == 0x0A else { continue }
            if self.lineBytes == 2 {
                _ = unsafe block.appendBytes(source + start, count: cursor &- start)
                return self.read(block)
            }
            self.lineBytes = 0
        }
        _ = unsafe block.appendBytes(source + start, count: cursor &- start)
        return .incomplete
    }

    private func read(_ block: HeaderBlock) -> Outcome {
        var limits = HTTP1Limits()
        limits.fieldLines = self.maximumLines
        limits.cookieLines = self.maximumLines
        var facts = FieldFacts()
        var lineCount = 0
        do throws(HeadStop) {
            let end = try unsafe FieldSectionParser.parse(
                block.bytes, from: 0, block.byteCount, into: block, limits, &facts, &lineCount)
            guard end == block.byteCount else { return .rejected(.invalidTrailer) }
        } catch {
            switch error {
            case .incomplete: return .rejected(.invalidTrailer)
            case .rejected(.tooManyFieldLines), .rejected(.tooManyCookieLines): return .rejected(.trailersTooLarge)
            case .rejected(let rejection): return .rejected(rejection)
            }
        }
        block.setLineCount(lineCount)
        return Self.removeForbidden(from: block)
    }

    /// Refuses what frames or addresses a message and drops what must be known before the content (RFC 9110 §6.5.1).
    private static func removeForbidden(from block: HeaderBlock) -> Outcome {
        for index in 0..<block.lineCount {
            switch block.line(index).name {
            case .host, .contentLength, .transferEncoding:
                return .rejected(.forbiddenTrailer)
            case .unknown:
                if unsafe FoldedName.isReserved(block.name(index)) { block.remove(at: index) }
            case .etag, .date, .server, .via, .age, .altSvc:
                break
            default:
                block.remove(at: index)
            }
        }
        return .complete
    }
}
